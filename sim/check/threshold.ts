// Thresholds: `op.latency p99 < 200ms`, `availability during partition >= 50%`. This file reads and
// prints them; measure.ts measures a run. In simulation both are exact, because time is virtual.

import { formatDuration, parseDuration } from '../duration.ts'
import { faultCatalogue } from '../fault-catalogue.ts'
import { mistypings, nearest } from '../nearest.ts'
import type { Problem } from '../problem.ts'

export type Metric =
  | 'op.latency'
  | 'op.ok rate'
  | 'op.failed rate'
  | 'op.unknown rate'
  | 'op.count'
  | 'messages per op'
  | 'availability'
  | 'convergence'

type Unit = 'duration' | 'percent' | 'number'

/** What each metric is; `aggregate` says whether one must, may not stand behind it. */
export const metrics: Readonly<Record<Metric, { unit: Unit; aggregate: boolean; about: string }>> =
  {
    'op.latency': { unit: 'duration', aggregate: true, about: 'from the call to its ok answer' },
    'op.ok rate': { unit: 'percent', aggregate: false, about: 'operations that ended ok' },
    'op.failed rate': { unit: 'percent', aggregate: false, about: 'operations that failed' },
    'op.unknown rate': { unit: 'percent', aggregate: false, about: 'operations without an answer' },
    'op.count': { unit: 'number', aggregate: false, about: 'operations that ended ok' },
    'messages per op': {
      unit: 'number',
      aggregate: false,
      about: 'messages sent for each operation that ended ok',
    },
    availability: {
      unit: 'percent',
      aggregate: false,
      about: 'windows of 100 ms in which an operation was under way and one ended ok',
    },
    convergence: {
      unit: 'duration',
      aggregate: false,
      about: 'from healing until everything that must hold in the end holds for good',
    },
  }

/** `rank` of a percentile is 0 to 100. */
export type Aggregate =
  | { readonly kind: 'percentile'; readonly rank: number }
  | { readonly kind: 'max' | 'min' | 'mean' }

export type Comparison = '<' | '<=' | '>' | '>='

export interface Threshold {
  /** as it was written, spaces made single */
  readonly text: string
  readonly metric: Metric
  readonly aggregate: Aggregate | null
  /** `during partition`, `after heal` */
  readonly scope: { readonly kind: 'during' | 'after'; readonly word: string } | null
  readonly comparison: Comparison
  /** microseconds, percent or a plain number, as the metric says */
  readonly limit: number
}

const comparisons = /\s*(<=|>=|≤|≥|<|>)\s*/

/**
 * Reads one threshold; a mistake is a problem (WL3101) with a pointer and what is allowed.
 * @param goals what may stand behind `after` besides faults and the calm; null: nobody knows yet
 */
export function parseThreshold(
  text: string,
  goals: readonly string[] | null = null,
): Threshold | Problem {
  const line = text.trim().replace(/\s+/g, ' ')
  const [left, sign, right, more] = line.split(comparisons)
  if (left === undefined || sign === undefined || right === undefined || more !== undefined) {
    const why = 'a threshold is a metric, then < <= > or >=, then a value'
    return problem(line, line, why, [`for example    ${examples.join('   ')}`, ...metricLines])
  }
  const scoped = /^(.*?) (during|after) (.+)$/.exec(left)
  const subject = scoped?.[1] ?? left
  const metric = metricOf(subject)
  if (metric === null) return unknownMetric(line, subject)
  const { unit, aggregate: wanted } = metrics[metric]
  const word = subject.slice(metric.length).trim()
  const aggregate = aggregateOf(word)
  if (wanted && aggregate === null) {
    const said = word === '' ? `${metric} needs one of` : `"${word}" is none of`
    return problem(line, word === '' ? metric : word, `${said} ${aggregateWords}`, [
      `for example    ${metric} p99 ${sign} ${right}`,
    ])
  }
  if (!wanted && word !== '') {
    const why = `${metric} takes no "${word}"`
    return problem(line, word, why, [`without it     ${line.replace(` ${word}`, '')}`])
  }
  const limit = limitOf(right, unit)
  if (limit === null) {
    return problem(line, right, `"${right}" is no ${nounOf[unit]}`, [])
  }
  const scope = scoped === null ? null : scopeOf(scoped[2], scoped[3])
  const wrong = scope === null ? null : wrongScope(line, metric, scope, goals)
  return wrong ?? { text: line, metric, aggregate, scope, comparison: comparisonOf(sign), limit }
}

export const isThreshold = (parsed: Threshold | Problem): parsed is Threshold => 'metric' in parsed

/** Whether a measured value meets it. */
export function meets(threshold: Threshold, value: number): boolean {
  switch (threshold.comparison) {
    case '<':
      return value < threshold.limit
    case '<=':
      return value <= threshold.limit
    case '>':
      return value > threshold.limit
    case '>=':
      return value >= threshold.limit
  }
}

const names = Object.keys(metrics).filter((name): name is Metric => name in metrics)

/** The longest metric that the words begin with. */
function metricOf(subject: string): Metric | null {
  const found = names.filter((name) => subject === name || subject.startsWith(`${name} `))
  return found.sort((a, b) => b.length - a.length)[0] ?? null
}

