// The views of a scenario's nodes, checked at the door, and as the runner asks them: a view that
// throws or names a role it does not know is the user's mistake, told with its place.

import {
  type LogNow,
  type RoleNow,
  type RoleView,
  type RoleViews,
  type Standing,
  standings,
} from '../../sim/role-view.ts'
import { nearest } from '../../sim/nearest.ts'
import { reservedWords } from '../../sim/notation.ts'
import { Mistake } from '../../sim/problem.ts'
import type { NodeId } from '../../sim/units.ts'
import { called } from './called.ts'
import type { Complaints } from './complaints.ts'
import { checkFields, quoted } from './network.ts'
import type { Cast } from './roster.ts'

const roleForm = /^[A-Za-z]+(-[A-Za-z]+)*$/
const viewAllowed = "{ roles: { leader: 'leads', follower: 'follows' }, role: state => …, log? }"

/** What of views can be checked before there are nodes. */
export function checkViews(at: string, views: unknown, complaints: Complaints): void {
  if (!isRecord(views)) {
    return complaints.add(at, 'is no record', 'views by role: { n: raft.logView(s => s.log) }')
  }
  for (const [role, view] of Object.entries(views)) {
    if (view !== undefined) checkView(`${at}.${role}`, view, complaints)
  }
}

function checkView(at: string, view: unknown, complaints: Complaints): void {
  if (!isRecord(view)) return complaints.add(at, 'is no view', viewAllowed)
  checkFields(at, view, ['roles', 'role', 'log'], complaints)
  if (typeof view['role'] !== 'function') {
    complaints.add(`${at}.role`, 'is missing', "state => ({ name: 'leader', term: 3 })")
  }
  if (view['log'] !== undefined && typeof view['log'] !== 'function') {
    complaints.add(`${at}.log`, 'is no function', 'state => ({ first: 1, cells, committed: 0 })')
  }
  const { roles } = view
  if (!isRecord(roles) || Object.keys(roles).length === 0) {
    return complaints.add(`${at}.roles`, 'names no role', "{ leader: 'leads', … }")
  }
  for (const [name, standing] of Object.entries(roles)) {
    if (!roleForm.test(name)) {
      complaints.add(`${at}.roles`, `cannot name ${quoted(name)}`, 'letters and single dashes')
    } else if (reservedWords.has(name)) {
      complaints.add(`${at}.roles`, `cannot name "${name}"`, 'what the fault notation leaves free')
    }
    if (standings.some((one) => one === standing)) continue
    complaints.add(`${at}.roles.${name}`, `cannot be ${quoted(standing)}`, standings.join('  '))
  }
}

/**
 * The view of each node that has one, as the runner asks it.
 * @param complaints gets views of roles that there are not
 */
export function viewsOf(
  views: RoleViews,
  cast: Cast,
  complaints: Complaints,
): ReadonlyMap<NodeId, RoleView> {
  const found = new Map<NodeId, RoleView>()
  const roles = Object.keys(cast.byRole)
  for (const [role, view] of Object.entries(views)) {
    if (view === undefined) continue
    if (!roles.includes(role)) {
      complaints.unknown('views', `has "${role}", which is no role of a node`, role, roles)
      continue
    }
    const asked = askedView(role, view)
    for (const node of cast.nodes) if (node.role === role) found.set(node.id, asked)
  }
  return found
}

function askedView(of: string, view: RoleView): RoleView {
  const known = new Map<string, Standing>(Object.entries(view.roles))
  const role = (state: object): RoleNow => {
    const now: unknown = called(`views.${of}.role`, () => view.role(state))
    if (isRole(now, known)) return now
    throw wrong(`views.${of}.role`, now, known)
  }
  if (view.log === undefined) return { roles: view.roles, role }
  const log = (state: object): LogNow | null =>
    called(`views.${of}.log`, () => view.log?.(state) ?? null)
  return { roles: view.roles, role, log }
}

const isRole = (now: unknown, known: ReadonlyMap<string, Standing>): now is RoleNow =>
  isRecord(now) &&
  typeof now['name'] === 'string' &&
  known.has(now['name']) &&
  (now['term'] === null || Number.isSafeInteger(now['term']))

function wrong(at: string, now: unknown, known: ReadonlyMap<string, Standing>): Mistake {
  const names = [...known.keys()]
  const name = isRecord(now) ? now['name'] : undefined
  if (typeof name !== 'string' || known.has(name)) {
    const allowed = `allowed        { name, term }, a role and a whole number or null`
    return new Mistake([{ code: 'WL1101', sentence: `${at} gave no role.`, lines: [allowed] }])
  }
  const near = nearest(name, names)
  const meant = near === null ? [] : [`did you mean   ${near} ?`]
  const sentence = `${at} gave ${quoted(name)}, which its roles do not have.`
  return new Mistake([
    { code: 'WL1101', sentence, lines: [...meant, `roles          ${names.join('  ')}`] },
  ])
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
