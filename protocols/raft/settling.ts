// Whether a cluster may have come nearer to rest, or left it: for what is compared as a whole in the
// end and is dear to compare after every step. It judges nothing.

import type { LogIndex, NodeId, Term } from '../../sim/units.ts'
import type { ServerSeen } from './looks.ts'
import type { Members } from './members.ts'
import type { Watched } from './promises.ts'
import type { Role } from './state.ts'

/** All of a server that tells whom it follows and what it has made. */
interface Seen {
  life: unknown
  up: boolean
  role: Role
  leader: NodeId | null
  term: Term
  members: Members
  applied: LogIndex
  machine: unknown
  sessions: unknown
}

/**
 * For `when` of `eventually`: whether any server follows another, has other members, has carried out
 * more, or has started or ended since it was asked last. A state machine changes only with what is
 * carried out; one that changed by itself is seen when the calm ends.
 * @param role of the servers
 * @returns a function that remembers the servers; for worlds one after another
 */
export function settling<R extends string>(role: R): (world: Watched<R>) => boolean {
  const memory: (Seen | undefined)[] = []
  return (world) => {
    const servers = world[role]
    let moved = memory.length !== servers.length
    memory.length = servers.length
    for (let at = 0; at < servers.length; at++) {
      const one = servers[at]
      const before = memory[at]
      if (one === undefined || (before !== undefined && isSame(before, one))) continue
      memory[at] = seen(one)
      moved = true
    }
    return moved
  }
}

const leaderOf = (role: Role): NodeId | null => (role.kind === 'follower' ? role.leader : null)

function isSame(before: Seen, { up, state, life }: ServerSeen): boolean {
  const { role } = state
  return (
    before.life === (life ?? state) &&
    before.up === up &&
    before.role === role &&
    before.leader === leaderOf(role) &&
    before.term === state.term &&
    before.applied === state.applied &&
    before.members === state.members &&
    before.machine === state.machine &&
    before.sessions === state.sessions
  )
}

function seen({ up, state, life }: ServerSeen): Seen {
  const { role, term, members, applied, machine, sessions } = state
  const who = { life: life ?? state, up, role, leader: leaderOf(role), term }
  return { ...who, members, applied, machine, sessions }
}
