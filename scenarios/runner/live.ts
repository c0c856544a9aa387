// A live run: the same world, judge and verdict as any run of its seed, driven instant by instant by
// whoever holds it, who may also strike and ask in between. Driven straight to its end it is the run
// of its seed, event by event; what was done to it is written down, so that it can be done again.

import type { RunRecord } from '../../sim/check/run-end.ts'
import type { Measurable } from '../../sim/check/measure.ts'
import { assert } from '../../sim/assert.ts'
import { expandSeed } from '../../sim/draw.ts'
import type { Call, Planned } from '../../sim/fault.ts'
import { Recorder } from '../../sim/kernel/recorder.ts'
import { Stands } from '../../sim/kernel/stands.ts'
import type { Stop } from '../../sim/kernel/stop.ts'
import type { World } from '../../sim/kernel/world.ts'
import type { Run } from '../../sim/run.ts'
import type { Micros } from '../../sim/units.ts'
import { asStruck } from '../../sim/whoever.ts'
import { type Failure, type Finding, worst } from '../../sim/verdict.ts'
import { breachMistake, mistakeIn } from './blame.ts'
import type { How } from './how.ts'
import type { Broken } from './broken.ts'
import { measurableOf } from './measurable.ts'
import { silence } from './silence.ts'
import type { Site, Stage } from './site.ts'
import type { Tripwire } from './tripwire.ts'
import { standsHere } from './written.ts'
import { brokenBy, handlersOf, underWay } from './under-way.ts'
import { Watcher } from './watcher.ts'

/** What was done to a live run from outside, in its order. */
export type Act =
  | { readonly kind: 'to'; readonly time: Micros }
  | { readonly kind: 'strike'; readonly at: Micros; readonly planned: readonly Planned[] }
  | { readonly kind: 'ask'; readonly call: Call }

/** Asked after every step besides the judge: a sentence stops the run. */
export type Also = (world: World, stage: Stage) => string | null

/** One at a time for each stage of its site: the next that begins takes the world away. */
export class Live {
  readonly site: Site
  readonly seed: number
  readonly stage: Stage
  readonly #how: How
  readonly #tripwire: Tripwire
  readonly #recorder: Recorder | null
  readonly #stands: Stands | null
  readonly #watcher: Watcher
  readonly #acts: Act[] = []
  #plan: readonly Planned[]
  #workload: readonly Call[]
  #stop: Stop | null = null
  /** whether the nodes act just now, and not whoever drives them */
  #running = false
  /** after the last look of a run that was driven to its end */
  #ended = false

