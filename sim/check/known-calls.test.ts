// A history that is held against the model of something else is a mistake, and never a pass.

import { expect, test } from 'vitest'
import type { History } from '../history.ts'
import type { Plain } from '../plain.ts'
import { Mistake } from '../problem.ts'
import { nodeId, type OpId } from '../units.ts'
import { linearizable } from './linearizable.ts'
import type { Model } from './model.ts'
import { kv } from './models/kv.ts'
import { register } from './models/register.ts'
import { set } from './models/set.ts'
import { sequentiallyConsistent } from './sequential.ts'

const asked = (...calls: readonly Plain[]): History =>
  calls.map((call, at) => ({
    ...{ id: (at + 1) as OpId, client: nodeId('c1'), call, result: null },
    ...{ start: at * 10, end: at * 10 + 5 },
  }))

const mapped = asked({ kind: 'put', key: 'x', value: 1 }, { kind: 'get', key: 'x' })

test.each([register(), set()] as readonly Model[])('a map is not judged as $name', (model) => {
  expect(() => linearizable(model).judge(mapped)).toThrow(Mistake)
  expect(() => sequentiallyConsistent(model).judge(mapped)).toThrow(Mistake)
})

test('what was asked and what is known are told', () => {
  const misspelt = asked({ kind: 'put', key: 'x', value: 1 }, { kind: 'gte', key: 'x' })
  expect(() => linearizable(kv()).judge(misspelt)).toThrow(
    'WL1101: check["linearizable"]: the model kv does not know what c1 asked: expected get, put, append, delete or cas, not "gte": did you mean get?',
  )
})

test('a model that refuses nothing is asked about every call', () => {
  const any: Model<null> = { name: 'any', about: 'Takes all.', init: null, step: () => null }
  expect(linearizable(any).judge(mapped).verdict).toBe('pass')
})
