// A server of Raft as people see it: its role and term, and the log that it holds, with what a leader
// knows of the others.

import type { LogNow, RoleView } from '../../sim/role-view.ts'
import { text } from '../../sim/plain.ts'
import type { Entry } from './messages.ts'
import type { RaftState } from './state.ts'

const textMax = 24

/**
 * For `views` of a scenario. A server that asks whether it would be elected stands for election too;
 * one whose disk is damaged says nothing any more.
 */
export const raftView: RoleView<RaftState> = {
  roles: {
    leader: 'leads',
    candidate: 'stands',
    canvasser: 'stands',
    follower: 'follows',
    damaged: 'out',
  },
  role: ({ role, term }) => ({ name: role.kind, term }),
  log: ({ base, log, commit, role }): LogNow => ({
    first: base.index + 1,
    cells: log.map((entry) => ({ term: entry.term, text: textOf(entry) })),
    committed: commit,
    peers: role.kind === 'leader' ? role.peers : null,
  }),
}

const textOf = (entry: Entry): string =>
  entry.kind === 'command' ? text(entry.command, textMax) : entry.kind
