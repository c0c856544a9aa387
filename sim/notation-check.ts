// What a line says against what there is: links of the right kind, sizes that exist, groups that do
// not overlap. Single names are checked where they are read.

import { type Entry, faultCatalogue } from './fault-catalogue.ts'
import type { Damage, FaultLine, LinkSelector, Nodes } from './notation.ts'
import { mark, type Range, type Reader } from './notation-reader.ts'
import { called, linkBetween, mayBe, type Member, type Roster, servers, sizeOf } from './roster.ts'

/** Marks what does not hold in this scenario. `name` is where the fault's name stands. */
export function checkLine(reader: Reader, line: FaultLine, name: Range): void {
  const { roster } = reader
  checkEach(reader, line, name)
  checkStrobe(reader, line, name)
  if (roster === null) return
  checkSizes(reader, roster, line.damage, name)
  checkRoles(reader, roster, line.damage, name)
  checkGroups(reader, roster, line.damage, name)
  checkLinks(reader, roster, line.damage, name)
}

function checkEach(reader: Reader, line: FaultLine, name: Range): void {
  const repeats = line.every !== null && line.damage.kind !== 'clock-strobe'
  if (repeats || !nodesOf(line.damage).some((node) => node.kind === 'each')) return
  const each = reader.tokens.find((token) => token.kind === 'word' && token.text === 'each')
  const words = '"each" takes one node after the other and needs "every"; all at once is "all"'
  mark(reader, 'WL3007', each ?? name, words, 'all')
}

function checkStrobe(reader: Reader, line: FaultLine, name: Range): void {
  if (line.damage.kind !== 'clock-strobe') return
  if (line.every === null) {
    mark(reader, 'WL3008', name, '"clock strobe" does not say how often it jumps: every 5ms')
  } else if (line.every.span.kind !== 'const' || line.every.times !== null) {
    mark(reader, 'WL3007', name, 'a strobe jumps every so often, always the same: every 5ms')
  }
}

/** All selectors of a damage. */
function nodesOf(damage: Damage): Nodes {
  if ('nodes' in damage) return damage.nodes
  if ('messages' in damage) return nodesOfLink(damage.messages.link)
  if ('link' in damage) return nodesOfLink(damage.link)
  if (damage.kind === 'bridge') {
    return damage.node === null ? [] : [{ kind: 'named', name: damage.node }]
  }
  if (damage.kind !== 'partition') return []
  const { cut } = damage
  if (cut.kind === 'groups') return cut.groups.flat()
  if (cut.kind === 'off') return cut.nodes
  return cut.kind === 'link' ? nodesOfLink(cut.link) : []
}

const nodesOfLink = (link: LinkSelector | null): Nodes => {
  if (link === null) return []
  return link.kind === 'of' ? link.nodes : [...link.from, ...link.to]
}

function checkSizes(reader: Reader, roster: Roster, damage: Damage, name: Range): void {
  const count = servers(roster).length
  for (const node of nodesOf(damage)) {
    if (node.kind !== 'random') continue
    if (typeof node.size === 'number' && node.size > count) {
      const words = `random ${node.size} is more than the ${count} there are`
      mark(reader, 'WL3002', name, words)
    } else if (sizeOf(node.size, count) === 0) {
      mark(reader, 'WL3002', name, `there is no ${node.size} among ${count} nodes`)
    }
  }
  if (damage.kind === 'bridge' && damage.node !== null) {
    const found = called(roster, damage.node).length
    if (found > 1) mark(reader, 'WL3002', name, `a bridge is one node, ${damage.node} is ${found}`)
  }
}

/** Whoever has a role is looked up once for a fault. */
function checkRoles(reader: Reader, roster: Roster, damage: Damage, name: Range): void {
  const roles = new Set(
    nodesOf(damage).flatMap((node) =>
      node.kind === 'named' && mayBe(roster, node.name).length > 0 ? [node.name] : [],
    ),
  )
  if (roles.size < 2) return
  mark(reader, 'WL3007', name, `a fault names one role, not ${[...roles].join(' and ')}`)
}

