// One run: the storm until `until`, then the calm, then the verdict. Everything that a run draws was
// drawn before it or is drawn by its world, so the same site and seed leave the same run.

import type { Measurable } from '../../sim/check/measure.ts'
import type { Chooser, RunKey } from '../../sim/chooser.ts'
import { expandSeed } from '../../sim/draw.ts'
import type { Call, Planned } from '../../sim/fault.ts'
import { Recorder } from '../../sim/kernel/recorder.ts'
import type { Stop } from '../../sim/kernel/stop.ts'
import type { World } from '../../sim/kernel/world.ts'
import type { Resume } from '../../sim/resume.ts'
import type { Run } from '../../sim/run.ts'
import type { Micros } from '../../sim/units.ts'
import { type Failure, type Finding, worst } from '../../sim/verdict.ts'
import { breachMistake, failureOf, type Handlers, mistakeIn } from './blame.ts'
import { Intervals } from './intervals.ts'
import type { Broken } from './judge.ts'
import type { Site, Stage } from './site.ts'
import type { Tripwire } from './tripwire.ts'

/** How a run is made; none of it changes what happens in it, but for `chooser`. */
export interface How {
  /** with the event record; values are frozen as they are sent, so that a breach throws */
  readonly trace?: boolean
  /** with the content digest */
  readonly content?: boolean
  /** messages are handed over by copy */
  readonly byCopy?: boolean
  /** in a world of its own, in which no other seed has left anything */
  readonly fresh?: boolean
  /** who decides in place of the seed; made when the world is there */
  readonly chooser?: (world: World, key: RunKey) => Chooser
  /** in place of the drawn one */
  readonly plan?: readonly Planned[]
  readonly workload?: readonly Call[]
  /** goes on from there; null or absent: from the first boot of all nodes */
  readonly resume?: Resume | null
}

/** Steps that may share one instant: beyond it, time has stopped. */
const instantMax = 100_000

/** @throws Mistake for what the user must mend: a breach of determinism, a property that throws */
export function execute(site: Site, seed: number, how: How, tripwire: Tripwire): Run {
  const stage = how.fresh === true ? site.freshStage() : site.stage
  const { world, judge } = stage
  const key = expandSeed(seed)
  const plan = how.plan ?? site.planOf(seed)
  const workload = how.workload ?? site.callsOf(seed)
  const recorder = how.trace === true ? new Recorder() : null
  const resumed = how.resume ?? null
  tripwire.reset(() => underWay(world))
  world.reset({
    ...{ key, plan, workload, recorder },
    chooser: how.chooser?.(world, key) ?? null,
    byCopy: how.byCopy ?? false,
    content: how.content ?? false,
    ...(resumed === null ? {} : { resume: resumed }),
  })
  const played = play(site, stage, plan, resumed !== null)
  if (tripwire.breach !== null) throw breachMistake(tripwire.breach)
  if (played.mistake !== null) throw played.mistake
  const history = world.history()
  // What broke early was tested enough to break.
  const asked = played.broken === null ? unasked(site, stage, workload) : []
  const findings = [...played.findings, ...asked]
  return {
    ...{ seed, history, plan, workload, findings },
    digest: world.digest(),
    content: world.content(),
    events: world.events,
    simTime: world.now,
    goals: judge.goals(world.goals),
    verdict: worst(findings.map(({ verdict }) => verdict)),
    failure: failed(played, site, world, plan),
    trace: recorder?.trace() ?? null,
    ...(recorder === null ? {} : { due: recorder.due(world.cells, world.queue) }),
  }
}

interface Played {
  readonly findings: readonly Finding[]
  readonly broken: Broken | null
  /** whether a step broke it, not the end */
  readonly early: boolean
  readonly mistake: Error | null
}

function play(site: Site, stage: Stage, plan: readonly Planned[], resumed: boolean): Played {
  const { world, judge, sight } = stage
  const { until, settle } = site
  judge.reset()
  sight.reset()
  if (resumed) for (const at of world.cells.keys()) sight.stepped(at)
  const watcher = new Watcher(stage, site)
  let stop = world.run(until, watcher.watch)
  if (stop.kind === 'until') {
    world.calm()
    watcher.calmAt = world.now
    watcher.look()
    if (watcher.mistake === null && judge.broken === null) {
      stop = world.run(until + settle, watcher.watch)
      if (stop.kind === 'until') watcher.look()
    }
  }
  const { mistake } = watcher
  if (mistake !== null) return { findings: [], broken: null, early: true, mistake }
  const broken = judge.broken ?? watcher.stuck ?? brokenBy(stop)
  if (broken !== null) {
    const findings = judge.cutShort(broken, world.now)
    return {
      findings,
      broken,
      early: stop.kind !== 'until',
      mistake: mistakeIn(stop, handlersOf(world)),
    }
  }
  const findings = judge.end(measurableOf(site, stage, plan, watcher.goalAt))
  return { findings, broken: judge.broken, early: false, mistake: null }
}

