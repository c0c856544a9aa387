// Faults of whoever has a role of its view: which node that is, is known when they strike. Before the
// run they are planned for each node that may have the role; of these one comes to be.

import type { Planned } from '../fault.ts'
import {
  type Cut,
  type Damage,
  type FaultLine,
  type LinkSelector,
  named,
  type Nodes,
} from '../notation.ts'
import { called, mayBe, type Roster } from '../roster.ts'
import type { NodeId } from '../units.ts'

/** What an occurrence is where that node has the role. */
export type Choice = {
  readonly node: NodeId
  readonly line: FaultLine
  readonly planned: readonly Planned[]
}

/** The roles of views that a damage names, each once, in its order. */
export function rolesNamed(damage: Damage, roster: Roster): string[] {
  const found = new Set<string>()
  withNodes(damage, (nodes) => {
    for (const node of nodes) {
      if (node.kind === 'named' && mayBe(roster, node.name).length > 0) found.add(node.name)
    }
    return nodes
  })
  return [...found]
}

/** The damage with that node in place of the role, and on no other side of a cut. */
export function aimedAt(damage: Damage, role: string, node: NodeId, roster: Roster): Damage {
  const says = (nodes: Nodes): boolean =>
    nodes.some((one) => one.kind === 'named' && one.name === role)
  const put = (nodes: Nodes): Nodes =>
    nodes.map((one) => (one.kind === 'named' && one.name === role ? named(node) : one))
  const others = (nodes: Nodes): Nodes =>
    nodes.flatMap((one): Nodes => {
      if (one.kind !== 'named') return [one]
      const members = called(roster, one.name).filter(({ id }) => id !== node)
      return members.map(({ id }) => named(id))
    })
  const aimed = withNodes(damage, (nodes) => (says(nodes) ? put(nodes) : nodes))
  if (aimed.kind !== 'partition' || damage.kind !== 'partition') return aimed
  const { cut } = damage
  const side = (nodes: Nodes): Nodes => (says(nodes) ? put(nodes) : others(nodes))
  if (cut.kind === 'groups') {
    return { ...aimed, cut: { ...cut, groups: cut.groups.map(side) } }
  }
  if (cut.kind !== 'link') return aimed
  const { link } = cut
  return { ...aimed, cut: { ...cut, link: { ...link, from: side(link.from), to: side(link.to) } } }
}

/** The damage with each of its lists of nodes changed. */
function withNodes(damage: Damage, change: (nodes: Nodes) => Nodes): Damage {
  const ofLink = (link: LinkSelector): LinkSelector =>
    link.kind === 'of'
      ? { ...link, nodes: change(link.nodes) }
      : { ...link, from: change(link.from), to: change(link.to) }
  if ('nodes' in damage) return { ...damage, nodes: change(damage.nodes) }
  if ('messages' in damage) {
    const { messages } = damage
    if (messages.link === null) return damage
    return { ...damage, messages: { ...messages, link: ofLink(messages.link) } }
  }
  switch (damage.kind) {
    case 'heal':
    case 'bandwidth':
      return damage.link === null ? damage : { ...damage, link: ofLink(damage.link) }
    case 'stall':
    case 'reset':
    case 'close':
    case 'half-open':
      return { ...damage, link: ofLink(damage.link) }
    case 'partition':
      return { ...damage, cut: ofCut(damage.cut, change) }
    case 'bridge': {
      if (damage.node === null) return damage
      const [node] = change([named(damage.node)])
      return node?.kind === 'named' ? { ...damage, node: node.name } : damage
    }
    case 'majorities-ring':
      return damage
  }
}

function ofCut(cut: Cut, change: (nodes: Nodes) => Nodes): Cut {
  if (cut.kind === 'groups') return { ...cut, groups: cut.groups.map(change) }
  if (cut.kind === 'off') return { ...cut, nodes: change(cut.nodes) }
  if (cut.kind !== 'link') return cut
  const { link } = cut
  return { ...cut, link: { ...link, from: change(link.from), to: change(link.to) } }
}

/**
 * The choices as one plan: each entry is, for each node, what it is where that node has the role.
 * @param line the first entry of the first occurrence of its line
 */
export function oneOf(choices: readonly Choice[], role: string, line: number): Planned[] {
  const [first] = choices.toSorted((one, other) => other.planned.length - one.planned.length)
  const by = first?.planned[0]?.id
  if (first === undefined || by === undefined) return []
  return first.planned.map((entry, at): Planned => {
    // What ends an entry ends it whomever it has struck.
    if (entry.fault.kind === 'end') return entry
    const faults = choices.map(({ node, planned }) => {
      const fault = planned[at]?.fault ?? null
      return { node, fault: fault?.kind === 'whoever' ? null : fault }
    })
    return { ...entry, fault: { kind: 'whoever', role, by, line, choices: faults } }
  })
}