function checkGroups(reader: Reader, roster: Roster, damage: Damage, name: Range): void {
  if (damage.kind !== 'partition') return
  const { cut } = damage
  const sides =
    cut.kind === 'groups' ? cut.groups : cut.kind === 'link' ? [cut.link.from, cut.link.to] : []
  const seen = new Set<string>()
  for (const side of sides) {
    const here = new Set<string>(side.flatMap((node) => namedIn(roster, node)))
    for (const id of here) {
      if (seen.has(id)) mark(reader, 'WL3007', name, `${id} cannot be on two sides of a partition`)
      seen.add(id)
    }
  }
}

/** Those of that name, or whoever takes that role: it is one, and its other nodes may be on the other side. */
function namedIn(roster: Roster, node: Nodes[number]): readonly string[] {
  if (node.kind !== 'named') return []
  if (mayBe(roster, node.name).length > 0) return [node.name]
  return called(roster, node.name).map(({ id }) => id)
}

/** A message fault needs a datagram among the links it can touch, a connection fault a stream. */
function checkLinks(reader: Reader, roster: Roster, damage: Damage, name: Range): void {
  const entry = faultCatalogue[damage.kind]
  if (entry.links !== 'datagram' && entry.links !== 'stream') return
  const pairs = pairsOf(roster, damage)
  if (pairs.length === 0) return
  if (pairs.some(([one, other]) => linkBetween(roster, one, other) === entry.links)) return
  mark(reader, 'WL3003', name, wrongLink(entry, roster))
}

const wrongLink = (entry: Entry, { scenario }: Roster): string =>
  entry.links === 'datagram'
    ? `"${entry.name}" acts on whole messages, and the links of ${scenario} are streams`
    : `"${entry.name}" acts on connections, and the links of ${scenario} are datagrams`

/** Pairs of roles between which the damage can strike. */
function pairsOf(roster: Roster, damage: Damage): (readonly [string, string])[] {
  const everybody = rolesOf(roster.members)
  const roles = (nodes: Nodes): readonly string[] =>
    rolesOf(
      nodes.flatMap((node) =>
        node.kind === 'named' ? called(roster, node.name) : servers(roster),
      ),
    )
  let link: LinkSelector | null = null
  if ('messages' in damage) link = damage.messages.link
  else if ('link' in damage) link = damage.link
  else if ('nodes' in damage) link = { kind: 'of', nodes: damage.nodes }
  if (link === null) return product(everybody, everybody)
  if (link.kind === 'of') return product(roles(link.nodes), everybody)
  return product(roles(link.from), roles(link.to))
}

const rolesOf = (members: readonly Member[]): string[] => [
  ...new Set(members.map((member) => member.role)),
]

const product = (
  left: readonly string[],
  right: readonly string[],
): (readonly [string, string])[] =>
  left.flatMap((one) => right.map((other) => [one, other] as const))

/** What to say instead, in this scenario's own names. */
export function otherLink(roster: Roster, wanted: Entry['links']): string[] {
  const [one, other] = roster.members
  const pair = one === undefined || other === undefined ? 'n1-n2' : `${one.id}-${other.id}`
  const said = (fault: string, does: string): string => `  ${fault.padEnd(32)}  ${does}`
  if (wanted === 'datagram') {
    return [
      'A stream keeps order and loses nothing until it breaks. Break it, or slow it:',
      said(`reset ${pair} every 2s`, 'the connection is cut; what was in flight is lost'),
      said(`stall ${pair} for 500ms`, 'nothing moves, then it goes on'),
      said(`delay 20ms..80ms ${pair}`, 'later, in order'),
    ]
  }
  return [
    'A datagram knows no connection. Lose it, hold it or cut the link:',
    said(`drop 20% ${pair}`, 'each message on its own'),
    said(`hold ${pair} for 500ms`, 'kept back, then let go in order'),
    said(`partition ${pair} for 500ms`, 'what leaves while it is cut is lost'),
  ]
}
