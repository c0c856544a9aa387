// Raft while its members change: an operator adds and removes servers, one at a time and jointly, and
// hands leadership over, while clients read and write and the storm goes on.

import { type ClientRules, clientRules } from '../protocols/raft/client-rules.ts'
import { type Rules, rules } from '../protocols/raft/rules.ts'
import { warningsAbout } from '../protocols/raft/setup.ts'
import { raftView } from '../protocols/raft/view.ts'
import { progress } from '../sim/check/progress.ts'
import { disksKeep } from './assumption.ts'
import { oneOf } from './params.ts'
import { namesOf, parametersOf } from './raft-kv.ts'
import { kvOutcome, linearizableKeys } from './raft-kv-check.ts'
import { kvWorkload } from './raft-kv-workload.ts'
import { membersBudget, membersCast } from './raft-members-cast.ts'
import { membersAlways, membersEventually } from './raft-members-goals.ts'
import { memberWishes } from './raft-members-workload.ts'
import { memberMutantsOf } from './raft-mutants.ts'
import { type Scenario, scenario } from './scenario.ts'

/** Leaders are cut off while they change the members, and voters from whom they have just elected. */
const splits: readonly string[] = [
  'partition leader | n @ 450ms..900ms for 300ms',
  'partition halves @ before voted#6 for 600ms',
  'partition leader | n every 900ms for 300ms',
  'partition leader | n @ after send "timeout now"#1 for 250ms',
  'partition leader | n @ after send "timeout now"#6 for 250ms',
  'partition leader | n @ after send "timeout now"#12 for 250ms',
]

export const raftMembers: Scenario = scenario('raft-members', {
  about:
    'The members of a Raft cluster change, one at a time and jointly, and its leader hands over, while it keeps a map. What clients see is one copy.',
  params: {
    members: [4, 3, 5, 2],
    spares: 2,
    votersMin: 1,
    clients: 2,
    electionTimeout: '150ms..300ms',
    heartbeat: '50ms',
    preVote: true,
    checkQuorum: true,
    reads: ['index', 'lease'],
    link: oneOf('datagram', 'stream'),
    compactAfter: 40,
    keys: 3,
    rate: 60,
    storm: ['splits', 'swarm'],
  },
  rules: { ...rules, ...clientRules } satisfies Rules & ClientRules,
  variants: memberMutantsOf('raft-members'),
  nodes: membersCast,
  workload: (of) => [...kvWorkload(of), ...memberWishes(of)],
  views: { n: raftView },
  network: ({ link }) => ({ link, latency: '1ms..8ms' }),
  disk: { sync: '100us..1ms' },
  faults: ({ storm }) => (storm === 'swarm' ? storm : splits),
  budget: membersBudget,
  until: '4s',
  settle: '3s',
  always: membersAlways,
  eventually: membersEventually,
  check: [linearizableKeys, progress({ within: '2500ms' })],
  outcome: kvOutcome,
  sometimes: [
    'members were changed',
    'an overlap of members was left',
    'a leader that was removed stepped down',
    'a server was told to stand',
    'a successor did not take over',
    'the end of a log was overwritten',
    'a snapshot was installed',
  ],
  assumptions: ({ members, ...chosen }) => [
    { ...disksKeep, says: `${disksKeep.says}, those of servers that are no members too` },
    ...warningsAbout({ voters: namesOf(members) }, parametersOf(chosen)),
  ],
})
