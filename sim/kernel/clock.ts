// The clocks of one node: a monotonic one since this start and a wall clock since 1970, both made
// of virtual time. Only nodes whose clock a fault has touched have one; all others are true.

import { assert } from '../assert.ts'
import type { Micros, Ppm } from '../units.ts'

/** Wall-clock time at virtual time 0: 2026-01-01T00:00:00Z. */
export const epoch: Micros = 1_767_225_600_000_000

const million = 1_000_000

/** `time` local microseconds pass while `time * (1 + ppm)` do: exact integers beyond 2^53 / 10^6. */
const scaled = (time: Micros, rate: number): Micros => {
  const whole = Math.floor(time / million)
  const rest = time - whole * million
  return whole * rate + Math.floor((rest * rate) / million)
}

/** The virtual time in which `local` microseconds pass, rounded up so that no timer is early. */
const unscaled = (local: Micros, rate: number): Micros => {
  const whole = Math.floor(local / rate)
  const rest = local - whole * rate
  return whole * million + Math.ceil((rest * million) / rate)
}

export class Clock {
  /** local microseconds a virtual second has; 0 while frozen */
  #rate = million
  #frozen = false
  #driftPpm: Ppm = 0
  /** virtual and local time of the last change of the rate */
  #baseVirtual: Micros
  #baseLocal: Micros
  /** what the wall clock is ahead of local time, beside the strobe */
  #offset: Micros
  #strobe: { by: Micros; every: Micros; from: Micros } | null = null
  #tick: Micros = 1

  /** @param now virtual time  @param local monotonic time of the node so far */
  constructor(now: Micros, local: Micros) {
    this.#baseVirtual = now
    this.#baseLocal = local
    this.#offset = epoch + now - local
  }

  #local(now: Micros): Micros {
    return this.#baseLocal + scaled(now - this.#baseVirtual, this.#rate)
  }

  monotonic(now: Micros): Micros {
    const local = this.#local(now)
    return local - (local % this.#tick)
  }

  wall(now: Micros): Micros {
    let wall = this.#local(now) + this.#offset
    const strobe = this.#strobe
    if (strobe !== null) {
      const phase = Math.floor((now - strobe.from) / strobe.every)
      wall += phase % 2 === 0 ? strobe.by : -strobe.by
    }
    return wall - (wall % this.#tick)
  }

  /** @returns the virtual time at which `after` local microseconds will have passed; null: never */
  due(now: Micros, after: Micros): Micros | null {
    return this.#rate === 0 ? null : now + unscaled(after, this.#rate)
  }

  /** @returns local microseconds that pass from `now` to the virtual time `due` */
  until(now: Micros, due: Micros): Micros {
    return scaled(due - now, this.#rate)
  }

  get frozen(): boolean {
    return this.#frozen
  }

  #rebase(now: Micros): void {
    this.#baseLocal = this.#local(now)
    this.#baseVirtual = now
    this.#rate = this.#frozen ? 0 : million + this.#driftPpm
  }

  drift(now: Micros, ppm: Ppm): void {
    assert(ppm > -million, 'a clock runs forwards')
    this.#driftPpm = ppm
    this.#rebase(now)
  }

  freeze(now: Micros, frozen: boolean): void {
    this.#frozen = frozen
    this.#rebase(now)
  }

  step(by: Micros): void {
    this.#offset += by
  }

  strobe(now: Micros, by: Micros, every: Micros): void {
    this.#strobe = { by, every: Math.max(1, every), from: now }
  }

  strobeEnds(): void {
    this.#strobe = null
  }

  coarse(tick: Micros): void {
    this.#tick = Math.max(1, tick)
  }

  /** As a healthy machine's again; a monotonic clock that ran ahead or behind keeps what it has. */
  makeTrue(now: Micros): void {
    this.#frozen = false
    this.#driftPpm = 0
    this.#rebase(now)
    this.#strobe = null
    this.#tick = 1
    this.#offset = epoch + now - this.#baseLocal
  }

  /** A restarted process counts its monotonic time anew; the machine's wall clock goes on. */
  restart(now: Micros): void {
    const wall = this.#local(now) + this.#offset
    this.#baseLocal = 0
    this.#baseVirtual = now
    this.#offset = wall
  }
}
