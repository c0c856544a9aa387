// The last moments of a node that is to be killed. A crash falls on a place, and left to chance a
// SIGKILL would fall between two steps nearly always; here it is said when the node stands where
// the crash is meant to find it. The kill itself is the supervisor's.

import type { Fault } from '../../sim/fault.ts'
import type { DurableStore } from '../leveldb/leveldb.ts'

/** What a crash takes along beside memory. */
export type Lose = Extract<Fault, { kind: 'crash' }>['lose']

/** The node that is doomed. */
export interface Doomed {
  readonly store: DurableStore
  /** Nothing of it leaves any more; `told` when what is behind the mark `after` could have left. */
  readonly line: { hold(after: number, told: () => void): void }
  /** No step runs any more. */
  standStill(): void
  /** Called once: it stands where it is to die, or (false) will hardly come to. */
  ready(bites: boolean): void
}

/** How long a node may take to write something that is to be lost, ms. */
const writesWithin = 100

/**
 * How long its disk has stalled before the kill, ms: what it says early has left by then, however
 * its carrier lets mail wait, and a system that trusts it has had its chance.
 */
const stalledFor = 20

/** A node between the word that it will be killed and the kill. */
export class Doom {
  readonly #store: DurableStore
  readonly #ready: (bites: boolean) => void
  readonly #lose: Lose
  /** no sync is under way, and none begins */
  #dry = false
  #told = false
  /** something is to be lost: only a moment is left */
  #lingers = false
  #timer: NodeJS.Timeout | null = null

  /**
   * * `drawn`: nothing leaves any more, as if it had stalled, until something durable is untold.
   * * `memory`: it stands still; all that it has written is synced, and no step is lost.
   * * `unsynced`: no further sync begins, as if the disk had stalled, until something is not durable.
   * * `disk`: nothing to wait for.
   */
  constructor(lose: Lose, { store, line, standStill, ready }: Doomed) {
    this.#store = store
    this.#ready = ready
    this.#lose = lose
    if (lose === 'drawn') line.hold(store.durable, () => this.#tell(true))
    else if (lose === 'memory') {
      standStill()
      line.hold(store.durable, () => {})
      void store.flush().then(() => this.#tell(true))
    } else if (lose === 'unsynced') {
      void store.hold().then(() => this.#isDry())
    } else this.#tell(true)
  }

  /** Whether it takes no step any more. */
  get still(): boolean {
    return this.#lose === 'memory'
  }

  /** @param mark of the step that has ended: what the disk has to reach for it */
  stepped(mark: number): void {
    if (this.#lose === 'unsynced' && this.#dry && mark > this.#store.durable) this.#linger()
  }

  stop(): void {
    this.#told = true
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  #isDry(): void {
    this.#dry = true
    if (this.#store.mark > this.#store.durable) return this.#linger()
    if (!this.#told) this.#timer = setTimeout(() => this.#tell(false), writesWithin)
  }

  #linger(): void {
    if (this.#lingers || this.#told) return
    this.#lingers = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#tell(true), stalledFor)
  }

  #tell(bites: boolean): void {
    if (this.#told) return
    this.stop()
    this.#ready(bites)
  }
}
