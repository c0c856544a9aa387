// Who takes part in a scenario and what joins them, as far as faults need to know: the notation
// checks names against it, a nemesis draws from it, a budget counts in it.

import type { LinkKind, Network } from './link.ts'
import type { NodeId } from './units.ts'

export type Member = {
  readonly id: NodeId
  readonly role: string
  /** rack or site, or null */
  readonly domain: string | null
  /** Clients are hit only when they are named: `random`, `all` and `each` mean the others. */
  readonly client: boolean
}

export interface Roster {
  /** name of the scenario, for messages to people */
  readonly scenario: string
  readonly members: readonly Member[]
  readonly network: Pick<Network, 'link' | 'links'>
  /** message kinds that somebody says; null: not known, any is accepted */
  readonly messages: readonly string[] | null
  /** roles that views know, with the nodes that may have them, in the order of the members */
  readonly roles?: Readonly<Record<string, readonly NodeId[]>>
  /** goals that somebody may reach; null: not known, any is accepted */
  readonly goals: readonly string[] | null
}

/** Kind of the link between nodes of two roles; the order of the two does not matter. */
export const linkBetween = (roster: Roster, one: string, other: string): LinkKind =>
  roster.network.links[`${one}-${other}`] ??
  roster.network.links[`${other}-${one}`] ??
  roster.network.link

/** Whom chance may hit: everybody but the clients, or everybody where all are clients. */
export function servers(roster: Roster): readonly Member[] {
  const found = roster.members.filter((member) => !member.client)
  return found.length > 0 ? found : roster.members
}

/** The members that a name means: a node, else a role, else a domain; none when nobody has it. */
export function called(roster: Roster, name: string): readonly Member[] {
  const { members } = roster
  const node = members.filter((member) => member.id === name)
  if (node.length > 0) return node
  const role = members.filter((member) => member.role === name)
  return role.length > 0 ? role : members.filter((member) => member.domain === name)
}

/** The nodes that may have a role of a view; none where a node, role or domain has that name. */
export function mayBe(roster: Roster, name: string): readonly NodeId[] {
  const { roles = {} } = roster
  const nodes = Object.hasOwn(roles, name) ? roles[name] : undefined
  return nodes === undefined || called(roster, name).length > 0 ? [] : nodes
}

export type Size = number | 'minority' | 'majority' | 'minority-third'

/**
 * How many of `count` nodes a size means: a minority is less than half, a majority more than half, a
 * minority-third less than a third, each the most that fits. 0 where there is none.
 */
export function sizeOf(size: Size, count: number): number {
  if (typeof size === 'number') return Math.min(size, count)
  if (count === 0) return 0
  if (size === 'majority') return Math.floor(count / 2) + 1
  return Math.floor((count - 1) / (size === 'minority' ? 2 : 3))
}