/** Looks at the world after each step. */
class Watcher {
  mistake: Error | null = null
  stuck: Broken | null = null
  calmAt: Micros | null = null
  /** when goals that thresholds speak of were first reached */
  readonly goalAt = new Map<string, Micros>()
  readonly #stage: Stage
  readonly #goals: readonly string[]
  #instant: Micros = -1
  #steps = 0

  constructor(stage: Stage, { thresholds }: Site) {
    this.#stage = stage
    this.#goals = thresholds.flatMap(({ scope }) => (scope?.kind === 'after' ? [scope.word] : []))
  }

  /** Bound once: the world calls it after every step. */
  readonly watch = (world: World): string | null => {
    const { sight } = this.#stage
    const node = world.stepNode
    if (node !== null) sight.stepped(world.system.index.get(node) ?? -1)
    if (world.now !== this.#instant) {
      this.#instant = world.now
      this.#steps = 0
    } else if (++this.#steps > instantMax) {
      const sentence = `Time stands still: ${instantMax} steps at one instant, last ${world.stepName()}.`
      this.stuck = { property: 'time goes on', section: 'always', code: 'WL2012', sentence }
      return sentence
    }
    for (const goal of this.#goals) {
      if (world.goals.has(goal) && !this.goalAt.has(goal)) this.goalAt.set(goal, world.now)
    }
    return this.look()
  }

  look(): string | null {
    const { sight, judge } = this.#stage
    if (!sight.complete) return null
    try {
      return this.calmAt === null ? judge.storm(sight.view) : judge.calm(sight.view, this.calmAt)
    } catch (error) {
      this.mistake = error instanceof Error ? error : new Error(String(error))
      return 'a property threw'
    }
  }
}

/** `receive of n2` */
function underWay(world: World): string {
  const { stepNode } = world
  const step = world.stepName()
  if (stepNode === null) return ''
  if (step.includes('>')) return `receive of ${stepNode}`
  if (step.startsWith('start#')) return `start of ${stepNode}`
  return `${step.startsWith('lost#') ? 'lost' : 'expire'} of ${stepNode}`
}

/** The functions of a node, by the name of the step that ran. */
const handlersOf =
  ({ system }: World): Handlers =>
  (node, handler) =>
    system.actors[system.index.get(node) ?? -1]?.[handler]

const brokenBy = (stop: Stop): Broken | null =>
  stop.kind === 'until' || stop.kind === 'broken' ? null : failureOf(stop)

function failed(
  { broken, early }: Played,
  site: Site,
  world: World,
  plan: readonly Planned[],
): Failure | null {
  if (broken === null) return null
  const { property, code, sentence } = broken
  return {
    ...{ property, code, sentence },
    time: world.now,
    node: early ? world.stepNode : null,
    step: early ? world.stepName() : null,
    excess: site.plans.excess(plan),
  }
}

function measurableOf(
  { claims, until }: Site,
  { world, judge }: Stage,
  plan: readonly Planned[],
  goalAt: ReadonlyMap<string, Micros>,
): Measurable {
  const struck = { struckAt: world.struckAt, goalAt: (goal: string) => goalAt.get(goal) ?? null }
  const intervals = new Intervals(plan, struck, until)
  return {
    history: world.history(),
    outcome: claims.outcome ?? null,
    messages: world.sentInAll(),
    end: world.now,
    during: (word) => intervals.during(word),
    after: (word) => intervals.after(word),
    convergence: judge.convergence,
  }
}

/** Why a run says nothing, where nothing was asked or nothing claimed. */
function unasked(site: Site, stage: Stage, workload: readonly Call[]): Finding[] {
  const reason = silence(site, stage, workload)
  if (reason === null) return []
  const verdict = 'inconclusive'
  return [
    { property: 'something was tested', section: 'check', verdict, why: reason, detail: null },
  ]
}

function silence(site: Site, { world, judge }: Stage, workload: readonly Call[]): string | null {
  if (!judge.hasClaims) {
    return 'nothing was judged: the scenario has no always, eventually, check or expect'
  }
  if (site.asks && workload.length === 0) {
    const until = `${site.until / 1_000_000} s`
    return `nothing was asked: the workload has no call before the storm ends at ${until}`
  }
  const history = world.history()
  if (history.length > 0 && !history.some(({ end }) => end !== null)) {
    return `0 of ${history.length} operations completed`
  }
  if (world.events <= world.system.size) return 'nothing happened: the nodes started, and no more'
  return null
}
