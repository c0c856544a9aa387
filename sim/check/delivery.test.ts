// Each sentence about delivery and convergence holds where it should, and bites where it should.

import { describe, expect, test } from 'vitest'
import { converged } from './convergence.ts'
import { allArrived, inOrderOf, nothingTwice } from './delivery.ts'

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
  ])('%s', (_what, told, expected) => expect(told).toBe(expected))
})

describe('convergence', () => {
  const replica = (id: string, log: number[], up = true) => ({ id, up, state: { log } })
  const log = (state: { log: number[] }): number[] => state.log

  test('nodes that agree', () => {
    expect(converged([replica('n1', [1]), replica('n2', [1])], log)).toBeNull()
  })

  test('nodes that differ are named with what they have', () => {
    expect(converged([replica('n1', [1]), replica('n2', [1, 2])], log)).toMatch(
      /^n1 has .*1.*n2 has .*1, 2/,
    )
  })

  test('a node that is down has no say; nobody at all does not agree', () => {
    expect(converged([replica('n1', [1]), replica('n2', [2], false)], log)).toBeNull()
    expect(converged([replica('n2', [2], false)], log)).toBe('nobody is up')
  })
})
