// Weathers in which bugs of Raft show that the swarm of raft-kv all but never meets: what has to come
// together comes again and again. The right protocol keeps its promises in each.

import { oneOf } from './params.ts'
import { mutantsOf } from './raft-mutants.ts'
import { storm, type StormParams } from './raft-storm.ts'
import type { Scenario } from './scenario.ts'

const params: StormParams = {
  servers: [3, 5],
  clients: 3,
  electionTimeout: '150ms..300ms',
  heartbeat: '50ms',
  preVote: [true, false],
  checkQuorum: [true, false],
  reads: ['index'],
  link: oneOf('datagram', 'stream'),
  compactAfter: 40,
  attempt: '100ms',
  keys: 3,
  rate: 80,
  looks: 50,
}

/** Everybody may be down for a moment: what they keep on their disks is all that counts. */
const everybody = ({ servers }: { readonly servers: number }): object => ({
  down: { n: servers, c: 0 },
})

const elections = storm({
  name: 'raft-elections',
  about: 'One election after another, while servers crash and are back within milliseconds.',
  params: { ...params, electionTimeout: '40ms..70ms', heartbeat: '15ms', rate: 60 },
  faults: () => [
    'crash random one every exp 30ms restart +2ms lose unsynced',
    'crash leader every exp 200ms restart +20ms lose unsynced',
    'partition leader every exp 300ms for 80ms',
    'delay 0ms..20ms kind vote',
    'disk slow exp 5ms random one',
    'drop 20% kind append',
  ],
  promised: everybody,
  until: '2s',
  variants: mutantsOf('raft-elections'),
})

/** n1 is with n2 for a while, crashes, and is with n3 for a while, again and again. */
const slowDisk = storm({
  name: 'raft-slow-disk',
  about: 'A server with a slow disk crashes whenever those that it can talk to change.',
  params: {
    ...params,
    ...{ servers: [3], electionTimeout: '40ms..70ms', heartbeat: '15ms', attempt: '50ms' },
    ...{ preVote: [false, true], checkQuorum: [false, true], rate: 80 },
  },
  faults: () => [
    'disk slow 20ms..160ms n1',
    'partition n3 | n1,n2 @ 140ms..200ms every 400ms for 200ms',
    'partition n2 | n1,n3 @ 340ms..400ms every 400ms for 200ms',
    'crash n1 @ 340ms..390ms every 400ms restart +2ms lose unsynced',
  ],
  promised: everybody,
  until: '3s',
  variants: mutantsOf('raft-slow-disk'),
})

const leases = storm({
  name: 'raft-leases',
  about: 'Leaders answer from leases, are cut off, and are followed by others.',
  params: {
    ...params,
    ...{ clients: 5, electionTimeout: '150ms..200ms', reads: ['lease'], rate: 200, keys: 2 },
  },
  faults: () => [
    'partition leader every 700ms for 500ms',
    'partition random minority every exp 500ms for 150ms',
    'partition c1->n1 every exp 400ms for 200ms',
    'partition c2->n2 every exp 400ms for 200ms',
    'partition c3->n3 every exp 400ms for 200ms',
  ],
  until: '3s',
  variants: mutantsOf('raft-leases'),
})

const readers = storm({
  name: 'raft-readers',
  about: 'Hardly anybody writes, while leaders come and go.',
  params: { ...params, rate: 40, looks: 90 },
  faults: () => ['crash leader @ 500ms..2800ms restart +50ms', 'partition leader @ 2s..3s for 1s'],
  until: '3s',
  variants: mutantsOf('raft-readers'),
})

const minority = storm({
  name: 'raft-minority-down',
  about: 'Of the servers a minority crashes and never comes back.',
  params: { ...params, rate: 40 },
  faults: () => ['crash random minority @ 300ms..1500ms restart never'],
  until: '2s',
  variants: mutantsOf('raft-minority-down'),
})

