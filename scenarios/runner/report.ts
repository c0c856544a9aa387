// Makes the Report of a run: everything that screens, pages and exports tell of it. It judges
// nothing: what is said here follows from the trace, the plan and the history by rules.

import { storyRoom } from '../../reports/broke.ts'
import { sentences, type Telling } from '../../reports/sentences.ts'
import { cureOf, nameOfCode } from '../../reports/codes.ts'
import { story } from '../../reports/story.ts'
import { faultsTold, type LineOf } from '../../reports/told-faults.ts'
import { operationsTold } from '../../reports/told-operations.ts'
import { type Wrong, wrongStep } from '../../reports/wrong-step.ts'
import { outcomeOf } from '../../sim/check/history-check.ts'
import { chosenOf, type Occurrence } from '../../sim/nemesis/plan.ts'
import { printFault } from '../../sim/notation-print.ts'
import type { FailureTold, Irrelevance, OperationTold, Report, Shrunk } from '../../sim/report.ts'
import { logsAt, rolesIn } from '../../sim/roles-in.ts'
import type { Run } from '../../sim/run.ts'
import type { Trace, TraceEvent } from '../../sim/trace.ts'
import type { EventId, NodeId, OpId } from '../../sim/units.ts'
import type { Failure } from '../../sim/verdict.ts'
import type { Numbered } from './numbered.ts'
import type { Replayed } from './explicit.ts'
import { placeOfFunction } from './function-place.ts'
import type { Found } from './load.ts'
import { tellPlace } from './place.ts'
import { textOfValue } from './settings.ts'
import type { Site } from './site.ts'
import { sourceFrame } from './source-frame.ts'
import { version } from './version.ts'

/** A run and what was asked of it, whether a seed or data said so. */
export type Ran = Pick<Replayed, 'run' | 'occurrences' | 'site'>

/** Everything that is known of a run besides what it left. */
export interface ReportOf {
  /** `ack-retry:forget-dedup@1/min` */
  readonly coordinate: string
  readonly found: Found
  readonly variant: string | null
  /** the seed that it was found with */
  readonly seed: number
  readonly codeHash: string
  /** with trace and content digest, and with places where they are wanted */
  readonly replayed: Ran
  readonly shrunk: Shrunk | null
  readonly irrelevant: readonly Irrelevance[]
  readonly matters: readonly string[]
  readonly next: Report['next']
}

/** What a run that is told of is asked for: its events, their places, and the content digest. */
export const told: { readonly trace: true; readonly places: true; readonly content: true } = {
  ...{ trace: true, places: true, content: true },
}

/** The run of a seed, as it is told of: the same run as any other of that seed. */
export function ranOf(experiment: Numbered, seed: number): Ran {
  const site = experiment.siteFor(seed)
  const occurrences = experiment.occurrencesOf(seed)
  return { run: experiment.run(seed, told), site, occurrences }
}

/** The report of one run. */
export function reportOf(of: ReportOf): Report {
  const { found, variant, replayed } = of
  const { run, site, occurrences } = replayed
  const nodes = site.cast.nodes.map(({ id }) => id)
  const trace = run.trace ?? []
  const lines = occurrences.map((occurrence) => lineOf(occurrence, run))
  const faults = faultsTold(lines, { trace, until: site.until, end: run.simTime, nodes })
  const operations = operationsOf(replayed, nodes)
  const { scenario } = found
  const roles = rolesIn(trace, site.views, run.simTime)
  const failure =
    run.failure === null
      ? null
      : failureOf(of, run.failure, { trace, faults, roles }, operations, nodes)
  return {
    coordinate: of.coordinate,
    scenario: {
      name: scenario.name,
      variant,
      about: scenario.about,
      codeHash: of.codeHash,
      params: paramsOf(site, scenario.params),
      assumptions: site.assumptions,
    },
    worldline: version(),
    seed: of.seed,
    until: site.until,
    settle: site.settle,
    run,
    lanes: lanesOf(site, run),
    faults,
    operations,
    roles,
    logs: failure === null ? [] : logsAt(trace, site.views, failure.event),
    failure,
    places: run.places ?? new Map(),
    next: of.next,
  }
}

