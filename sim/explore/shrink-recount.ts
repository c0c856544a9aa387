// Counts that stand in the way: `drop … kind offer#10` needs nine offers before it, and with them the
// operations that made them. Here the last few operations are kept alone, and the count is lowered
// with them.

import type { FaultLine } from '../notation.ts'
import type { Search } from './shrink-search.ts'

/** With so many operations there is none to spare. */
const fewEnough = 1
const keptMax = 3
const countMax = 8

/** Each line that counts, in turn. */
export function recountFaults(search: Search): void {
  for (let nth = 0; nth < search.current.faults.length; nth++) {
    const { faults, operations } = search.current
    const line = faults[nth]
    const count = line === undefined ? null : countOf(line)
    if (line === undefined || count === null || operations.length <= fewEnough) continue
    recount(search, nth, line, count)
  }
}

function recount(search: Search, nth: number, line: FaultLine, count: number): void {
  const { faults, operations } = search.current
  for (let kept = 1; kept <= Math.min(keptMax, operations.length - 1); kept++) {
    for (let lower = 1; lower < Math.min(count, countMax + 1); lower++) {
      const other = search.derive(counting(line, lower), line)
      const less = { faults: faults.with(nth, other), operations: operations.slice(-kept) }
      if (search.change(less)) return
    }
  }
}

/** The number that a line counts up to, or null. */
function countOf({ damage, at }: FaultLine): number | null {
  if ('messages' in damage && damage.messages.filter.first !== null) {
    return damage.messages.filter.first
  }
  if (at === null) return null
  if (at.kind === 'place') return Number(/#(\d+)/u.exec(at.place.step)?.[1] ?? 0)
  return 'nth' in at ? at.nth : null
}

/** The same line, counting up to another number. */
function counting(line: FaultLine, count: number): FaultLine {
  const { damage, at } = line
  if ('messages' in damage && damage.messages.filter.first !== null) {
    const filter = { ...damage.messages.filter, first: count, last: count }
    return { ...line, damage: { ...damage, messages: { ...damage.messages, filter } } }
  }
  if (at?.kind === 'place') {
    const step = at.place.step.replace(/#\d+/u, `#${count}`)
    return { ...line, at: { ...at, place: { ...at.place, step } } }
  }
  return at !== null && 'nth' in at ? { ...line, at: { ...at, nth: count } } : line
}
