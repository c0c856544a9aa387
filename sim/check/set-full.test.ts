// Jepsen's vectors of set-full, and what the check says of them.

import { describe, expect, test } from 'vitest'
import type { Plain } from '../plain.ts'
import { type Event, historyOf } from './events.suite.ts'
import { setFull, setFullResult } from './set-full.ts'

const nothing = {
  valid: 'unknown',
  ...{ attemptCount: 1, stableCount: 0, staleCount: 0, lostCount: 0, neverReadCount: 0 },
  ...{ duplicatedCount: 0, unexpectedCount: 0 },
  ...{ lost: [], neverRead: [], stale: [], worstStale: [], unexpected: [] },
  duplicated: new Map(),
}
const all = (latency: number) => ({
  ...{ '0': latency, '0.5': latency, '0.95': latency, '0.99': latency, '1': latency },
})

const a: Event = [0, 'invoke', 'add', 0]
const added: Event = [0, 'ok', 'add', 0]
const r: Event = [1, 'invoke', 'read']
const present: Event = [1, 'ok', 'read', new Set([0])]
const absent: Event = [1, 'ok', 'read', new Set<number>()]

describe('one element', () => {
  test.each([
    ['never read', [a, added]],
    ['never confirmed, never read', [a, r, absent]],
    ['absent in a read that began before', [r, a, absent, added]],
    ['absent in a read around it', [r, a, added, absent]],
    ['absent in a read inside', [a, r, absent, added]],
    ['absent in a read that began meanwhile', [a, r, added, absent]],
  ] as [string, Event[]][])('%s: nothing can be said', (_because, events) =>
    expect(setFullResult(historyOf(events))).toEqual({
      ...nothing,
      ...{ neverRead: [0], neverReadCount: 1 },
    }),
  )

  test.each([
    ['a read that began before', [r, a, present, added]],
    ['a read around it', [r, a, added, present]],
    ['a read inside', [a, r, present, added]],
    ['a read that began meanwhile', [a, r, added, present]],
    ['a read afterwards', [a, added, r, present]],
  ] as [string, Event[]][])('present in %s: stable at once', (_because, events) => {
    expect(setFullResult(historyOf(events))).toEqual({
      ...nothing,
      ...{ valid: true, stableCount: 1, stableLatencies: all(0) },
    })
    expect(setFull().judge(historyOf(events))).toMatchObject({
      verdict: 'pass',
      detail: '1 added · 1 stable',
    })
  })

  test('absent afterwards: lost', () => {
    const history = historyOf([a, added, r, absent])
    expect(setFullResult(history)).toEqual({
      ...nothing,
      ...{ valid: false, lost: [0], lostCount: 1, lostLatencies: all(0) },
    })
    expect(setFull().judge(history)).toMatchObject({
      verdict: 'fail',
      code: 'WL2002',
      why: 'c1 read the set without 0, although c0 had been told that it is added, and nobody ever read it',
      misfit: { op: 1, others: [0] },
    })
  })
})

describe('two elements', () => {
  const a0: Event = [0, 'invoke', 'add', 0]
  const added0: Event = [0, 'ok', 'add', 0]
  const a1: Event = [1, 'invoke', 'add', 1]
  const added1: Event = [1, 'ok', 'add', 1]
  const r2: Event = [2, 'invoke', 'read']
  const r3: Event = [3, 'invoke', 'read']
  const found = (process: number, ...values: number[]): Event => [
    ...([process, 'ok', 'read', new Set(values)] as const),
  ]

  test('written, present, missing', () => {
    const events = [a0, a1, r2, found(2, 1), added0, added1]
    const later = [r2, found(2, 0, 1), r2, found(2, 0), r2, found(2)]
    expect(setFullResult(historyOf([...events, ...later]))).toEqual({
      ...nothing,
      ...{ valid: false, attemptCount: 2, lost: [0, 1], lostCount: 2 },
      lostLatencies: { '0': 3, '0.5': 4, '0.95': 4, '0.99': 4, '1': 4 },
    })
  })

  test('written, fluttering: one is stable in the end, one is lost', () => {
    const events = [a0, added0, a1, r2, found(2, 1), added1, r2, r3, found(3, 1), found(2, 0)]
    const history = historyOf(events)
    expect(setFullResult(history)).toEqual({
      ...nothing,
      ...{ valid: false, attemptCount: 2, lost: [0], lostCount: 1, stale: [1], staleCount: 1 },
      worstStale: [{ element: 1, outcome: 'stable', stableLatency: 2, lostLatency: null }],
      ...{ stableCount: 1, lostLatencies: all(5), stableLatencies: all(2) },
    })
    expect(setFull().judge(history)).toMatchObject({
      code: 'WL2002',
      why: 'c3 read the set without 0, although c0 had been told that it is added, nor did anybody later',
    })
  })

  test('gone for a while is wrong where every read has to be current', () => {
    const history = historyOf([a0, added0, r2, found(2), r2, found(2, 0)])
    expect(setFull().judge(history)).toMatchObject({ verdict: 'pass' })
    expect(setFull({ linearizable: true }).judge(history)).toMatchObject({
      code: 'WL2003',
      why: 'c2 read the set without 0, although c0 had been told that it is added',
      misfit: { op: 1, others: [0, 2] },
    })
  })
})

test('a value that nobody added, and one that stands twice in a list', () => {
  const list = (...values: Plain[]): Event => [1, 'ok', 'read', values]
  expect(setFull().judge(historyOf([a, added, r, list(0, 7)]))).toMatchObject({
    code: 'WL2005',
    why: 'c1 read 7 in the set, and nobody had ever added it',
  })
  expect(setFull().judge(historyOf([a, added, r, list(0, 0)]))).toMatchObject({
    code: 'WL2006',
    why: 'c1 read 0 2 times in one set',
  })
})

test('without an add, or a read of it, there is nothing to say', () => {
  expect(setFull().judge([])).toMatchObject({ verdict: 'inconclusive' })
  expect(setFull().judge(historyOf([a, added]))).toMatchObject({ verdict: 'inconclusive' })
})

test('many elements and reads: what goes is lost, the others are stable at once', () => {
  const events: Event[] = []
  const now = new Set<number>()
  const lost = new Set<number>()
  for (let element = 0; element < 60; element++) {
    events.push([0, 'invoke', 'add', element], [0, 'ok', 'add', element])
    now.add(element)
    if (element % 7 === 3) lost.add(element - 3)
    for (const gone of lost) now.delete(gone)
    events.push([1, 'invoke', 'read'], [1, 'ok', 'read', new Set(now)])
  }
  const result = setFullResult(historyOf(events))
  expect(result.lost).toEqual([...lost])
  expect(result.stableCount).toBe(60 - lost.size)
  expect(result.stale).toEqual([])
})
