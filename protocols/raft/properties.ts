// How a property of Raft is asked: of the server that has changed, when something changed that it
// depends on. One alone, or several that share one look. What they say is in invariants*.ts.

import type { NodeId } from '../../sim/units.ts'
import { type Look, Looks, type Server, type ServerSeen } from './looks.ts'

/**
 * What broke, in words, or null. It remembers what it has looked at.
 * @param stepped the node that took the last step, where that is known: no other has changed
 * @param run an object of each run's own: with another one it has looked at nothing yet
 */
export type Invariant = (
  servers: readonly ServerSeen[],
  stepped?: { readonly id: NodeId } | null,
  run?: object,
) => string | null

/** What broke, in words, or null: of a server that has changed, among all of them. */
export type Wrong = (one: Server, servers: readonly Server[]) => string | null

/** A property, and what it depends on. */
export interface Property {
  /** the changes after which it is asked, of `change` */
  readonly after: number
  readonly wrong: Wrong
}

/** Asked of a server and what was seen of the same life before. */
export const ofEach = (
  after: number,
  wrong: (before: Look, one: Server, servers: readonly Server[]) => string | null,
): Property => ({
  after,
  wrong: (one, servers) => (one.before === null ? null : wrong(one.before, one, servers)),
})

/** Asked of every two servers, in both orders, one of which has changed. */
export const ofEveryTwo = (
  after: number,
  wrong: (one: Server, other: Server) => string | null,
): Property => ({
  after,
  wrong(one, servers) {
    for (const other of servers) {
      if (other === one) continue
      const why = wrong(one, other) ?? wrong(other, one)
      if (why !== null) return why
    }
    return null
  },
})

/** What a property remembers of a run; of another one it has nothing to remember. */
export function ofOneRun<M extends { clear(): void }>(memory: M): (one: Server) => M {
  let of: unknown
  return ({ run }) => {
    if (run !== of) memory.clear()
    of = run
    return memory
  }
}

/** Two properties as one. */
export const both = (one: Property, other: Property): Property => ({
  after: one.after | other.after,
  wrong: (server, servers) =>
    ((server.what & one.after) === 0 ? null : one.wrong(server, servers)) ??
    ((server.what & other.after) === 0 ? null : other.wrong(server, servers)),
})

/** What a property says after the newest look. */
export function asked({ after, wrong }: Property, { changed, servers }: Looks): string | null {
  for (const one of changed) {
    if ((one.what & after) === 0) continue
    const why = wrong(one, servers)
    if (why !== null) return why
  }
  return null
}

/** A property by itself, with looks of its own. */
export function alone(property: Property): Invariant {
  const looks = new Looks()
  return (servers, stepped, run) =>
    looks.look(servers, stepped, run) ? asked(property, looks) : null
}
