// Each kind of violation is told by its code, in a sentence, with the few operations that show it.

import { expect, test } from 'vitest'
import type { Operation } from '../../history.ts'
import { nodeId } from '../../units.ts'
import { linearizable } from '../linearizable.ts'
import { kv, type KvCall } from '../models/kv.ts'
import { register, type RegisterCall } from '../models/register.ts'
import { numbered } from './histories.suite.ts'

type Row = readonly [
  client: string,
  call: RegisterCall | KvCall,
  start: number,
  end: number | null,
  result?: unknown,
]

const history = (rows: readonly Row[]) =>
  numbered(
    rows.map(([client, call, start, end, result]) => ({
      ...{ client: nodeId(client), call, start, end },
      result: (end === null ? undefined : (result ?? null)) as Operation['result'],
    })),
  )

const write = (value: number): RegisterCall => ({ kind: 'write', value })
const read: RegisterCall = { kind: 'read' }
const cas = (from: number, to: number): RegisterCall => ({ kind: 'cas', from, to })
const append = (value: string): KvCall => ({ kind: 'append', key: 'k', value })
const get: KvCall = { kind: 'get', key: 'k' }

test('the misfit, what suffices to show it, and the legal order before it', () => {
  const judged = linearizable(register(0)).judge(
    history([
      ['c1', write(1), 0, 10],
      ['c4', write(7), 5, null],
      ['c2', write(2), 20, 30],
      ['c1', read, 40, 50, 1],
      ['c2', read, 60, 70, 2],
    ]),
  )
  expect(judged).toMatchObject({
    verdict: 'fail',
    code: 'WL2003',
    why: 'c1 read 1, although c2 wrote 2 and was told so before',
    misfit: { op: 3, why: 'must be 2 or newer: c2 wrote 2 before', others: [0, 2] },
    state: '2',
  })
  expect(judged.order?.at(-1)).toBe(2)
})

const old: readonly Row[] = [
  ['c1', write(1), 0, 10],
  ['c2', write(2), 20, 60],
]

test.each<readonly [string, string, RegExp, readonly Row[]]>([
  [
    'a phantom value',
    'WL2005',
    /^c1 read 3, and nobody had ever/u,
    [...old, ['c1', read, 70, 80, 3]],
  ],
  [
    'read before it was written',
    'WL2005',
    /^c1 read 9, and nobody had ever/u,
    [
      ['c1', read, 0, 10, 9],
      ['c2', write(9), 20, 30],
    ],
  ],
  [
    'two updates of one value',
    'WL2001',
    /both upon the initial value/u,
    [
      ['c1', cas(0, 1), 0, 30, true],
      ['c2', cas(0, 2), 10, 40, true],
    ],
  ],
  [
    'read again after it was replaced',
    'WL2003',
    /^c2 read 1, although c1 set 1 to 3 and was told so before$/u,
    [
      ['c1', write(1), 0, 20],
      ['c2', read, 10, 30, 1],
      ['c1', cas(1, 3), 40, 50, true],
      ['c2', read, 60, 70, 1],
    ],
  ],
  [
    'a client that reads backwards',
    'WL2004',
    /^c3 read 1 after c3 read 2/u,
    [...old, ['c3', read, 30, 40, 2], ['c3', read, 45, 55, 1]],
  ],
])('%s is %s', (_what, code, sentence, rows) => {
  const judged = linearizable(register(0)).judge(history(rows))
  expect(judged).toMatchObject({ verdict: 'fail', code })
  expect(judged.why).toMatch(sentence)
})

test('a lost append is a lost write', () => {
  const judged = linearizable(kv('')).judge(
    history([
      ['c1', append('a'), 0, 10],
      ['c2', append('b'), 20, 30],
      ['c3', append('c'), 25, 50],
      ['c4', get, 60, 70, 'ac'],
    ]),
  )
  expect(judged).toMatchObject({ verdict: 'fail', code: 'WL2002', misfit: { op: 3 } })
  expect(judged.why).toBe(
    'c4 read "k" = "ac", although c2 appended "b" to "k" and was told so before: that is not in it',
  )
})

test('a text that lacks what was there before anything was appended to it', () => {
  const judged = linearizable(kv('')).judge(
    history([
      ['c1', { kind: 'put', key: 'k', value: 'x' }, 0, 10],
      ['c2', append('y'), 5, 20],
      ['c3', get, 30, 40, 'y'],
    ]),
  )
  expect(judged.why).toBe(
    'c3 read "k" = "y" after c1 wrote "k" = "x": it builds on the initial value, which was gone by then',
  )
})

test('what is about other values is no part of the proof', () => {
  const others = Array.from(
    { length: 40 },
    (_, at): Row => ['c9', write(100 + at), at * 100, at * 100 + 9],
  )
  const judged = linearizable(register(0)).judge(
    history([
      ...others,
      ['c1', write(1), 5000, 5010],
      ['c2', write(2), 5020, 5030],
      ['c3', read, 5040, 5050, 1],
    ]),
  )
  expect(judged.misfit?.others).toHaveLength(2)
})
