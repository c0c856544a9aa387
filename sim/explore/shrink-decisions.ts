// Fewer decisions that were not the dull one: whole purposes first, then names, then rounder values.
// A delay that matters becomes whole milliseconds where that does as well.

import { purposes } from '../chooser.ts'
import type { Search } from './shrink-search.ts'
import { fewest } from './shrink-subsets.ts'
import { rounder } from './shrink-times.ts'

type Decision = readonly [name: string, outcome: number]

/**
 * By purpose, then by kind of message or timer, then by its way too: as long as there are few enough
 * groups that asking for each leaves most of the runs for faults and operations.
 */
export function cutDecisions(search: Search): void {
  const most = Math.min(groupsMax, Math.floor(search.whole / runsOfGroup))
  for (const groupOf of [purposeOf, wordOf, meansOf]) {
    const groups = new Map<string, Decision[]>()
    for (const one of search.current.decisions) {
      const group = groupOf(one[0])
      const known = groups.get(group)
      if (known === undefined) groups.set(group, [one])
      else known.push(one)
    }
    if (groups.size < 2 || groups.size > most) continue
    fewest([...groups.values()], (kept) => keep(search, kept.flat()))
  }
}

/** Name by name; what was left out stays out although a later run may ask for it again. */
export function fewestDecisions(search: Search, least: number = 1): void {
  let before = -1
  while (search.current.decisions.size !== before) {
    before = search.current.decisions.size
    fewest([...search.current.decisions], (kept) => keep(search, kept), least)
    if (least > 1) return
  }
}

/** Those of them that still stand: what nobody asks for is gone by itself. */
function keep(search: Search, kept: readonly Decision[]): boolean {
  const { decisions } = search.current
  const left = new Map(kept.filter(([name]) => decisions.has(name)))
  return left.size < decisions.size && search.change({ decisions: left })
}

/** Rounder values, where there is something to round. */
export function roundDecisions(search: Search): void {
  for (const [name] of search.current.decisions) {
    const outcome = search.current.decisions.get(name)
    if (outcome === undefined) continue
    const put = (value: number): boolean => {
      const decisions = new Map(search.current.decisions).set(name, value)
      return search.change({ decisions })
    }
    // Small outcomes are answers and no lengths; greater ones may be more than the draw can give.
    const usable = outcome < lengthsFrom ? [] : rounder(outcome, 1)
    usable.filter((value) => value < outcome).some(put)
  }
}

const groupsMax = 200
/** A group may cost so many of all runs to be asked for: itself, and the pieces that it is in. */
const runsOfGroup = 10
const lengthsFrom = 100

/** The longest purpose that fits: `delay of the copy` begins with `delay`. */
export const purposeOf = (name: string): string =>
  purposes
    .filter((purpose) => name.startsWith(`${purpose} of `))
    .reduce((best, one) => (one.length > best.length ? one : best), '')

/** `delay of append` */
const wordOf = (name: string): string => name.replace(/#.*$/, '')

/** `delay of append n1>n2` */
const meansOf = (name: string): string => name.replace(/#\d+/, '')
