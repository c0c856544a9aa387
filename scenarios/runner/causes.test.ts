import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Campaign } from './campaign.ts'
import { causesOf, type ShrunkCause } from './causes.ts'
import { Experiment } from './experiment.ts'
import { explore } from './explore.ts'
import { Stagings } from './explicit.ts'
import { type Order, settingsDefault } from './order.ts'
import { twoBugs } from './two-bugs.test.toy.ts'

const path = fileURLToPath(new URL('./two-bugs.test.toy.ts', import.meta.url))

const orderOf = (variant: string): Order => ({
  source: { kind: 'file', path },
  ...{ scenario: 'two-bugs', variant, settings: settingsDefault },
})

/** Every failing seed of a range, as `--keep-going` finds them. */
const campaign = (variant: string, last: number, workers: number): Promise<Campaign> =>
  explore(orderOf(variant), { first: 1, last, workers, maxFailures: null, time: null })

function causes({ causes: found }: Campaign, variant: string): readonly ShrunkCause[] {
  const experiment = new Experiment(twoBugs, orderOf(variant))
  const stagings = new Stagings(twoBugs, variant)
  return causesOf({ causes: found, experiment, stagings, bounds: { runs: 2_000, time: null } })
}

describe('failing seeds of two planted bugs', () => {
  test.each([
    ['forget-dedup-and-never-readmits', 'no duplicate effect', 'the list is right'],
    ['silent-backoff-and-second-ready', 'delivered', 'no duplicate effect'],
    ['forget-dedup-and-moves-sent-letter', 'no duplicate effect', 'no duplicate effect'],
  ])('%s have exactly two causes', async (variant, one, other) => {
    const found = await campaign(variant, 150, 0)
    const grouped = causes(found, variant)
    expect(new Set(grouped.map(({ property }) => property))).toEqual(new Set([one, other]))
    expect(grouped).toHaveLength(2)
    expect(grouped.reduce((sum, { seeds }) => sum + seeds, 0)).toBe(found.failing)
    expect(grouped[0]?.seed).toBe(found.causes[0]?.seed)
    for (const { result, seed, failure } of grouped) {
      expect(result.shrunk.complete).toBe(true)
      expect(new Experiment(twoBugs, orderOf(variant)).run(seed).failure).toEqual(failure)
    }
  })

  test('have the same causes however many workers looked for them', async () => {
    const variant = 'forget-dedup-and-second-ready'
    const [alone, together] = [await campaign(variant, 120, 0), await campaign(variant, 120, 2)]
    expect(together.causes).toEqual(alone.causes)
    const grouped = causes(alone, variant)
    expect(grouped).toHaveLength(2)
    // And however they are found again, by stagings of their own.
    expect(causes(together, variant)).toEqual(grouped)
  })
})
