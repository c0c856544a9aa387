// Explicit runs: a seed's run turned into data, and data run again. Where a seed draws, an explicit
// run is told; what it is not told is dull, so a draw that is new in the code shifts nothing.

import type { Chooser } from '../../sim/chooser.ts'
import type { Explicit } from '../../sim/explicit.ts'
import { Recording } from '../../sim/explore/record.ts'
import { Script, type Undecided } from '../../sim/explore/script.ts'
import { generatorOf } from '../../sim/generator.ts'
import type { World } from '../../sim/kernel/world.ts'
import { drawOccurrences, type Occurrence } from '../../sim/nemesis/plan.ts'
import { spelled } from '../../sim/nemesis/spelled.ts'
import type { FaultLine } from '../../sim/notation.ts'
import { Mistake, type Problem } from '../../sim/problem.ts'
import { eventsOf, type Run } from '../../sim/run.ts'
import type { NodeId } from '../../sim/units.ts'
import type { Micros } from '../../sim/units.ts'
import type { Scenario } from '../form.ts'
import { twice } from './determinism.ts'
import { checkVariant } from './experiment.ts'
import type { How } from './how.ts'
import { Live } from './live.ts'
import type { Module } from './module-graph.ts'
import type { Numbered } from './numbered.ts'
import { settingsDefault } from './order.ts'
import { dullParams, fixParams, textOfValue } from './settings.ts'
import { type Site, siteOf } from './site.ts'
import { formatDuration } from '../../sim/duration.ts'
import { Tripwire } from './tripwire.ts'

/** An explicit run draws nothing before it begins; what it decides within comes from its script. */
const noSeed = 0

/** What an explicit run left: the run, and how well its data fits today's code. */
export interface Replayed {
  readonly run: Run
  /** share of the decisions whose names were asked for, 0 to 1 */
  readonly fidelity: number
  /** the decisions whose names were asked for; the others changed nothing */
  readonly asked: ReadonlySet<string>
  /** the plan told, line by line */
  readonly occurrences: readonly Occurrence[]
  readonly site: Site
}

/** An explicit run at its beginning. */
export interface Staged {
  readonly live: Live
  readonly occurrences: readonly Occurrence[]
  readonly script: Script | null
}

/** What a staged run has left, once `run` was made of it. */
export function replayedOf({ live, occurrences, script }: Staged, run: Run): Replayed {
  const asked = script?.asked ?? new Set<string>()
  return { run, site: live.site, occurrences, asked, fidelity: script?.fidelity ?? 1 }
}

/** What an explicit run may be asked besides; all else is said by its data. */
export type Extra = Pick<How, 'trace' | 'places' | 'content' | 'byCopy' | 'fresh'> & {
  /** decides what the data does not; without it, that is dull */
  readonly undecided?: Undecided
}
/** How a run at its beginning is made: a chooser takes the place of the data's decisions. */
export type Stagecraft = Extra & Pick<How, 'chooser'>

/**
 * The run of a seed as data. Run again it takes the same steps, and fails in the same way if that
 * failed.
 */
export const explicitOf = (experiment: Numbered, seed: number): Explicit =>
  toldOf(experiment, seed).explicit

/** A seed's run as data, with the lines of its plan as people know them. */
export interface Told {
  readonly explicit: Explicit
  /** for each line of `explicit.faults` the one that it is from: one that is spelled out has several */
  readonly lines: readonly FaultLine[]
  /** every line that the seed drew, also those that never struck */
  readonly plan: readonly FaultLine[]
  /** of the seed's own run, which has one fault where this may have several; null: not known */
  readonly events: number | null
}

/** The same, and what its faults were before they were spelled out. */
export function toldOf(experiment: Numbered, seed: number): Told {
  const site = experiment.siteFor(seed)
  const records: Recording[] = []
  const worlds: World[] = []
  const run = experiment.run(seed, {
    trace: true,
    chooser: (world) => {
      const record = new Recording(world)
      records.push(record)
      worlds.push(world)
      return record
    },
  })
  const struckAt = (planned: number): Micros | undefined => worlds[0]?.struckAt.get(planned)
  const said = experiment
    .occurrencesOf(seed)
    .map((occurrence) => ({ occurrence, lines: spelled(occurrence, struckAt, worlds[0]?.chosen) }))
  const explicit: Explicit = {
    params: otherParams(experiment, seed),
    nodes: site.cast.nodes.map(({ id }) => id),
    until: site.until,
    settle: site.settle,
    faults: said.flatMap(({ lines }) => lines),
    operations: experiment.callsOf(seed),
    decisions: new Map([...(records[0]?.outcomes ?? []), ...experiment.decidedIn(seed)]),
    expect: experiment.settings.extraExpect,
  }
  const lines = said.flatMap(({ occurrence, lines: own }) => own.map(() => occurrence.line))
  return {
    explicit,
    lines,
    plan: said.map(({ occurrence }) => occurrence.line),
    events: eventsOf(run),
  }
}

