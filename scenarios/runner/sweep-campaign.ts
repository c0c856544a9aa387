// The campaign of a crash sweep: its visits run as seeds are, over the same workers, and counted by
// where they crash, on which node, and what they lose. The number of workers changes nothing.

import type { Micros } from '../../sim/units.ts'
import type { Loss, Visit } from '../../sim/explore/visits.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Batch } from './batch.ts'
import type { Bounds, Campaign } from './campaign.ts'
import { Experiment } from './experiment.ts'
import { type Company, judgeAll } from './explore.ts'
import { loadScenario, modulesOf } from './load.ts'
import type { Module } from './module-graph.ts'
import type { Order } from './order.ts'
import { Sweep } from './sweep.ts'
import {
  kindOf,
  type LeftOut,
  type PlaceKind,
  type Survey,
  survey,
  type SweepAsked,
} from './survey.ts'

/** How a sweep is bounded: visits take the place of seeds. */
export type SweepBounds = Omit<Bounds, 'first' | 'last'> & {
  /** the visits that are wanted, both included; null: all of them */
  readonly visits: { readonly from: number; readonly to: number } | null
}

/** How many there are, how many of them were run, and how many of these failed. */
export interface Visited {
  readonly visits: number
  readonly judged: number
  readonly failing: number
}

/** What a sweep went through, beside what every campaign says. */
export interface Swept {
  readonly seed: number
  readonly downs: readonly (Micros | null)[]
  /** the run without a crash of the sweep did not pass: then there are no visits */
  readonly baseHolds: boolean
  /** places of the run, of all nodes */
  readonly places: number
  /** visits that there are; `asked` of the campaign may be fewer */
  readonly visits: number
  readonly kinds: Readonly<Record<PlaceKind, Visited & { readonly places: number }>>
  readonly nodes: Readonly<Record<string, Visited & { readonly places: number }>>
  /** by what is lost: visits that were run */
  readonly losses: Readonly<Record<LossKind, number>>
  /** restarts that were crashed in turn: one for each content of a disk */
  readonly restarts: number
  readonly leftOut: Omit<LeftOut, 'notDown'> & {
    readonly notDown: Readonly<Record<string, number>>
  }
}

/** `part`: some of the batches that are not durable. */
export type LossKind = 'memory' | 'part' | 'unsynced' | 'disk'

export interface SweepCampaign extends Campaign {
  readonly sweep: Swept
}

/** What a sweep tells besides: how many visits it has come to, before the first. */
export interface SweepCompany extends Company {
  onSurvey?(visits: number): void
}

/** A sweep that was run, and the runs it is made of by their numbers. */
export interface SweepRun {
  readonly campaign: SweepCampaign
  readonly runs: Sweep
}

/**
 * Sweeps one seed.
 * @throws Mistake for what the user must mend: a budget that lets nobody be down, visits that there
 * are not; and for a scenario that is not deterministic (exit 4)
 */
export async function sweepAll(
  order: Order,
  asked: SweepAsked,
  bounds: SweepBounds,
  company: SweepCompany = {},
): Promise<SweepRun> {
  const scenario = await loadScenario(order)
  const modules = (): readonly Module[] => modulesOf(scenario, order.source)
  const experiment = new Experiment(scenario, order, modules)
  const { seed } = asked
  experiment.run(seed, { trace: true })
  experiment.runTwice(seed)
  const found = survey(experiment, asked)
  const range = rangeOf(found, bounds, scenario.name)
  company.onSurvey?.(range.last - range.first + 1)
  const runs = new Sweep(experiment, seed, { first: 1, visits: found.visits }, modules)
  const failing = new Set<number>()
  const campaign = await judgeAll({
    ...{ order, scenario, runs },
    legs: (first, last) => ({ seed, first, visits: found.visits.slice(first - 1, last) }),
    bounds: { ...bounds, ...range },
    company: {
      ...company,
      onBatch(batch) {
        for (const nth of failingIn(batch)) failing.add(nth)
        company.onBatch?.(batch)
      },
    },
  })
  const swept = sweptOf(found, asked, campaign, failing)
  return { campaign: { ...campaign, bound95: null, sweep: swept }, runs }
}

const failingIn = ({ failures }: Batch): number[] => failures.map(({ seed }) => seed)

/** Without visits only the run itself is judged, as number 0. */
function rangeOf(
  { base, places, visits }: Survey,
  { visits: wanted }: SweepBounds,
  scenario: string,
): { first: number; last: number } {
  if (base.verdict !== 'pass') return { first: 0, last: 0 }
  if (visits.length === 0) throw nothingToVisit(scenario, places.length)
  if (wanted === null) return { first: 1, last: visits.length }
  if (wanted.from >= 1 && wanted.to <= visits.length) return { first: wanted.from, last: wanted.to }
  throw new Mistake([
    {
      code: 'WL1004',
      sentence: `--visits ${wanted.from}..${wanted.to}: this sweep has no such visits.`,
      lines: [`allowed        1..${visits.length}`],
    },
  ])
}

const nothingToVisit = (scenario: string, places: number): Mistake =>
  new Mistake([
    {
      code: 'WL1004',
      sentence: `--strategy crash-sweep: there is no place of ${scenario} at which a node may crash.`,
      lines: [
        `places         ${places}, all of nodes that its budget does not allow to be down`,
        'allowed        budget: { ...noFaults, down: { server: 1 } }  in the scenario',
      ],
    },
  ])

function sweptOf(
  { base, places, visits, recovery, leftOut }: Survey,
  { seed, downs }: SweepAsked,
  { first, last }: Campaign,
  failing: ReadonlySet<number>,
): Swept {
  const count = (some: readonly number[]): Visited => {
    const judged = some.filter((nth) => nth >= first && nth <= (last ?? -1))
    const fails = judged.filter((nth) => failing.has(nth)).length
    return { visits: some.length, judged: judged.length, failing: fails }
  }
  const numbers = visits.map((visit, at) => ({ visit, nth: at + 1 }))
  const where = (is: (visit: Visit) => boolean): Visited =>
    count(numbers.filter(({ visit }) => is(visit)).map(({ nth }) => nth))
  const kind = (of: PlaceKind): Visited & { places: number } => ({
    places:
      of === 'recovery' ? recovery.places : places.filter(({ place }) => place.at === of).length,
    ...where((visit) => kindOf(visit) === of),
  })
  const nodes = [...new Set(places.map(({ node }) => node))].sort()
  const losses = (of: LossKind): number => where((visit) => lossKind(visit) === of).judged
  return {
    ...{ seed, downs, baseHolds: base.verdict === 'pass' },
    ...{ places: places.length, visits: visits.length, restarts: recovery.restarts },
    kinds: {
      ...{ before: kind('before'), early: kind('early'), written: kind('written') },
      ...{ durable: kind('durable'), sent: kind('sent'), recovery: kind('recovery') },
    },
    nodes: Object.fromEntries(
      nodes.map((node) => [
        node,
        {
          places: places.filter((one) => one.node === node).length,
          ...where(({ crash }) => crash.node === node),
        },
      ]),
    ),
    losses: {
      ...{ memory: losses('memory'), part: losses('part') },
      ...{ unsynced: losses('unsynced'), disk: losses('disk') },
    },
    leftOut: { ...leftOut, notDown: Object.fromEntries(leftOut.notDown) },
  }
}

/** Of two crashes what the second one loses. */
const lossKind = ({ crash, again }: Visit): LossKind => {
  const lose: Loss = (again ?? crash).lose
  return typeof lose === 'number' ? 'part' : lose
}