const snapshots = storm({
  name: 'raft-snapshots',
  about: 'Logs are compacted all the time, so that whoever missed a little gets a snapshot.',
  params: { ...params, compactAfter: 8, rate: 100 },
  faults: () => [
    'isolate random one every exp 300ms for 150ms',
    'crash random one every exp 400ms restart +60ms lose unsynced',
    'reorder 20% by 0ms..60ms',
    'duplicate 10% later 0ms..300ms',
    'drop 5%',
  ],
  promised: everybody,
  until: '3s',
  variants: mutantsOf('raft-snapshots'),
})

/** n1 crashes whenever it leads, before its disk has its vote and before anybody has its first entry. */
const secondLives = storm({
  name: 'raft-second-lives',
  about:
    'A server with a slow disk crashes as soon as it leads, is back at once, and stands for election again.',
  params: {
    ...params,
    ...{ servers: [3], electionTimeout: '60ms..100ms', heartbeat: '20ms', rate: 20 },
    ...{ preVote: [false], checkQuorum: [false, true] },
  },
  faults: () => [
    'clock drift +200000ppm n1',
    'disk slow 30ms..60ms n1',
    'drop kind append n1->n2,n3',
    'crash n1 @ when leader restart +1ms lose unsynced',
    'crash n1 every exp 200ms restart +1ms lose unsynced',
  ],
  promised: (of) => ({ ...everybody(of), loss: 1_000_000 }),
  until: '3s',
  variants: mutantsOf('raft-second-lives'),
})

/**
 * A leader with one client is split from another server, which has all the other clients; the third server
 * hears both. A little later the leader does not hear the third either, which goes on hearing it.
 */
const unheard = (leader: string, third: string, other: string, at: number): string[] => [
  `partition ${leader},c1 | ${other},c2,c3,c4,c5 @ ${at}ms for 1s`,
  `partition ${third}->${leader} @ ${at + 450}ms for 550ms`,
]

const heldBack = storm({
  name: 'raft-held-back',
  about:
    'A leader that answers from a lease is heard by one of two servers alone, which the other one asks for its vote.',
  params: {
    ...params,
    ...{ servers: [3], clients: 5, electionTimeout: '500ms..600ms', reads: ['lease'] },
    ...{ rate: 60, keys: 1, looks: 85 },
  },
  faults: () => [
    ...unheard('n1', 'n3', 'n2', 1_000),
    ...unheard('n2', 'n1', 'n3', 2_600),
    ...unheard('n3', 'n2', 'n1', 4_200),
  ],
  until: '6s',
  variants: mutantsOf('raft-held-back'),
})

/**
 * n1 nearly always stands first where nobody leads, and n3 last. What n1 sends n3 in its first reign is held, n2 leads
 * while n1 is cut off, n1 leads again while n2 is; then n3 gets what was held, and n1 is cut off once more.
 */
const secondReigns = storm({
  name: 'raft-second-reigns',
  about:
    'A leader leads again, hears then what becomes of what it sent in its first reign, and is cut off.',
  params: {
    ...params,
    ...{
      servers: [3],
      clients: 5,
      preVote: [false],
      checkQuorum: [false],
      link: oneOf('datagram'),
    },
    ...{ rate: 120, keys: 2, looks: 70 },
  },
  faults: () => [
    'clock drift +900000ppm n1',
    'clock drift -400000ppm n3',
    'hold kind append n1->n3 @ 1s',
    'partition n1 | n2,n3 @ 1400ms for 500ms',
    'partition n2 | n1,n3 @ 2s for 300ms',
    'release n1->n3 @ 2250ms',
    'partition n1 | n2,n3 @ 2300ms for 700ms',
  ],
  promised: () => ({ clockDrift: 900_000 }),
  until: '3s',
  variants: mutantsOf('raft-second-reigns'),
})

export const raftStorms: readonly Scenario[] = [
  elections,
  slowDisk,
  leases,
  readers,
  minority,
  snapshots,
  secondLives,
  heldBack,
  secondReigns,
]
