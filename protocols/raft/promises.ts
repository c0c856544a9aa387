// Raft's promises for `always` of a scenario: `always: promises('n')` asks all of them, after every
// step, of the servers in the role n.

import { type Safety, safety, type ServerSeen } from './invariants.ts'

/** What a scenario's world shows of its servers, by the name of their role. */
export type Watched<R extends string> = { readonly [role in R]: readonly ServerSeen[] } & {
  readonly stepped: { readonly id: ServerSeen['id'] } | null
}

/** One promise as a scenario takes it. */
export interface Promised<R extends string> extends Omit<Safety, 'holds'> {
  /** what broke, in words, or null */
  readonly holds: (world: Watched<R>) => string | null
}

/**
 * Figure 3 of the paper and what it rests on, by name.
 * @param role of the servers; it has a `count`
 */
export const promises = <R extends string>(role: R): Readonly<Record<string, Promised<R>>> =>
  Object.fromEntries(
    Object.entries(safety()).map(([name, { holds, code, about }]) => [
      name,
      { holds: (world: Watched<R>) => holds(world[role], world.stepped), code, about },
    ]),
  )
