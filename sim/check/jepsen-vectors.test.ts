// Jepsen's vectors of its smaller checkers: sets read once, queues drained, identifiers, counters, and
// which operations ever succeeded; and what the checks say of them.

import { describe, expect, test } from 'vitest'
import { counterBounds, counterBoundsResult } from './counter-bounds.ts'
import { type Event, historyOf } from './events.suite.ts'
import { setFinal, setFinalResult } from './set-final.ts'
import { stats, statsResult } from './stats.ts'
import { totalQueue, totalQueueResult } from './total-queue.ts'
import { uniqueIds, uniqueIdsResult } from './unique-ids.ts'

describe('a counter', () => {
  const read = (process: number, value: number): readonly Event[] => [
    [process, 'invoke', 'read'],
    [process, 'ok', 'read', value],
  ]
  test.each([
    ['no operation', [], [], []],
    ['an initial read', read(0, 0), [[0, 0, 0]], []],
    [
      'a failed add is ignored',
      [[0, 'invoke', 'add', 1], [0, 'fail', 'add', 1], ...read(0, 0)],
      [[0, 0, 0]],
      [],
    ],
    [
      'an add without an answer counts or not',
      [[1, 'invoke', 'add', 1], ...read(0, 0), ...read(0, 1)],
      [
        [0, 0, 1],
        [0, 1, 1],
      ],
      [],
    ],
    ['an initial read of 1', read(0, 1), [[0, 1, 0]], [[0, 1, 0]]],
    [
      'interleaved adds and reads',
      [
        ...([0, 2, 4, 6, 8] as const).flatMap((process, at): Event[] => [
          [process, 'invoke', 'read'],
          ...(at < 4 ? [[process + 1, 'invoke', 'add', [1, 2, 4, 8][at]] as Event] : []),
        ]),
        ...([6, 0, 3, 100, 15] as const).flatMap((value, at): Event[] => [
          [2 * at, 'ok', 'read', value],
          ...(at < 4 ? [[2 * at + 1, 'ok', 'add'] as Event] : []),
        ]),
      ],
      [
        [0, 6, 15],
        [0, 0, 15],
        [0, 3, 15],
        [0, 100, 15],
        [0, 15, 15],
      ],
      [[0, 100, 15]],
    ],
    [
      'rolling reads and adds',
      [
        [0, 'invoke', 'read'],
        [1, 'invoke', 'add', 1],
        [0, 'ok', 'read', 0],
        [0, 'invoke', 'read'],
        [1, 'ok', 'add', 1],
        [1, 'invoke', 'add', 2],
        [0, 'ok', 'read', 3],
        [0, 'invoke', 'read'],
        [1, 'ok', 'add', 2],
        [0, 'ok', 'read', 5],
      ],
      [
        [0, 0, 1],
        [0, 3, 3],
        [1, 5, 3],
      ],
      [[1, 5, 3]],
    ],
    [
      'what is added below zero bounds from below',
      [[1, 'invoke', 'add', -3], ...read(0, -2)],
      [[-3, -2, 0]],
      [],
    ],
  ] as [string, Event[], number[][], number[][]][])('%s', (_because, events, reads, errors) =>
    expect(counterBoundsResult(historyOf(events))).toEqual({
      valid: errors.length === 0,
      ...{ reads, errors },
    }),
  )

  test('says what the count can have been; of a counter that nobody read it says nothing', () => {
    expect(
      counterBounds().judge(historyOf([[1, 'invoke', 'add', 2], ...read(0, 3)])),
    ).toMatchObject({
      verdict: 'fail',
      code: 'WL2030',
      why: 'c0 read 3, and the count was from 0 to 2 then',
      misfit: { op: 1, why: 'must be from 0 to 2' },
    })
    expect(counterBounds().judge(historyOf(read(0, 0)))).toMatchObject({
      ...{ verdict: 'pass', detail: '1 reads' },
    })
    expect(counterBounds().judge([])).toMatchObject({ verdict: 'inconclusive' })
  })
})

