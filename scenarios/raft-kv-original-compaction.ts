// What became of the source systems after five minutes, and after a key that they could not read, each
// shown by one scenario: its copy fails, the protocol passes.

import { shopUsage, tasksUsage, versionedUsage } from '../protocols/raft-kv/original.ts'
import {
  acknowledgedWrites,
  answered,
  answeredByTheirs,
  sameMaps,
} from './raft-kv-original-claims.ts'
import {
  asks,
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

/** Both compact early: after three seconds, or after eight entries. */
const soon = { ...libraryTimes, compaction: '3s', compactionEntries: 8 } as const

const emptySnapshot: Scenario = scenario('raft-kv-empty-snapshot', {
  about:
    'A replica on a machine of its own crashes, misses writes, and restarts after a compaction.',
  params: soon,
  nodes: ours,
  views: ourViews,
  variants: {
    original: copyOf({
      change:
        'a snapshot is the attributes of an object, among them the path to its database, and no row of it',
      source: `${shop}: its sole content is the leader's db_path (seen on 0.3.14)`,
      breaks: 'the maps are the same',
      nodes: theirs(shopUsage, together),
      views: theirViews,
    }),
  },
  network: libraryNetwork,
  workload: () => [
    asks('writer', 5, put('before', 'on all three')),
    ...many.map((nth) => asks('writer', 10 + nth / 2, put(`k${nth}`, 'missed'))),
  ],
  faults: ['crash n3 @ 8s lose memory restart +15s'],
  until: '35s',
  settle: '10s',
  eventually: {
    'the maps are the same': { holds: (w) => sameMaps(w.n), code: 'WL2009' },
  },
})

const fiveMinutes: Scenario = scenario('raft-kv-five-minutes', {
  about: 'Nothing goes wrong for more than five minutes.',
  params: libraryTimes,
  nodes: ours,
  views: ourViews,
  variants: {
    original: copyOf({
      change:
        'the handle of the database cannot be pickled: from the first compaction on every tick throws before it reads a socket',
      source: `${tasks}: self.db is set after super().__init__() (seen on a stand-in class, 0.3.14)`,
      breaks: 'answered',
      nodes: theirs(tasksUsage, together),
      views: theirViews,
      eventually: answeredByTheirs,
    }),
  },
  network: libraryNetwork,
  workload: () => [asks('writer', 290, put('k', 'before')), asks('writer', 310, put('k', 'after'))],
  until: '330s',
  settle: '30s',
  eventually: answered,
})

const poisonKey: Scenario = scenario('raft-kv-poison-key', {
  about: 'A key has an exclamation mark in it.',
  params: libraryTimes,
  nodes: ours,
  views: ourViews,
  variants: {
    original: copyOf({
      change:
        'rows are named key!version; the next command cannot take the row apart, raises, and is applied again for ever',
      source: `${versioned}: keys with ! make a later iteration raise inside apply (0.3.14 retries)`,
      breaks: 'acknowledged writes are there',
      nodes: theirs(versionedUsage, together),
      views: theirViews,
    }),
  },
  network: libraryNetwork,
  workload: () => [
    asks('writer', 6, put('fine', 'one')),
    asks('reader', 8, get('fine')),
    asks('writer', 10, put('not!fine', 'two')),
    asks('writer', 12, put('later', 'three')),
    asks('reader', 15, get('later')),
  ],
  until: '20s',
  settle: '5s',
  check: acknowledgedWrites,
})

const prefixWiped: Scenario = scenario('raft-kv-prefix-wiped', {
  about: 'One of two keys is deleted, and the other one begins with it.',
  params: libraryTimes,
  nodes: ours,
  views: ourViews,
  variants: {
    original: copyOf({
      change: 'rows are deleted by the prefix of their names, without the end of the key',
      source: `${versioned}: trim aa wipes aaa and aab too`,
      breaks: 'acknowledged writes are there',
      nodes: theirs(versionedUsage, together),
      views: theirViews,
    }),
  },
  network: libraryNetwork,
  workload: () => [
    asks('writer', 6, put('aa', 'one')),
    asks('writer', 8, put('aaa', 'two')),
    asks('writer', 10, { kind: 'delete', key: 'aa' }),
    asks('reader', 14, get('aaa')),
  ],
  until: '20s',
  settle: '5s',
  check: acknowledgedWrites,
})

export const compactionFaults: readonly Scenario[] = [
  emptySnapshot,
  fiveMinutes,
  poisonKey,
  prefixWiped,
]
