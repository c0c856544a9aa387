// Each anomaly of transactions is found as what it is, with the cycle that explains it, and a history that
// a serial database could have left has none.

import { describe, expect, test } from 'vitest'
import type { History } from '../../history.ts'
import type { Isolation } from './isolation.ts'
import { judgeListAppend, listAppend } from './list-append.ts'
import { type Timed, txns } from './txns.suite.ts'

const names = (history: History): readonly string[] =>
  judgeListAppend(history).anomalies.map(({ name }) => name)

const at = (client: string, start: number, end: number | null): Timed => ({ client, start, end })

describe("Elle's own vector", () => {
  const history = txns('append x 1, r y [1]', 'append x 2, append y 1', 'r x [1 2]')
  const found = judgeListAppend(history)

  test('is a circular information flow that rules out read committed', () => {
    expect(found.verdict).toBe('fail')
    expect(names(history)).toEqual(['G1c'])
    expect(found.weakest).toEqual(['read-committed'])
    expect(found.worst?.code).toBe('WL2024')
  })

  test('its steps are a write over x and a read of y', () => {
    const edges = found.worst?.cycle?.edges.map(({ from, to, kind, key }) => [from, to, kind, key])
    expect(edges).toEqual([
      [0, 1, 'ww', 'x'],
      [1, 0, 'wr', 'y'],
    ])
    expect(found.explanation).toEqual([
      'WL2024 circular information flow (G1c): 2 transactions',
      '  T0  c1  append x 1, r y [1]     0 µs – 1 s',
      '  T1  c2  append x 2, append y 1  1 µs – 1 s',
      '  T0 appended 1 to x, and T1 appended 2 behind it, so T0 came before T1.',
      '  T1 appended 1 to y, and T0 read y = [1], so T1 came before T0.',
      '  So T0 came before itself: no order fits.',
      '  It rules out read-committed, and whatever is stronger.',
    ])
  })
})

describe('cycles', () => {
  test.each<[string, History, readonly string[], string, readonly Isolation[]]>([
    [
      'writes of two transactions interleave',
      txns('append x 1, append y 2', 'append x 2, append y 1', 'r x [1 2], r y [1 2]'),
      ['G0'],
      'WL2021',
      ['read-uncommitted'],
    ],
    [
      'a write is seen in one list and not in the other',
      txns('append x 1, append y 1', 'r x [1], r y []', 'r y [1]'),
      ['G-single'],
      'WL2025',
      ['repeatable-read', 'snapshot-isolation'],
    ],
    [
      'each of two did not see the write of the other',
      txns('r x [], append y 1', 'r y [], append x 1', 'r x [1], r y [1]'),
      ['G2-item'],
      'WL2026',
      ['repeatable-read'],
    ],
    [
      'two readers see two writers in different orders',
      txns('append x 1', 'append y 1', 'r x [1], r y []', 'r y [1], r x []'),
      ['G-nonadjacent'],
      'WL2026',
      ['repeatable-read', 'snapshot-isolation'],
    ],
    [
      'a client does not see its own append, which others see',
      txns(['append x 1', at('c1', 0, 1)], ['r x []', at('c1', 2, 9)], ['r x [1]', at('c2', 3, 9)]),
      ['G-single-process'],
      'WL2018',
      ['strong-session-repeatable-read', 'strong-session-snapshot-isolation'],
    ],
    [
      'a read shows less than what had been told to another client',
      txns(['append x 1', at('c1', 0, 1)], ['r x []', at('c2', 2, 9)], ['r x [1]', at('c3', 3, 9)]),
      ['G-single-realtime'],
      'WL2003',
      ['strong-repeatable-read', 'strong-snapshot-isolation'],
    ],
    [
      'later writes come to stand before earlier ones',
      txns(
        ['append x 1', at('c1', 0, 1)],
        ['append x 2', at('c2', 2, 3)],
        ['r x [2 1]', at('c3', 4, 5)],
      ),
      ['G0-realtime'],
      'WL2021',
      ['strong-read-uncommitted'],
    ],
  ])('%s', (_because, history, kinds, code, weakest) => {
    const found = judgeListAppend(history)
    expect(names(history)).toEqual(kinds)
    expect(found.worst?.code).toBe(code)
    expect(found.weakest).toEqual(weakest)
  })

  test('the shortest is told', () => {
    const history = txns(
      'append x 1, append y 1, append z 1',
      'r x [1], append w 1',
      'r w [1], r y []',
      'r x [1], r z []',
      'r y [1], r z [1]',
    )
    expect(judgeListAppend(history).worst?.cycle?.transactions).toEqual([0, 3])
  })
})

