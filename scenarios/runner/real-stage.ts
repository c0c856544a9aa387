// The world behind the judge in a real run: processes that are looked at when all of them stand
// still, so that what is seen together was so at one instant. Between two looks nothing is judged.

import type { Seen as Snapshot, Supervisor } from '../../adapters/process/process.ts'
import { noTally, type Tally } from '../../adapters/records/tally.ts'
import type { History } from '../../sim/history.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import { Judge } from './judge.ts'
import type { HistoryFiles } from './real-history.ts'
import { Lanes } from './real-lanes.ts'
import type { Ground } from './real-makers.ts'
import type { Strike } from './real-plan.ts'
import type { NodeDeath, RealEvent } from './real-run.ts'
import { type Proxied, Strikes } from './real-strikes.ts'
import { type Seen, type Sight, sightOf } from './sight.ts'
import type { Site } from './site.ts'

export interface StageOptions {
  readonly site: Site
  readonly supervisor: Supervisor
  readonly proxies: Proxied | null
  readonly ground: Ground
  readonly files: HistoryFiles
  /** microseconds since the storm began */
  now(): Micros
  /** as the news calls an entry of the plan; null: it is no news */
  nameOf(id: number): string | null
  onEvent(event: RealEvent): void
}

/** The processes of a run and the eyes of its judge. */
export class RealStage implements Seen {
  readonly judge: Judge
  readonly strikes: Strikes
  readonly deaths: NodeDeath[] = []
  /** how often all nodes stood still and were judged */
  instants: number = 0
  readonly #options: StageOptions
  readonly #sight: Sight
  readonly #lanes = new Lanes(
    (error) => this.#fails(error),
    () => this.#lookLate(),
  )
  #snapshots: ReadonlyMap<NodeId, Snapshot> = new Map()
  #history: History = []
  #tally: Tally = noTally()
  /** a look that could not be made when it was due */
  #due: { readonly calmAt: Micros | null } | null = null
  #failure: { readonly error: unknown } | null = null
  #onLooked: () => void = () => {}

  constructor(options: StageOptions) {
    const { cast, values, claims, thresholds } = options.site
    this.#options = options
    this.judge = new Judge(claims, thresholds)
    this.judge.reset()
    this.#sight = sightOf(cast, values, this)
    this.#sight.reset()
    this.strikes = new Strikes({
      ...options,
      lanes: this.#lanes,
      hasDied: (id) => this.deaths.some(({ node }) => node === id),
    })
  }

  // What a view asks.

  get now(): Micros {
    return this.#options.now()
  }

  history(): History {
    return this.#history
  }

  stateOf(node: number): object | null {
    const spec = this.#options.site.cast.nodes[node]
    return spec === undefined ? null : (this.#snapshots.get(spec.id)?.state ?? null)
  }

  lifeOf(node: number): object {
    const spec = this.#options.site.cast.nodes[node]
    return (spec === undefined ? null : this.#snapshots.get(spec.id)?.life) ?? this
  }

  sentOf(kind: string): number {
    return this.#tally.sent.get(kind) ?? 0
  }

  deliveredOf(kind: string): number {
    return this.#tally.delivered.get(kind) ?? 0
  }

  // What happens to it.

  /**
   * Settles when every act so far is done.
   * @throws what an act threw, unless a process has died of it
   */
  async settled(): Promise<void> {
    await this.#lanes.settled
    // A process that dies while something is done to it is told by its death.
    if (this.#failure !== null && this.deaths.length === 0) throw this.#failure.error
  }

  /** Whether something broke, so that going on could only hide how. */
  get isBroken(): boolean {
    return this.judge.broken !== null || this.deaths.length > 0 || this.#failure !== null
  }

  /** @param looked called after every look */
  watch(looked: () => void): void {
    this.#onLooked = looked
  }

  strike(strike: Strike): void {
    this.strikes.strike(strike)
  }

  /** Everything is healed and everybody is back. @param id that no entry of the plan has */
  healAll(id: number): void {
    this.#due = null
    this.strikes.calm(id)
  }

  /**
   * One instant of the whole system, judged: at once, or when everybody runs again.
   * @param calmAt when the calm began, or null in the storm
   */
  look(calmAt: Micros | null): void {
    this.#due = { calmAt }
    this.#lookLate()
  }

  died(node: NodeId, why: string, stack: string | null): void {
    const at = this.now
    this.deaths.push({ node, at, why, stack })
    this.#options.onEvent({ kind: 'died', at, node, why })
  }

  /** What has been counted and written until now; after the processes have ended: all of it. */
  gather(): { readonly history: History; readonly tally: Tally } {
    this.#history = this.#options.files.look()
    this.#tally = this.#options.supervisor.tally()
    return { history: this.#history, tally: this.#tally }
  }

  #fails(error: unknown): void {
    this.#failure ??= { error }
    this.#onLooked()
  }

  #lookLate(): void {
    const due = this.#due
    const { nodes } = this.#options.site.cast
    if (due === null || !this.#lanes.idle) return
    if (!nodes.every(({ id }) => this.strikes.isSettled(id))) return
    this.#due = null
    this.#lanes.everybody(() => this.#look(due.calmAt))
  }

  async #look(calmAt: Micros | null): Promise<void> {
    const { supervisor } = this.#options
    try {
      this.#snapshots = await supervisor.freeze()
      this.gather()
    } finally {
      supervisor.thaw()
    }
    this.#sight.anybody()
    if (!this.#sight.complete) return
    this.instants += 1
    if (calmAt === null) this.judge.storm(this.#sight.view)
    else this.judge.calm(this.#sight.view, calmAt, true)
    this.#onLooked()
  }
}