/** What was set or drawn and is not the dull value. */
export function otherParams(experiment: Numbered, seed: number): Record<string, string> {
  const { scenario, settings } = experiment
  const dull = dullParams(scenario.params, {})
  const texts: Record<string, string> = {}
  for (const [name, value] of Object.entries(experiment.paramsOf(seed))) {
    const param = scenario.params[name]
    const usual = dull[name]
    if (param === undefined || usual === undefined) continue
    const text = textOfValue(param, value)
    if (textOfValue(param, usual) !== text) texts[name] = settings.set[name] ?? text
  }
  return texts
}

/** Runs explicit data of one scenario. It keeps the sites that were asked for. */
export class Stagings {
  readonly scenario: Scenario
  readonly variant: string | null
  readonly #modules: () => readonly Module[]
  readonly #sites = new Map<string, Site>()
  readonly #tripwire: Tripwire

  /** @throws Mistake (WL1005) for a variant that the scenario does not have */
  constructor(
    scenario: Scenario,
    variant: string | null,
    modules: () => readonly Module[] = () => [],
    tripwire: Tripwire = new Tripwire(),
  ) {
    const problems = variant === null ? [] : checkVariant(scenario, variant)
    if (problems.length > 0) throw new Mistake(problems)
    this.scenario = scenario
    this.variant = variant
    this.#modules = modules
    this.#tripwire = tripwire
  }

  /**
   * The scenario with the nodes and parameters of this data.
   * @throws Mistake for parameters, nodes or thresholds that it does not have
   */
  siteFor(explicit: Explicit): Site {
    const { params, nodes, until, settle, expect } = explicit
    const key = JSON.stringify([params, nodes, until, settle, expect])
    let site = this.#sites.get(key)
    if (site === undefined) {
      site = this.#make(explicit, new Set(nodes))
      this.#sites.set(key, site)
    }
    return site
  }

  /** All nodes that there are with these parameters, whoever takes part. */
  everybody(explicit: Explicit): readonly NodeId[] {
    return this.#make(explicit, null).cast.nodes.map(({ id }) => id)
  }

  #make({ params, until, settle, expect }: Explicit, only: ReadonlySet<string> | null): Site {
    const problems: Problem[] = []
    const fixed = fixParams(this.scenario.name, this.scenario.params, params, problems)
    if (problems.length > 0) throw new Mistake(problems)
    const settings = {
      ...settingsDefault,
      faults: 'none' as const,
      extraExpect: expect,
      until: formatDuration(until),
      settle: formatDuration(settle),
    }
    const values = dullParams(this.scenario.params, fixed)
    return siteOf(this.scenario, this.variant, settings, values, only)
  }

  /**
   * Runs it. Operations of nodes that are not there are left out.
   * @throws Mistake for what the user must mend
   */
  run(explicit: Explicit, extra: Extra = {}, seed: number = noSeed): Replayed {
    return this.#tripwire.guard(() => {
      const staged = this.stage(explicit, extra, seed)
      return replayedOf(staged, staged.live.finish())
    })
  }

  /**
   * The run at its beginning, to be driven from outside, `guarded`.
   * @throws Mistake for what the user must mend
   */
  stage(explicit: Explicit, extra: Stagecraft = {}, seed: number = noSeed): Staged {
    const site = this.siteFor(explicit)
    const stage = { roster: site.roster, until: site.until }
    const streams = (stream: string): ReturnType<typeof generatorOf> => generatorOf(noSeed, stream)
    const occurrences = drawOccurrences(explicit.faults, stage, streams)
    const present = new Set(site.cast.nodes.map(({ id }) => id))
    const scripts: Script[] = []
    const how: How = {
      plan: occurrences.flatMap(({ planned }) => planned),
      workload: explicit.operations.filter(({ client }) => present.has(client)),
      chooser: (world) => {
        const script = new Script(world, explicit.decisions, extra.undecided)
        scripts.push(script)
        return script
      },
      ...extra,
    }
    const live = new Live(site, seed, how, this.#tripwire)
    return { live, occurrences, script: scripts[0] ?? null }
  }

  /**
   * The plan and the operations of this data under all the draws of a seed.
   * @returns the run, and the data with what the seed decided
   * @throws Mistake for what the user must mend
   */
  drawn(explicit: Explicit, seed: number): { readonly run: Run; readonly explicit: Explicit } {
    return this.#tripwire.guard(() => {
      const records: Recording[] = []
      const chooser = (world: World): Chooser => {
        const record = new Recording(world)
        records.push(record)
        return record
      }
      const run = this.stage(explicit, { chooser }, seed).live.finish()
      return { run, explicit: { ...explicit, decisions: new Map(records[0]?.outcomes ?? []) } }
    })
  }

  /** Runs it twice, by reference and in a fresh world by copy. @throws Mistake (WL4001) */
  runTwice(explicit: Explicit): Run {
    const run = (how: How): Run => this.run(explicit, how).run
    return this.#tripwire.guard(() => twice(this.scenario.name, noSeed, run, this.#modules))
  }

  /** Runs many at once, so that the tripwire is armed only once. */
  guarded<T>(batch: () => T): T {
    return this.#tripwire.guard(batch)
  }
}