  constructor(site: Site, seed: number, how: How, tripwire: Tripwire, also: Also | null = null) {
    this.site = site
    this.seed = seed
    this.stage = how.fresh === true ? site.freshStage() : site.stage
    this.#how = how
    this.#tripwire = tripwire
    this.#plan = how.plan ?? site.planOf(seed)
    this.#workload = how.workload ?? site.callsOf(seed)
    this.#stands = how.places === true ? new Stands(standsHere) : null
    this.#recorder = how.trace === true ? new Recorder(this.#stands) : null
    const { world, judge, sight } = this.stage
    const key = expandSeed(seed)
    const resume = how.resume ?? null
    tripwire.reset(() => (this.#running ? underWay(world) : ''))
    world.reset({
      ...{ key, plan: this.#plan, workload: this.#workload, recorder: this.#recorder },
      chooser: how.chooser?.(world, key) ?? null,
      ...{ byCopy: how.byCopy ?? false, content: how.content ?? false },
      ...(how.surveyor === undefined ? {} : { surveyor: how.surveyor }),
      ...(resume === null ? {} : { resume }),
    })
    judge.reset()
    sight.reset()
    if (resume !== null) for (const at of world.cells.keys()) sight.stepped(at)
    const { stage } = this
    this.#watcher = new Watcher(
      stage,
      site,
      also === null ? null : (seen): string | null => also(seen, stage),
    )
  }

  get world(): World {
    return this.stage.world
  }

  get now(): Micros {
    return this.stage.world.now
  }

  /** End of the calm, at which the run of a seed ends. */
  get end(): Micros {
    return this.site.until + this.site.settle
  }

  /** Whether the storm is over: then nothing strikes any more. */
  get calm(): boolean {
    return this.#watcher.calmAt !== null
  }

  get plan(): readonly Planned[] {
    return asStruck(this.#plan, this.world.chosen)
  }

  get workload(): readonly Call[] {
    return this.#workload
  }

  /** What stopped the run before anybody asked it to, or null. */
  get broken(): Broken | null {
    const { stuck } = this.#watcher
    return this.stage.judge.broken ?? stuck ?? (this.#stop === null ? null : brokenBy(this.#stop))
  }

  /** The user's mistake that this run has met, or null. */
  get mistake(): Error | null {
    const { breach } = this.#tripwire
    if (breach !== null) return breachMistake(breach)
    const { mistake } = this.#watcher
    if (mistake !== null) return mistake
    return this.#stop === null ? null : mistakeIn(this.#stop, handlersOf(this.world))
  }

  /** Whether it has stopped for good: it broke, or somebody is to mend something. */
  get stopped(): boolean {
    return this.#stop !== null || this.broken !== null || this.mistake !== null
  }

  /** Runs everything that is due by then; the calm begins on the way when the storm's end is met. */
  to(time: Micros): void {
    this.#acts.push({ kind: 'to', time })
    const { until } = this.site
    if (!this.calm) {
      this.#run(Math.min(time, until))
      if (this.#stop !== null || time < until) return
      this.world.calm()
      this.#watcher.calmAt = this.world.now
      this.#watcher.look()
    }
    if (time > this.now && !this.stopped) this.#run(time)
  }

  #run(time: Micros): void {
    if (this.#stop !== null) return
    this.#running = true
    const stop = this.world.run(time, this.#watcher.watch)
    this.#running = false
    if (stop.kind !== 'until') this.#stop = stop
  }

  /**
   * The first instant at which something can be done from outside so that a plan which says that
   * instant does the same: now, or a microsecond later where something has happened just now.
   */
  get free(): Micros {
    return this.world.busy || this.now === 0 ? this.now + 1 : this.now
  }

  /** Adds to the plan what strikes at that instant, which is `free`; ids go on from the plan's. */
  strike(at: Micros, planned: readonly Planned[]): void {
    assert(!this.calm, 'nothing strikes in the calm')
    this.#acts.push({ kind: 'strike', at, planned })
    this.#plan = [...this.#plan, ...planned]
    const { world } = this
    if (at > world.now) world.busy = false
    world.queue.now = Math.max(world.now, at)
    world.inject(planned)
  }

  /** Adds a call to the workload, due at `call.at`, which is `free` or later. */
  ask(call: Call): void {
    this.#acts.push({ kind: 'ask', call })
    this.#workload = [...this.#workload, call].sort((a, b) => a.at - b.at)
    this.world.ask(call)
  }

  /**
   * The same again, in a world of its own, up to the same instant.
   * @param also asked after every step
   */
  again(how: Pick<How, 'trace' | 'content' | 'byCopy'>, also: Also | null = null): Live {
    const { site, seed } = this
    const before = { ...this.#how, ...how, plan: this.#planned, workload: this.#asked, fresh: true }
    const other = new Live(site, seed, before, this.#tripwire, also)
    for (const act of this.#acts) {
      if (act.kind === 'to') other.to(act.time)
      else if (act.kind === 'ask') other.ask(act.call)
      else other.strike(act.at, act.planned)
    }
    return other
  }

  /** The plan without what was struck from outside. */
  get #planned(): readonly Planned[] {
    const struck = new Set(
      this.#acts.flatMap((act) => (act.kind === 'strike' ? act.planned.map(({ id }) => id) : [])),
    )
    return this.#plan.filter(({ id }) => !struck.has(id))
  }

  get #asked(): readonly Call[] {
    const asked = new Set(this.#acts.flatMap((act) => (act.kind === 'ask' ? [act.call] : [])))
    return this.#workload.filter((call) => !asked.has(call))
  }

  /**
   * Drives it to its end and judges all of it.
   * @throws Mistake for what the user must mend: a breach of determinism, a property that throws
   */
  finish(): Run {
    if (!this.stopped) this.to(Math.max(this.now, this.end))
    if (!this.stopped && !this.#ended) this.#watcher.look()
    this.#ended = true
    const { mistake, broken } = this
    if (mistake !== null) throw mistake
    const { judge, world } = this.stage
    if (broken !== null) return this.#left(judge.cutShort(broken, world.now), broken)
    const findings = judge.end(this.measurable(), () => this.#record())
    // What broke in the end was tested enough to break.
    const asked = judge.broken === null ? this.#unasked() : []
    return this.#left([...findings, ...asked], judge.broken)
  }

  /**
   * The run as it is now, with what somebody else found wrong with it.
   * @param wrong null: what the judge has found
   */
  soFar(wrong: Broken | null = null): Run {
    const broken = wrong ?? this.broken
    const { judge, world } = this.stage
    if (broken !== null) return this.#left(judge.cutShort(broken, world.now), broken)
    return this.#left([], null)
  }

  #left(findings: readonly Finding[], broken: Broken | null): Run {
    const { world, judge } = this.stage
    const recorder = this.#recorder
    // Whoever wants the events of a run draws it.
    const order = recorder === null ? null : judge.legal()
    return {
      seed: this.seed,
      history: world.history(),
      plan: this.plan,
      workload: this.#workload,
      findings,
      digest: world.digest(),
      content: world.content(),
      events: world.events,
      simTime: world.now,
      goals: judge.goals(world.goals),
      verdict: worst(findings.map(({ verdict }) => verdict)),
      failure: broken === null ? null : this.#failure(broken),
      ...(order === null ? {} : { order }),
      trace: recorder?.trace() ?? null,
      ...(recorder === null ? {} : { due: recorder.due(world.cells, world.queue) }),
      ...(this.#stands === null ? {} : { places: this.#stands.places() }),
    }
  }

  #failure({ section: _, ...said }: Broken): Failure {
    const { world } = this.stage
    return {
      ...said,
      time: world.now,
      node: this.#stop === null ? null : world.stepNode,
      step: this.#stop === null ? null : world.stepName(),
      excess: this.site.plans.excess(this.plan),
    }
  }

  /** What thresholds measure, as far as the run has come. */
  measurable(): Measurable {
    return measurableOf(this.site, this.stage, this.plan, this.#watcher.goalAt)
  }

  /** Its events, and what was still to come: of this run where it keeps them, else of the same again. */
  #record(): RunRecord {
    const recorder = this.#recorder
    const { world } = this.stage
    if (recorder !== null) {
      return { trace: recorder.trace(), due: recorder.due(world.cells, world.queue) }
    }
    const { trace, due = [] } = this.again({ trace: true }).soFar()
    return { trace: trace ?? [], due }
  }

  /** Why a run says nothing, where nothing was asked or nothing claimed. */
  #unasked(): Finding[] {
    const why = silence(this.site, this.stage, this.#workload)
    if (why === null) return []
    const verdict = 'inconclusive'
    return [{ property: 'something was tested', section: 'check', verdict, why, detail: null }]
  }
}
