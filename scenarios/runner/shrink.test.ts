// Failing runs of real scenarios, shrunk: how small they get, that nothing more can go, that they fail
// for the reason they began with, and that the same comes out whoever does it.

import { describe, expect, test } from 'vitest'
import type { Scenario } from '../form.ts'
import { Experiment } from './experiment.ts'
import { explicitOf, Stagings } from './explicit.ts'
import { findBuiltIn } from './load.ts'
import { minimality } from './one-less.suite.ts'
import { settingsDefault } from './order.ts'
import { register } from './register.test.toy.ts'
import { type ShrinkBounds, shrinkExplicit, type ShrinkResult, shrinkSeed } from './shrink.ts'
import { shrinkRunsDefault } from './shrink.ts'

const { scenario: ackRetry } = findBuiltIn('ack-retry')
const bounds: ShrinkBounds = { runs: shrinkRunsDefault, time: null }

function shrunkOf(
  scenario: Scenario,
  variant: string,
  seed: number,
  within = bounds,
): ShrinkResult {
  const experiment = new Experiment(scenario, { variant, settings: settingsDefault })
  return shrinkSeed(experiment, new Stagings(scenario, variant), seed, within)
}

describe.each([
  [ackRetry, 'forget-dedup', 1],
  [ackRetry, 'dedup-in-memory', 2],
  [ackRetry, 'nobody-listed', 1],
  [ackRetry, 'ack-of-another-life', 3],
  [register, 'one-copy', 173],
])('%o', (scenario, bug, seed) => {
  const { explicit, run, shrunk } = shrunkOf(scenario, bug, seed)
  const stagings = new Stagings(scenario, bug)

  test(`${bug}@${seed} shrinks to at most two faults and six operations`, () => {
    expect(shrunk.complete).toBe(true)
    expect(shrunk.to.faults).toBeLessThanOrEqual(2)
    expect(shrunk.to.operations).toBeLessThanOrEqual(6)
    expect(shrunk.runs).toBeLessThan(bounds.runs)
    expect(shrunk.removed.length).toBeGreaterThan(0)
  })

  test('none of its items can be taken away', () => {
    expect(run.failure).not.toBeNull()
    if (run.failure === null) return
    expect(minimality(stagings, explicit, run.failure).needless).toEqual([])
  })

  test('it fails by the bug: without it the same run passes', () => {
    const { failure } = new Experiment(scenario, { variant: bug, settings: settingsDefault }).run(
      seed,
    )
    expect(run.failure?.property).toBe(failure?.property)
    expect(run.failure?.excess).toBeNull()
    expect(new Stagings(scenario, null).run(explicit).run.failure).toBeNull()
  })

  test('run again it takes the same steps, and it comes with its events', () => {
    const again = stagings.run(explicit, { content: true })
    expect(again.fidelity).toBe(1)
    expect([again.run.digest, again.run.content]).toEqual([run.digest, run.content])
    expect(again.run.failure).toEqual(run.failure)
    expect(run.trace).not.toBeNull()
  })
})

test('the same comes out again, from stagings of its own', () => {
  expect(shrunkOf(ackRetry, 'dedup-window', 1)).toEqual(shrunkOf(ackRetry, 'dedup-window', 1))
})

test('data that is shrunk stays as it is', () => {
  const first = shrunkOf(ackRetry, 'second-ready', 2)
  const again = shrinkExplicit(new Stagings(ackRetry, 'second-ready'), first.explicit, bounds)
  expect(again.explicit).toEqual(first.explicit)
  expect(again.shrunk).toMatchObject({ complete: true, removed: [] })
})

test('with few runs it is the best so far, and fails all the same', () => {
  const { shrunk, run } = shrunkOf(ackRetry, 'late-copy', 16, { runs: 25, time: null })
  expect(shrunk).toMatchObject({ runs: 25, complete: false })
  expect(run.failure?.property).toBe('no duplicate effect')
})

test('when its time is up it is the best so far', () => {
  const { shrunk } = shrunkOf(ackRetry, 'late-copy', 16, { runs: 2_000, time: 0 })
  expect(shrunk).toMatchObject({ runs: 0, complete: false, removed: [] })
})

test('a run that passes stays as it is', () => {
  const experiment = new Experiment(ackRetry, { variant: null, settings: settingsDefault })
  const explicit = explicitOf(experiment, 1)
  const result = shrinkExplicit(new Stagings(ackRetry, null), explicit, bounds)
  expect(result.explicit).toEqual(explicit)
  expect(result.shrunk).toMatchObject({ runs: 0, complete: false })
})

test('in a failure to come about, nobody who is spoken to is left out', () => {
  // The sender of the source waits for ever for a peer that is silent: it does so in fair weather.
  const { scenario } = findBuiltIn('ack-retry-silent-peer')
  const { explicit, run } = shrunkOf(scenario, 'original', 1)
  expect(run.failure?.property).toBe('answered')
  expect(explicit.nodes.map(String)).toEqual(expect.arrayContaining(['client1', 'sender1']))
})
