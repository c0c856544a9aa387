// A crash sweep finds what shows at one place alone, says the same whoever runs it, and its visits
// are runs that can be run again.

import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { linesOf, type Visit } from '../../sim/explore/visits.ts'
import { faultLines } from '../../sim/notation-parse.ts'
import { printFault } from '../../sim/notation-print.ts'
import { Mistake } from '../../sim/problem.ts'
import { type Micros, ms } from '../../sim/units.ts'
import { caseOf } from './case-file.ts'
import { Experiment } from './experiment.ts'
import { Stagings } from './explicit.ts'
import { type Order, settingsDefault } from './order.ts'
import { shrinkSeed } from './shrink.ts'
import { type Survey, survey } from './survey.ts'
import { Sweep } from './sweep.ts'
import { type SweepBounds, type SweepRun, sweepAll } from './sweep-campaign.ts'
import { tillScenario } from './till.test.toy.ts'

const path = fileURLToPath(new URL('./till.test.toy.ts', import.meta.url))

const order = (
  variant: string | null = null,
  settings: Partial<Order['settings']> = {},
): Order => ({
  source: { kind: 'file', path },
  scenario: 'till',
  variant,
  settings: { ...settingsDefault, faults: 'none', ...settings },
})

const downs: readonly Micros[] = [ms(20)]
const bounds = (more: Partial<SweepBounds> = {}): SweepBounds => ({
  ...{ workers: 0, maxFailures: null, time: null, visits: null },
  ...more,
})
const swept = (
  variant: string | null,
  set: Record<string, string> = {},
  more: Partial<SweepBounds> = {},
): Promise<SweepRun> => sweepAll(order(variant, { set }), { seed: 1, downs }, bounds(more))

const surveyed = (
  set: Record<string, string>,
  faults: 'none' | 'default' = 'none',
): {
  found: Survey
  sweep: Sweep
} => {
  const experiment = new Experiment(tillScenario, order(null, { set, faults }))
  const found = survey(experiment, { seed: 1, downs })
  return { found, sweep: new Sweep(experiment, 1, { first: 1, visits: found.visits }) }
}

const failing = ({ campaign, runs }: SweepRun): Visit[] => {
  const found: Visit[] = []
  for (let nth = 1; nth <= campaign.sweep.visits; nth++) {
    const visit = runs.visitOf(nth)
    if (visit !== null && runs.run(nth).failure !== null) found.push(visit)
  }
  return found
}

describe('a sweep of the toy', () => {
  test('survives at every place where it is right, whatever is lost', async () => {
    for (const loses of ['memory', 'writes']) {
      const { campaign } = await swept(null, { loses })
      expect(campaign).toMatchObject({ verdict: 'pass', failing: 0, bound95: null })
      expect(campaign.judged).toBe(campaign.sweep.visits)
      expect(campaign.sweep.leftOut.notDown).toEqual({ payer: expect.any(Number) })
    }
  })

  test('finds a bug that shows at exactly one place of the run', async () => {
    const run = await swept('hasty', { loses: 'memory' })
    const found = failing(run)
    expect(found.flatMap(linesOf).map(printFault)).toEqual([
      'crash till @ at pay#4 payer>till early 1 restart +20ms lose memory',
    ])
    expect(run.campaign).toMatchObject({
      verdict: 'fail',
      failing: 1,
      sweep: { kinds: { early: { places: 1, failing: 1 }, durable: { failing: 0 } } },
    })
  })

  test('finds a bug that shows only when a restart crashes in turn', async () => {
    const run = await swept('forgets-twice')
    const found = failing(run)
    expect(found.length).toBeGreaterThan(0)
    expect(found.every(({ again }) => again !== null)).toBe(true)
    const { kinds, restarts } = run.campaign.sweep
    expect(kinds.recovery.failing).toBe(found.length)
    expect(restarts).toBeGreaterThan(5)
  })
})

describe('whoever runs the visits', () => {
  test('two workers, and none at all, give the same sweep', async () => {
    const [none, two] = await Promise.all(
      [0, 2].map(async (workers) => (await swept('hasty', {}, { workers })).campaign),
    )
    expect(two).toEqual(none)
    expect(none?.failing).toBeGreaterThan(0)
  })

  test('a sweep in two parts is the whole: numbers stay what they are', async () => {
    const { campaign: whole } = await swept('hasty')
    const half = Math.floor(whole.sweep.visits / 2)
    const parts = await Promise.all([
      swept('hasty', {}, { visits: { from: 1, to: half } }),
      swept('hasty', {}, { visits: { from: half + 1, to: whole.sweep.visits } }),
    ])
    const sum = (of: (run: SweepRun) => number): number =>
      parts.reduce((so, run) => so + of(run), 0)
    expect(sum(({ campaign }) => campaign.judged)).toBe(whole.judged)
    expect(sum(({ campaign }) => campaign.failing)).toBe(whole.failing)
    expect(sum(({ campaign }) => campaign.events)).toBe(whole.events)
  })

  test('a sweep that is stopped says which visits are left', async () => {
    const { campaign } = await swept('hasty', {}, { maxFailures: 1 })
    const lowest = campaign.causes[0]?.seed ?? 0
    expect(campaign).toMatchObject({ ended: 'causes', last: lowest, failing: 1 })
    expect(campaign.rest).toBe(`${lowest + 1}..${campaign.sweep.visits}`)
  })

  test('visits that there are not are refused with those that there are', async () => {
    const asked = swept(null, {}, { visits: { from: 1, to: 100_000 } })
    await expect(asked).rejects.toThrow(Mistake)
  })
})