describe('a set, read in the end', () => {
  const add = (value: number, type: 'ok' | 'info' | 'fail'): readonly Event[] => [
    [value, 'invoke', 'add', value],
    [value, type, 'add', value],
  ]
  const read = (...values: number[]): readonly Event[] => [
    [99, 'invoke', 'read'],
    [99, 'ok', 'read', new Set(values)],
  ]

  test('ok, lost, recovered and unexpected', () => {
    const history = historyOf([
      ...[...add(0, 'ok'), ...add(1, 'ok'), ...add(10, 'info'), ...add(11, 'info')],
      ...[...add(20, 'fail'), ...add(21, 'fail'), ...read(0, 10, 20, 30)],
    ])
    expect(setFinalResult(history)).toEqual({
      valid: false,
      ...{ attemptCount: 6, acknowledgedCount: 2, okCount: 3 },
      ...{ lostCount: 1, recoveredCount: 2, unexpectedCount: 1 },
      ...{ ok: [0, 10, 20], lost: [1], recovered: [10, 20], unexpected: [30] },
    })
    expect(setFinal().judge(history)).toMatchObject({
      code: 'WL2002',
      why: 'c99 read the set in the end without 1, which c1 was told to be added',
      misfit: { op: 6, others: [1] },
    })
  })

  test('a phantom; everything there; never read', () => {
    expect(setFinal().judge(historyOf([...add(0, 'ok'), ...read(0, 5)]))).toMatchObject({
      ...{ code: 'WL2005', why: 'c99 read 5 in the set, and nobody ever added it' },
    })
    expect(setFinal().judge(historyOf([...add(0, 'ok'), ...read(0)]))).toMatchObject({
      ...{ verdict: 'pass', detail: '1 added · 1 acknowledged · 1 read' },
    })
    const unread = historyOf([...add(0, 'ok')])
    expect(setFinalResult(unread).valid).toBe('unknown')
    expect(setFinal().judge(unread)).toMatchObject({ verdict: 'inconclusive' })
  })
})

describe('a queue, drained', () => {
  const none = new Map()

  test('no operation', () =>
    expect(totalQueueResult([])).toMatchObject({ valid: true, attemptCount: 0, okCount: 0 }))

  test('sane: one was never acknowledged, and is recovered', () => {
    const history = historyOf([
      [1, 'invoke', 'enqueue', 1],
      [2, 'invoke', 'enqueue', 2],
      [2, 'ok', 'enqueue', 2],
      [3, 'invoke', 'dequeue'],
      [3, 'ok', 'dequeue', 1],
      [3, 'invoke', 'drain'],
      [3, 'ok', 'drain', [2]],
    ])
    expect(totalQueueResult(history)).toEqual({
      valid: true,
      ...{ attemptCount: 2, acknowledgedCount: 1, okCount: 2, recoveredCount: 1 },
      ...{ lostCount: 0, unexpectedCount: 0, duplicatedCount: 0 },
      ...{ lost: none, unexpected: none, duplicated: none, recovered: new Map([[1, 1]]) },
    })
    expect(totalQueue().judge(history)).toMatchObject({ verdict: 'pass' })
  })

  const pathological = historyOf([
    [1, 'invoke', 'enqueue', 'hung'],
    [2, 'invoke', 'enqueue', 'enqueued'],
    [2, 'ok', 'enqueue'],
    [3, 'invoke', 'enqueue', 'dup'],
    [3, 'ok', 'enqueue'],
    [4, 'invoke', 'dequeue'],
    [5, 'invoke', 'dequeue'],
    [5, 'ok', 'dequeue', 'wtf'],
    [6, 'invoke', 'dequeue'],
    [6, 'ok', 'dequeue', 'dup'],
    [7, 'invoke', 'dequeue'],
    [7, 'ok', 'dequeue', 'dup'],
  ])

  test('pathological', () => {
    expect(totalQueueResult(pathological)).toEqual({
      valid: false,
      ...{ attemptCount: 3, acknowledgedCount: 2, okCount: 1, recoveredCount: 0 },
      ...{ lostCount: 1, unexpectedCount: 1, duplicatedCount: 1, recovered: none },
      lost: new Map([['enqueued', 1]]),
      unexpected: new Map([['wtf', 1]]),
      duplicated: new Map([['dup', 1]]),
    })
    expect(totalQueue().judge(pathological)).toMatchObject({
      ...{ code: 'WL2002', misfit: { op: 1 } },
      why: 'c2 was told that "enqueued" is in the queue, and it never came out',
    })
  })

  test('each anomaly by its code; a repetition only where it is asked for', () => {
    const without = (...values: string[]) =>
      pathological.filter(
        ({ call, result }) => !values.some((one) => one === result || one === valueOf(call)),
      )
    const valueOf = (call: unknown): unknown => (call as { readonly value?: unknown }).value
    expect(totalQueue().judge(without('enqueued'))).toMatchObject({
      ...{ code: 'WL2005', why: 'c5 got "wtf" out of the queue, and nobody ever put it in' },
    })
    const twice = without('enqueued', 'wtf')
    expect(totalQueue().judge(twice)).toMatchObject({ verdict: 'pass' })
    expect(totalQueue({ once: true }).judge(twice)).toMatchObject({
      code: 'WL2006',
      why: 'c7 got "dup" out of the queue, which c6 had got out, too',
      misfit: { op: 6, others: [5] },
    })
  })
})

