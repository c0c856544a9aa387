// What the nodes of a live run are at this instant, and what they have been: their views asked of the
// States that there are now.

import { plainPage } from '../../reports/page.ts'
import { strip } from '../../reports/strip.ts'
import { succeeded } from '../../sim/check/history-check.ts'
import { tellDuration } from '../../sim/duration.ts'
import { Mistake } from '../../sim/problem.ts'
import type { RoleNow, RoleView } from '../../sim/role-view.ts'
import { rolesIn, standingOf } from '../../sim/roles-in.ts'
import type { NodeId } from '../../sim/units.ts'
import type { Live } from '../runner/live.ts'
import { framesOf } from './frames.ts'
import { picture } from './picture.ts'
import { raised } from './raised.ts'

/** A node that leads. */
export interface Leader {
  readonly id: NodeId
  readonly role: RoleNow
}

/** Who leads now, in the order of the nodes. @throws Mistake for a world without views */
export function leadersOf(live: Live, asks: string): readonly Leader[] {
  const views = viewsIn(live, asks)
  return live.stage.sight.view.nodes.flatMap((node) => {
    const view = views.get(node.id)
    if (view === undefined || !node.up) return []
    const role = view.role(node.state)
    return standingOf(view, role) === 'leads' ? [{ id: node.id, role }] : []
  })
}

/** The views that there are. @throws Mistake for a scenario without any */
export function viewsIn(live: Live, asks: string): ReadonlyMap<NodeId, RoleView> {
  const { views } = live.site
  if (views.size > 0) return views
  const sentence = `${asks} asks what nodes are, and the scenario does not say.`
  const lines = ['allowed        views: { n: raft.logView(s => s.log) }   in the scenario']
  throw new Mistake([{ code: 'WL1004', sentence, lines }])
}

/** The strip of the run so far, made again with its events; nothing of a run that nobody reads. */
export const rolesSoFar = (live: Live): string[] => picture(live, () => drawn(live))

function drawn(live: Live): string[] {
  const run = live.again({ trace: true }).soFar()
  const trace = run.trace ?? []
  const end = Math.max(1, run.simTime)
  const roles = rolesIn(trace, live.site.views, end)
  const nodes = live.stage.sight.view.nodes.map(({ id }) => id)
  const { claims, until } = live.site
  const counted = succeeded(run.history, claims.outcome ?? null)
  return strip({ nodes, trace, roles, until, end, broke: null, succeeded: counted }, plainPage)
}

/** That nobody leads where somebody was asked for. */
export function leaderless(live: Live): Error {
  const lines = [`nobody leads at ${tellDuration(live.now)}.`, ...rolesSoFar(live)]
  return raised({ name: 'RoleError', lines, frames: framesOf(new Error('here').stack) })
}