/** A line of the plan as it came to be: a fault of a role names the node that it has struck. */
function lineOf(occurrence: Occurrence, { plan }: Run): LineOf {
  const struck = new Map(plan.map((planned) => [planned.id, planned]))
  const { who } = struck.get(occurrence.planned[0]?.id ?? 0) ?? {}
  const { line, planned } = chosenOf(occurrence, who?.node) ?? occurrence
  return {
    text: printFault(line),
    damage: printFault({ ...line, at: null, lasts: null }),
    planned: planned.map((entry) => struck.get(entry.id) ?? entry),
  }
}

function paramsOf(site: Site, params: Found['scenario']['params']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(site.values).flatMap(([name, value]) => {
      const param = params[name]
      return param === undefined ? [] : [[name, textOfValue(param, value)]]
    }),
  )
}

/** Clients first: what people do stands above what serves them. Who asks is one, if not by role. */
function lanesOf({ cast }: Site, { workload }: Run): Report['lanes'] {
  const asking = new Set(workload.map(({ client }) => client))
  const lanes = cast.nodes.map(({ id, role }) => {
    return { id, role, client: cast.clients.has(role) || asking.has(id) }
  })
  return [...lanes.filter(({ client }) => client), ...lanes.filter(({ client }) => !client)]
}

function operationsOf({ run, site }: Ran, nodes: readonly NodeId[]): OperationTold[] {
  const outcome = site.claims.outcome ?? null
  return operationsTold({
    history: run.history,
    outcome: (one) => outcomeOf(one, outcome),
    told: run.failure === null ? new Set() : toldOps(run.trace ?? [], run.failure),
    misfit: run.failure?.misfit ?? null,
    order: run.failure?.order ?? run.order ?? [],
    names: new Set<string>(nodes),
  })
}

/** Operations that were asked or answered in the events of the story. */
function toldOps(trace: Trace, failure: Failure): Set<OpId> {
  const steps = new Set(story(trace, failure, storyRoom).events.map(({ id }) => id))
  const { misfit } = failure
  const ops = new Set<OpId>(misfit === undefined ? [] : [misfit.op, ...(misfit.others ?? [])])
  for (const event of trace) {
    if (event.kind !== 'invoke' && event.kind !== 'complete') continue
    if (event.cause !== null && steps.has(event.cause)) ops.add(event.op)
  }
  return ops
}

function failureOf(
  of: ReportOf,
  failure: Failure,
  happened: Pick<Telling, 'trace' | 'faults' | 'roles'>,
  operations: readonly OperationTold[],
  nodes: readonly NodeId[],
): FailureTold {
  const { trace } = happened
  const chosen = story(trace, failure, storyRoom)
  const wrong = wrongStep(trace, failure, chosen)
  const places = of.replayed.run.places ?? new Map<EventId, string>()
  return {
    failure,
    event: chosen.guilty ?? lastEvent(trace),
    anomaly: nameOfCode(failure.code),
    cure: cureOf(failure.code),
    story: sentences(chosen, {
      ...happened,
      places,
      labels: new Map(operations.filter((one) => one.told).map(({ op, label }) => [op, label])),
      names: new Set<string>(nodes),
      property: failure.property,
      until: of.replayed.site.until,
    }),
    source: wrong === null ? null : frameOf(wrong, places, of.replayed.site),
    matters: of.matters,
    irrelevant: of.irrelevant,
    shrunk: of.shrunk,
  }
}

const lastEvent = (trace: Trace): EventId => trace.at(-1)?.id ?? (0 as EventId)

function frameOf(
  { step, note }: Wrong,
  places: ReadonlyMap<EventId, string>,
  site: Site,
): FailureTold['source'] {
  const handler = handlerOf(step)
  if (handler === null) return null
  const place = places.get(step.id) ?? placeOfHandler(site, step.node, handler)
  const frame = place === null ? null : sourceFrame(place, `${handler} of ${step.node ?? ''}`)
  return frame === null ? null : { ...frame, note }
}

type Handler = 'start' | 'receive' | 'expire' | 'lost'

const handlerOf = ({ kind }: TraceEvent): Handler | null =>
  kind === 'start' || kind === 'receive' || kind === 'expire' || kind === 'lost' ? kind : null

/** A step that did nothing outside its State stands where its handler begins. */
function placeOfHandler({ system }: Site, node: NodeId | null, handler: Handler): string | null {
  const actor = node === null ? undefined : system.actors[system.index.get(node) ?? -1]
  const place = placeOfFunction(actor?.[handler])
  return place === null ? null : tellPlace(place)
}