function aggregateOf(word: string): Aggregate | null {
  if (word === 'max' || word === 'min' || word === 'mean') return { kind: word }
  const rank = /^p(\d+(?:\.\d+)?)$/.exec(word)
  const value = Number(rank?.[1])
  return rank === null || value > 100 ? null : { kind: 'percentile', rank: value }
}

const nounOf: Readonly<Record<Unit, string>> = {
  duration: 'duration, such as 200ms',
  percent: 'percentage, such as 99%',
  number: 'number',
}

function limitOf(text: string, unit: Unit): number | null {
  if (unit === 'duration') return parseDuration(text.replace(' ', ''))
  const form = unit === 'percent' ? /^(\d+(?:\.\d+)?) ?%$/ : /^(\d+(?:\.\d+)?)$/
  const found = form.exec(text)
  return found === null ? null : Number(found[1])
}

function comparisonOf(sign: string): Comparison {
  if (sign === '≤') return '<='
  if (sign === '≥') return '>='
  return sign === '<' || sign === '<=' || sign === '>' ? sign : '>='
}

function scopeOf(kind: string | undefined, word: string | undefined): Threshold['scope'] {
  return { kind: kind === 'after' ? 'after' : 'during', word: word ?? '' }
}

/** What may stand behind `during`: faults by the words of the notation. */
const faultWords = Object.keys(faultCatalogue)
  .filter((name) => name !== 'heal' && name !== 'release')
  .map((name) => name.replace(/^(clock|disk)-/, '$1 '))
const isFault = (word: string): boolean =>
  faultWords.includes(word.replace(/^(clock|disk)-/, '$1 '))

/** A metric that is measured over the whole run, a fault that nobody knows, a goal nobody declared. */
function wrongScope(
  line: string,
  metric: Metric,
  { kind, word }: NonNullable<Threshold['scope']>,
  goals: readonly string[] | null,
): Problem | null {
  const part = `${kind} ${word}`
  if (metric === 'messages per op') {
    const why = 'messages are counted over the whole run only'
    return problem(line, part, why, [`without it     ${line.replace(` ${part}`, '')}`])
  }
  if (metric === 'convergence') {
    const allowed = `allowed        ${line.replace(part, 'after heal')}`
    return part === 'after heal'
      ? null
      : problem(line, part, 'convergence is measured from healing on', [allowed])
  }
  if (isFault(word)) return null
  if (kind === 'during') return unknownWord(line, word, 'no fault is called', faultWords, 'faults')
  if (calms.includes(word) || goals === null || goals.includes(word)) return null
  return unknownWord(line, word, 'no goal is called', [...calms, ...goals], 'goals')
}

const calms = ['heal', 'settle']

function unknownWord(
  line: string,
  word: string,
  why: string,
  known: readonly string[],
  what: string,
): Problem {
  const near = nearest(word, known)
  return problem(line, word, `${why} "${word}"`, [
    ...(near === null ? [] : [`did you mean   ${line.replace(word, near)} ?`]),
    ...listed(what, known),
  ])
}

/** The words at the beginning that come nearest to a metric; what stands behind them is kept. */
function unknownMetric(line: string, subject: string): Problem {
  const words = subject.split(' ')
  const begins = words.map((_, at) => words.slice(0, at + 1).join(' '))
  const guesses = begins.flatMap((begin) => {
    const near = nearest(begin, names)
    return near === null ? [] : [{ begin, near, far: mistypings(begin, near) }]
  })
  const [best] = guesses.sort((one, other) => one.far - other.far)
  return problem(line, best?.begin ?? subject, `I do not know the metric "${subject}"`, [
    ...(best === undefined ? [] : [`did you mean   ${line.replace(best.begin, best.near)} ?`]),
    ...metricLines,
  ])
}

const aggregateWords = 'p50 p95 p99 … max min mean'
const examples = ['op.latency p99 < 200ms', 'availability during partition >= 50%']
const wide = 76

/** `metrics        op.latency · op.ok rate · …`, in as many lines as it takes. */
function listed(what: string, words: readonly string[]): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    if (line !== '' && line.length + word.length > wide) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} · ${word}`
  }
  return [...lines, line].map((one, at) => `${(at === 0 ? what : '').padEnd(14)} ${one}`)
}

const metricLines = listed('metrics', names)

/** @param part of the line that is wrong */
function problem(line: string, part: string, why: string, lines: readonly string[]): Problem {
  const at = Math.max(0, line.indexOf(part))
  const carets = ' '.repeat(at) + '^'.repeat(Math.max(1, part.length))
  return { code: 'WL3101', sentence: `${why}.`, lines: [line, carets, ...lines] }
}

/** A value in the unit of its metric: `31 ms`, `86 %`, `2.4`. */
export function tell(metric: Metric, value: number, duration: (micros: number) => string): string {
  const { unit } = metrics[metric]
  if (unit === 'duration') return duration(value)
  const rounded = Number(value.toFixed(value < 10 ? 2 : 1))
  return unit === 'percent' ? `${rounded} %` : String(rounded)
}

/** A limit as people write it. */
export const limitText = (threshold: Threshold): string =>
  metrics[threshold.metric].unit === 'duration'
    ? formatDuration(threshold.limit)
    : tell(threshold.metric, threshold.limit, String)
