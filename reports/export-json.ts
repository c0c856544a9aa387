// A report as JSON, whole, the events among it: for programs that draw or count what no format here
// does. Values of actors keep their kinds ($map, $set, $bytes), as in every file of worldline.

import { visible } from '../sim/json-visible.ts'
import { isList, isRecord, type Json, toJson } from '../sim/plain.ts'
import type { Report } from '../sim/report.ts'

/** Fields are added under the same number, taken away under a higher one. */
export const reportSchema = 'worldline.report/1'

/** The document: a Report with the places of events by their names, `e57`. */
export function renderJson({ run, places, ...told }: Report): string {
  const { places: _same, ...ran } = run
  const named = Object.fromEntries([...places].map(([id, place]) => [`e${id}`, place]))
  const document = { schema: reportSchema, ...told, places: named, run: ran }
  return `${visible(JSON.stringify(jsonOf(document), null, 2))}\n`
}

/**
 * As toJson writes it. A report is a few levels deeper than what actors may nest, so lists and records
 * are gone through here.
 */
function jsonOf(value: unknown): Json {
  if (value === undefined) return { $undefined: true }
  if (typeof value !== 'object' || value === null) return toJson(value)
  if (isList(value)) return value.map(jsonOf)
  if (!isRecord(value)) return toJson(value)
  const fields = Object.entries(value).map(([name, inner]): [string, Json] => [
    name.startsWith('$') ? `$${name}` : name,
    jsonOf(inner),
  ])
  return Object.fromEntries(fields)
}
