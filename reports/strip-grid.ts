// The axis of the strip: how much time a column is, which column an instant falls into, and the marks
// above them.

import { pad } from './page.ts'
import type { Micros } from '../sim/units.ts'

/** Steps of the axis that people can count in. */
const nice: readonly Micros[] = [
  1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000,
  5_000_000, 10_000_000, 20_000_000, 60_000_000, 120_000_000, 300_000_000, 600_000_000,
]

const usual: Micros = 100_000

/** One column is a tenth of a second; more where the run would not fit, less where it is short. */
export function columnOf(end: Micros, room: number): Micros {
  const wanted = end < 1_000_000 ? Math.max(1_000, end / 40) : Math.max(usual, end / room)
  return nice.find((step) => step >= wanted) ?? Math.ceil(end / room)
}

/** So many columns of so much time. */
export interface Grid {
  readonly column: Micros
  readonly wide: number
}

/** The column of an instant. */
export const cellAt = (grid: Grid, time: Micros): number =>
  Math.min(grid.wide - 1, Math.max(0, Math.floor(time / grid.column)))

/** `0s        1s        2s`: a mark every so many columns, at least ten. */
export function axis({ wide, column }: Grid): string {
  const every = nice.find((step) => step >= column * 10 && step % column === 0) ?? column * 10
  let line = ''
  for (let time = 0; time <= wide * column; time += every) {
    const mark = every >= 1_000_000 ? `${time / 1_000_000}s` : `${time / 1_000}ms`
    line = pad(line, Math.round(time / column)) + mark
  }
  return line
}
