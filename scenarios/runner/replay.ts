// A whole recording gone through again, every life of every node, with the actors of today. Equal in
// every step, or told by the first step that is not, in the order of time.

import { baseOf } from '../../adapters/transport.ts'
import type { AnyActor } from '../../sim/actor.ts'
import { equal, text } from '../../sim/plain.ts'
import { Mistake } from '../../sim/problem.ts'
import type { NodeId } from '../../sim/units.ts'
import { Experiment } from './experiment.ts'
import { codeHashOf, loadScenario } from './load.ts'
import { type Fit, fitted } from './fit.ts'
import { realCalls } from './real-calls.ts'
import type { Recording } from './recorded-read.ts'
import type { Settings } from './order.ts'
import { causeWords, type Difference, Rerun } from './rerun.ts'
import type { Scenario } from '../form.ts'
import type { Site } from './site.ts'
import { heardName, saidIn } from './traffic.ts'
import type { Call } from '../../sim/fault.ts'
import type { Micros } from '../../sim/units.ts'

/** What a recording is of, made again from its order. */
export interface Origin {
  readonly scenario: Scenario
  /** the scenario with the recorded parameters, plan, storm and calm */
  readonly site: Site
  /** the sources are not those of the recording */
  readonly changed: boolean
  /** the same parameters under other settings */
  siteUnder(change: Partial<Settings>): Site
  /** the same over the network and disks that were fitted */
  fittedSite(fit: Fit): Site
  /** the calls of the run, as if its storm were so long (at least as long as it was) */
  callsUntil(storm: Micros): readonly Call[]
}

/**
 * Loads the scenario that a recording is of.
 * @throws Mistake (WL1002 …) when it cannot be loaded, WL1201 when it has other nodes now
 */
export async function originOf({ file, folder }: Recording): Promise<Origin> {
  const { order, seed, storm, faults } = file
  const scenario = await loadScenario(order)
  const siteOver = (over: Scenario, change: Partial<Settings>): Site => {
    const settings = { ...order.settings, faults, extraFaults: [], until: `${storm}us`, ...change }
    return new Experiment(over, { variant: order.variant, settings }).siteFor(seed)
  }
  const siteUnder = (change: Partial<Settings>): Site => siteOver(scenario, change)
  const site = siteUnder({})
  const ids = (all: readonly { readonly id: NodeId }[]): string => all.map(({ id }) => id).join(' ')
  if (ids(site.cast.nodes) !== ids(file.roster)) {
    throw new Mistake([
      {
        code: 'WL1201',
        sentence: `the recording in ${folder} is of another ${file.scenario}.`,
        lines: [`recorded       ${ids(file.roster)}`, `now            ${ids(site.cast.nodes)}`],
      },
    ])
  }
  const bare = { faults: 'none', extraFaults: [] } as const
  const changed = codeHashOf(scenario, order.source) !== file.code
  const at = (until: Micros): Experiment =>
    new Experiment(scenario, {
      variant: order.variant,
      settings: { ...order.settings, ...bare, until: `${until}us` },
    })
  return {
    ...{ scenario, site, siteUnder, changed },
    fittedSite: (fit) => siteOver(fitted(scenario, fit), {}),
    callsUntil: (length) => realCalls(at, seed, storm, file.rate, length),
  }
}

/** What going through a recording again has shown. */
export interface Replayed {
  readonly steps: number
  /** of the steps: those whose State was compared by its hash */
  readonly states: number
  readonly nodes: number
  readonly lives: number
  /** null: every step is the same */
  readonly difference: Difference | null
}

/** The actor of a node, or null for a name that nobody has. */
export const actorOf = ({ spec }: Site, id: NodeId): AnyActor | null =>
  spec.nodes.find((one) => one.id === id)?.actor ?? null

interface Timed {
  readonly at: Micros
  readonly difference: Difference
}

/**
 * Goes through every life, and looks whether what was heard had been said before by whom it names.
 * @throws Mistake (WL1201) for a recording whose secrets were taken out
 */
export function replay(recording: Recording, site: Site): Replayed {
  if (recording.redacted) {
    throw new Mistake([
      {
        code: 'WL1201',
        sentence: `${recording.file.scenario} redacts its recordings, so this one cannot be replayed.`,
        lines: ['what it measured is still there', 'without `redact` in the scenario it could be'],
      },
    ])
  }
  let steps = 0
  let states = 0
  let first: Timed | null = null
  for (const life of recording.lives) {
    const actor = actorOf(site, life.node)
    if (actor === null) continue
    const rerun = new Rerun(life, actor)
    const difference = rerun.to(life.steps.length)
    steps += rerun.steps
    states += rerun.hashes
    if (difference === null) continue
    const at = life.steps[difference.step - 1]?.time ?? 0
    if (first === null || at < first.at) first = { at, difference }
  }
  first ??= unsaid(recording)
  return {
    ...{ steps, states, lives: recording.lives.length, nodes: recording.file.roster.length },
    difference: first?.difference ?? null,
  }
}

/** The first message that was heard and not said, or said otherwise, or later: no run is like that. */
function unsaid(recording: Recording): Timed | null {
  const { file, lives } = recording
  const said = saidIn(recording)
  const members = new Set<string>(file.roster.map(({ id }) => id))
  // Damage that no checksum catches is a fault like any other.
  const asSaid = !file.plan.some(({ fault }) => fault.kind === 'corrupt')
  let first: Timed | null = null
  for (const { node, life, steps } of lives) {
    for (const { nth, time, cause } of steps) {
      const name = heardName(node, cause)
      if (cause.kind !== 'receive' || name === null || !members.has(baseOf(cause.from))) continue
      const one = said.get(name)
      const possible =
        one !== undefined && one.left <= time && (!asSaid || equal(one.message, cause.message))
      if (possible || (first !== null && first.at <= time)) continue
      const expected =
        one === undefined
          ? `nothing: ${cause.from} has not said it`
          : one.left > time
            ? 'nothing: it had not left yet'
            : text(one.message, 160)
      const got = `heard: ${text(cause.message, 160)}`
      const words = causeWords(cause)
      first = { at: time, difference: { node, life, step: nth, cause: words, expected, got } }
    }
  }
  return first
}
