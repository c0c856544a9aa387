// The lines of a plan as a report tells them: what each says, what it touched, from when to when it
// was in force. What did not strike is told too, without an instant.

import { type Fault, isSettled, type Links, type Planned, type Settled } from '../sim/fault.ts'
import type { FaultTold } from '../sim/report.ts'
import type { Trace } from '../sim/trace.ts'
import type { Micros, NodeId } from '../sim/units.ts'
import { groundOf, inShort, lasts } from './fault-words.ts'
import { spells } from './spells.ts'

/** One line of the plan, in the notation, and its entries. */
export interface LineOf {
  readonly text: string
  /** the same without its times */
  readonly damage: string
  readonly planned: readonly Planned[]
}

export interface StormOf {
  readonly trace: Trace
  /** end of the storm, and of the run */
  readonly until: Micros
  readonly end: Micros
  /** all nodes, in the order of the roster */
  readonly nodes: readonly NodeId[]
}

/** In the order of the plan, `f1` first. */
export function faultsTold(lines: readonly LineOf[], storm: StormOf): FaultTold[] {
  const inForce = new Map(
    spells(storm.trace, storm.until, storm.end).map((spell) => [spell.id, spell]),
  )
  return lines.map(({ text, damage, planned }, at) => {
    const own = planned.filter(isSettled).filter(({ fault }) => !isEnd(fault))
    const struck = own.flatMap(({ id }) => inForce.get(id) ?? [])
    const ends = own.map((one) => endOf(one, storm))
    const start = struck.length === 0 ? null : Math.min(...struck.map(({ from }) => from))
    return {
      id: `f${at + 1}`,
      text,
      words: wordsOf(own, damage, storm.nodes) + roleOf(planned),
      planned: planned.map(({ id }) => id),
      start,
      end: start === null || ends.includes(null) ? null : Math.max(start, ...ends.map(Number)),
      groups: groupsOf(own),
      nodes: touched(own, storm.nodes),
    }
  })
}

/** What ends another, or mends what it broke. */
const isEnd = (fault: Fault): boolean =>
  fault.kind === 'end' || fault.kind === 'restart' || fault.kind === 'stay-down'

/** Whom a fault of a role has struck, had that role. */
const roleOf = (planned: readonly Planned[]): string => {
  const who = planned.find((one) => one.who !== undefined)?.who
  return who === undefined ? '' : ` (${who.role})`
}

/** What happens to messages at large is said shortest by the notation. */
function wordsOf(own: readonly Settled[], damage: string, nodes: readonly NodeId[]): string {
  if (own.every(({ fault }) => groundOf(fault) === 'weather')) return damage
  const words = [...new Set(own.map(({ fault }) => inShort(fault, nodes)))]
  return words.length > 3
    ? `${words.slice(0, 2).join(', ')} and ${words.length - 2} more`
    : words.join(', ')
}

/** When an entry was over; null: it lasted to the end, or never struck. */
function endOf({ id, fault }: Settled, { trace, until, end }: StormOf): Micros | null {
  const struck = trace.find((event) => event.kind === 'fault' && event.planned === id)
  if (struck === undefined) return 0
  if (fault.kind === 'crash') {
    const back = trace.find(
      (event) => event.kind === 'start' && event.node === fault.node && event.id > struck.id,
    )
    return back?.time ?? null
  }
  if (!lasts(fault)) return struck.time
  const over = spells(trace, until, end).find((spell) => spell.id === id)
  return over === undefined || over.to >= end ? null : over.to
}

function touched(own: readonly Settled[], all: readonly NodeId[]): NodeId[] {
  const nodes = new Set<NodeId>()
  for (const { fault } of own) {
    if ('node' in fault) nodes.add(fault.node)
    if ('nodes' in fault) for (const id of fault.nodes) nodes.add(id)
    for (const id of 'links' in fault ? endsOf(fault.links ?? []) : []) nodes.add(id)
  }
  return nodes.size === all.length ? [] : all.filter((id) => nodes.has(id))
}

const endsOf = (links: readonly Links[]): NodeId[] =>
  links.flatMap(({ from, to }) => [...from, ...to])

/**
 * Groups that a cut separates in both directions; null when it separates none, or not for good: a
 * node that hears both sides, or one that is heard and hears nothing, makes no groups.
 */
function groupsOf(own: readonly Settled[]): readonly (readonly NodeId[])[] | null {
  const links = own.flatMap(({ fault }) => (fault.kind === 'cut' ? fault.links : []))
  if (links.length === 0) return null
  const nodes = [...new Set(endsOf(links))]
  const cut = (from: NodeId, to: NodeId): boolean =>
    links.some((one) => one.from.includes(from) && one.to.includes(to))
  const groups: NodeId[][] = []
  for (const node of nodes) {
    const near = groups.filter((group) => group.some((id) => !cut(id, node) || !cut(node, id)))
    for (const group of near) groups.splice(groups.indexOf(group), 1)
    groups.push([...near.flat(), node])
  }
  return groups.length < 2 ? null : groups
}
