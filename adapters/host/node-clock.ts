// The clocks that one node's actor reads and its timers are due by: the machine's own, until a
// fault touches them, and from then on the model that every world has of a clock gone wrong. The
// machine's clocks are never touched.

import { Clock } from '../../sim/clock.ts'
import { isClockFault, type Lasting, settleClock, turnsClock } from '../../sim/clock-faults.ts'
import type { Fault } from '../../sim/fault.ts'
import type { Micros } from '../../sim/units.ts'
import { now, since } from './clock.ts'

/** The clocks of one life of a node. True time is that since the origin of the run. */
export class NodeClock {
  readonly #origin: bigint
  readonly #turned: () => void
  /** null: nothing has touched it */
  #clock: Clock | null = null
  #started: Micros = 0
  readonly #lasting = new Map<number, Lasting>()

  /**
   * @param origin the machine's monotonic clock when the run began, nanoseconds
   * @param turned it runs at another rate: what is due by it is due at another time
   */
  constructor(origin: bigint, turned: () => void) {
    this.#origin = origin
    this.#turned = turned
  }

  /** This life begins: its monotonic time counts from here. */
  start(): void {
    this.#started = now()
    this.#clock?.restart(this.#true)
  }

  monotonic(): Micros {
    return this.#clock?.monotonic(this.#true) ?? now() - this.#started
  }

  /** Since 1970. */
  wall(): Micros {
    return this.#clock?.wall(this.#true) ?? Date.now() * 1_000
  }

  /** Monotonic, without the ticks of a coarse clock: what timers are due by. */
  local(): Micros {
    return this.#clock?.local(this.#true) ?? now() - this.#started
  }

  /** @returns true microseconds until it shows `due`; null while it stands still */
  until(due: Micros): Micros | null {
    const left = due - this.local()
    if (this.#clock === null || left <= 0) return left
    const at = this.#clock.due(this.#true, left)
    return at === null ? null : at - this.#true
  }

  /**
   * @param at true time when it strikes, or struck, if an earlier life of the node had it
   * @returns whether it is a fault of clocks
   */
  fault(id: number, fault: Fault, at: Micros = this.#true): boolean {
    if (fault.kind === 'clock-step') this.#touched(at).step(fault.by)
    else if (fault.kind === 'clock-reset') this.makeTrue(at)
    else if (!isClockFault(fault)) return false
    else {
      this.#lasting.set(id, { fault, from: at })
      this.#settle(fault, at)
    }
    return true
  }

  /** Ends a lasting fault of it, if that is one. */
  end(id: number, at: Micros = this.#true): void {
    const fault = this.#lasting.get(id)?.fault
    if (!this.#lasting.delete(id) || fault === undefined) return
    this.#settle(fault, at)
  }

  /** As a healthy machine's again; a monotonic clock keeps what it has. */
  makeTrue(at: Micros = this.#true): void {
    this.#lasting.clear()
    this.#clock?.makeTrue(at)
    this.#turned()
  }

  #settle(fault: Fault, at: Micros): void {
    if (!isClockFault(fault)) return
    settleClock(this.#touched(at), fault.kind, [...this.#lasting.values()], at)
    if (turnsClock(fault.kind)) this.#turned()
  }

  #touched(at: Micros): Clock {
    if (this.#clock !== null) return this.#clock
    const wallAtZero = Date.now() * 1_000 - this.#true
    const lived = this.#true - (now() - this.#started)
    this.#clock = new Clock(at, at - lived, wallAtZero)
    return this.#clock
  }

  get #true(): Micros {
    return since(this.#origin)
  }
}
