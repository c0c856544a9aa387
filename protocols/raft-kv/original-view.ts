// A server of the source's library as people see it: its role and term, and the log in its memory.

import type { LogCell, RoleView } from '../../sim/role-view.ts'
import { text } from '../../sim/plain.ts'
import type { OriginalEntry } from './original-messages.ts'
import { firstEntry, type OriginalState } from './original-state.ts'

export const originalView: RoleView<OriginalState> = {
  roles: { leader: 'leads', candidate: 'stands', follower: 'follows' },
  role: ({ role, term }) => ({ name: role.kind, term }),
  log(state) {
    const { log, commit, role, next, match } = state
    const peers = new Map(
      Array.from(next, ([peer, index]) => [peer, { next: index, match: match.get(peer) ?? 0 }]),
    )
    return {
      first: firstEntry(state).idx,
      cells: log.map(cellOf),
      committed: commit,
      peers: role.kind === 'leader' ? peers : null,
    }
  },
}

function cellOf({ term, command: replicated }: OriginalEntry): LogCell {
  if (replicated === null) return { term, text: 'NO_OP' }
  const { command } = replicated
  if (command.kind === 'put') return { term, text: `put ${command.key}=${text(command.value, 12)}` }
  if (command.kind === 'range') return { term, text: 'range' }
  return { term, text: `${command.kind} ${command.key}` }
}
