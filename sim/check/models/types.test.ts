// The models against objects that are told in the plainest way, and the searches against the definition,
// on random small histories of each type.

import { describe, expect, test } from 'vitest'
import { hasLegalOrder } from '../linearizability/brute.suite.ts'
import { legalHistory, randomOf, spoil } from '../linearizability/histories.suite.ts'
import { partsOf } from '../linearizability/part.ts'
import { searchLinearizable } from '../linearizable.ts'
import { types } from './types.suite.ts'

describe.each(types)('$name', ({ model, asked, other }) => {
  const historyOf = (seed: number) =>
    legalHistory(seed, { ...asked, clients: 3, operations: 7, open: 0.15 })

  test('what the plain object does is legal', () => {
    for (let seed = 0; seed < 150; seed++) {
      const one = historyOf(seed)
      for (const { found } of searchLinearizable(one, model)) expect(found.kind).toBe('ok')
    }
  })

  test('another answer is what the definition says', () => {
    const verdicts = { true: 0, false: 0 }
    for (let seed = 0; seed < 300; seed++) {
      const random = randomOf(seed)
      const one = spoil(historyOf(seed), random, other)
      // The model as it is, not as it is narrowed to what the history holds.
      const wanted = partsOf(one, model).every((part) => hasLegalOrder(one, part, model))
      expect(searchLinearizable(one, model).every(({ found }) => found.kind === 'ok')).toBe(wanted)
      verdicts[`${wanted}`] += 1
    }
    expect(Math.min(verdicts.true, verdicts.false)).toBeGreaterThan(10)
  })
})
