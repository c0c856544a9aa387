// The clocks of one node: a monotonic one since this start and a wall clock since 1970, both made
// of true time, which is virtual in a simulation and the machine's in a real run. Only nodes whose
// clock a fault has touched have one; all others are true. The monotonic one never goes back,
// whatever happens to it; the wall clock may.

import { assert } from './assert.ts'
import type { Micros, Ppm } from './units.ts'

/** Wall-clock time of a simulation at its time 0: 2026-01-01T00:00:00Z. */
export const epoch: Micros = 1_767_225_600_000_000

const million = 1_000_000

/** `time` local microseconds pass while `time * (1 + ppm)` do: exact integers beyond 2^53 / 10^6. */
const scaled = (time: Micros, rate: number): Micros => {
  const whole = Math.floor(time / million)
  const rest = time - whole * million
  return whole * rate + Math.floor((rest * rate) / million)
}

/** As `scaled`, rounded up. */
const scaledUp = (time: Micros, rate: number): Micros => {
  const whole = Math.floor(time / million)
  const rest = time - whole * million
  return whole * rate + Math.ceil((rest * rate) / million)
}

/** The true time in which `local` microseconds pass, rounded up so that no timer is early. */
const unscaled = (local: Micros, rate: number): Micros => {
  const whole = Math.floor(local / rate)
  const rest = local - whole * rate
  return whole * million + Math.ceil((rest * million) / rate)
}

export class Clock {
  /** local microseconds a true second has; 0 while frozen */
  #rate = million
  /** true and local time of the last change of the rate */
  #baseTrue: Micros
  #baseLocal: Micros
  /** what the wall clock is ahead of local time, beside the strobe */
  #offset: Micros
  #strobe: { by: Micros; every: Micros; from: Micros } | null = null
  #tick: Micros = 1
  /** what the monotonic clock has shown when its ticks changed: coarser ones do not turn it back */
  #shown: Micros = 0

  readonly #epoch: Micros

  /**
   * @param now true time
   * @param local monotonic time of the node so far
   * @param wallAtZero what a true wall clock shows at true time 0
   */
  constructor(now: Micros, local: Micros, wallAtZero: Micros = epoch) {
    this.#baseTrue = now
    this.#baseLocal = local
    this.#epoch = wallAtZero
    this.#offset = wallAtZero + now - local
  }

  /** Time as the node lives it, under drift and freezes, without ticks: timers are due by it. */
  local(now: Micros): Micros {
    return this.#baseLocal + scaled(now - this.#baseTrue, this.#rate)
  }

  monotonic(now: Micros): Micros {
    const local = this.local(now)
    return Math.max(this.#shown, local - (local % this.#tick))
  }

  wall(now: Micros): Micros {
    let wall = this.local(now) + this.#offset
    const strobe = this.#strobe
    if (strobe !== null) {
      const phase = Math.floor((now - strobe.from) / strobe.every)
      wall += phase % 2 === 0 ? strobe.by : -strobe.by
    }
    return wall - (wall % this.#tick)
  }

  /** @returns the true time at which `after` local microseconds will have passed; null: never */
  due(now: Micros, after: Micros): Micros | null {
    return this.#rate === 0 ? null : now + unscaled(after, this.#rate)
  }

  /** @returns local microseconds that pass from `now` to the true time `due`, rounded up */
  until(now: Micros, due: Micros): Micros {
    return scaledUp(due - now, this.#rate)
  }

  /** From now on it drifts by so much; null: it stands still. */
  runs(now: Micros, driftPpm: Ppm | null): void {
    assert(driftPpm === null || driftPpm > -million, 'a clock runs forwards')
    this.#baseLocal = this.local(now)
    this.#baseTrue = now
    this.#rate = driftPpm === null ? 0 : million + driftPpm
  }

  step(by: Micros): void {
    this.#offset += by
  }

  /** @param from when it began; the wall clock is ahead first */
  strobe(how: { readonly by: Micros; readonly every: Micros; readonly from: Micros } | null): void {
    this.#strobe = how === null ? null : { ...how, every: Math.max(1, how.every) }
  }

  coarse(now: Micros, tick: Micros): void {
    this.#shown = this.monotonic(now)
    this.#tick = Math.max(1, tick)
  }

  /** As a healthy machine's again; a monotonic clock that ran ahead or behind keeps what it has. */
  makeTrue(now: Micros): void {
    this.runs(now, 0)
    this.#strobe = null
    this.coarse(now, 1)
    this.#offset = this.#epoch + now - this.#baseLocal
  }

  /** A restarted process counts its monotonic time anew; the machine's wall clock goes on. */
  restart(now: Micros): void {
    const wall = this.local(now) + this.#offset
    this.#baseLocal = 0
    this.#baseTrue = now
    this.#offset = wall
    this.#shown = 0
  }
}
