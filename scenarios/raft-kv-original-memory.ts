// What the source systems forgot, each shown by one scenario in the library's own times: its copy
// fails, the protocol passes.

import { committedStays, oneLeaderATerm } from '../protocols/raft-kv/claims.ts'
import { shopUsage, tasksUsage } from '../protocols/raft-kv/original.ts'
import { lastIndex } from '../protocols/raft/log.ts'
import { ms } from '../sim/units.ts'
import { sameMaps } from './raft-kv-original-claims.ts'
import {
  asks,
  get,
  libraryNetwork,
  libraryTimes,
  many,
  type OriginalCast,
  ours,
  ourViews,
  type OwnCast,
  put,
  tasks,
  theirs,
  theirViews,
  together,
} from './raft-kv-original-cast.ts'
import { copyOf, type Scenario, scenario } from './scenario.ts'
import type { View } from './view.ts'

const library = 'PySyncObj 0.3.14'

const restartVotes: Scenario = scenario('raft-kv-restart-votes', {
  about:
    'One replica starts late. When it does, another is cut off, and the third has just restarted.',
  params: libraryTimes,
  nodes: ours,
  views: ourViews,
  variants: {
    original: copyOf({
      change:
        'term and vote are memory: who restarts may vote once more in a term that has a leader',
      source: `${library}: term and vote are never persisted (with a journal neither)`,
      breaks: 'election safety',
      nodes: theirs(tasksUsage, together),
      views: theirViews,
    }),
  },
  network: libraryNetwork,
  workload: () => [asks('writer', 20, get('x'))],
  faults: [
    'crash n3 @ 0s restart +6s',
    'crash n2 @ 5s lose memory restart +900ms',
    'partition n1 | n2,n3 @ 5s for 10s',
  ],
  until: '25s',
  settle: '10s',
  always: {
    'election safety': { holds: (w) => oneLeaderATerm(w.n), code: 'WL2007' },
  },
})

const restartDivergence: Scenario = scenario('raft-kv-restart-divergence', {
  about: 'A replica is cut off while two others write; these lose their power before it is back.',
  params: libraryTimes,
  nodes: ours,
  views: ourViews,
  variants: {
    original: copyOf({
      change:
        'the log is memory and the rows are not: what the third one missed is in no log any more',
      source: `${tasks}: no journal, no dump file, LevelDB kept`,
      breaks: 'the maps are the same',
      nodes: theirs({ ...tasksUsage, synced: true }, together),
      views: theirViews,
    }),
  },
  network: libraryNetwork,
  workload: () => [
    asks('writer', 6, put('before', 'on all three')),
    ...many.map((nth) => asks('writer', 10 + nth / 2, put(`k${nth}`, 'on two'))),
    asks('writer', 32, put('after', 'on all three')),
  ],
  faults: ['partition n3 | n1,n2 @ 8s for 16s', 'crash n1,n2 @ 20s lose memory restart +2s'],
  until: '40s',
  settle: '10s',
  eventually: {
    'the maps are the same': { holds: (w) => sameMaps(w.n), code: 'WL2009' },
  },
})

const openingWindow: Scenario = scenario('raft-kv-opening-window', {
  about: 'A replica restarts, and its database takes two seconds to open.',
  params: libraryTimes,
  nodes: ours,
  views: ourViews,
  variants: {
    original: copyOf({
      change:
        'the library applies entries before the database is there; each raises, and a bare except swallows it',
      source: `${tasks}: super().__init__() starts the thread, self.db is set after it`,
      breaks: 'the maps are the same',
      nodes: theirs({ ...tasksUsage, opens: ms(2_000) }, together),
      views: theirViews,
    }),
  },
  network: libraryNetwork,
  workload: () =>
    many.map((nth) => asks('writer', 6 + nth / 2, put(`k${nth}`, 'while it is down'))),
  faults: ['crash n3 @ 5s lose memory restart +10s'],
  until: '25s',
  settle: '5s',
  eventually: {
    'the maps are the same': { holds: (w) => sameMaps(w.n), code: 'WL2009' },
  },
})

/** Patient enough for slow links; and two kilobytes are soon written. */
const slowTimes = { ...libraryTimes, electionMin: '3s', electionMax: '6s', batch: 2_000 } as const

const lastOfTheirs = (w: View<OriginalCast>): string | null =>
  committedStays(
    w.n.map(({ id, state }) => ({ id, commit: state.commit, last: state.log.at(-1)?.idx ?? 0 })),
  )
const lastOfOurs = (w: View<OwnCast>): string | null =>
  committedStays(w.n.map(({ id, state }) => ({ id, commit: state.commit, last: lastIndex(state) })))

const truncation: Scenario = scenario('raft-kv-truncation', {
  about:
    'A replica that was cut off catches up with more than one message of entries, over slow links.',
  params: slowTimes,
  nodes: ours,
  views: ourViews,
  variants: {
    original: copyOf({
      change:
        'a follower cuts its log after the entry before the new ones, also when it has them and what follows',
      source: `${library}: deleteEntriesFrom(prevLogIdx + 1) in every append_entries`,
      breaks: 'what is committed stays',
      nodes: theirs(shopUsage, together),
      views: theirViews,
      always: { 'what is committed stays': { holds: lastOfTheirs, code: 'WL2008' } },
    }),
  },
  network: { ...libraryNetwork, latency: '150ms..160ms' },
  workload: () =>
    Array.from({ length: 15 }, (_, nth) =>
      asks('writer', 20 + nth / 2, put(`k${nth}`, 'x'.repeat(200))),
    ),
  faults: ['partition n3 | n1,n2 @ 15s for 20s'],
  until: '60s',
  settle: '10s',
  always: { 'what is committed stays': { holds: lastOfOurs, code: 'WL2008' } },
})

export const memoryFaults: readonly Scenario[] = [
  restartVotes,
  restartDivergence,
  openingWindow,
  truncation,
]
