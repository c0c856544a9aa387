// The parameters that a scenario file sets: each must be one of the scenario, and of its type. A list
// stands for values of which the seed draws one.

import { nearest } from '../../sim/nearest.ts'
import type { Scenario } from '../form.ts'
import type { Param, Single } from '../params.ts'
import type { FileComplaints } from './file-complaints.ts'
import type { Entry, Marked } from './marked.ts'
import { noun } from './scenario-fields.ts'
import { allowedFor, formOf, valueIn } from './settings.ts'
import { withDefault } from './tuned.ts'

/** The parameters with what the file says of them; the others are absent. */
export function paramsOf(
  entries: readonly Entry[],
  { name, params }: Scenario,
  complaints: FileComplaints,
): Record<string, Param> {
  const set: Record<string, Param> = {}
  for (const entry of entries) {
    const { key, value } = entry
    const param = Object.hasOwn(params, key) ? params[key] : undefined
    if (param === undefined) {
      unknown(entry, name, Object.keys(params), complaints)
      continue
    }
    const listed = value.kind === 'list' ? value.items : [value]
    const texts = listed.flatMap((one) => textIn(key, param, one, complaints) ?? [])
    const [first, ...others] = texts.map((text) => choiceOf(param, text))
    if (first === undefined || texts.length < listed.length) {
      if (listed.length === 0) complaints.add(value, `${key} has nothing to choose`, [])
      continue
    }
    set[key] = value.kind === 'list' ? [first, ...others] : withDefault(param, texts[0] ?? '')
  }
  return set
}

function unknown(
  entry: Entry,
  scenario: string,
  known: readonly string[],
  complaints: FileComplaints,
): void {
  const near = nearest(entry.key, known)
  complaints.add(
    entry,
    `${scenario} has no parameter "${entry.key}"`,
    [
      ...(near === null ? [] : [`did you mean   ${near}: ${plainText(entry.value) ?? '…'}`]),
      known.length === 0 ? 'it has none' : `parameters     ${known.join('  ')}`,
    ],
    'WL1003',
  )
}

/** The value as `--set` takes it, or null, and a complaint, for one that the parameter cannot have. */
function textIn(
  key: string,
  param: Param,
  value: Marked,
  complaints: FileComplaints,
): string | null {
  const form = formOf(param)
  const type = form.kind === 'choices' ? typeof form.values[0] : form.type
  const text = plainText(value)
  const allowed = `allowed        ${allowedFor(param)}`
  const refuse = (what: string, meant: string | null): null => {
    const lines = meant === null ? [allowed] : [`did you mean   ${key}: ${meant}`, allowed]
    complaints.add(value, what, lines, 'WL1004')
    return null
  }
  if (value.kind === 'number' && !isPlainNumber(value.source)) {
    const meant = Number.isFinite(value.value) ? String(value.value) : null
    return refuse(`${key}: ${value.source} is read as ${value.value}`, meant)
  }
  const isNumber = type === 'integer' || type === 'number'
  if (value.kind === 'number' && !isNumber) {
    const timed = type === 'duration' ? `${value.value}ms` : `"${value.source}"`
    const why = type === 'duration' ? ': a duration has a unit' : ' without quotes'
    return refuse(`${key} cannot be ${value.source}${why}`, type === 'range' ? null : timed)
  }
  if (value.kind === 'text' && isNumber && valueIn(param, value.value) !== null) {
    return refuse(`${key} cannot be a text`, value.value)
  }
  if (text !== null && valueIn(param, text) !== null) return text
  return refuse(`${key} cannot be ${noun(value)}`, null)
}

/** A number that looks like what it is: no 0x2a, no 010, no 1e3. */
const isPlainNumber = (source: string): boolean => /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(source)

function plainText(value: Marked): string | null {
  if (value.kind === 'text') return value.value
  if (value.kind === 'number') return value.source
  return value.kind === 'truth' ? String(value.value) : null
}

/** A value of a list, as the scenario itself would say it. */
function choiceOf(param: Param, text: string): Single {
  const form = formOf(param)
  const value =
    form.kind === 'choices' ? form.values[form.texts.indexOf(text)] : valueIn(param, text)
  return typeof value === 'number' && typeof declared(param) === 'number'
    ? value
    : typeof value === 'boolean'
      ? value
      : text
}

/** What the scenario says itself, or the first of it. */
function declared(param: Param): Single {
  if (typeof param !== 'object') return param
  if (!('kind' in param)) return param[0]
  return param.kind === 'tuned' ? param.of : (param.choices[0] ?? '')
}
