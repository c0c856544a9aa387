// Against what the format of Chrome's traces demands of each kind of entry.

import { describe, expect, test } from 'vitest'
import { passingReport, reportsForTests } from '../scenarios/runner/report.suite.ts'
import { type ChromeEvent, renderPerfetto } from './export-perfetto.ts'
import { hostileReport, hostileTexts, toldReport } from './export.suite.ts'

const eventsOf = (text: string): ChromeEvent[] => JSON.parse(text).traceEvents

const reports = [toldReport, ...reportsForTests(), passingReport()]

describe.each(reports)('$coordinate', (report) => {
  const events = eventsOf(renderPerfetto(report))
  const of = (ph: ChromeEvent['ph']): ChromeEvent[] => events.filter((one) => one.ph === ph)

  test('every entry has the fields of its kind', () => {
    for (const one of events) {
      expect(one.name.length).toBeGreaterThan(0)
      expect(Number.isInteger(one.pid) && Number.isInteger(one.tid)).toBe(true)
      if (one.ph === 'M') continue
      expect(Number.isInteger(one.ts) && (one.ts ?? -1) >= 0).toBe(true)
      expect(one.cat).toBeTypeOf('string')
      if (one.ph === 'X') expect(one.dur).toBeGreaterThan(0)
      if (one.ph === 'i') expect(['t', 'p', 'g']).toContain(one.s)
      if ('sfbe'.includes(one.ph)) expect(one.id).toBeDefined()
    }
  })

  test('every node is a process with a name, clients first', () => {
    const names = of('M').filter(({ name }) => name === 'process_name')
    expect(names.map(({ args }) => args?.['name'])).toEqual([
      'faults',
      ...report.lanes.map(({ id }) => id),
    ])
    const pids = new Set(names.map(({ pid }) => pid))
    expect(events.every(({ pid }) => pids.has(pid))).toBe(true)
  })

  test('arrows are paired, one a message that arrived, and each end lies on a slice', () => {
    const [starts, ends] = [of('s'), of('f')]
    const trace = report.run.trace ?? []
    const arrived = trace.filter(({ kind, cause }) => kind === 'receive' && cause !== null)
    expect(starts.map(({ id }) => id).toSorted()).toEqual(ends.map(({ id }) => id).toSorted())
    expect(new Set(starts.map(({ id }) => id)).size).toBe(starts.length)
    expect(starts).toHaveLength(arrived.length)
    const slices = new Set(of('X').map(({ pid, tid, ts }) => `${pid} ${tid} ${ts}`))
    for (const { pid, tid, ts } of [...starts, ...ends]) {
      expect(slices.has(`${pid} ${tid} ${ts}`)).toBe(true)
    }
    const began = new Map(starts.map(({ id, ts }) => [id, ts ?? 0]))
    expect(ends.every(({ id, ts }) => (ts ?? 0) >= (began.get(id) ?? 0))).toBe(true)
    expect(ends.every(({ bp }) => bp === 'e')).toBe(true)
  })

  test('operations begin and end, losses and crashes are marks', () => {
    expect(of('b').map(({ id }) => id)).toEqual(
      of('e')
        .map(({ id }) => id)
        .toSorted(byNumber(of('b'))),
    )
    expect(of('b')).toHaveLength(report.operations.length)
    const trace = report.run.trace ?? []
    const marks = of('i').map(({ cat }) => cat)
    const count = (kind: string): number => trace.filter((one) => one.kind === kind).length
    expect(marks.filter((cat) => cat === 'loss')).toHaveLength(count('drop'))
    expect(of('i').filter(({ name }) => name === 'crash')).toHaveLength(count('crash'))
    expect(marks.filter((cat) => cat === 'failure')).toHaveLength(report.failure === null ? 0 : 1)
  })
})

/** In the order in which the beginnings stand. */
function byNumber(order: readonly ChromeEvent[]): (a: unknown, b: unknown) => number {
  const ids: unknown[] = order.map(({ id }) => id)
  return (a, b) => ids.indexOf(a) - ids.indexOf(b)
}

test('a fault that never struck has a row and no slice', () => {
  const events = eventsOf(renderPerfetto(toldReport))
  const rows = events.filter(({ name, pid }) => name === 'thread_name' && pid === 1)
  const slices = events.filter(({ cat, ph }) => cat === 'fault' && ph === 'X')
  expect(rows).toHaveLength(3)
  expect(slices.map(({ name, ts, dur }) => ({ name, ts, dur }))).toEqual([
    { name: 'f1 receiver2 cut off', ts: 200_000, dur: 500_000 },
    { name: 'f2 drop 20 % of ack', ts: 0, dur: 815_000 },
  ])
})

test.each(hostileTexts)('%j moves nothing', (text) => {
  expect(eventsOf(renderPerfetto(hostileReport(text)))).toHaveLength(
    eventsOf(renderPerfetto(toldReport)).length,
  )
})