describe('identifiers', () => {
  const given = (process: number, value: number): readonly Event[] => [
    [process, 'invoke', 'generate'],
    [process, 'ok', 'generate', value],
  ]

  test('one given three times', () => {
    const history = historyOf([
      ...[...given(0, 0), ...given(1, 1), ...given(2, 0), ...given(3, 0)],
      ...([
        [4, 'invoke', 'generate'],
        [4, 'info', 'generate'],
      ] as Event[]),
    ])
    expect(uniqueIdsResult(history)).toEqual({
      valid: false,
      ...{ attemptedCount: 5, acknowledgedCount: 4, duplicatedCount: 1 },
      ...{ duplicated: new Map([[0, 3]]), range: [0, 1] },
    })
    expect(uniqueIds().judge(history)).toMatchObject({
      ...{ code: 'WL2029', why: 'c2 was given 0, which c0 was given, too' },
      misfit: { op: 2, others: [0] },
    })
  })

  test('all different; none given; in words of one’s own', () => {
    const history = historyOf([...given(0, 0), ...given(1, 1)])
    expect(uniqueIds().judge(history)).toMatchObject({
      ...{ verdict: 'pass', detail: '2 asked for · 2 given' },
    })
    expect(uniqueIds().judge([])).toMatchObject({ verdict: 'inconclusive' })
    const other = historyOf([
      [0, 'invoke', 'mint'],
      [0, 'ok', 'mint', { id: 7 }],
      [1, 'invoke', 'mint'],
      [1, 'ok', 'mint', { id: 7 }],
    ])
    const mint = uniqueIds({
      name: 'mint',
      as: ({ result }) => ({
        call: { kind: 'generate' },
        result: (result as { readonly id: number }).id,
      }),
    })
    expect(mint.judge(other)).toMatchObject({ why: 'c1 was given 7, which c0 was given, too' })
  })
})

test('what ever succeeded, by kind', () => {
  const history = historyOf([
    [0, 'invoke', 'foo'],
    [0, 'ok', 'foo'],
    [0, 'invoke', 'foo'],
    [0, 'fail', 'foo'],
    [0, 'invoke', 'bar'],
    [0, 'fail', 'bar'],
    [0, 'invoke', 'bar'],
    [0, 'fail', 'bar'],
    [0, 'invoke', 'bar'],
    [0, 'info', 'bar'],
  ])
  expect(statsResult(history)).toEqual({
    ...{ valid: false, count: 5, okCount: 1, failCount: 3, infoCount: 1 },
    byKind: new Map([
      ['foo', { valid: true, count: 2, okCount: 1, failCount: 1, infoCount: 0 }],
      ['bar', { valid: false, count: 3, okCount: 0, failCount: 2, infoCount: 1 }],
    ]),
  })
  expect(stats().judge(history)).toMatchObject({
    ...{ verdict: 'inconclusive', why: 'no bar succeeded, of 3', detail: 'foo 1/2 · bar 0/3' },
  })
  expect(stats().judge(history.slice(0, 2))).toMatchObject({ verdict: 'pass' })
})
