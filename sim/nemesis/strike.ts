// What one occurrence of a line does to the world: concrete faults. Nobody is random here any more;
// what a seed still draws is an order (rings, swizzles) and which side of a connection is gone.

import { assert } from '../assert.ts'
import type { Generator } from '../generator.ts'
import type { Fault, Links } from '../fault.ts'
import type { Cut, Damage, FaultLine, LinkSelector, Nodes } from '../notation.ts'
import { called, type Roster, servers } from '../roster.ts'
import type { Span } from '../span.ts'
import type { Micros, NodeId } from '../units.ts'
import { betweenGroups, bridge, majoritiesRing, ring } from './partitions.ts'
import { swizzle } from './swizzle.ts'
import { aroundOf, everyId, idsOf, linksOf, onlyKind } from './who.ts'

/** `after` the occurrence begins; `length` null: as long as the occurrence, or instant. */
export type Struck = {
  readonly fault: Fault
  readonly after: Micros
  readonly length: Micros | null
}

/** How much later `reorder` lets a message go when nothing is said: past several usual delays. */
const reorderedBy: Span = { kind: 'uniform', min: 1_000, max: 50_000 }

/**
 * @param line a line without anything random
 * @param length how long the occurrence lasts, for damages that divide it up
 */
export function strike(
  line: FaultLine,
  length: Micros,
  roster: Roster,
  generator: Generator,
): Struck[] {
  const { damage } = line
  if (damage.kind !== 'swizzle') {
    return faultsOf(line, roster, generator).map((fault) => ({ fault, after: 0, length: null }))
  }
  return swizzle(idsOf(damage.nodes, roster), length, generator).map(({ node, begin, end }) => ({
    fault: { kind: 'stall', links: aroundOf([node], everyId(roster)) },
    after: begin,
    length: end - begin,
  }))
}

function faultsOf(line: FaultLine, roster: Roster, generator: Generator): Fault[] {
  const { damage } = line
  const each = (make: (node: NodeId) => Fault): Fault[] =>
    idsOf(nodesOf(damage), roster).map((node) => make(node))
  switch (damage.kind) {
    case 'drop':
    case 'burst':
    case 'duplicate':
    case 'reorder':
    case 'corrupt':
    case 'hold':
    case 'release':
    case 'delay':
      return onMessages(damage, roster)
    case 'bandwidth': {
      const { kind, bytesPerSecond, queue, policy } = damage
      return on(linksOf(damage.link, roster), (links) => ({
        ...{ kind, links, bytesPerSecond, queue, policy },
      }))
    }
    case 'stall':
      return on(linksOf(damage.link, roster), (links) => ({ kind: 'stall', links }))
    case 'reset':
    case 'close':
    case 'half-open':
      return onConnections({ ...damage, kind: damage.kind }, roster, generator)
    case 'refuse':
    case 'hang':
    case 'disconnect':
      return [{ kind: damage.kind, nodes: idsOf(damage.nodes, roster) }]
    case 'partition':
      return cut(cutLinks(damage.cut, roster, generator))
    case 'isolate':
      return cut(aroundOf(idsOf(damage.nodes, roster), everyId(roster)))
    case 'bridge':
      return cut(bridged(damage.node, roster, generator))
    case 'majorities-ring':
      return cut(majoritiesRing(serverIds(roster), generator))
    case 'heal':
      return [{ kind: 'heal', links: damage.link === null ? null : linksOf(damage.link, roster) }]
    case 'crash':
      return each((node) => ({ kind: 'crash', node, lose: line.lose ?? 'drawn' }))
    case 'wipe':
      return each((node) => ({ kind: 'crash', node, lose: 'disk' }))
    case 'slow':
      return each((node) => ({ kind: 'slow', node, step: damage.step }))
    case 'clock-step':
      return each((node) => ({ kind: 'clock-step', node, by: damage.by }))
    case 'clock-drift':
      return each((node) => ({ kind: 'clock-drift', node, ppm: damage.ppm }))
    case 'clock-strobe':
      return each((node) => ({ kind: 'clock-strobe', node, by: damage.by, every: rhythm(line) }))
    case 'clock-coarse':
      return each((node) => ({ kind: 'clock-coarse', node, tick: damage.tick }))
    case 'disk-slow':
      return each((node) => ({ kind: 'disk-slow', node, by: damage.by }))
    case 'pause':
    case 'clock-freeze':
    case 'clock-reset':
    case 'disk-full':
    case 'disk-stall':
    case 'disk-torn':
    case 'disk-lying-sync': {
      const { kind } = damage
      return each((node) => ({ kind, node }))
    }
    case 'disk-rot':
    case 'disk-read-error':
    case 'disk-misdirect':
    case 'disk-phantom': {
      const { kind, ppm } = damage
      return each((node) => ({ kind, node, ppm }))
    }
    case 'swizzle':
      return []
  }
}

