// The judge of sets that only grow against the definition, and what it says.

import { describe, expect, test } from 'vitest'
import type { History } from '../../history.ts'
import type { Plain } from '../../plain.ts'
import { nodeId } from '../../units.ts'
import { linearizable } from '../linearizable.ts'
import type { Model } from '../model.ts'
import { set, type SetCall } from '../models/set.ts'
import { hasLegalOrder } from './brute.suite.ts'
import { judgeGrowingSet } from './growing-set.ts'
import { legalHistory, numbered, type Random, randomOf, spoil } from './histories.suite.ts'
import { partsOf } from './part.ts'
import { wrongWithOrder } from './witness.ts'

const model = set() as Model

const drawn = (seed: number, operations: number, open: number): History => {
  const values = 1 + (seed % 4)
  return legalHistory<readonly number[], SetCall>(seed, {
    ...{ clients: 3, operations, open, init: [] },
    answer(state, call) {
      if (call.kind === 'read') return { state, result: [...state] }
      const value = call.value as number
      if (call.kind === 'contains') return { state, result: state.includes(value) }
      return { state: state.includes(value) ? state : [...state, value], result: true }
    },
    draw(random) {
      const kind = random()
      if (kind < 0.4) return { kind: 'read' }
      return { kind: kind < 0.85 ? 'add' : 'contains', value: Math.floor(random() * values) }
    },
  })
}

const other = (random: Random): Plain =>
  random() < 0.3 ? random() < 0.5 : [0, 1, 2, 3].filter(() => random() < 0.5)

const check = (history: History, wanted: boolean | null): boolean => {
  const [part] = partsOf(history, model)
  if (part === undefined) return true
  const found = judgeGrowingSet(history, part)
  const legal = wanted ?? hasLegalOrder(history, part, model)
  // An answer that is none of its call's is for the general search.
  if (found === null) return legal
  expect(found.kind).toBe(legal ? 'ok' : 'illegal')
  if (found.kind === 'ok') expect(wrongWithOrder(history, part, model, found.order)).toBeNull()
  return legal
}

test('says what the definition says, with a witness', () => {
  const verdicts = { true: 0, false: 0 }
  for (let seed = 0; seed < 2_500; seed++) {
    const legal = drawn(seed, 5 + (seed % 4), seed % 2 === 0 ? 0 : 0.3)
    const history = seed % 4 === 0 ? legal : spoil(legal, randomOf(seed), other)
    verdicts[`${check(history, null)}`] += 1
  }
  expect(Math.min(verdicts.true, verdicts.false)).toBeGreaterThan(300)
})

test('medium legal ones have a witness', () => {
  for (let seed = 0; seed < 100; seed++) check(drawn(seed, 60, seed % 2 === 0 ? 0 : 0.1), true)
})

describe('tells', () => {
  type Row = readonly [client: string, call: SetCall, start: number, end: number, result: Plain]
  const history = (rows: readonly Row[]): History =>
    numbered(
      rows.map(([client, call, start, end, result]) => ({
        ...{ client: nodeId(client), call, start, end, result },
      })),
    )
  const add = (value: number): SetCall => ({ kind: 'add', value })
  const read: SetCall = { kind: 'read' }

  test.each<[string, readonly Row[], string, string]>([
    [
      'an element from nowhere',
      [['b', read, 0, 1, [7]]],
      'WL2005',
      'b read [7], and nobody had added 7',
    ],
    [
      'a read without what had been added',
      [
        ['a', add(5), 0, 1, true],
        ['b', read, 2, 3, []],
      ],
      'WL2003',
      'b read [], although a added 5 and was told so before: 5 is not in it',
    ],
    [
      'a read that holds less than the one before',
      [
        ['a', add(5), 0, 9, true],
        ['b', read, 1, 2, [5]],
        ['b', read, 3, 4, []],
      ],
      'WL2003',
      'b read [] after b read [5], which holds more',
    ],
    [
      'two reads that each lack what the other holds',
      [
        ['a', add(1), 0, 9, true],
        ['b', add(2), 0, 9, true],
        ['c', read, 1, 3, [1]],
        ['d', read, 2, 4, [2]],
      ],
      'WL2016',
      'd read [2], and c read [1]: each of the two lacks what the other holds',
    ],
  ])('%s', (_because, rows, code, sentence) => {
    expect(linearizable(set()).judge(history(rows))).toMatchObject({ code, why: sentence })
  })
})
