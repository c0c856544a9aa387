// What the source systems answered too early, from the wrong place or not at all, each shown by one
// scenario in the library's own times: its copy fails, the protocol passes.

import { shopUsage, tasksUsage, versionedUsage } from '../protocols/raft-kv/original.ts'
import { seconds } from '../sim/units.ts'
import { linearizableKeys } from './raft-kv-check.ts'
import { acknowledgedWrites, answered, notSentAway } from './raft-kv-original-claims.ts'
import {
  apart,
  asks,
  cas,
  get,
  libraryNetwork,
  libraryTimes,
  many,
  ours,
  ourViews,
  put,
  shop,
  tasks,
  theirs,
  theirViews,
  together,
  versioned,
} from './raft-kv-original-cast.ts'
import { copyOf, type Scenario, scenario } from './scenario.ts'

/** The rows of a follower are late by a heartbeat at most. */
const instants = Array.from({ length: 20 }, (_, nth) => 0.1 + nth / 100)

const localRead: Scenario = scenario('raft-kv-local-read', {
  about: 'One client writes through one replica, another reads at another one right afterwards.',
  params: libraryTimes,
  nodes: ours,
  views: ourViews,
  variants: {
    original: copyOf({
      change: 'a read is answered from the rows of the replica that was asked, however old',
      source: `${tasks}: getValue is a local read`,
      breaks: 'linearizable',
      nodes: theirs(tasksUsage, apart),
      views: theirViews,
    }),
  },
  network: libraryNetwork,
  workload: () =>
    many.flatMap((nth) => [
      asks('writer', 4 + nth, put('x', `v${nth}`)),
      ...instants.map((later) => asks('reader', 4 + nth + later, get('x'))),
    ]),
  until: '15s',
  settle: '5s',
  check: linearizableKeys,
  eventually: answered,
})

const oldLeader: Scenario = scenario('raft-kv-old-leader', {
  about:
    'A replica and a client of its own are cut off from the others, for less than half a minute.',
  params: libraryTimes,
  nodes: ours,
  views: ourViews,
  variants: {
    original: copyOf({
      change:
        'who leads in a minority leads for 30 s more, takes commands and answers them; they are cut off its log afterwards',
      source: `${shop}: writes are acknowledged without a quorum, PySyncObj leaderFallbackTimeout`,
      breaks: 'acknowledged writes are there',
      nodes: theirs(shopUsage, apart),
      views: theirViews,
    }),
  },
  network: libraryNetwork,
  workload: () => [
    ...many.map((nth) => asks('writer', 9 + nth, put(`w${nth}`, 'cut off'))),
    ...many.map((nth) => asks('reader', 9 + nth, put(`r${nth}`, 'with the others'))),
    ...many.flatMap((nth) => [
      asks('reader', 45 + nth / 10, get(`w${nth}`)),
      asks('reader', 46 + nth / 10, get(`r${nth}`)),
    ]),
  ],
  faults: ['partition n1,writer | n2,n3,reader @ 8s for 20s'],
  until: '50s',
  settle: '10s',
  check: acknowledgedWrites,
  eventually: answered,
})

const ackBeforeCommit: Scenario = scenario('raft-kv-ack-before-commit', {
  about: 'Two of three replicas are down when a client writes to the third, which restarts later.',
  params: libraryTimes,
  nodes: ours,
  views: ourViews,
  variants: {
    original: copyOf({
      change: 'a write is answered when it stands in a queue, before anybody else has heard of it',
      source: `${shop}: two of three replicas killed, Create answers 0`,
      breaks: 'acknowledged writes are there',
      nodes: theirs(shopUsage, together),
      views: theirViews,
    }),
  },
  network: libraryNetwork,
  workload: () => [asks('writer', 8, put('k', 'without a quorum')), asks('reader', 25, get('k'))],
  faults: [
    'crash n2 @ 6s lose memory restart +8s',
    'crash n3 @ 6s lose memory restart +8s',
    'crash n1 @ 12s lose memory restart +2s',
  ],
  until: '30s',
  settle: '10s',
  check: acknowledgedWrites,
  eventually: answered,
})

const queueFull: Scenario = scenario('raft-kv-queue-full', {
  about: 'Several callers of one replica write at the same instant.',
  params: libraryTimes,
  nodes: ours,
  views: ourViews,
  variants: {
    original: copyOf({
      change:
        'the queue to the thread of the library takes two commands; the third is an exception',
      source: `${tasks}: commandsQueueSize=1 (QUEUE_FULL; FastQueue lets one more in)`,
      breaks: 'nobody is sent away',
      nodes: theirs(tasksUsage, {
        ...together,
        patience: { pause: seconds(9), giveUp: seconds(5) },
      }),
      views: theirViews,
    }),
  },
  network: libraryNetwork,
  workload: () => many.map((nth) => asks('writer', 8, put(`k${nth}`, 'at once'))),
  until: '15s',
  settle: '5s',
  check: notSentAway,
})

