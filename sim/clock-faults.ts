// What the lasting faults of one node's clock add up to. Of drifts, strobes and coarse clocks the
// latest that lasts counts; a frozen clock stands whatever else it does.

import type { Clock } from './clock.ts'
import type { Fault } from './fault.ts'
import type { Micros } from './units.ts'

/** Faults of a clock that last until they are ended. */
export type ClockFault = Extract<
  Fault,
  { kind: 'clock-drift' | 'clock-freeze' | 'clock-strobe' | 'clock-coarse' }
>

/** A fault that lasts, and since when. */
export interface Lasting {
  readonly fault: Fault
  readonly from: Micros
}

export const isClockFault = (fault: Fault): fault is ClockFault =>
  fault.kind === 'clock-drift' ||
  fault.kind === 'clock-freeze' ||
  fault.kind === 'clock-strobe' ||
  fault.kind === 'clock-coarse'

/** Whether faults of that kind change how fast the clock runs, and so when timers are due. */
export const turnsClock = (kind: ClockFault['kind']): boolean =>
  kind === 'clock-drift' || kind === 'clock-freeze'

/**
 * A fault of that kind came or went: those that last decide what the clock does from now on.
 * @param lasting of this clock's node, in the order they began
 */
export function settleClock(
  clock: Clock,
  kind: ClockFault['kind'],
  lasting: readonly Lasting[],
  now: Micros,
): void {
  if (kind === 'clock-strobe') {
    const strobe = latest(lasting, kind)
    clock.strobe(
      strobe === null
        ? null
        : { by: strobe.fault.by, every: strobe.fault.every, from: strobe.from },
    )
  } else if (kind === 'clock-coarse') {
    clock.coarse(now, latest(lasting, kind)?.fault.tick ?? 1)
  } else {
    const frozen = latest(lasting, 'clock-freeze') !== null
    clock.runs(now, frozen ? null : (latest(lasting, 'clock-drift')?.fault.ppm ?? 0))
  }
}

function latest<K extends ClockFault['kind']>(
  lasting: readonly Lasting[],
  kind: K,
): { readonly fault: Extract<Fault, { kind: K }>; readonly from: Micros } | null {
  const found = lasting.findLast(({ fault }) => fault.kind === kind)
  // The kind says which fault it is; the compiler cannot see that through the list.
  return (found ?? null) as { fault: Extract<Fault, { kind: K }>; from: Micros } | null
}
