// Thresholds are read, printed back, and measured exactly.

import { describe, expect, test } from 'vitest'
import type { History } from '../history.ts'
import { type Micros, ms, nodeId, type OpId } from '../units.ts'
import { countsOf } from './history-check.ts'
import { type Measurable, measure } from './measure.ts'
import { isThreshold, meets, parseThreshold, type Threshold } from './threshold.ts'

const read = (text: string): Threshold => {
  const parsed = parseThreshold(text)
  if (!isThreshold(parsed)) throw new Error(parsed.sentence)
  return parsed
}

describe('the words', () => {
  test.each([
    ['op.latency p99 < 200ms', 'op.latency', 200_000],
    ['op.latency  mean<=1.5s', 'op.latency', 1_500_000],
    ['op.ok rate ≥ 99 %', 'op.ok rate', 99],
    ['availability during partition >= 50%', 'availability', 50],
    ['messages per op <= 12', 'messages per op', 12],
    ['convergence after heal < 1s', 'convergence', 1_000_000],
  ])('%s', (text, metric, limit) => {
    expect(read(text)).toMatchObject({ metric, limit })
  })

  test.each([
    ['op.latency < 200ms', /needs one of p50/],
    ['op.latncy p99 < 200ms', /I do not know the metric "op.latncy p99"/],
    ['op.latency p101 < 200ms', /"p101" is none of/],
    ['op.ok rate >= 99ms', /"99ms" is no percentage/],
    ['op.latency p99 < -3ms', /"-3ms" is no duration/],
    ['messages per op max < 3', /takes no "max"/],
    ['fast', /a threshold is a metric/],
    ['availability during flood >= 50%', /no fault is called "flood"/],
    ['convergence after dawn < 1s', /convergence is measured from healing on/],
    ['messages per op during crash < 3', /counted over the whole run only/],
  ])('%s is refused', (text, why) => {
    const parsed = parseThreshold(text)
    expect(isThreshold(parsed) ? '' : parsed.sentence).toMatch(why)
  })

  const linesOf = (text: string, goals: readonly string[] | null = null): readonly string[] => {
    const parsed = parseThreshold(text, goals)
    return isThreshold(parsed) ? [] : parsed.lines
  }

  test('what is wrong is pointed at, and the nearest is offered whole', () => {
    expect(linesOf('op.latncy p99 < 200ms').slice(0, 3)).toEqual([
      'op.latncy p99 < 200ms',
      '^^^^^^^^^',
      'did you mean   op.latency p99 < 200ms ?',
    ])
    expect(linesOf('availability during partion >= 50%').slice(0, 3)).toEqual([
      'availability during partion >= 50%',
      '                    ^^^^^^^',
      'did you mean   availability during partition >= 50% ?',
    ])
    for (const text of ['op.latncy p99 < 2ms', 'availability during x > 1%', 'fast']) {
      expect(linesOf(text).length).toBeLessThanOrEqual(9)
      expect(Math.max(...linesOf(text).map((line) => line.length))).toBeLessThanOrEqual(96)
    }
  })

  test('a goal must be one that was declared, once it is known which are', () => {
    const text = 'op.latency max after dwan < 1s'
    expect(linesOf(text)).toEqual([])
    expect(linesOf(text, ['dawn'])[2]).toBe('did you mean   op.latency max after dawn < 1s ?')
    expect(linesOf('op.latency max after dawn < 1s', ['dawn'])).toEqual([])
    expect(linesOf('op.latency max after crash < 1s', [])).toEqual([])
  })

  test.each(['clock step', 'disk full', 'majorities-ring', 'half-open', 'isolate'])(
    'faults go by the words of the notation: %s',
    (fault) => expect(linesOf(`availability during ${fault} >= 1%`)).toEqual([]),
  )
})

/** Operations of (start, end) in milliseconds; an end of null is open. */
const historyOf = (...times: readonly (readonly [number, number | null])[]): History =>
  times.map(([start, end], at) => ({
    id: at as OpId,
    client: nodeId('c1'),
    call: null,
    start: ms(start),
    end: end === null ? null : ms(end),
    result: end === null ? undefined : end < 1_000 ? 'ok' : 'no',
  }))

const run = (history: History, more: Partial<Measurable> = {}): Measurable => ({
  history,
  outcome: (result) => (result === 'ok' ? 'ok' : 'failed'),
  messages: 30,
  end: ms(2_000),
  during: (word) => (word === 'partition' ? [{ from: ms(100), to: ms(400) }] : null),
  after: (word): Micros | null => (word === 'heal' ? ms(500) : null),
  convergence: ms(80),
  ...more,
})

const of = (text: string, measurable: Measurable): number | string => {
  const measured = measure(read(text), measurable)
  return measured.kind === 'value' ? measured.value : measured.why
}

describe('the figures', () => {
  const history = historyOf([0, 10], [100, 120], [200, 900], [600, 640], [700, 1_500], [800, null])

  test.each([
    ['op.latency min < 1s', 10_000],
    ['op.latency p50 < 1s', 20_000],
    ['op.latency p75 < 1s', 40_000],
    ['op.latency p99 < 1s', 700_000],
    ['op.latency max < 1s', 700_000],
    ['op.latency mean < 1s', 192_500],
    ['op.latency max during partition < 1s', 700_000],
    ['op.latency max after heal < 1s', 40_000],
    ['op.count >= 1', 4],
    ['messages per op < 8', 7.5],
    ['convergence after heal < 1s', 80_000],
  ])('%s', (text, value) => expect(of(text, run(history))).toBe(value))

  test('rates are shares of all operations', () => {
    const shares = ['op.ok rate', 'op.failed rate', 'op.unknown rate'].map((metric) =>
      of(`${metric} > 0%`, run(history)),
    )
    expect(shares.map((share) => Number(Number(share).toFixed(1)))).toEqual([66.7, 16.7, 16.7])
  })

  test('availability counts windows: one of three had an answer', () => {
    expect(of('availability during partition > 0%', run(history))).toBeCloseTo(100 / 3)
  })

  test('nothing to measure says why', () => {
    expect(of('availability during crash > 0%', run(history))).toBe('no fault is called "crash"')
    expect(of('op.latency max after dawn < 1s', run(history))).toBe('"dawn" was never reached')
    expect(of('op.latency max < 1s', run([]))).toBe('no operation began then')
    expect(of('convergence < 1s', run(history, { convergence: null }))).toBe('it never converged')
  })

  test('limits are met or missed on the spot', () => {
    const meetsAll = (sign: string): boolean[] =>
      [1, 2, 3].map((value) => meets(read(`messages per op ${sign} 2`), value))
    expect(meetsAll('<')).toEqual([true, false, false])
    expect(meetsAll('<=')).toEqual([true, true, false])
    expect(meetsAll('>')).toEqual([false, false, true])
    expect(meetsAll('>=')).toEqual([false, true, true])
  })

  test('operations are told by how they ended', () => {
    expect(countsOf(history, null)).toBe('6 operations: 5 ok · 1 unknown')
    expect(countsOf([], null)).toBe('0 operations')
  })
})
