import { describe, expect, test } from 'vitest'
import { Experiment } from './experiment.ts'
import { Stagings } from './explicit.ts'
import { findBuiltIn } from './load.ts'
import { settingsDefault } from './order.ts'
import { shrinkRunsDefault, shrinkSeed, type ShrinkResult } from './shrink.ts'

const { scenario } = findBuiltIn('ack-retry')
const bounds = { runs: shrinkRunsDefault, time: null }

/** The lowest failing seed of a planted bug, shrunk by stagings of its own. */
function shrunkOf(variant: string): ShrinkResult & { readonly stagings: Stagings } {
  const experiment = new Experiment(scenario, { variant, settings: settingsDefault })
  for (let seed = 1; ; seed++) {
    if (experiment.run(seed).failure === null) continue
    const stagings = new Stagings(scenario, variant)
    return { ...shrinkSeed(experiment, stagings, seed, bounds), stagings }
  }
}

describe.each(['forget-dedup', 'nobody-listed'])('%s', (bug) => {
  const { explicit, run, shrunk, stagings } = shrunkOf(bug)

  test('shrinks to at most two faults and six operations', () => {
    expect(shrunk.complete).toBe(true)
    expect(shrunk.to.faults).toBeLessThanOrEqual(2)
    expect(shrunk.to.operations).toBeLessThanOrEqual(6)
    expect(shrunk.runs).toBeLessThan(bounds.runs)
  })

  test('fails as before, and comes with its events', () => {
    const again = stagings.run(explicit, { content: true }).run
    expect(again.failure).toEqual(run.failure)
    expect(again.digest).toBe(run.digest)
    expect(again.content).toBe(run.content)
    expect(run.trace).not.toBeNull()
  })
})
