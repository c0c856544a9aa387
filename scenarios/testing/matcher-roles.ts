// What the nodes are just now, by the views of the scenario: who leads, in which term, and whether a
// node has a role. What is not so is told with the roles of all nodes over the run so far.

import { tellDuration } from '../../sim/duration.ts'
import { nearest } from '../../sim/nearest.ts'
import { Mistake } from '../../sim/problem.ts'
import type { RoleView } from '../../sim/role-view.ts'
import type { Live } from '../runner/live.ts'
import type { NodeView } from '../view.ts'
import { leadersOf, rolesSoFar, viewsIn } from './roles-now.ts'
import { SimWorld } from './sim-world.ts'
import type { Said } from './verdicts.ts'

/** Which leaders there are to be. */
export interface Led {
  /** of this term; without it, of any */
  readonly term?: number | undefined
  /** exactly so many; without it, one or more */
  readonly count?: number | undefined
}

/** Null: it has such a leader, or as many as are asked for. @throws Mistake for a world without views */
export function notLed(world: SimWorld, how: Led): Said | null {
  checkLed(how)
  const { term, count } = how
  const all = leadersOf(liveOf(world), 'toHaveLeader')
  const leaders = term === undefined ? all : all.filter((one) => one.role.term === term)
  if (count === undefined ? leaders.length > 0 : leaders.length === count) return null
  const wanted = `${count === undefined ? 'a leader' : leadersIn(count)}${termOf(term ?? null)}`
  const told = all.map(({ id, role }) => `${id}${termOf(role.term)}`)
  const there = told.length === 0 ? 'nobody leads' : `leading: ${told.join(', ')}`
  return {
    ...{ name: 'RoleError', code: 'WL2015', expected: wanted, actual: there },
    lines: [
      `there should be ${wanted}, and at ${tellDuration(world.now)} ${there}.`,
      ...rolesSoFar(liveOf(world)),
    ],
  }
}

/** What a negation says of a world that has such a leader. */
export const ledAnyway = (world: SimWorld): string => {
  const told = leadersOf(liveOf(world), 'toHaveLeader').map(
    ({ id, role }) => id + termOf(role.term),
  )
  const sentence = `${told.join(', ') || 'nobody'} leads at ${tellDuration(world.now)}, and should not.`
  return [sentence, ...rolesSoFar(liveOf(world))].join('\n')
}

const leadersIn = (count: number): string => (count === 1 ? 'exactly 1 leader' : `${count} leaders`)
const termOf = (term: number | null): string => (term === null ? '' : ` in term ${term}`)

function checkLed(how: Led): void {
  for (const [field, value] of Object.entries(how)) {
    const known = field === 'term' || field === 'count'
    if (known && (value === undefined || (Number.isSafeInteger(value) && value >= 0))) continue
    const sentence = known
      ? `toHaveLeader: ${field} cannot be ${String(value)}.`
      : `toHaveLeader knows no "${field}".`
    const lines = ['allowed        { term: 2 }, { count: 1 }, both, or nothing']
    throw new Mistake([{ code: 'WL1004', sentence, lines }])
  }
}

/** Null: the node has that role now. @throws Mistake for a node without a view, or an unknown role */
export function otherRole(received: unknown, name: string): Said | null {
  const { node, world, view } = viewedNode(received)
  const names = Object.keys(view.roles)
  if (!names.includes(name)) throw unknownRole(node, name, names)
  const role = node.up ? view.role(node.state) : null
  if (role?.name === name) return null
  const is = role === null ? 'down' : `${role.name}${termOf(role.term)}`
  return {
    ...{ name: 'RoleError', code: 'WL2015', expected: name, actual: role?.name ?? 'down' },
    lines: [
      `${node.id} should be ${name}, and at ${tellDuration(world.now)} it is ${is}.`,
      ...rolesSoFar(liveOf(world)),
    ],
  }
}

/** What a negation says of a node that has the role. */
export function roleAnyway(received: unknown, name: string): string {
  const { node, world } = viewedNode(received)
  const sentence = `${node.id} is ${name} at ${tellDuration(world.now)}, and should not be.`
  return [sentence, ...rolesSoFar(liveOf(world))].join('\n')
}

function viewedNode(received: unknown): { node: NodeView; world: SimWorld; view: RoleView } {
  const found = SimWorld.around(received)
  if (found === null) {
    const given = received instanceof SimWorld ? 'the world' : typeof received
    const sentence = `toHaveRole looks at a node, and was given ${given}.`
    const lines = ["Use   expect(n('n1')), with the n that a body of simTest is given"]
    throw new Mistake([{ code: 'WL1004', sentence, lines }])
  }
  const { node, world } = found
  const views = viewsIn(liveOf(world), 'toHaveRole')
  const view = views.get(node.id)
  if (view !== undefined) return { node, world, view }
  const sentence = `the scenario has no view of ${node.id}, so it has no role.`
  const lines = [`nodes with one ${[...views.keys()].join('  ')}`]
  throw new Mistake([{ code: 'WL1004', sentence, lines }])
}

function unknownRole({ id }: NodeView, name: string, names: readonly string[]): Mistake {
  const near = nearest(name, names)
  return new Mistake([
    {
      code: 'WL1003',
      sentence: `${id} can have no role "${name}".`,
      lines: [
        ...(near === null ? [] : [`did you mean   ${near} ?`]),
        `roles          ${names.join('  ')}`,
      ],
    },
  ])
}

const liveOf = (world: SimWorld): Live => SimWorld.inside(world).live
