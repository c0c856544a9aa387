// What a plan does to links, beside what is promised: loss, copies, lateness, cuts.

import type { Budget } from './budget.ts'
import { type Held, overlap, percent, usuallyAtMost } from './budget-held.ts'
import type { Filter, Links } from './fault.ts'
import { printDuration, printRate } from './notation-values.ts'
import type { Roster } from './roster.ts'
import type { Micros, NodeId, Ppm } from './units.ts'

/** The first excess in words, or null. */
export function linkExcess(held: readonly Held[], budget: Budget, roster: Roster): string | null {
  const { loss, copies, damaged, lateness } = budget
  return (
    over(together(held, lossOf, orAgain), loss, (ppm) => `${percent(ppm)} of the messages lost`) ??
    over(together(held, copiesOf, orAgain), copies, (ppm) => `${percent(ppm)} delivered twice`) ??
    overTime(most(held, lateCopyOf), budget.lateCopies, 'a copy', 'late') ??
    over(together(held, damagedOf, orAgain), damaged, (ppm) => `${percent(ppm)} damaged`) ??
    uncheckedExcess(held, budget) ??
    overTime(together(held, latenessOf, plus), lateness, 'messages up to', 'late') ??
    bandwidthExcess(held, budget) ??
    connectionExcess(held, budget) ??
    cutExcess(held, budget, roster)
  )
}

/** Chance that one or the other strikes, in ppm. */
const orAgain = (one: number, other: number): number => one + other - (one * other) / 1_000_000
const plus = (one: number, other: number): number => one + other

/** Of messages counted one by one (`kind append#3`) some are lost, but no share of them. */
function lossOf({ fault }: Held): number | null {
  if (fault.kind === 'burst') {
    const { intoPpm, outPpm, badPpm, goodPpm } = fault
    const bad = intoPpm + outPpm === 0 ? 0 : intoPpm / (intoPpm + outPpm)
    return bad * badPpm + (1 - bad) * goodPpm
  }
  if (fault.kind !== 'drop' || fault.ppm === 0) return null
  if (fault.filter.last !== null) return 1
  return fault.ppm === 1_000_000 ? null : fault.ppm
}

const copiesOf = ({ fault }: Held): number | null =>
  fault.kind === 'duplicate' && fault.ppm > 0 ? shareOf(fault) : null

const lateCopyOf = ({ fault }: Held): number =>
  fault.kind === 'duplicate' && fault.later !== null ? usuallyAtMost(fault.later) : 0

const damagedOf = ({ fault }: Held): number | null =>
  fault.kind === 'corrupt' && fault.ppm > 0 ? shareOf(fault) : null

const shareOf = ({ ppm, filter }: { ppm: Ppm; filter: Filter }): Ppm =>
  filter.last === null ? ppm : 1

function latenessOf({ fault }: Held): number | null {
  if (fault.kind === 'delay') return usuallyAtMost(fault.extra)
  return fault.kind === 'reorder' && fault.ppm > 0 ? usuallyAtMost(fault.by) : null
}

/** The most that faults do together which hold at one time on one link. */
function together(
  held: readonly Held[],
  amountOf: (one: Held) => number | null,
  join: (one: number, other: number) => number,
): number {
  const some = held.flatMap((one) => {
    const amount = amountOf(one)
    return amount === null ? [] : [{ one, amount, links: linksOf(one) }]
  })
  let worst = 0
  for (const { one, links } of some) {
    let sum = 0
    for (const other of some) {
      if (overlap(one, other.one) && touch(links, other.links)) sum = join(sum, other.amount)
    }
    worst = Math.max(worst, sum)
  }
  return worst
}

const most = (held: readonly Held[], amountOf: (one: Held) => number): number =>
  held.reduce((worst, one) => Math.max(worst, amountOf(one)), 0)

const linksOf = ({ fault }: Held): readonly Links[] =>
  'links' in fault && fault.links !== null ? fault.links : []

