// The world behind the judge in a real run: processes that are looked at when all of them stand
// still, so that what is seen together was so at one instant. Between two looks nothing is judged.

import { since } from '../../adapters/host/clock.ts'
import type { Snapshot } from '../../adapters/process/mail.ts'
import type { Supervisor, Whereabouts } from '../../adapters/process/process.ts'
import { noTally, type Tally } from '../../adapters/records/tally.ts'
import type { History } from '../../sim/history.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import { Judge } from './judge.ts'
import type { HistoryFiles } from './real-history.ts'
import type { Kill, NodeDeath, RealEvent } from './real-run.ts'
import type { Strike } from './real-plan.ts'
import { type Seen, type Sight, sightOf } from './sight.ts'
import type { Site } from './site.ts'

export interface StageOptions {
  readonly site: Site
  readonly supervisor: Supervisor
  readonly files: HistoryFiles
  /** the machine's monotonic clock when the run began, in nanoseconds */
  readonly origin: bigint
  /** when the storm began, on that clock */
  readonly began: Micros
  onEvent(event: RealEvent): void
}

/** The processes of a run and the eyes of its judge. */
export class RealStage implements Seen {
  readonly judge: Judge
  readonly kills: (Kill & { upAt: Micros | null })[] = []
  readonly deaths: NodeDeath[] = []
  /** by entry of the plan: when it struck */
  readonly struckAt: Map<number, Micros> = new Map()
  /** how often all nodes stood still and were judged */
  instants: number = 0
  readonly #options: StageOptions
  readonly #sight: Sight
  #snapshots: ReadonlyMap<NodeId, Snapshot> = new Map()
  #history: History = []
  #tally: Tally = noTally()
  /** acts on processes follow one another */
  #turn: Promise<void> = Promise.resolve()

  constructor(options: StageOptions) {
    const { cast, values, claims, thresholds } = options.site
    this.#options = options
    this.judge = new Judge(claims, thresholds)
    this.judge.reset()
    this.#sight = sightOf(cast, values, this)
    this.#sight.reset()
  }

  // What a view asks.

  get now(): Micros {
    const { origin, began } = this.#options
    return since(origin) - began
  }

  history(): History {
    return this.#history
  }

  stateOf(node: number): object | null {
    const spec = this.#options.site.cast.nodes[node]
    return spec === undefined ? null : (this.#snapshots.get(spec.id)?.state ?? null)
  }

  sentOf(kind: string): number {
    return this.#tally.sent.get(kind) ?? 0
  }

  deliveredOf(kind: string): number {
    return this.#tally.delivered.get(kind) ?? 0
  }

  // What happens to it.

  /** Settles when every act so far is done. */
  get settled(): Promise<void> {
    return this.#turn
  }

  strike(strike: Strike): void {
    this.#next(() => (strike.kind === 'kill' ? this.#kill(strike) : this.#restart(strike)))
  }

  /** Everybody who is down comes back. */
  healAll(): void {
    this.#next(async () => {
      for (const { id } of this.#options.site.cast.nodes) {
        if (!this.#options.supervisor.isUp(id) && !this.#hasDied(id)) await this.#startAgain(id)
      }
    })
  }

  /**
   * One instant of the whole system, judged; nothing while a node is down.
   * @param calmAt when the calm began, or null in the storm
   */
  look(calmAt: Micros | null): void {
    this.#next(() => this.#look(calmAt))
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

  #next(act: () => Promise<void>): void {
    this.#turn = this.#turn.then(async () => {
      try {
        await act()
      } catch (error) {
        // A process that dies while it is looked at is told by its death.
        if (this.deaths.length === 0) throw error
      }
    })
    // Whoever awaits `settled` is told; until then it is no unhandled rejection.
    this.#turn.catch(() => {})
  }

  async #look(calmAt: Micros | null): Promise<void> {
    const { supervisor, site } = this.#options
    if (!site.cast.nodes.every(({ id }) => supervisor.isUp(id))) return
    try {
      this.#snapshots = await supervisor.freeze()
      this.gather()
    } finally {
      supervisor.thaw()
    }
    for (const at of site.cast.nodes.keys()) this.#sight.stepped(at)
    if (!this.#sight.complete) return
    this.instants += 1
    if (calmAt === null) this.judge.storm(this.#sight.view)
    else this.judge.calm(this.#sight.view, calmAt)
  }

  async #kill({ id, node }: Strike): Promise<void> {
    const { supervisor, onEvent } = this.#options
    if (!supervisor.isUp(node)) return
    const pid = this.#whereIs(node)?.pid ?? 0
    const owed = await supervisor.kill(node)
    const at = this.now
    this.struckAt.set(id, at)
    this.kills.push({ node, pid, at, owed, upAt: null })
    onEvent({ kind: 'killed', at, node, pid })
  }

  async #restart({ id, node }: Strike): Promise<void> {
    if (this.#options.supervisor.isUp(node) || this.#hasDied(node)) return
    this.struckAt.set(id, this.now)
    await this.#startAgain(node)
  }

  async #startAgain(node: NodeId): Promise<void> {
    const { supervisor, onEvent } = this.#options
    await supervisor.restart(node)
    const at = this.now
    for (const kill of this.kills) if (kill.node === node) kill.upAt ??= at
    const whereabouts = this.#whereIs(node)
    if (whereabouts !== undefined) onEvent({ kind: 'restarted', at, node: whereabouts })
  }

  #whereIs(node: NodeId): Whereabouts | undefined {
    return this.#options.supervisor.whereabouts().find(({ id }) => id === node)
  }

  #hasDied(id: NodeId): boolean {
    return this.deaths.some(({ node }) => node === id)
  }
}