const nodesOf = (damage: Damage): Nodes => ('nodes' in damage ? damage.nodes : [])

const serverIds = (roster: Roster): NodeId[] => servers(roster).map((member) => member.id)

/** No links, no fault. */
const on = (links: readonly Links[], make: (links: readonly Links[]) => Fault): Fault[] =>
  links.length === 0 ? [] : [make(links)]

const cut = (links: readonly Links[]): Fault[] =>
  on(links, (some) => ({ kind: 'cut', links: some }))

function onMessages(damage: Extract<Damage, { messages: unknown }>, roster: Roster): Fault[] {
  const { filter, link } = damage.messages
  const all = linksOf(link, roster)
  switch (damage.kind) {
    case 'hold':
    case 'release':
      return on(all, (links) => ({ kind: damage.kind, links, filter }))
    case 'delay':
      return on(all, (links) => ({ kind: 'delay', links, extra: damage.extra, filter }))
    case 'reorder': {
      const { kind, ppm } = damage
      const by = damage.by ?? reorderedBy
      return on(onlyKind(all, 'datagram', roster), (links) => ({ kind, links, ppm, by, filter }))
    }
    default: {
      const { messages: _, ...own } = damage
      return on(onlyKind(all, 'datagram', roster), (links) => ({ ...own, links, filter }))
    }
  }
}

/** One direction names a connection; of `half-open a-b` the seed says which side is gone. */
function onConnections(
  damage: { kind: 'reset' | 'close' | 'half-open'; link: LinkSelector },
  roster: Roster,
  generator: Generator,
): Fault[] {
  const { kind, link } = damage
  const all = linksOf(link, roster)
  let some = all
  if (link.kind === 'both-ways') {
    const side = kind === 'half-open' ? generator.below(2) : 0
    some = all.slice(side, side + 1)
  } else if (link.kind === 'of') some = all.slice(0, 1)
  return on(onlyKind(some, 'stream', roster), (links) => ({ kind, links }))
}

function cutLinks(cut: Cut, roster: Roster, generator: Generator): Links[] {
  switch (cut.kind) {
    case 'groups':
      return betweenGroups(cut.groups.map((group) => idsOf(group, roster)))
    case 'link':
      return linksOf(cut.link, roster)
    case 'off': {
      const off = idsOf(cut.nodes, roster)
      const rest = serverIds(roster).filter((id) => !off.includes(id))
      return rest.length === 0 ? [] : betweenGroups([off, rest])
    }
    case 'halves':
      assert(false, 'halves are drawn before they are cut')
      return []
    case 'ring':
      return ring(serverIds(roster), generator)
  }
}

function bridged(node: string | null, roster: Roster, generator: Generator): Links[] {
  const middle = node === null ? undefined : called(roster, node)[0]
  return middle === undefined ? [] : bridge(serverIds(roster), middle.id, generator)
}

function rhythm(line: FaultLine): Micros {
  const span = line.every?.span
  assert(span?.kind === 'const', 'a strobe says how often it jumps')
  return span.at
}
