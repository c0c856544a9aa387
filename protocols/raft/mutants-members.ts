// Planted bugs in changes of members and in handovers: mistakes that were made before, each a rule of Raft
// replaced by a wrong one. They show in scenarios whose members change.

import { membersOf, nobody, start } from './changes.ts'
import type { Mutant } from './mutant.ts'
import { committedIndex, everyone, voteResult } from './quorum.ts'

const twoLeaders = 'election safety'
const lost = 'leader completeness'

export const memberMutants: Readonly<Record<string, Mutant>> = {
  'two-changes-at-once': {
    change: 'a leader changes the members before it has committed an entry of its own term',
    source: 'Ongaro, raft-dev, 10 July 2015: bug in single-server membership changes',
    breaks: lost,
    rules: { hasCommitted: () => true },
  },
  'change-upon-change': {
    change: 'a leader changes the members again before the last change is committed',
    source: 'Ongaro, dissertation, section 4.1: what its safety argument rests on, left out',
    breaks: lost,
    rules: { isSettled: () => true },
  },
  'no-overlap': {
    change: 'any number of servers is exchanged in one step',
    source: 'Ongaro & Ousterhout 2014, section 6, figure 10; Redis-Raft #28',
    breaks: twoLeaders,
    rules: {
      nextMembers(members, change) {
        const step = start(members, { ...change, how: 'joint' })
        if (step.kind === 'impossible') return step
        return { kind: 'next', members: membersOf(change.voters, change.learners) }
      },
    },
  },
  'new-majority-elects': {
    change: 'while two configurations overlap, a majority of the new one alone elects a leader',
    source: 'Redis-Raft #17, #44: two leaders after a change of members and a partition',
    breaks: twoLeaders,
    rules: {
      elected: (members, granted, refused) =>
        voteResult({ ...members, outgoing: [] }, granted, refused),
    },
  },
  'new-majority-commits': {
    change: 'while two configurations overlap, a majority of the new one alone commits',
    source: 'Ongaro, dissertation, section 4.3, left out',
    breaks: twoLeaders,
    rules: { stored: (members, matchOf) => committedIndex({ ...members, outgoing: [] }, matchOf) },
  },
  'leaves-overlap-early': {
    change: 'the new configuration is appended before the overlap of both is committed',
    source: 'Ongaro, dissertation, section 4.3, figure 4.8, left out',
    breaks: twoLeaders,
    rules: { mayLeaveJoint: () => true },
  },
  'keeps-overwritten-members': {
    change: 'a server whose log lost its latest configuration goes on deciding by it',
    source: 'canonical/raft #323, #450: a change of members is not rolled back by a truncation',
    breaks: 'members of its log',
    rules: { withdrawsMembers: () => false },
  },
  'stands-by-old-members': {
    change:
      'a server that is told to stand counts votes by the members before the latest, while it does not know the latest to be committed',
    source: 'raft-rs 0.4.2: the quorum changes while leadership is transferred',
    breaks: lost,
    rules: {
      electing: (latest, settled, transfer) => (transfer ? settled : latest),
    },
  },
  'forgets-when-removed': {
    change: 'a server that was removed erases its term, its vote and its log',
    source: 'RethinkDB 2.2.3 (Jepsen 330): a removed server forgets its Raft state and comes back',
    breaks: 'nothing goes back',
    needs: 'nothing',
    rules: { remembersWhenRemoved: () => false },
  },
  'returns-empty': {
    change:
      'a server that was removed comes back empty, and the leader believes that it has its log',
    source: 'etcd #21178, #20269, TiKV #7353: an empty member added again under its old name',
    breaks: 'nothing goes back',
    needs: 'nothing',
    rules: { remembersWhenRemoved: () => false, forgetsWhoLeft: () => false },
  },
  'learners-count': {
    change: 'an entry counts as committed when a majority of all members has it, learners included',
    source: 'Ongaro, dissertation, section 4.2.1: new servers as non-voting members, left out',
    breaks: 'commits are its own',
    needs: 'nothing',
    rules: {
      stored: (members, matchOf) => committedIndex(membersOf(everyone(members)), matchOf),
    },
  },
  'removed-stays-silent': {
    change: 'a leader whose own removal is not committed never stands for election again',
    source: 'Ongaro, dissertation, section 4.2.2, figure 4.6, left out',
    breaks: 'led',
    rules: { mayStand: ({ voters, outgoing }, _, id) => [...voters, ...outgoing].includes(id) },
  },
  'removed-forgets-itself': {
    change:
      'a leader whose own removal is not committed, and that starts again, goes by how far it knows its log to be committed: not at all',
    source:
      'Ongaro, dissertation, section 4.2.2, and figure 2: commitIndex is volatile; seen in this Raft',
    breaks: 'led',
    rules: {
      settled: (membersLog, commit) =>
        (membersLog.findLast(({ index }) => index <= commit) ?? membersLog[0])?.members ?? nobody,
    },
  },
  'lease-after-handover': {
    change: 'a leader answers from its lease though it has told another server to stand',
    source:
      'Ongaro, dissertation, section 6.4.1; TiKV #9239: a read while leadership is transferred',
    breaks: 'linearizable',
    rules: { leasesAfterTelling: () => true },
  },
}
