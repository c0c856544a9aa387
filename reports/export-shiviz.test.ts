// Vector clocks against reachability by brute force, on runs of real scenarios.

import { describe, expect, test } from 'vitest'
import { passingReport, reportsForTests } from '../scenarios/runner/report.suite.ts'
import type { Report } from '../sim/report.ts'
import type { Trace } from '../sim/trace.ts'
import type { EventId } from '../sim/units.ts'
import { renderShiviz, shivizExpression, vectorClocks } from './export-shiviz.ts'
import { hostileReport, hostileTexts } from './export.suite.ts'

type Clock = ReadonlyMap<string, number>

/** Nowhere greater, somewhere less. */
function precedes(one: Clock, other: Clock): boolean {
  const hosts = new Set([...one.keys(), ...other.keys()])
  const pairs = [...hosts].map((host) => [one.get(host) ?? 0, other.get(host) ?? 0] as const)
  return pairs.every(([a, b]) => a <= b) && pairs.some(([a, b]) => a < b)
}

/** All that an event follows from: its cause, what its node did before, and what these follow from. */
function pastOf(trace: Trace): Map<EventId, Set<EventId>> {
  const pasts = new Map<EventId, Set<EventId>>()
  const latest = new Map<string, EventId>()
  for (const event of trace) {
    if (event.kind === 'drop' && event.cause !== null) continue
    const host = event.node ?? 'world'
    const past = new Set<EventId>()
    for (const before of [latest.get(host), event.cause ?? undefined]) {
      if (before === undefined) continue
      past.add(before)
      for (const one of pasts.get(before) ?? []) past.add(one)
    }
    pasts.set(event.id, past)
    latest.set(host, event.id)
  }
  return pasts
}

describe('vector clocks', () => {
  const traces = [...reportsForTests(), passingReport()].map(({ coordinate, run }) => ({
    coordinate,
    trace: (run.trace ?? []).slice(0, 260),
  }))

  test.each(traces)('of $coordinate order events exactly as causes do', ({ trace }) => {
    const clocks = vectorClocks(trace)
    const pasts = pastOf(trace)
    expect([...clocks.keys()]).toEqual([...pasts.keys()])
    const wrong: string[] = []
    for (const [one, clock] of clocks) {
      for (const [other, past] of pasts) {
        const said = precedes(clock, clocks.get(other) ?? new Map())
        if (said !== past.has(one)) wrong.push(`e${one} before e${other}: ${said}`)
      }
    }
    expect(wrong).toEqual([])
    expect(trace.length).toBeGreaterThan(20)
  })
})

/** As ShiViz reads a log: every match of the expression, in order. */
function parsed(log: string): { event: string; host: string; clock: Record<string, number> }[] {
  const [expression = '', , ...rest] = log.split('\n')
  return [...rest.join('\n').matchAll(new RegExp(expression, 'g'))].map(({ groups }) => ({
    event: groups?.['event'] ?? '',
    host: groups?.['host'] ?? '',
    clock: JSON.parse(groups?.['clock'] ?? ''),
  }))
}

const clockless = ({ run }: Report): number =>
  (run.trace ?? []).filter(({ kind, cause }) => kind === 'drop' && cause !== null).length

describe('a log', () => {
  test.each(reportsForTests())(
    'of $coordinate is read by the expression it begins with',
    (report) => {
      const log = renderShiviz(report)
      const events = parsed(log)
      const all = report.run.trace?.length ?? 0
      expect(events).toHaveLength(all - clockless(report))
      // ShiViz counts a host's events one by one and refuses a log in which one is missing.
      const seen = new Map<string, number>()
      for (const { host, clock } of events) {
        expect(clock[host]).toBe((seen.get(host) ?? 0) + 1)
        seen.set(host, clock[host] ?? 0)
      }
    },
  )

  test('tells of a loss where the message was sent', () => {
    const [report] = reportsForTests().filter((one) => clockless(one) > 0)
    const log = renderShiviz(report ?? passingReport())
    expect(log).toMatch(/send \w+#\d+ \S+>\S+.* · lost: \w+\n/u)
  })

  test.each(hostileTexts)('with %j has as many events', (text) => {
    const log = renderShiviz(hostileReport(text))
    expect(log.startsWith(`${shivizExpression}\n\n`)).toBe(true)
    expect(parsed(log)).toHaveLength(20)
  })
})
