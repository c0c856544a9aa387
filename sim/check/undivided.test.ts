// All keys as one object or each alone: the verdict is the same (locality of linearizability).

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { History } from '../history.ts'
import type { Plain } from '../plain.ts'
import { nodeId, type OpId } from '../units.ts'
import { linearizable } from './linearizable.ts'
import type { Model } from './model.ts'
import { kv } from './models/kv.ts'
import { undivided } from './undivided.ts'

const call = fc.record({
  key: fc.constantFrom('x', 'y'),
  wait: fc.option(fc.integer({ min: 0, max: 8 }), { freq: 6 }),
  value: fc.integer({ min: 0, max: 1 }),
  kind: fc.constantFrom('put', 'get'),
})

const histories = fc.array(call, { maxLength: 9 }).map(
  (calls): History =>
    calls.map(({ key, kind, value, wait }, at) => ({
      ...{ id: (at + 1) as OpId, client: nodeId(`c${at}`), start: 2 * at },
      call: kind === 'put' ? { kind, key, value } : { kind, key },
      end: wait === null ? null : 2 * at + 1 + wait,
      result: (wait === null ? undefined : kind === 'put' ? null : value) as Plain,
    })),
)

test('of random histories', () => {
  const model = kv(0) as Model
  const seen = new Set<string>()
  fc.assert(
    fc.property(histories, (history) => {
      const { verdict } = linearizable(model).judge(history)
      seen.add(verdict)
      expect(linearizable(undivided(model) as Model).judge(history).verdict).toBe(verdict)
    }),
    { numRuns: 500 },
  )
  expect([...seen].toSorted()).toEqual(['fail', 'pass'])
})
