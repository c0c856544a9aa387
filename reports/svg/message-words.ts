// What is said of a message: in short beside its arrow, whole to those who point at it.

import type { Report } from '../../sim/report.ts'
import { decimal, grouped, span } from '../words.ts'
import type { Arrow } from './places.ts'

const reasons = {
  lost: 'loss',
  cut: 'partition',
  down: 'crashed',
  reset: 'connection reset',
  gone: 'no such peer',
  full: 'queue full',
  unheard: 'nobody hears it',
  corrupt: 'damaged, rejected',
} as const

const ratio = (times: number): string => (times < 10 ? decimal(times, 1) : grouped(times))

export interface MessageWords {
  readonly short: string
  readonly whole: string
  readonly strange: boolean
}

/** What is said beside it, what is said of it whole, and whether it is out of the ordinary. */
export function messageWords(arrow: Arrow, report: Report): MessageWords {
  const { crossing, times } = arrow
  const { kind, from, to, sent, received, dropped, copy, damage, late, overtook } = crossing
  const head = `e${sent.id} ${kind} ${from} → ${to}`
  const again = copy === 2 ? ', delivered twice' : ''
  if (dropped !== null) {
    const fault = report.faults.find(({ planned }) => planned.includes(dropped.fault ?? -1))
    const reason = `${reasons[dropped.why]}${fault === undefined ? '' : ` ${fault.id}`}`
    const count = times === 1 ? '' : ` ×${times}`
    const more = times === 1 ? '' : `, ${times - 1} more like it`
    const copied = copy === 2 ? ' (a copy)' : ''
    return {
      short: `${kind}${copied} lost${count}: ${reason}`,
      whole: `${head}${copied} lost: ${reason}${more}`,
      strange: true,
    }
  }
  if (received === null) {
    return {
      short: `${kind}${times === 1 ? '' : ` ×${times}`}, under way`,
      whole: `${head}, not delivered when the run ended${times === 1 ? '' : `, ${times - 1} more like it`}`,
      strange: true,
    }
  }
  const time = `, ${span(received.time - sent.time)}`
  const slow = late === null ? '' : `, ${ratio(late)} times the median`
  const passed = overtook.map((id) => `, overtook e${id}`).join('')
  const harm = damage === null ? '' : `, ${damage}`
  const badges = [
    copy === 2 ? ' ×2' : '',
    late === null ? '' : ` late ${ratio(late)}×`,
    damage === null ? '' : `: ${damage}`,
  ].join('')
  return {
    short: `${kind}${badges}`,
    whole: `${head}${time}${again}${slow}${passed}${harm}`,
    strange: badges !== '',
  }
}
