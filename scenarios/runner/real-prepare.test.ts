// What a real run is given before it starts.

import { expect, test } from 'vitest'
import type { Actor } from '../../sim/actor.ts'
import { seconds } from '../../sim/units.ts'
import { ackRetry } from '../ack-retry.ts'
import { raftKv } from '../raft-kv.ts'
import { type Scenario, scenario } from '../scenario.ts'
import { settingsDefault } from './order.ts'
import { prepare } from './real-prepare.ts'

const quiet: Actor<{ state: object; hears: { kind: 'go' }; says: { kind: 'go' } }> = {
  start: () => ({}),
  receive() {},
}
const steady = scenario('steady', {
  about: 'Four questions a second.',
  nodes: () => ({ alone: { actor: quiet } }),
  workload: { from: 'alone', send: () => ({ kind: 'go' }), rate: '4/s' },
})

const prepared = (of: Scenario, rate: number | null): ReturnType<typeof prepare> =>
  prepare({
    ...{ scenario: of, seed: 1, via: 'tcp', time: seconds(5), rate, port: null },
    order: {
      source: { kind: 'built-in' },
      scenario: of.name,
      variant: null,
      settings: settingsDefault,
    },
    ...{ folder: null, signal: null, onEvent: () => {} },
  })

const callsOf = (of: Scenario, rate: number | null): number => prepared(of, rate).calls.length

test('a scenario that says its rate keeps it, unless another is asked for', () => {
  expect(callsOf(steady, null)).toBe(20)
  expect(callsOf(steady, 50)).toBe(250)
})

const written = scenario('written', {
  about: 'Two questions, a second apart.',
  nodes: () => ({ alone: { actor: quiet } }),
  workload: () =>
    [1, 2].map((at) => ({ client: 'alone', at: seconds(at), message: { kind: 'go' } })),
})

test('calls that are written down come at their instants', () => {
  expect(prepared(written, null).calls.map(({ at }) => at)).toEqual([seconds(1), seconds(2)])
})

test('one that draws its workload at a rate of its own keeps that', () => {
  expect(Math.abs(callsOf(raftKv, null) / (5 * 80) - 1)).toBeLessThan(0.1)
})

test('one that draws its workload and says nothing of a rate is asked 250 a second', () => {
  expect(Math.abs(callsOf(ackRetry, null) / 1_250 - 1)).toBeLessThan(0.05)
})
