// What the faults on a link would do to one message, added up. Whether they do it is drawn in
// datagrams.ts.

import type { Ppm } from '../units.ts'
import type { Overlay } from './overlay.ts'

export interface Threats {
  lossPpm: Ppm
  lossBy: Overlay | null
  copyPpm: Ppm
  copyBy: Overlay | null
  corrupt: Overlay | null
  reorder: Overlay | null
  readonly extras: Overlay[]
  bandwidth: Overlay | null
  hold: Overlay | null
  cut: Overlay | null
}

export const noThreats = (): Threats => ({
  lossPpm: 0,
  lossBy: null,
  copyPpm: 0,
  copyBy: null,
  corrupt: null,
  reorder: null,
  extras: [],
  bandwidth: null,
  hold: null,
  cut: null,
})

/** The chance that at least one of two independent things happens, in parts per million. */
export const together = (a: Ppm, b: Ppm): Ppm =>
  Math.round((1 - (1 - a / 1_000_000) * (1 - b / 1_000_000)) * 1_000_000)

/**
 * One more fault takes the message.
 * @param bad of a burst: whether the link is in its bad state
 */
export function threaten(threats: Threats, overlay: Overlay, bad: boolean): void {
  const { fault } = overlay
  switch (fault.kind) {
    case 'drop':
      threats.lossBy ??= overlay
      threats.lossPpm = together(threats.lossPpm, fault.ppm)
      return
    case 'burst': {
      const ppm = bad ? fault.badPpm : fault.goodPpm
      if (ppm > 0) threats.lossBy ??= overlay
      threats.lossPpm = together(threats.lossPpm, ppm)
      return
    }
    case 'duplicate':
      threats.copyBy ??= overlay
      threats.copyPpm = together(threats.copyPpm, fault.ppm)
      return
    case 'corrupt':
      threats.corrupt ??= overlay
      return
    case 'reorder':
      threats.reorder ??= overlay
      return
    case 'delay':
      threats.extras.push(overlay)
      return
    case 'bandwidth':
      threats.bandwidth = overlay
      return
    case 'hold':
    case 'stall':
      threats.hold ??= overlay
      return
    case 'cut':
      threats.cut ??= overlay
      return
    default: // connection faults do not touch datagrams
  }
}
