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

/** Disks spoil in the middle of the storm, and servers start again and again: that is when rows are read. */
const spoilt: readonly string[] = [
  'disk torn random 2',
  'disk rot 3% random minority @ 500ms..2s',
  'disk read-error 10% random one @ 1s..2s for 500ms restart +100ms',
  'crash random one every exp 500ms restart +60ms',
  'drop 2%',
]

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
    storm: ['spoilt', 'swarm'],
  },
  rules: { ...rules, ...clientRules },
  variants: diskMutants,
  nodes: cast,
  workload: kvWorkload,
  network: { latency: '1ms..8ms' },
  disk: { sync: '100us..1ms' },
  faults: ({ storm }) => (storm === 'swarm' ? storm : spoilt),
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
