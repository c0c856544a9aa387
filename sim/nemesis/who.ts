// Who is meant by selectors in which nothing is random any more: ids of nodes, directed links.

import { assert } from '../assert.ts'
import type { Links } from '../fault.ts'
import type { LinkKind } from '../link.ts'
import type { LinkSelector, Nodes } from '../notation.ts'
import { called, linkBetween, type Roster, servers } from '../roster.ts'
import type { NodeId } from '../units.ts'

export const everyId = (roster: Roster): NodeId[] => roster.members.map((member) => member.id)

/** The ids, each once, in the order of the roster. */
export function idsOf(nodes: Nodes, roster: Roster): NodeId[] {
  const found = new Set<NodeId>()
  for (const node of nodes) {
    assert(node.kind === 'named' || node.kind === 'all', 'who is random is drawn first')
    const members = node.kind === 'all' ? servers(roster) : called(roster, node.name)
    for (const { id } of members) found.add(id)
  }
  return everyId(roster).filter((id) => found.has(id))
}

/** The directed links of a selector; null is every link. No pair is in two of them. */
export function linksOf(link: LinkSelector | null, roster: Roster): Links[] {
  const all = everyId(roster)
  if (link === null) return [{ from: all, to: all }]
  if (link.kind === 'of') return aroundOf(idsOf(link.nodes, roster), all)
  const from = idsOf(link.from, roster)
  const to = idsOf(link.to, roster)
  return link.kind === 'one-way' ? [{ from, to }] : bothWays(from, to)
}

/** Every link that begins or ends at one of these. */
export function aroundOf(ids: readonly NodeId[], all: readonly NodeId[]): Links[] {
  const others = all.filter((id) => !ids.includes(id))
  const out = { from: ids, to: all }
  return others.length === 0 ? [out] : [out, { from: others, to: ids }]
}

export const bothWays = (left: readonly NodeId[], right: readonly NodeId[]): Links[] => [
  { from: left, to: right },
  { from: right, to: left },
]

/** Of these links those of one kind; what a scenario's links are not is never struck. */
export function onlyKind(links: readonly Links[], kind: LinkKind, roster: Roster): Links[] {
  const { network } = roster
  const uniform = Object.values(network.links).every((one) => one === network.link)
  if (uniform) return network.link === kind ? [...links] : []
  return links.flatMap(({ from, to }) => {
    const [senders, hearers] = [byRole(from, roster), byRole(to, roster)]
    const kept: Links[] = []
    for (const [role, ids] of senders) {
      const heard = [...hearers].filter(([other]) => linkBetween(roster, role, other) === kind)
      if (heard.length > 0) kept.push({ from: ids, to: heard.flatMap(([, some]) => some) })
    }
    return kept
  })
}

function byRole(ids: readonly NodeId[], roster: Roster): Map<string, NodeId[]> {
  const wanted = new Set(ids)
  const roles = new Map<string, NodeId[]>()
  for (const { id, role } of roster.members) {
    if (!wanted.has(id)) continue
    const some = roles.get(role)
    if (some === undefined) roles.set(role, [id])
    else some.push(id)
  }
  return roles
}
