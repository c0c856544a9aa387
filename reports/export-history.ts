// The client history alone, an operation a line in JSON: what `worldline check` reads without losing
// anything. Times are microseconds.

import { toJson } from '../sim/plain.ts'
import type { Report } from '../sim/report.ts'
import { visible } from '../sim/json-visible.ts'

/** `{"client":"c1","call":{"kind":"read"},"start":1,"end":5,"result":3}`, in order of start. */
export function renderHistory({ run, operations }: Report): string {
  const outcomes = new Map(operations.map(({ op, outcome }) => [op, outcome]))
  const lines = run.history.map(({ id, client, call, start, end, result }) => {
    const outcome = outcomes.get(id) ?? 'unknown'
    const line = {
      ...{ client, call: toJson(call), start },
      ...(end === null ? {} : { end, result: toJson(result) }),
      // What is ok needs no word, and what has no answer says so.
      ...(outcome === 'ok' || end === null ? {} : { outcome }),
    }
    return `${visible(JSON.stringify(line))}\n`
  })
  return lines.join('')
}
