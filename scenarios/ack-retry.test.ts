// ack-retry in its scenarios: the protocol holds, each planted bug and each fault of the source is
// found by the property that its page names, and none of them without its cause.

import { describe, expect, test } from 'vitest'
import { mutants } from '../protocols/ack-retry/mutants.ts'
import type { Run } from '../sim/run.ts'
import { ackRetry } from './ack-retry.ts'
import { connectionFaults } from './ack-retry-connections.ts'
import { discoveryFaults } from './ack-retry-discovery.ts'
import { Experiment } from './runner/experiment.ts'
import { type Settings, settingsDefault } from './runner/order.ts'
import type { Scenario } from './scenario.ts'

function experiment(
  scenario: Scenario,
  variant: string | null,
  settings: Partial<Settings> = {},
): (seed: number) => Run {
  const made = new Experiment(scenario, { variant, settings: { ...settingsDefault, ...settings } })
  return (seed) => made.run(seed)
}

const why = (run: Run): string | null =>
  run.findings.find(({ verdict }) => verdict !== 'pass')?.why ?? null

/** The first failure of these seeds, or null. */
function firstFailure(run: (seed: number) => Run, seeds: number): Run['failure'] {
  for (let seed = 1; seed <= seeds; seed++) {
    const { failure } = run(seed)
    if (failure !== null) return failure
  }
  return null
}

describe('the protocol', () => {
  test.each`
    because                     | set
    ${'over datagrams'}         | ${{}}
    ${'over streams'}           | ${{ link: 'stream' }}
    ${'with bounded attempts'}  | ${{ attempts: '3' }}
    ${'with a single receiver'} | ${{ receivers: '1' }}
  `('holds $because', ({ set }) => {
    const run = experiment(ackRetry, null, { set })
    for (let seed = 1; seed <= 40; seed++) expect(why(run(seed))).toBeNull()
  })

  test('answers every letter when nothing goes wrong', () => {
    const { history, verdict } = experiment(ackRetry, null, { faults: 'none' })(1)
    expect(verdict).toBe('pass')
    expect(history.length).toBeGreaterThan(40)
    expect(history.every(({ end }) => end !== null)).toBe(true)
  })

  test('reaches each of its goals within two hundred seeds', () => {
    const run = experiment(ackRetry, null)
    const unseen = new Set(Object.keys(run(1).goals))
    for (let seed = 1; seed <= 200 && unseen.size > 0; seed++) {
      for (const [goal, times] of Object.entries(run(seed).goals)) {
        if (times > 0) unseen.delete(goal)
      }
    }
    expect([...unseen]).toEqual([])
  })
})

/** Rare ones have a story of their own below. */
const rare = ['ack-before-durable', 'unsafe-binding']
const common = Object.keys(mutants).filter((name) => !rare.includes(name))

describe('planted bugs', () => {
  test.each(Object.keys(mutants))('%s does no harm without faults', (name) => {
    const run = experiment(ackRetry, name, { faults: 'none' })
    for (let seed = 1; seed <= 5; seed++) expect(why(run(seed))).toBeNull()
  })

  test.each(common)('%s is found', (name) => {
    const failure = firstFailure(experiment(ackRetry, name), 400)
    expect(failure?.excess).toBe(null)
    expect(ackRetry.variants[name]?.breaks).toBe(mutants[name]?.breaks)
  })

  test('ack-before-durable is found by a crash right after the ack has left', () => {
    const faults = [
      'crash receiver1 @ at letter#1 sender1>receiver1 early 1 lose unsynced restart +50ms',
    ]
    const broken = experiment(ackRetry, 'ack-before-durable', { faults })
    expect(firstFailure(broken, 20)?.property).toBe('nothing acknowledged is unprocessed')
    expect(firstFailure(experiment(ackRetry, null, { faults }), 20)).toBeNull()
  })

  test('unsafe-binding is found by a crash of the sender right after the letter has left', () => {
    const faults = ['crash sender1 @ after send letter#1 lose unsynced restart +50ms']
    const broken = experiment(ackRetry, 'unsafe-binding', { faults })
    expect(firstFailure(broken, 60)?.property).toBe('no duplicate effect')
    expect(firstFailure(experiment(ackRetry, null, { faults }), 60)).toBeNull()
  })
})

describe('the source', () => {
  test('fails in the scenario of the protocol, even without faults', () => {
    const failure = firstFailure(experiment(ackRetry, 'original', { faults: 'none' }), 5)
    expect(failure).not.toBeNull()
  })

  const scenarios = [...connectionFaults, ...discoveryFaults]
  test.each(scenarios.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const { breaks } = one.variants['original'] ?? { breaks: '' }
    expect(firstFailure(experiment(one, 'original'), 10)?.property).toBe(breaks)
    const run = experiment(one, null)
    for (let seed = 1; seed <= 10; seed++) expect(why(run(seed))).toBeNull()
  })
})