const queueDropped: Scenario = scenario('raft-kv-queue-dropped', {
  about: 'Several callers of one replica write at the same instant, and none of them waits.',
  params: libraryTimes,
  nodes: ours,
  views: ourViews,
  variants: {
    original: copyOf({
      change:
        'nobody waits for a command, so nobody is told that the queue was full: it was answered',
      source: `${shop}, with the queue of ${tasks}: QUEUE_FULL without a callback`,
      breaks: 'acknowledged writes are there',
      nodes: theirs({ ...shopUsage, queue: tasksUsage.queue }, together),
      views: theirViews,
    }),
  },
  network: libraryNetwork,
  workload: () => [
    ...many.map((nth) => asks('writer', 8, put(`k${nth}`, 'at once'))),
    ...many.map((nth) => asks('reader', 12, get(`k${nth}`))),
  ],
  until: '15s',
  settle: '5s',
  check: acknowledgedWrites,
})

const checkThenAct: Scenario = scenario('raft-kv-check-then-act', {
  about: 'Two clients take the last piece at the same time, each if it is still there.',
  params: libraryTimes,
  nodes: ours,
  views: ourViews,
  variants: {
    original: copyOf({
      change: 'the check is a read outside of the log, and the write that follows is unconditional',
      source: `${shop}: reading, deciding and writing are three steps of the portal`,
      breaks: 'linearizable',
      nodes: theirs(shopUsage, { writer: 'n1', reader: 'n2' }),
      views: theirViews,
    }),
  },
  network: libraryNetwork,
  workload: () => [
    asks('writer', 6, put('stock', '1')),
    asks('writer', 8, cas('stock', '1', 'sold to the first')),
    asks('reader', 8, cas('stock', '1', 'sold to the second')),
  ],
  until: '12s',
  settle: '5s',
  check: linearizableKeys,
})

const fixedSleep: Scenario = scenario('raft-kv-fixed-sleep', {
  about: 'A replica reads while another one writes.',
  params: libraryTimes,
  nodes: ours,
  views: ourViews,
  variants: {
    original: copyOf({
      change:
        'after a second of sleep, whatever the last command of anybody has left is the answer',
      source: `${versioned}: one instance variable, fetched after a fixed sleep of 1 s`,
      breaks: 'linearizable',
      nodes: theirs(versionedUsage, apart),
      views: theirViews,
    }),
  },
  network: libraryNetwork,
  workload: () => [
    asks('writer', 6, put('x', 'first')),
    ...many.flatMap((nth) => [
      asks('reader', 8 + 2 * nth, get('x')),
      asks('writer', 8.4 + 2 * nth, put(`other${nth}`, 'second')),
    ]),
  ],
  until: '30s',
  settle: '5s',
  check: linearizableKeys,
})

/** Each has words of its own for a command that somebody waits for. */
const resetsAfter = (kind: string): readonly string[] =>
  ['n1-n2', 'n1-n3'].map((link) => `reset ${link} @ after send ${kind}`)

const blockedWrite: Scenario = scenario('raft-kv-blocked-write', {
  about: 'The connections of a replica break just when it has passed a command on to the leader.',
  params: libraryTimes,
  nodes: ours,
  views: ourViews,
  variants: {
    original: copyOf({
      change: 'a thread waits for the answer to a command that was lost, without a time, for ever',
      source: `${tasks}: replicated_sync, timeout None`,
      breaks: 'answered',
      nodes: theirs(tasksUsage, together),
      views: theirViews,
      faults: resetsAfter('apply_command#1'),
    }),
  },
  network: libraryNetwork,
  workload: () => many.map((nth) => asks('writer', 7 + nth, put(`k${nth}`, 'passed on'))),
  faults: resetsAfter('command#1'),
  until: '30s',
  settle: '10s',
  eventually: answered,
})

const lostReplica: Scenario = scenario('raft-kv-lost-replica', {
  about: 'One of three replicas dies for good, the one to which a client is attached.',
  params: libraryTimes,
  nodes: ours,
  views: ourViews,
  variants: {
    original: copyOf({
      change: 'a portal knows one replica, drawn when it starts, and three tries later it gives up',
      source: `${shop}: 500 after three tries over nine seconds, with two replicas of three alive`,
      breaks: 'nobody is sent away',
      nodes: theirs(shopUsage, {
        ...together,
        patience: { pause: seconds(3), giveUp: seconds(9) },
      }),
      views: theirViews,
    }),
  },
  network: libraryNetwork,
  workload: () => [
    asks('writer', 6, put('before', 'it dies')),
    asks('writer', 12, put('after', 'it died')),
  ],
  faults: ['crash n1 @ 8s restart never'],
  until: '30s',
  settle: '5s',
  check: notSentAway,
})

export const answerFaults: readonly Scenario[] = [
  localRead,
  oldLeader,
  ackBeforeCommit,
  queueFull,
  queueDropped,
  checkThenAct,
  fixedSleep,
  blockedWrite,
  lostReplica,
]
