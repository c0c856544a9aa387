// A probe: some seeds run in one way, and what came out of it, as plain data that crosses processes.
// Comparing probes is doctor's business; a probe that meets a mistake says so and stops there.

import { Mistake, type Problem } from '../../sim/problem.ts'
import type { TraceEvent } from '../../sim/trace.ts'
import type { EventId } from '../../sim/units.ts'
import { type EventTold, eventTold } from './determinism.ts'
import { Experiment } from './experiment.ts'
import { placeOfFunction } from './function-place.ts'
import type { How } from './how.ts'
import { loadScenario, modulesOf } from './load.ts'
import type { Order } from './order.ts'
import { tellPlace } from './place.ts'

export interface ProbeAsked {
  readonly order: Order
  /** first and last seed, both included */
  readonly first: number
  readonly last: number
  /** in place of the digests: the events of the first seed */
  readonly events: boolean
}

export interface Probed {
  /** by seed: the digest, then the content digest, sixteen hex digits each */
  readonly digests: readonly string[]
  /** what the next seed was told of */
  readonly mistake: { readonly problems: readonly Problem[]; readonly exitCode: 2 | 4 } | null
  /** null: not asked for */
  readonly events: readonly ProbedEvent[] | null
}

export interface ProbedEvent extends EventTold {
  /** the step's place in the sources; null: not known, or no step of a node */
  readonly place: string | null
  /** `receive of n2`; null for what is no step of a node */
  readonly handler: string | null
  /** the same of the step that caused it, such as the one that set its timer */
  readonly origin: Pick<ProbedEvent, 'place' | 'handler'> | null
}

/** Runs it in this process, loading the scenario. */
export async function probe(asked: ProbeAsked): Promise<Probed> {
  const { order } = asked
  const scenario = await loadScenario(order)
  const experiment = new Experiment(scenario, order, () => modulesOf(scenario, order.source))
  return asked.events
    ? eventsBy(experiment, asked.first, {})
    : digestsBy(experiment, asked.first, asked.last, {})
}

/** The digests of some seeds, run in one way. */
export function digestsBy(experiment: Experiment, first: number, last: number, how: How): Probed {
  const digests: string[] = []
  try {
    for (let seed = first; seed <= last; seed += 1) {
      const { digest, content } = experiment.run(seed, { ...how, content: true })
      digests.push(digest + (content ?? ''))
    }
    return { digests, mistake: null, events: null }
  } catch (error) {
    return { digests, mistake: mistakeOf(error), events: null }
  }
}

/** The events of one seed, run in one way, each with its place. */
export function eventsBy(experiment: Experiment, seed: number, how: How): Probed {
  try {
    const run = experiment.run(seed, { ...how, trace: true, places: true, content: true })
    const steps = new Map((run.trace ?? []).map((event) => [event.id, event]))
    const at = (event: TraceEvent | undefined): Pick<ProbedEvent, 'place' | 'handler'> => {
      const step = event !== undefined && isStep(event) ? event : steps.get(causeOf(event))
      const handler = step === undefined ? null : handlerOf(step.kind)
      if (step === undefined || event === undefined || handler === null || step.node === null)
        return { place: null, handler: null }
      const place = run.places?.get(event.id) ?? run.places?.get(step.id)
      return {
        place: place ?? placeOfHandler(experiment, seed, step.node, handler),
        handler: `${handler} of ${step.node}`,
      }
    }
    const events = (run.trace ?? []).map((event): ProbedEvent => {
      const cause = steps.get(causeOf(event))
      return { ...eventTold(event), ...at(event), origin: cause === undefined ? null : at(cause) }
    })
    return { digests: [], mistake: null, events }
  } catch (error) {
    return { digests: [], mistake: mistakeOf(error), events: [] }
  }
}

const isStep = ({ kind }: TraceEvent): boolean => handlerOf(kind) !== null

/** Event 0 is none. */
const causeOf = (event: TraceEvent | undefined): EventId => event?.cause ?? (0 as EventId)

type Handler = 'start' | 'receive' | 'expire' | 'lost'

const handlerOf = (kind: string): Handler | null =>
  kind === 'start' || kind === 'receive' || kind === 'expire' || kind === 'lost' ? kind : null

/** Asking the engine costs a moment, and there are few handlers. */
const places = new WeakMap<object, string | null>()

function placeOfHandler(
  experiment: Experiment,
  seed: number,
  node: string,
  handler: Handler,
): string | null {
  const actor = experiment.siteFor(seed).spec.nodes.find(({ id }) => id === node)?.actor
  const value = actor?.[handler]
  if (typeof value !== 'function') return null
  const known = places.get(value)
  if (known !== undefined) return known
  const place = placeOfFunction(value)
  const told = place === null ? null : tellPlace(place)
  places.set(value, told)
  return told
}

/** What the user must mend; anything else is our own bug and goes on. */
function mistakeOf(error: unknown): Probed['mistake'] {
  if (!(error instanceof Mistake)) throw error
  return { problems: error.problems, exitCode: error.exitCode }
}
