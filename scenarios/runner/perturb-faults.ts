// What of its faults a failing run needs, and what not: when they strike, how long they hold, when a
// node comes back, and from which length on it fails.

import { span } from '../../reports/words.ts'
import type { Explicit } from '../../sim/explicit.ts'
import type { FaultLine } from '../../sim/notation.ts'
import { type Micros, ms } from '../../sim/units.ts'
import { between, type Item } from './perturb-items.ts'

const widths: readonly Micros[] = [ms(500), ms(100), ms(20)]
const factors = [4, 2, 1.25] as const

/** A length that a fault line says. */
export interface Length {
  readonly of: 'lasts' | 'restart'
  readonly at: number
  readonly length: Micros
  /** `f1 holds`, `receiver2 is down` */
  readonly words: string
}

/** Each in alternatives, the widest first. */
export function faultItems(explicit: Explicit): Item[][] {
  return [
    ...explicit.faults.flatMap((line, at) => {
      const { at: when } = line
      // What lasts from the very beginning is there, not struck.
      if (when?.kind !== 'time' || when.time === 0) return []
      return [widths.map((width) => instantItem(explicit, at, when.time, width))]
    }),
    ...lengthsOf(explicit).map((one) => factors.map((factor) => lengthItem(explicit, one, factor))),
  ]
}

const instantItem = (explicit: Explicit, at: number, time: Micros, width: Micros): Item => ({
  what: `when f${at + 1} strikes (±${span(width)})`,
  change: (nth, draw) => {
    const by = nth === 0 ? -width : nth === 1 ? width : draw.between(-width, width)
    const moved = Math.min(explicit.until - 1, Math.max(0, time + by))
    return { explicit: withLine(explicit, at, { at: { kind: 'time', time: moved } }), seed: 0 }
  },
})

/** From the length over the factor to the length times the factor. */
function lengthItem(explicit: Explicit, one: Length, factor: number): Item {
  const least = Math.max(1, Math.round(one.length / factor))
  const most = Math.round(one.length * factor)
  return {
    what: `how long ${one.words} (${between(span(least), span(most))})`,
    change: (nth, draw) => {
      const length = nth === 0 ? least : nth === 1 ? most : draw.between(least, most)
      return { explicit: withLength(explicit, one, length), seed: 0 }
    },
  }
}

/** The lengths of a plan that are certain. */
export function lengthsOf({ faults }: Explicit): Length[] {
  return faults.flatMap((line, at): Length[] => {
    const { lasts, restart } = line
    const lengths: Length[] = []
    if (lasts?.kind === 'const' && lasts.at > 0)
      lengths.push({ of: 'lasts', at, length: lasts.at, words: `f${at + 1} holds` })
    if (restart !== null && restart !== 'never' && restart.kind === 'const' && restart.at > 0)
      lengths.push({ of: 'restart', at, length: restart.at, words: `${downed(line, at)} is down` })
    return lengths
  })
}

/** The node of a crash, or the number of a line that has several. */
function downed({ damage }: FaultLine, at: number): string {
  const [only, ...others] = 'nodes' in damage ? damage.nodes : []
  return only?.kind === 'named' && others.length === 0 ? only.name : `who f${at + 1} stops`
}

/** The same data with a length in place of one of its. */
export const withLength = (explicit: Explicit, { of, at }: Length, length: Micros): Explicit =>
  withLine(explicit, at, { [of]: { kind: 'const', at: length } })

const withLine = (explicit: Explicit, at: number, change: Partial<FaultLine>): Explicit => ({
  ...explicit,
  faults: explicit.faults.map((line, nth) => (nth === at ? { ...line, ...change } : line)),
})
