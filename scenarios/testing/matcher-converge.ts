// Whether the nodes of a role agree, and how soon after everything was healed they did so for good. The
// run is made again in a world of its own and looked at after every step.

import { converged, type Difference, differences } from '../../sim/check/convergence.ts'
import { parseDuration, tellDuration } from '../../sim/duration.ts'
import { nearest } from '../../sim/nearest.ts'
import { equal } from '../../sim/plain.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Micros } from '../../sim/units.ts'
import type { Live } from '../runner/live.ts'
import type { CommonView, NodeView } from '../view.ts'
import { picture } from './picture.ts'
import { SimWorld } from './sim-world.ts'
import type { Said } from './verdicts.ts'

/** What must agree, and by when. */
export interface Converge {
  /** role whose nodes must agree; without it, the one role that is no client */
  readonly of?: string
  /** what of a State must be the same; without it, all of it */
  readonly part?: { bivarianceHack(state: object): unknown }['bivarianceHack']
  /** how long it may take for good, `'500ms'` or microseconds; without it, they agree now */
  readonly within?: string | Micros
  /** from when on: `'heal'`, the last healing, without it; or an instant of the run, `'2s'` */
  readonly after?: string | Micros
}

const placesMax = 4

/** Null: they do. @throws Mistake for a role, a duration or an instant that there is not */
export function unlike(world: SimWorld, how: Converge): Said | null {
  const { live } = SimWorld.inside(world)
  const role = roleOf(live, how.of ?? null)
  const part = how.part ?? ((state: object): unknown => state)
  const wrong = (view: CommonView): string | null => converged(nodesOf(view, role), part)
  const now = wrong(live.stage.sight.view)
  const bound = how.within === undefined ? null : duration(how.within)
  const from = how.after === undefined && bound === null ? null : since(live, how.after ?? 'heal')
  if (now === null && (bound === null || from === null)) return null
  const took = now === null && from !== null ? lastWrong(live, wrong) - from : null
  if (took !== null && took <= (bound ?? 0)) return null
  const name = { name: 'ConvergenceError', code: 'WL2009' }
  const limit = bound === null ? '' : `within ${tellDuration(bound)} `
  const expected = `${role} nodes agree ${limit}${bound === null ? 'now' : 'for good'}`
  if (now === null) {
    const words = `the nodes agree only after ${tellDuration(took ?? 0)}`
    const lines = [`${words}, and the limit is ${tellDuration(bound ?? 0)}.`]
    return { ...name, expected, actual: words, lines }
  }
  const late = from === null ? '' : `, ${tellDuration(live.now - from)} after the healing`
  const lines = [
    `${now}${late}.`,
    ...table(live, role, part),
    ...picture(live, () => missed(live, role, part)),
  ]
  return { ...name, expected, actual: now, lines }
}

const nodesOf = (view: CommonView, role: string): readonly NodeView[] =>
  view.nodes.filter((node) => node.role === role)

function roleOf({ site }: Live, asked: string | null): string {
  const { byRole, clients } = site.cast
  const roles = Object.keys(byRole)
  const [only, ...more] = roles.filter((role) => !clients.has(role))
  if (asked === null && only !== undefined && more.length === 0) return only
  if (asked !== null && roles.includes(asked)) return asked
  const near = asked === null ? null : nearest(asked, roles)
  throw new Mistake([
    {
      code: 'WL3002',
      sentence:
        asked === null
          ? 'toConverge does not know whose States must agree: there are several roles.'
          : `there is no role "${asked}".`,
      lines: [
        ...(near === null ? [] : [`did you mean   { of: '${near}' } ?`]),
        `roles          ${roles.join(' · ')}`,
      ],
    },
  ])
}

function duration(given: string | Micros): Micros {
  const time = typeof given === 'number' ? given : parseDuration(given)
  if (time !== null && Number.isSafeInteger(time) && time >= 0) return time
  const sentence = `toConverge: ${JSON.stringify(given)} is no duration.`
  throw new Mistake([
    { code: 'WL1004', sentence, lines: ["allowed        '500ms', '2s', or microseconds"] },
  ])
}

/** The beginning of the calm, or the last time that a fault plan or a body healed. */
function since(live: Live, after: string | Micros): Micros {
  if (after !== 'heal') return duration(after)
  if (live.calm) return live.site.until
  const healed = live.plan.flatMap(({ id, fault }) =>
    fault.kind === 'heal' ? (live.world.struckAt.get(id) ?? []) : [],
  )
  const last = healed.at(-1)
  if (last !== undefined) return last
  const sentence = 'toConverge looks from the healing on, and nothing has been healed yet.'
  const lines = ['in the test    world.heal()   or world.untilQuiet(), which goes through the calm']
  throw new Mistake([
    { code: 'WL1004', sentence, lines: [...lines, "or             { after: '2s' }"] },
  ])
}

/** The first instant from which on they agree, in the same run made again. */
function lastWrong(live: Live, wrong: (view: CommonView) => string | null): Micros {
  let agree: Micros | null = 0
  live.again({}, (world, { sight }) => {
    agree = wrong(sight.view) === null ? (agree ?? world.now) : null
    return null
  })
  return agree
}

/** Who has what, where they differ from the first. */
function table(live: Live, role: string, part: (state: object) => unknown): string[] {
  const [first, ...others] = nodesOf(live.stage.sight.view, role).filter(({ up }) => up)
  if (first === undefined) return []
  return others.flatMap(({ id, state }) => {
    const places = differences(part(first.state), part(state))
    const rows = places.slice(0, placesMax).map((one) => `  ${row(one, first.id, id)}`)
    const more = places.length - rows.length
    return more > 0 ? [...rows, `  and ${more} more at ${id}`] : rows
  })
}

const row = ({ path, here, there }: Difference, one: string, other: string): string =>
  `${path === '' ? 'the State' : path}   ${here ?? 'nothing'} at ${one}   ${there ?? 'nothing'} at ${other}`

/** The last message between two that differ which was lost: it would have helped. */
function missed(live: Live, role: string, part: (state: object) => unknown): string[] {
  const [first, ...others] = nodesOf(live.stage.sight.view, role).filter(({ up }) => up)
  if (first === undefined) return []
  const wanted = part(first.state)
  const unequal = others.filter(({ state }) => !equal(part(state), wanted))
  const pairs = new Set(unequal.flatMap(({ id }) => [`${first.id}>${id}`, `${id}>${first.id}`]))
  const trace = live.again({ trace: true }).soFar().trace ?? []
  const drop = trace.findLast(
    (event) =>
      event.kind === 'drop' && pairs.has(event.message.slice(event.message.lastIndexOf(' ') + 1)),
  )
  if (drop?.kind !== 'drop') return []
  return [`  would have helped: ${drop.message}, lost at ${tellDuration(drop.time)} (${drop.why})`]
}
