// The fields of a scenario file, each of the form that it must have. What depends on the scenario that
// is used (parameters, names of nodes) is checked when that is known.

import { parseDuration } from '../../sim/duration.ts'
import { nearest } from '../../sim/nearest.ts'
import type { Duration } from '../params.ts'
import type { FileComplaints, Spot } from './file-complaints.ts'
import type { Entry, Marked } from './marked.ts'

/** A value and where it stands. */
export interface Said<T> extends Spot {
  readonly value: T
  /** whether the file holds the text as it is: without quotes, in one line */
  readonly verbatim: boolean
}

/** Null for every field that is not said, or said wrongly. */
export interface Fields extends Spot {
  readonly use: Said<string> | null
  readonly name: Said<string> | null
  readonly about: Said<string> | null
  readonly variant: Said<string> | null
  readonly params: readonly Entry[]
  readonly faults: readonly Said<string>[] | (Spot & { readonly kind: 'swarm' }) | 'default' | null
  readonly until: Said<Duration> | null
  readonly settle: Said<Duration> | null
  readonly expect: readonly Said<string>[] | null
}

/** The fields, in the order in which a person writes them. */
export const fieldNames: readonly string[] = [
  ...['use', 'name', 'about', 'variant', 'params', 'faults', 'until', 'settle', 'expect'],
  '$schema',
]

/** What a scenario says in TypeScript alone. */
const inCode = new Set([
  ...['nodes', 'workload', 'network', 'disk', 'domains', 'budget', 'always', 'eventually'],
  ...['sometimes', 'check', 'outcome', 'redact', 'rules', 'variants', 'assumptions', 'views'],
])

const useAllowed = 'allowed        use: ack-retry   or   use: ./my.scenario.ts#name'
const faultsAllowed = 'allowed        a list of faults, or   default  none  swarm'
const faultWords = ['default', 'none', 'swarm']
const thresholdsAllowed = 'allowed        a list of thresholds:  - op.latency p99 < 200ms'

/** Complains of every field that is not known or has another form. */
export function fieldsOf(root: Marked, complaints: FileComplaints): Fields {
  const entries = root.kind === 'map' ? root.entries : []
  if (root.kind !== 'map') {
    const lines = ['allowed        key: value   on each line, with a space behind the colon']
    complaints.add(root, `a scenario file is a map of fields, not ${noun(root)}`, lines)
  }
  for (const entry of entries) if (!fieldNames.includes(entry.key)) unknown(entry, complaints)
  const found = (key: string): Marked | null =>
    entries.find((one) => one.key === key)?.value ?? null
  const use = textOf('use', found('use'), useAllowed, complaints)
  if (root.kind === 'map' && found('use') === null) {
    const spot = { start: root.start, end: root.start + 1 }
    complaints.add(spot, '"use" is missing: which scenario is tuned', [useAllowed])
  }
  const sentence = 'allowed        a sentence'
  textOf('$schema', found('$schema'), 'allowed        where its schema is', complaints)
  return {
    ...{ start: root.start, end: root.end, use },
    name: textOf('name', found('name'), 'allowed        a word such as raft-nightly', complaints),
    about: textOf('about', found('about'), sentence, complaints),
    variant: textOf('variant', found('variant'), 'allowed        name of a variant', complaints),
    params: paramsOf(found('params'), complaints),
    faults: faultsOf(found('faults'), complaints),
    until: durationOf('until', found('until'), complaints),
    settle: durationOf('settle', found('settle'), complaints),
    expect: textsOf('expect', found('expect'), thresholdsAllowed, complaints),
  }
}

function unknown(entry: Entry, complaints: FileComplaints): void {
  const { key } = entry
  if (inCode.has(key)) {
    return complaints.add(entry, `"${key}" is said in TypeScript, where the scenario is`, [
      `allowed        ${fieldNames.join('  ')}`,
    ])
  }
  if (key === '<<') {
    return complaints.add(entry, 'merges (<<) are not read here', [
      'allowed        the fields, written out',
    ])
  }
  const near = nearest(key, fieldNames)
  complaints.add(entry, `there is no field "${key}"`, [
    ...(near === null ? [] : [`did you mean   ${near}:`]),
    `allowed        ${fieldNames.join('  ')}`,
  ])
}

function textOf(
  at: string,
  value: Marked | null,
  allowed: string,
  complaints: FileComplaints,
): Said<string> | null {
  if (value === null) return null
  if (value.kind === 'text' && value.value.trim() !== '') return value
  const quoted = value.kind === 'number' ? [`did you mean   "${value.source}"`] : []
  complaints.add(value, `${at} cannot be ${noun(value)}`, [...quoted, allowed])
  return null
}

function paramsOf(value: Marked | null, complaints: FileComplaints): readonly Entry[] {
  if (value === null) return []
  if (value.kind === 'map') return value.entries
  complaints.add(value, `params cannot be ${noun(value)}`, [
    'allowed        params: { receivers: 5 }   or a line for each',
  ])
  return []
}

function faultsOf(value: Marked | null, complaints: FileComplaints): Fields['faults'] {
  if (value?.kind !== 'text') return textsOf('faults', value, faultsAllowed, complaints)
  const { value: word, start, end } = value
  if (word === 'default') return 'default'
  if (word === 'none') return []
  if (word === 'swarm') return { start, end, kind: 'swarm' }
  const near = nearest(word, faultWords) ?? `["${word}"]`
  complaints.add(value, `faults cannot be "${word}"`, [`did you mean   ${near}`, faultsAllowed])
  return null
}

function textsOf(
  at: string,
  value: Marked | null,
  allowed: string,
  complaints: FileComplaints,
): readonly Said<string>[] | null {
  if (value === null) return null
  if (value.kind !== 'list') {
    const listed = value.kind === 'text' ? [`did you mean   ${at}: ["${value.value}"]`] : []
    complaints.add(value, `${at} cannot be ${noun(value)}`, [...listed, allowed])
    return null
  }
  return value.items.flatMap((item, nth) => {
    if (item.kind === 'text') return item
    complaints.add(item, `${at}[${nth}] cannot be ${noun(item)}`, [allowed])
    return []
  })
}

function durationOf(
  at: 'until' | 'settle',
  value: Marked | null,
  complaints: FileComplaints,
): Said<Duration> | null {
  if (value === null) return null
  const allowed = 'allowed        a duration with its unit: 200ms, 1.5s, 2min'
  if (value.kind === 'number') {
    const lines = [`did you mean   ${at}: ${value.value}s`, allowed]
    complaints.add(value, `${at} cannot be ${value.source}: a duration has a unit`, lines)
    return null
  }
  const text = value.kind === 'text' ? value.value : ''
  if (value.kind === 'text' && isDuration(text) && !(at === 'until' && parseDuration(text) === 0)) {
    return { ...value, value: text }
  }
  complaints.add(value, `${at} cannot be ${noun(value)}`, [allowed])
  return null
}

const isDuration = (text: string): text is Duration => parseDuration(text) !== null

/** What was written, for a sentence. */
export function noun(value: Marked): string {
  switch (value.kind) {
    case 'text':
      return value.value.trim() === '' ? 'an empty text' : `"${value.value.slice(0, 60)}"`
    case 'number':
      return value.source
    case 'truth':
      return String(value.value)
    case 'nothing':
      return 'nothing'
    case 'list':
      return 'a list'
    case 'map':
      return 'a map'
  }
}
