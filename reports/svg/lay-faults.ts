// Where faults stand: bars in the lane at the top, packed into rows, and what is in force between
// which times.

import type { FaultTold, Report } from '../../sim/report.ts'
import type { Micros } from '../../sim/units.ts'
import { spells } from '../spells.ts'
import { span } from '../words.ts'
import type { Axis, Need } from './axis.ts'
import { type Bar, barHigh, type Held } from './places.ts'
import { fitted, textWidth } from './text-width.ts'

const labelSize = 11
const labelMax = 330
const rowsMax = 8

/** `f1 partition n1 ┃ n2,n3 412 ms → end` */
export function barLabel({ id, words, start, end }: FaultTold): string {
  if (start === null) return ''
  const when =
    end === start ? `${span(start)}` : `${span(start)} → ${end === null ? 'end' : span(end)}`
  const room = labelMax - textWidth(` ${when}`, labelSize)
  return `${fitted(`${id} ${words}`, labelSize, room)} ${when}`
}

const isInstant = ({ start, end }: FaultTold): boolean => start === end

/** A lasting fault has room for its label; what is said of an instant stands beside it. */
export function barNeed(told: FaultTold, last: Micros): Need {
  if (isInstant(told)) return { from: told.start ?? 0, to: told.start, least: 0 }
  const least = textWidth(barLabel(told), labelSize) + 16
  const to = told.end === null || told.end > last ? null : told.end
  return { from: told.start ?? 0, to, least }
}

/** The bars of all faults that struck, in the order of their beginnings. */
export function barsOf(
  faults: readonly FaultTold[],
  axis: Axis,
  last: Micros,
  top: number,
  few: boolean,
): { readonly bars: readonly Bar[]; readonly left: number } {
  const ends: number[] = []
  const bars: Bar[] = []
  let left = 0
  for (const told of [...faults].sort((one, other) => (one.start ?? 0) - (other.start ?? 0))) {
    const instant = isInstant(told)
    const toTheEnd = told.end === null || told.end > last
    const from = axis.at(told.start ?? 0)
    const right = toTheEnd ? axis.edge : axis.at(told.end ?? 0)
    // Where there are many a bar is as long as its fault lasts, and says what fits.
    const tight = Math.max(right - from - 16, textWidth(told.id, labelSize) + 2)
    const label = few || instant ? barLabel(told) : fitted(barLabel(told), labelSize, tight)
    const labelWide = textWidth(label, labelSize) + 16
    const wide = instant ? labelWide : Math.max(right - from, labelWide)
    // What is said of an instant near the right edge stands to its left.
    const x = instant ? Math.max(axis.left - 20, Math.min(from, axis.edge + 26 - wide)) : from
    const free = ends.findIndex((end) => end + 6 <= x)
    const row = free < 0 ? ends.length : free
    if (row >= rowsMax) {
      left += 1
      continue
    }
    ends[row] = x + wide
    bars.push({ told, label, row, x, y: top + row * (barHigh + 6), wide, toTheEnd, instant })
  }
  return { bars, left }
}

/** What lasted, with the line of the plan that it belongs to. */
export function heldOf(report: Report, axis: Axis): readonly Held[] {
  const { trace, simTime } = report.run
  if (trace === null) return []
  return spells(trace, report.until, simTime)
    .filter((spell) => spell.to > spell.from)
    .map((spell) => ({
      spell,
      told: report.faults.find(({ planned }) => planned.includes(spell.id)) ?? null,
      from: axis.at(spell.from),
      to: Math.min(axis.edge, axis.at(spell.to)),
    }))
    .filter(({ from, to }) => to > from)
}