const touch = (some: readonly Links[], others: readonly Links[]): boolean =>
  some.some((one) =>
    others.some(
      (other) =>
        one.from.some((id) => other.from.includes(id)) &&
        one.to.some((id) => other.to.includes(id)),
    ),
  )

/** A hair of tolerance, for shares that were rounded to ppm one by one. */
const over = (amount: number, most: number, words: (amount: number) => string): string | null =>
  amount <= most + 0.5 ? null : `${words(amount)}; budget: ${most === 0 ? 'none' : percent(most)}`

const overTime = (time: Micros, most: Micros, before: string, after: string): string | null => {
  if (time <= most) return null
  const promised = most === 0 ? 'none' : printDuration(most)
  return `${before} ${printDuration(Math.round(time))} ${after}; budget: ${promised}`
}

function uncheckedExcess(held: readonly Held[], { unchecked }: Budget): string | null {
  const arrives = held.some(({ fault }) => fault.kind === 'corrupt' && fault.unchecked)
  return arrives && !unchecked ? 'damaged messages reach the actors; budget: none do' : null
}

function bandwidthExcess(held: readonly Held[], { bandwidth }: Budget): string | null {
  for (const { fault } of held) {
    if (fault.kind !== 'bandwidth') continue
    if (bandwidth !== null && fault.bytesPerSecond >= bandwidth) continue
    const promised = bandwidth === null ? 'none is slowed' : printRate(bandwidth)
    return `links of ${printRate(fault.bytesPerSecond)}; budget: ${promised}`
  }
  return null
}

const ofConnections = new Set(['reset', 'close', 'half-open', 'refuse', 'hang', 'disconnect'])

function connectionExcess(held: readonly Held[], { connections }: Budget): string | null {
  const broken = held.find(({ fault }) => ofConnections.has(fault.kind))
  if (broken === undefined || connections) return null
  return `${broken.fault.kind} of connections; budget: none`
}

/** A link that is silent for a while, whatever silences it. */
function cutExcess(held: readonly Held[], { cut }: Budget, roster: Roster): string | null {
  if (cut === 'any') return null
  const silences = held.flatMap((one) => {
    const links = silencedBy(one, roster)
    return links === null ? [] : [{ ...one, links }]
  })
  // Usually all of them together are within the budget, and no link needs to be looked at alone.
  if (longest(silences) <= cut) return null
  let worst = 0
  for (const { id: from } of roster.members) {
    for (const { id: to } of roster.members) {
      if (from === to) continue
      worst = Math.max(worst, longest(silences.filter(({ links }) => covers(links, from, to))))
    }
  }
  if (worst <= cut) return null
  const promised = cut === 0 ? 'none' : printDuration(cut)
  return `nodes that do not hear each other for ${printDuration(worst)}; budget: ${promised}`
}

function silencedBy({ fault }: Held, roster: Roster): readonly Links[] | null {
  switch (fault.kind) {
    case 'cut':
    case 'stall':
    case 'hold':
    case 'half-open':
      return fault.links
    case 'drop':
      return fault.ppm === 1_000_000 && fault.filter.last === null ? fault.links : null
    case 'refuse':
    case 'hang':
    case 'disconnect': {
      const all = roster.members.map((member) => member.id)
      return [
        { from: fault.nodes, to: all },
        { from: all, to: fault.nodes },
      ]
    }
    default:
      return null
  }
}

const covers = (links: readonly Links[], from: NodeId, to: NodeId): boolean =>
  links.some((one) => one.from.includes(from) && one.to.includes(to))

/** The longest time without a gap. What waits for an event counts alone. */
function longest(held: readonly Held[]): Micros {
  let worst = 0
  let from = 0
  let to = -1
  for (const one of [...held].sort((a, b) => a.from - b.from)) {
    if (one.to - one.from > one.length) {
      worst = Math.max(worst, one.length)
      continue
    }
    if (one.from > to) ({ from, to } = one)
    else to = Math.max(to, one.to)
    worst = Math.max(worst, to - from)
  }
  return worst
}
