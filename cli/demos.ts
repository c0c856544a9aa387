// The demos of `demo`: what fails, what stands, and what a reader has to know before and between. How
// they are shown is in demo.ts.

import { nearest } from '../sim/nearest.ts'
import { Mistake } from '../sim/problem.ts'
import type { Settings } from '../scenarios/runner/order.ts'

export interface Explored {
  readonly scenario: string
  readonly variant: string | null
  /** what differs from the scenario's own defaults */
  readonly settings: Partial<Settings>
  readonly seeds: number
}

export interface Demo {
  readonly name: string
  readonly title: string
  /** what fails, and among how many seeds it is looked for */
  readonly faulty: Explored
  /** what does not, how many seeds it stands, and which to go on with */
  readonly correct: Explored & { readonly more: string }
  /** the shrunk run with its messages, or who led when in the whole run */
  readonly shows: 'diagram' | 'strip'
  /** what the reader has to know before it fails */
  readonly before: readonly string[]
  /** what the correct variant does instead */
  readonly between: readonly string[]
}

/** One split, so that one thing is seen. */
const cutOff: Partial<Settings> = {
  set: { servers: '3', clients: '2', reads: 'index', preVote: 'true' },
  faults: ['partition leader - n1,n2,n3 @ 1s for 600ms'],
  until: '2s',
}
const quiet: Partial<Settings> = {
  set: { servers: '3', clients: '2', reads: 'index', preVote: 'false' },
  faults: 'none',
  until: '2s',
}

/** The first is shown when none is named. */
export const demos: readonly Demo[] = [
  {
    name: 'lost-ack',
    title: 'a lost acknowledgement',
    faulty: {
      scenario: 'ack-retry-lost-ack',
      variant: 'original',
      settings: {},
      seeds: 1_000,
    },
    correct: {
      scenario: 'ack-retry',
      variant: null,
      settings: {},
      seeds: 10_000,
      more: '10001..20000',
    },
    shows: 'diagram',
    before: [
      'A sender repeats a letter until the receiver has acknowledged it. Here this is done as a small system did that was once written for a course: a letter has no number, and half of the acknowledgements are lost after the letter was processed.',
      'No fault is injected. The network is prompt and nothing crashes.',
    ],
    between: [
      'The correct variant numbers its letters, remembers across a crash which ones it has processed, and acknowledges only what is on its disk. It now meets loss, copies, late copies, partitions, crashes, pauses, disks that are slow or full, and clocks that are wrong, a plan of its own for every seed.',
    ],
  },
  {
    name: 'stale-read',
    title: 'a stale read',
    faulty: { scenario: 'raft-kv', variant: 'stale-read', settings: cutOff, seeds: 300 },
    correct: {
      scenario: 'raft-kv',
      variant: null,
      settings: cutOff,
      seeds: 100,
      more: '101..1000',
    },
    shows: 'diagram',
    before: [
      'Three servers keep one map by Raft. To answer reads at once, the leader reads its own copy and does not ask whether it still leads: so did etcd and Consul, until a test in 2014.',
      'For 600 ms the leader is cut off from the other servers, and not from its clients. The others elect a new one, which takes writes. Nothing crashes, and nothing that was acknowledged is lost.',
    ],
    between: [
      'The cure is one rule (confirms, in protocols/raft/rules.ts): after a read came, and before it is answered, the leader asks a majority whether it still leads (Ongaro, dissertation, section 6.4). A leader that is cut off gets no majority, steps down, and answers nobody. The same split, with that rule:',
    ],
  },
  {
    name: 'split-vote',
    title: 'a split vote, again and again',
    faulty: { scenario: 'raft-kv', variant: 'no-spread', settings: quiet, seeds: 100 },
    correct: { scenario: 'raft-kv', variant: null, settings: quiet, seeds: 100, more: '101..1000' },
    shows: 'strip',
    before: [
      'Three servers elect a leader by Raft. Who hears of none for 150 ms stands for election, votes for itself, and asks the others. Here all of them wait equally long.',
      'No fault is injected. The network is prompt and nothing crashes.',
    ],
    between: [
      'Each server votes for itself in every term, and nobody has two votes of three. The cure is one rule (spread, in protocols/raft/rules.ts): the wait is drawn anew each time, here from 150 to 300 ms, so that one stands up before the others (Ongaro and Ousterhout 2014, section 5.2). The same seed with that rule:',
    ],
  },
]

/**
 * @param name undefined: the first
 * @param self how this program is called
 * @throws Mistake (WL1001) for a name that is none
 */
export function demoNamed(name: string | undefined, self: string): Demo {
  const found = demos.find((one) => name === undefined || one.name === name)
  if (found !== undefined) return found
  const names = demos.map((one) => one.name)
  const near = nearest(name ?? '', names)
  throw new Mistake([
    {
      code: 'WL1001',
      sentence: `there is no demo "${name ?? ''}".`,
      lines: [
        ...(near === null ? [] : [`did you mean   ${self} demo ${near} ?`]),
        `demos          ${names.join('  ')}`,
      ],
    },
  ])
}