describe('what needs no cycle', () => {
  test.each<[string, History, string, string]>([
    ['read and read again', txns('r x [1], r x []', 'append x 1'), 'internal', 'WL2027'],
    ['its own append is not there', txns('append x 1, r x []'), 'internal', 'WL2027'],
    ['an element twice', txns('append x 1', 'r x [1 1]'), 'duplicate-elements', 'WL2027'],
    [
      'two orders of one list',
      txns('append x 1', 'append x 2', 'r x [1 2]', 'r x [2 1]'),
      'incompatible-order',
      'WL2027',
    ],
    [
      'another order than its own',
      txns('append x 1, append x 2', 'r x [2 1]'),
      'incompatible-order',
      'WL2027',
    ],
    ['an element of nobody', txns('append x 1', 'r x [1 7]'), 'phantom', 'WL2005'],
    ['an element of its own future', txns('r x [1], append x 1'), 'future-read', 'WL2027'],
    ['what failed is read', txns(['append x 1', { failed: true }], 'r x [1]'), 'G1a', 'WL2022'],
    ['a transaction half done', txns('append x 1, append x 2', 'r x [1]'), 'G1b', 'WL2023'],
    [
      'an append behind what failed',
      txns(['append x 1', { failed: true }], 'append x 2', 'r x [1 2]'),
      'dirty-update',
      'WL2022',
    ],
    [
      'two appends to one version',
      txns('r x [], append x 1', 'r x [], append x 2', 'r x [1 2]'),
      'lost-update',
      'WL2001',
    ],
    [
      'what was acknowledged is nowhere',
      txns(
        ['append x 1', at('c1', 0, 1)],
        ['append x 2', at('c2', 2, 3)],
        ['r x [2]', at('c3', 4, 5)],
      ),
      'lost-append-realtime',
      'WL2002',
    ],
  ])('%s', (_because, history, name, code) => {
    const found = judgeListAppend(history).anomalies.find((one) => one.name === name)
    expect(found?.examples[0]?.code).toBe(code)
  })
})

describe('no anomaly', () => {
  test.each<[string, History]>([
    ['one after the other', txns('append x 1', 'r x [1], append x 2', 'r x [1 2], r y []')],
    ['an append that no read could have shown', txns('append x 1', 'r x []')],
    [
      'an unknown one that happened, and one that did not',
      txns(['append x 1', { end: null }], ['append x 2', { end: null }], 'r x [1]', 'r x [1]'),
    ],
    [
      'an unknown one that happens late',
      txns(
        ['append x 1', at('c1', 0, null)],
        ['r x []', at('c2', 1, 2)],
        ['r x [1]', at('c2', 3, 4)],
      ),
    ],
    ['what failed is nowhere', txns(['append x 1', { failed: true }], 'r x []')],
    ['its own appends', txns('append x 1, r x [1], append x 2, r x [1 2]')],
  ])('%s', (_because, history) => {
    expect(judgeListAppend(history)).toMatchObject({ verdict: 'pass', anomalies: [], ruledOut: [] })
  })
})

describe('the check', () => {
  const skew = txns('append x 1, append y 1', 'r x [1], r y []', 'r y [1]')

  test('fails by the level that it is asked for, and tells what else was seen', () => {
    const judged = listAppend().judge(skew)
    expect(judged).toMatchObject({
      verdict: 'fail',
      code: 'WL2025',
      misfit: { op: 0, others: [1] },
    })
    expect(judged.why).toMatch(
      /^read skew \(G-single\): T0 appended 1 to x, and T1 read x = \[1\]/u,
    )
    expect(listAppend({ level: 'read-committed' }).judge(skew)).toEqual({
      verdict: 'pass',
      why: null,
      detail: '3 operations: 3 ok; seen: G-single',
    })
  })

  test.each<[string, History, RegExp]>([
    [
      'a value twice',
      txns('append x 1', 'append x 1', 'r x [1]'),
      /1 was appended to x by T0 and by T1/u,
    ],
    ['nothing was read', txns('append x 1'), /no transaction that reads/u],
    ['another call', [{ ...skew[0], call: { kind: 'get' } }] as History, /expected \{kind: "txn"/u],
    ['another answer', [{ ...skew[1], result: [['r', 'x', 7]] }] as History, /expected its steps/u],
    [
      'an answer to another question',
      [
        {
          ...skew[1],
          result: [
            ['r', 'x', []],
            ['r', 'z', []],
          ],
        },
      ] as History,
      /answered \["r", "z", \[\]\]/u,
    ],
  ])('what cannot be judged is said: %s', (_because, history, why) => {
    expect(listAppend().judge(history)).toMatchObject({
      verdict: 'inconclusive',
      why: expect.stringMatching(why) as string,
    })
  })
})
