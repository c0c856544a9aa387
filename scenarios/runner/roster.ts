// Who there is: the nodes of a scenario for one set of parameters, checked, as the kernel and the
// notation of faults want them.

import type { Network } from '../../sim/link.ts'
import { reservedWords } from '../../sim/notation.ts'
import type { RoleView } from '../../sim/role-view.ts'
import type { Roster } from '../../sim/roster.ts'
import type { NodeSpec } from '../../sim/system.ts'
import { type NodeId, nodeId } from '../../sim/units.ts'
import type { Nodes, Role } from '../view.ts'
import type { Complaints } from './complaints.ts'

/** Names that mean something else in a view or a world. */
const taken = new Set('nodes history params run stepped now count workload'.split(' '))
const countMax = 100_000

/** Nodes with what only the runner needs to know of them. */
export interface Cast {
  readonly nodes: readonly NodeSpec[]
  /** ids by role */
  readonly byRole: Readonly<Record<string, readonly string[]>>
  /** roles that `count` made several of: a view gives them as a list */
  readonly plural: ReadonlySet<string>
  readonly clients: ReadonlySet<string>
}

/** @param domains by domain, names of nodes or roles; overrides what the roles say */
export function castOf(
  given: Nodes,
  domains: Readonly<Record<string, readonly string[]>>,
  complaints: Complaints,
): Cast {
  const nodes: NodeSpec[] = []
  const byRole: Record<string, string[]> = {}
  const plural = new Set<string>()
  const clients = new Set<string>()
  for (const [role, entry] of Object.entries(given)) {
    const form = roleOf(entry)
    if (form === null) {
      complaints.add(`nodes.${role}`, 'is no actor', 'an actor, or { count, actor, hears, domain }')
      continue
    }
    if (!checkRole(role, form, complaints)) continue
    if (form.count !== undefined) plural.add(role)
    if (form.client === true) clients.add(role)
    const ids = idsOf(role, form.count)
    byRole[role] = ids
    for (const [place, id] of ids.entries()) {
      const domain =
        domainIn(domains, id, role) ??
        (typeof form.domain === 'function' ? form.domain(place) : (form.domain ?? null))
      nodes.push({ id: nodeId(id), role, domain, actor: form.actor, hears: form.hears ?? null })
    }
  }
  checkNames(nodes, domains, complaints)
  return { nodes, byRole, plural, clients }
}

/** A cast of these nodes alone, in the same order; a role whose nodes are all left out is empty. */
export function someOf(cast: Cast, only: ReadonlySet<string>, complaints: Complaints): Cast {
  const known = cast.nodes.map(({ id }) => String(id))
  for (const id of only) {
    if (!known.includes(id)) complaints.unknown('nodes', `there is no node "${id}"`, id, known)
  }
  const byRole = Object.entries(cast.byRole).map(
    ([role, ids]) => [role, ids.filter((id) => only.has(id))] as const,
  )
  return {
    ...cast,
    nodes: cast.nodes.filter(({ id }) => only.has(id)),
    byRole: Object.fromEntries(byRole),
  }
}

function roleOf(entry: Nodes[string] | null | undefined): Role | null {
  if (typeof entry !== 'object' || entry === null) return null
  const form = 'actor' in entry ? entry : { actor: entry }
  const { actor } = form
  const whole =
    typeof actor === 'object' &&
    actor !== null &&
    typeof actor.start === 'function' &&
    typeof actor.receive === 'function'
  return whole ? form : null
}

function checkRole(role: string, { count }: Role, complaints: Complaints): boolean {
  const at = `nodes.${role}`
  if (!/^[A-Za-z]+\d*$/.test(role)) {
    complaints.add(at, 'is no name', 'letters, then digits')
    return false
  }
  if (taken.has(role) || reservedWords.has(role)) {
    complaints.add(
      at,
      `cannot be called "${role}"`,
      'a name that views and the notation of faults leave free',
    )
    return false
  }
  if (count === undefined) return true
  if (Number.isInteger(count) && count >= 1 && count <= countMax) return true
  complaints.add(
    `${at}.count`,
    `cannot be ${String(count)}`,
    `a whole number from 1 to ${countMax}`,
  )
  return false
}

const idsOf = (role: string, count: number | undefined): string[] =>
  count === undefined ? [role] : Array.from({ length: count }, (_, at) => `${role}${at + 1}`)

function domainIn(
  domains: Readonly<Record<string, readonly string[]>>,
  id: string,
  role: string,
): string | null {
  const found = Object.entries(domains).find(([, names]) => names.includes(id))
  const byRole = found ?? Object.entries(domains).find(([, names]) => names.includes(role))
  return byRole?.[0] ?? null
}

function checkNames(
  nodes: readonly NodeSpec[],
  domains: Readonly<Record<string, readonly string[]>>,
  complaints: Complaints,
): void {
  if (nodes.length === 0 && complaints.none) {
    complaints.add('nodes', 'gives no node', 'at least one actor by name')
  }
  const ids = new Set<string>()
  for (const { id, role } of nodes) {
    if (ids.has(id))
      complaints.add(`nodes.${role}`, `makes a second node "${id}"`, 'each name once')
    ids.add(id)
  }
  const known = new Set([...ids, ...nodes.map(({ role }) => role)])
  for (const [domain, names] of Object.entries(domains)) {
    for (const name of names) {
      if (known.has(name)) continue
      complaints.unknown(`domains.${domain}`, `"${name}" names no node`, name, known)
    }
  }
}

/** The same, as the notation of faults sees it. */
export function rosterOf(
  scenario: string,
  cast: Cast,
  network: Network,
  views: ReadonlyMap<NodeId, RoleView>,
): Roster {
  const tables = cast.nodes.map(({ hears }) => hears)
  const known = tables.every((table) => table !== null)
  return {
    scenario,
    members: cast.nodes.map(({ id, role, domain }) => ({
      id,
      role,
      domain,
      client: cast.clients.has(role),
    })),
    network,
    messages: known ? [...new Set(tables.flatMap((table) => Object.keys(table)))] : null,
    goals: null,
    roles: rolesOf(views),
  }
}

/** The roles that views know, each with the nodes that may have it. */
function rolesOf(views: ReadonlyMap<NodeId, RoleView>): Record<string, NodeId[]> {
  const found: Record<string, NodeId[]> = {}
  for (const [id, { roles }] of views) {
    for (const name of Object.keys(roles)) {
      const nodes = Object.hasOwn(found, name) ? found[name] : undefined
      if (nodes === undefined) found[name] = [id]
      else nodes.push(id)
    }
  }
  return found
}
