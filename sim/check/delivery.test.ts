// Each sentence about delivery and convergence holds where it should, and bites where it should.

import { describe, expect, test } from 'vitest'
import { converged, differences } from './convergence.ts'
import { allArrived, exactlyOnce, inOneOrder, inOrderOf, nothingTwice } from './delivery.ts'

describe('delivery', () => {
  test.each([
    ['everything is there', allArrived('abc', 'cab'), null],
    ['some are missing', allArrived('abcdef', 'b'), 'a, c, d and 2 more never arrived'],
    ['each once', nothingTwice([1, 2, 3]), null],
    ['one three times', nothingTwice([1, 2, 2, 2]), '2 arrived 3 times'],
    ['in order, with gaps', inOrderOf('abcd', 'acd'), null],
    ['a repetition is no disorder', inOrderOf('abcd', 'abab'), null],
    ['out of order', inOrderOf('abcd', 'acb'), 'b arrived after c, and was sent before it'],
    ['out of thin air', inOrderOf('abcd', 'ax'), 'x arrived, and was never sent'],
    ['each exactly once', exactlyOnce('abc', 'cab'), null],
    ['once too often', exactlyOnce('abc', 'cabc'), 'c arrived 2 times'],
    ['once too few', exactlyOnce('abc', 'ca'), 'b never arrived'],
    ['once, out of thin air', exactlyOnce('abc', 'cabd'), 'd arrived, and was never sent'],
    ['one order, with gaps', inOneOrder({ n1: 'abcd', n2: 'acd', n3: 'b' }), null],
    [
      'two orders',
      inOneOrder({ n1: 'abcd', n2: 'acbd' }),
      'n1 received b before c, and n2 received c before b',
    ],
    [
      'a circle of three, of which no two contradict each other',
      inOneOrder({ n1: 'ab', n2: 'bc', n3: 'ca' }),
      'n1 received a before b, and n2 received b before c, and n3 received c before a',
    ],
  ])('%s', (_what, told, expected) => expect(told).toBe(expected))
})

describe('convergence', () => {
  const replica = (id: string, log: number[], up = true) => ({ id, up, state: { log } })
  const log = (state: { log: number[] }): number[] => state.log

  test('nodes that agree', () => {
    expect(converged([replica('n1', [1]), replica('n2', [1])], log)).toBeNull()
  })

  test('nodes that differ are named with the place and what they have there', () => {
    expect(converged([replica('n1', [1]), replica('n2', [1, 2])], log)).toBe(
      'n1 and n2 differ in 1 place: "1" is missing at n1 and 2 at n2',
    )
    const whole = (state: { log: number[] }): number => state.log.length
    expect(converged([replica('n1', [1]), replica('n2', [1, 2])], whole)).toBe(
      'n1 and n2 differ in 1 place: it is 1 at n1 and 2 at n2',
    )
    const maps = [
      {
        id: 'n1',
        up: true,
        state: new Map([
          ['x', 1],
          ['y', 2],
          ['z', 3],
        ]),
      },
      {
        id: 'n2',
        up: true,
        state: new Map([
          ['x', 1],
          ['y', 3],
        ]),
      },
    ]
    expect(converged(maps, (state) => state)).toBe(
      'n1 and n2 differ in 2 places: "y" is 2 at n1 and 3 at n2',
    )
    expect(differences({ a: { b: [1] } }, { a: { b: [1], c: 'x' } })).toEqual([
      { path: 'a.c', here: null, there: '"x"' },
    ])
  })

  test('a node that is down has no say; nobody at all does not agree', () => {
    expect(converged([replica('n1', [1]), replica('n2', [2], false)], log)).toBeNull()
    expect(converged([replica('n2', [2], false)], log)).toBe('nobody is up')
  })
})
