// The searches against the definition, on random small histories.

import { describe, expect, test } from 'vitest'
import type { Plain } from '../../plain.ts'
import { searchLinearizable } from '../linearizable.ts'
import type { Model } from '../model.ts'
import { register, type RegisterCall } from '../models/register.ts'
import { isLinearizable } from './brute.suite.ts'
import { legalHistory, randomOf, spoil } from './histories.suite.ts'
import { wrongWithOrder } from './witness.ts'

describe('a register', () => {
  const model = register(0) as Model
  const history = (seed: number) =>
    legalHistory<Plain, RegisterCall>(seed, {
      clients: 3,
      operations: 7,
      open: 0.2,
      init: 0,
      answer(state, call) {
        if (call.kind === 'read') return { state, result: state }
        if (call.kind === 'write') return { state: call.value, result: true }
        return state === call.from ? { state: call.to, result: true } : { state, result: false }
      },
      draw(random) {
        const value = Math.floor(random() * 3)
        const kind = random()
        if (kind < 0.4) return { kind: 'read' }
        if (kind < 0.7) return { kind: 'write', value }
        return { kind: 'cas', from: value, to: Math.floor(random() * 3) }
      },
    })

  test('legal ones are legal, and their witnesses are', () => {
    for (let seed = 0; seed < 300; seed++) {
      const one = history(seed)
      for (const { part, found } of searchLinearizable(one, model)) {
        expect(found.kind).toBe('ok')
        if (found.kind === 'ok') expect(wrongWithOrder(one, part, model, found.order)).toBeNull()
      }
    }
  })

  test('spoilt ones are what the definition says', () => {
    const verdicts = { true: 0, false: 0 }
    for (let seed = 0; seed < 1_000; seed++) {
      const random = randomOf(seed)
      const one = spoil(history(seed), random, () => Math.floor(random() * 3))
      const said = searchLinearizable(one, model).every(({ found }) => found.kind === 'ok')
      verdicts[`${said}`] += 1
      expect(said).toBe(isLinearizable(one, model))
    }
    expect(Math.min(verdicts.true, verdicts.false)).toBeGreaterThan(100)
  })
})
