// Raft's promises for `always` of a scenario: `always: promises('n')` asks all of them, after every
// step, of the servers in the role n.

import { Mistake } from '../../sim/problem.ts'
import { type Safety, safety } from './invariants.ts'
import { Looks, type ServerSeen } from './looks.ts'
import { asked } from './properties.ts'

/** What a scenario's world shows of its servers, by the name of their role. */
export type Watched<R extends string> = { readonly [role in R]: readonly ServerSeen[] } & {
  readonly stepped: { readonly id: ServerSeen['id'] } | null
  readonly run?: object
}

/** One promise as a scenario takes it. */
export interface Promised<R extends string> extends Pick<Safety, 'code' | 'about'> {
  /** whether the last step has changed anything that one of the promises depends on; one for all */
  readonly when: (world: Watched<R>) => boolean
  /** what broke, in words, or null */
  readonly holds: (world: Watched<R>) => string | null
}

/**
 * Figure 3 of the paper and what it rests on, by name. They share one look at the servers.
 * @param role of the servers; it has a `count`
 */
export const promises = <R extends string>(role: R): Readonly<Record<string, Promised<R>>> => {
  const looks = new Looks()
  let round = 0
  const look = (world: Watched<R>): boolean =>
    looks.look(serversIn(world, role), world.stepped, world.run)
  const when = (world: Watched<R>): boolean => {
    if (!look(world)) return false
    round += 1
    return true
  }
  return Object.fromEntries(
    Object.entries(safety()).map(([name, { property, code, about }]) => {
      let answered = 0
      let found = 0
      const holds = (world: Watched<R>): string | null => {
        // Where `when` was not asked before, this looks itself.
        if (answered === round) look(world)
        answered = round
        if (found === looks.found) return null
        found = looks.found
        return asked(property, looks)
      }
      return [name, { when, holds, code, about }]
    }),
  )
}

/** What a file of scenarios says is not always held against types. */
function serversIn<R extends string>(world: Watched<R>, role: R): readonly ServerSeen[] {
  const servers: unknown = world[role]
  if (Array.isArray(servers)) return world[role]
  const why = servers === undefined ? 'no role of a node' : 'one node, and no list of them'
  const sentence = `promises('${role}') cannot be asked: ${role} is ${why}.`
  const lines = [`instead        the role of the servers, with a count: { count: 3, actor }`]
  throw new Mistake([{ code: 'WL1101', sentence, lines }])
}
