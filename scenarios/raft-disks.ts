// Raft on disks that spoil what they hold: rows rot, batches are torn, reads fail, on as many servers as
// the seed likes. What is damaged is noticed and never answered from; who is left goes on if it is a majority.

import { budget } from '../protocols/raft/budget.ts'
import { clientRules } from '../protocols/raft/client-rules.ts'
import { diskMutants } from '../protocols/raft/mutants-disks.ts'
import { parametersDefault } from '../protocols/raft/parameters.ts'
import { rules } from '../protocols/raft/rules.ts'
import { settling } from '../protocols/raft/settling.ts'
import type { RaftState } from '../protocols/raft/state.ts'
import { raftView } from '../protocols/raft/view.ts'
import { always, canElect, cast, isWhole, led } from './raft-kv.ts'
import { kvOutcome, linearizableKeys } from './raft-kv-check.ts'
import { kvWorkload } from './raft-kv-workload.ts'
import { type Scenario, scenario } from './scenario.ts'
import type { NodeView } from './view.ts'

export const raftDisks: Scenario = scenario('raft-disks', {
  about:
    'Raft servers whose disks rot, tear and fail to be read. A server that finds its disk damaged says nothing more.',
  params: {
    servers: 5,
    clients: 2,
    electionTimeout: '150ms..300ms',
    heartbeat: '50ms',
    preVote: true,
    checkQuorum: true,
    attempt: '100ms',
    reads: 'index',
    link: 'datagram',
    compactAfter: 40,
    keys: 3,
    rate: 60,
  },
  rules: { ...rules, ...clientRules },
  variants: diskMutants,
  nodes: cast,
  workload: kvWorkload,
  network: { latency: '1ms..8ms' },
  disk: { sync: '100us..1ms' },
  faults: 'swarm',
  budget: ({ servers, clients }) => ({
    ...budget({ server: 'n', client: 'c' }, { servers, clients }, parametersDefault),
    diskDamage: ['torn', 'rot', 'read-error'],
    damagedDisks: { n: servers },
  }),
  until: '4s',
  settle: '2s',
  always,
  eventually: {
    led: {
      when: settling('n'),
      holds: (w) => led(w.n),
      about: 'one server leads, and the others follow it, if a majority has its disk',
    },
  },
  check: linearizableKeys,
  outcome: kvOutcome,
  sometimes: {
    'a server found its disk damaged': (w) => w.n.some(isDamaged),
    'a majority found its disk damaged': (w) => !canElect(w.n.filter(isWhole)),
  },
  views: { n: raftView },
  assumptions: ['a disk that spoils a row does not put another one with a fitting checksum there'],
})

const isDamaged = ({ state }: NodeView<RaftState>): boolean => state.role.kind === 'damaged'