describe('each visit', () => {
  test('is named in the notation, reads back as it was printed, and stays inside the budget', () => {
    const { found, sweep } = surveyed({ loses: 'writes' })
    for (const visit of found.visits) {
      const lines = linesOf(visit).map(printFault)
      const { roster, plans } = sweep.siteFor(1)
      expect(faultLines(lines, roster).map(printFault)).toEqual(lines)
      const plan = sweep.occurrencesOf(found.visits.indexOf(visit) + 1)
      expect(plans.excess(plan.flatMap(({ planned }) => planned))).toBeNull()
    }
  })

  test('crashes where it says, and loses what it says', () => {
    const { found, sweep } = surveyed({ loses: 'writes', sync: '12ms' })
    const lost = new Set<string>()
    for (const [at, { crash, again }] of found.visits.entries()) {
      const { trace } = sweep.run(at + 1, { trace: true })
      const crashes = (trace ?? []).filter((event) => event.kind === 'crash')
      expect(crashes.length).toBe(again === null ? 1 : 2)
      const last = again ?? crash
      const undone = crashes.at(-1)?.undone.length
      if (typeof last.lose === 'number') expect(undone).toBe(last.lose)
      if (last.lose === 'memory') expect(undone).toBe(0)
      lost.add(typeof last.lose === 'number' ? 'part' : last.lose)
    }
    expect(lost).toEqual(new Set(['memory', 'part', 'unsynced']))
  })

  test('is the run that its settings make of the seed, where settings say it', () => {
    const { found, sweep } = surveyed({ loses: 'writes', sync: '12ms' }, 'default')
    let [said, unsaid] = [0, 0]
    for (let nth = 1; nth <= found.visits.length; nth += 7) {
      const settings = sweep.settingsOf(nth)
      if (settings === null) {
        unsaid += 1
        continue
      }
      said += 1
      const alone = new Experiment(tillScenario, { variant: null, settings })
      expect(alone.run(1).digest).toBe(sweep.run(nth).digest)
    }
    expect(said).toBeGreaterThan(10)
    expect(unsaid).toBeGreaterThan(0)
  })

  test('says the same twice, by reference and by copy', () => {
    const { found, sweep } = surveyed({ loses: 'writes', sync: '12ms' })
    const part = found.visits.findIndex(({ crash }) => typeof crash.lose === 'number') + 1
    for (const nth of [1, part, found.visits.length]) {
      expect(sweep.runTwice(nth).digest).toBe(sweep.run(nth).digest)
    }
  })
})

describe('a failing visit', () => {
  test('is shrunk and kept as a case that fails in the same way', async () => {
    const { campaign, runs } = await swept('hasty', { loses: 'memory' })
    const nth = campaign.causes[0]?.seed ?? 0
    const stagings = new Stagings(tillScenario, 'hasty')
    const { explicit, run, shrunk } = shrinkSeed(runs, stagings, nth, { runs: 300, time: null })
    expect(explicit.faults.map(printFault)).toHaveLength(1)
    const found = { scenario: tillScenario, source: order().source }
    const kept = caseOf({ found, variant: 'hasty', seed: runs.seed, explicit, run, shrunk })
    expect(stagings.run(kept.run).run.failure?.sentence).toBe(run.failure?.sentence)
    expect(stagings.run(kept.run, { content: true }).run.digest).toBe(kept.trace.digest)
  })

  test('that lost a part of what was unsynced has its decision in the data', () => {
    const { found, sweep } = surveyed({ loses: 'writes', sync: '12ms' })
    const at = found.visits.findIndex(({ crash }) => typeof crash.lose === 'number')
    const decided = sweep.decidedIn(at + 1)
    expect([...decided.keys()]).toEqual([expect.stringMatching(/^kept of writes#\d+ at till$/u)])
  })
})

test('a seed that fails without a crash is told as itself, and nothing is swept', async () => {
  const settings = { extraExpect: ['op.latency p50 < 1us'] }
  const { campaign } = await sweepAll(order(null, settings), { seed: 1, downs }, bounds())
  expect(campaign).toMatchObject({ verdict: 'fail', judged: 1, sweep: { baseHolds: false } })
  expect(campaign.causes[0]?.seed).toBe(0)
})
