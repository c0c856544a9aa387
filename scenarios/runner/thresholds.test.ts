// Thresholds on whole runs: each figure is what a person would count from the history and the trace,
// to the microsecond, and the same every time.

import { describe, expect, test } from 'vitest'
import type { Run } from '../../sim/run.ts'
import { scenario } from '../scenario.ts'
import { counter } from './counter.test.toy.ts'
import { Experiment } from './experiment.ts'
import { settingsDefault } from './order.ts'

const faults = ['partition server | client1,client2,client3 @ 500ms for 300ms', 'drop 10%']

function runWith(expected: readonly string[], of: typeof counter = counter): Run {
  const settings = { ...settingsDefault, set: { clients: '3' }, faults, extraExpect: expected }
  return new Experiment(of, { variant: null, settings }).run(5, { trace: true })
}

/** What was measured, as the screen tells it. */
function measured(text: string, of: typeof counter = counter): string | null {
  const run = runWith([text], of)
  return run.findings.find(({ property }) => property === text)?.detail ?? null
}

const told = (micros: number): RegExp =>
  new RegExp(`^${(micros / 1_000).toPrecision(3).replace('.', '\\.')}0* ms$`, 'u')

describe('figures are those that the history has', () => {
  const { history, trace, simTime } = runWith([])
  const done = history.filter(({ end }) => end !== null)
  const latencies = done.map(({ start, end }) => (end ?? 0) - start).toSorted((a, b) => a - b)

  test('op.latency, by nearest rank', () => {
    const rank = (share: number): number => latencies[Math.ceil(share * latencies.length) - 1] ?? 0
    expect(measured('op.latency p99 < 10s')).toMatch(told(rank(0.99)))
    expect(measured('op.latency p50 < 10s')).toMatch(told(rank(0.5)))
    expect(measured('op.latency max < 10s')).toMatch(told(latencies.at(-1) ?? 0))
  })

  test('op.ok rate and op.count', () => {
    expect(done.length).toBe(history.length)
    expect(measured('op.ok rate >= 1%')).toBe('100 %')
    expect(measured('op.count >= 1')).toBe(String(done.length))
  })

  test('messages per op', () => {
    const sent = (trace ?? []).filter(({ kind }) => kind === 'send').length
    expect(measured('messages per op <= 90')).toBe(String(Number((sent / done.length).toFixed(2))))
  })

  test('availability during partition: of its windows those with an answer', () => {
    const windows = [500_000, 600_000, 700_000].map((from) => {
      const to = from + 100_000
      const open = history.some((one) => one.start < to && (one.end ?? simTime) >= from)
      const served = done.some(
        ({ end, start }) => start < to && (end ?? 0) >= from && (end ?? 0) < to,
      )
      return { open, served }
    })
    const asked = windows.filter(({ open }) => open)
    const share = (100 * asked.filter(({ served }) => served).length) / asked.length
    expect(asked.length).toBe(3)
    expect(measured('availability during partition >= 0%')).toBe(`${Number(share.toFixed(1))} %`)
    expect(share).toBeLessThan(100)
  })

  test('convergence after heal', () => {
    const last = Math.max(...done.map(({ end }) => end ?? 0))
    const late = last - 1_200_000
    expect(measured('convergence after heal < 1s')).toMatch(late <= 0 ? /^0 µs$/u : told(late))
  })

  test('op.latency after a goal, a fact about the whole among them', () => {
    const facts = scenario('counter-facts', {
      about: 'The counter, and a fact about all of it.',
      nodes: (given) => counter.nodes({ ...given, rules: counter.rules, variant: null }),
      params: { clients: [1, 2, 3], loss: 20 },
      workload: { from: 'client', send: (nth) => ({ kind: 'add', nth }), count: 20, rate: '20/s' },
      network: { latency: '1ms..10ms' },
      until: '1200ms',
      settle: '500ms',
      sometimes: { 'half is done': () => true },
      always: { 'it goes on': () => null },
    })
    expect(measured('op.count after half is done >= 0', facts)).toMatch(/^\d+$/u)
  })
})

test('the same threshold has the same figure every time', () => {
  const texts = [
    'op.latency p99 < 10s',
    'availability during partition >= 0%',
    'messages per op < 90',
  ]
  expect(runWith(texts).findings).toEqual(runWith(texts).findings)
})

test('one that cannot be met fails as WL2013, with the figure', () => {
  const { verdict, failure } = runWith(['availability during partition >= 99.9%'])
  expect(verdict).toBe('fail')
  expect(failure).toMatchObject({
    code: 'WL2013',
    property: 'availability during partition >= 99.9%',
  })
  expect(failure?.sentence).toMatch(/^availability missed its threshold: it was [\d.]+ %/u)
})

test('a goal or a fault that is not there is refused before anything runs', () => {
  expect(() => runWith(['op.latency max after the sky fel < 1s'])).toThrow(/no goal is called/u)
  expect(() => runWith(['availability during partion > 1%'])).toThrow(/no fault is called/u)
})
