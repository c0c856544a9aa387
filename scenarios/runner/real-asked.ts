// What a fault was asked to do, short enough for a cell of a table.

import { spanInShort } from '../../reports/fault-words.ts'
import { decimal, span } from '../../reports/words.ts'
import type { Fault } from '../../sim/fault.ts'
import type { Micros } from '../../sim/units.ts'

/** @param lasts how long it was to be; null: to the end, or not at all */
export function askedOf(fault: Fault, lasts: Micros | null): string {
  switch (fault.kind) {
    case 'drop':
    case 'duplicate':
    case 'reorder':
    case 'corrupt':
    case 'disk-rot':
    case 'disk-read-error':
    case 'disk-misdirect':
    case 'disk-phantom':
      return percent(fault.ppm / 1_000_000)
    case 'burst': {
      const { intoPpm, outPpm, badPpm, goodPpm } = fault
      const bad = intoPpm + outPpm === 0 ? 0 : intoPpm / (intoPpm + outPpm)
      return `${percent((bad * badPpm + (1 - bad) * goodPpm) / 1_000_000)} in bursts`
    }
    case 'delay':
      return `+${spanInShort(fault.extra)}`
    case 'bandwidth':
      return `${decimal(fault.bytesPerSecond / 1_000, 1)} kB/s`
    case 'slow':
      return `${spanInShort(fault.step)} a step`
    case 'disk-slow':
      return `+${spanInShort(fault.by)} a sync`
    case 'clock-step':
      return signed(fault.by)
    case 'clock-drift':
      return `${fault.ppm < 0 ? '' : '+'}${fault.ppm} ppm`
    case 'clock-strobe':
      return `±${span(fault.by)}`
    case 'clock-coarse':
      return `ticks of ${span(fault.tick)}`
    case 'clock-reset':
      return 'true'
    case 'crash':
      return fault.lose === 'drawn' ? 'SIGKILL' : `lose ${fault.lose}`
    case 'reset':
      return 'RST'
    case 'close':
      return 'FIN'
    default:
      return lasts === null ? 'to the end' : `for ${span(lasts)}`
  }
}

/** A share with as many decimals as tell it from what was asked. */
export const percent = (part: number): string => `${decimal(part * 100, part < 0.01 ? 2 : 1)} %`

/** `+250 ms` */
export const signed = (time: Micros): string =>
  `${time < 0 ? '-' : '+'}${span(coarse(Math.abs(time)))}`

/** Tens of microseconds: what lies below is the machine's own. */
export const coarse = (time: Micros): Micros =>
  time < 10_000 ? Math.round(time) : Math.round(time / 100) * 100
