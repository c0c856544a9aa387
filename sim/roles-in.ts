// What the nodes of a run were, and which logs they held: their views asked along its trace. Each
// State is put together once from the patches of its steps, so this is linear in the trace.

import { assert } from './assert.ts'
import { applied } from './patch-apply.ts'
import type { Plain } from './plain-value.ts'
import type { NodeLog, NodeRoles, RoleNow, RoleSpell, RoleView, Standing } from './role-view.ts'
import type { Trace, TraceEvent } from './trace.ts'
import type { EventId, Micros, NodeId } from './units.ts'

export type ViewsByNode = ReadonlyMap<NodeId, RoleView>

/** What a view of its node knows a role to mean. A role that it does not know follows. */
export const standingOf = ({ roles }: RoleView, { name }: RoleNow): Standing =>
  (Object.hasOwn(roles, name) ? roles[name] : undefined) ?? 'follows'

/**
 * The roles of the nodes that have a view, in the order of the views.
 * @param end of the run: what lasts ends there
 */
export function rolesIn(trace: Trace, views: ViewsByNode, end: Micros): NodeRoles[] {
  const found = new Map<NodeId, RoleSpell[]>([...views.keys()].map((id) => [id, []]))
  const open = new Map<NodeId, Omit<RoleSpell, 'to'>>()
  const close = (id: NodeId, to: Micros): void => {
    const spell = open.get(id)
    if (spell !== undefined) found.get(id)?.push({ ...spell, to })
    open.delete(id)
  }
  along(trace, views, null, (id, view, state, { id: event, time }) => {
    const before = open.get(id)
    if (state === null) return close(id, time)
    const { name, term } = view.role(state)
    if (before?.name === name && before.term === term) return
    close(id, time)
    open.set(id, { name, term, standing: standingOf(view, { name, term }), event, from: time })
  })
  for (const id of views.keys()) close(id, end)
  return [...found].map(([id, spells]) => ({ id, spells }))
}

/** The logs of the nodes that have a view, after the event of that number. */
export function logsAt(trace: Trace, views: ViewsByNode, number: EventId | number): NodeLog[] {
  const last = new Map<NodeId, object | null>()
  along(trace, views, number, (id, _view, state) => last.set(id, state))
  return [...views].map(([id, view]) => {
    const state = last.get(id) ?? null
    if (state === null) return { id, role: null, log: null }
    const role = view.role(state)
    const { name, term } = role
    return {
      id,
      role: { name, term, standing: standingOf(view, role) },
      log: view.log?.(state) ?? null,
    }
  })
}

type Seen = (id: NodeId, view: RoleView, state: object | null, event: TraceEvent) => void

/** Every State of a node with a view, as each step leaves it; null when it goes down. */
function along(trace: Trace, views: ViewsByNode, upTo: number | null, seen: Seen): void {
  const states = new Map<NodeId, Plain>()
  const own = new WeakSet<object>()
  for (const event of trace) {
    if (upTo !== null && event.id > upTo) break
    const { node } = event
    const view = node === null ? undefined : views.get(node)
    if (node === null || view === undefined) continue
    if (event.kind === 'crash') {
      states.delete(node)
      seen(node, view, null, event)
    }
    if (!('patch' in event)) continue
    if (event.kind === 'start') states.delete(node)
    const begins = event.patch[0]?.path === ''
    // A record that goes on from an instant says of some nodes only how they change.
    if (event.patch.length === 0 || (!begins && !states.has(node))) continue
    const state = applied(states.get(node), event.patch, own)
    states.set(node, state)
    assert(typeof state === 'object' && state !== null, 'a State is an object')
    seen(node, view, state, event)
  }
}
