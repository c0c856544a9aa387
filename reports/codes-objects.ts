// Codes WL2028 to WL2099: what a lock, an identifier and a counter promise, and a scenario's own
// invariant at the end.

import type { CodeTold } from './code-told.ts'

const about = { subject: 'anomalies' } as const

export const objectCodes: readonly CodeTold[] = [
  {
    ...about,
    code: 'WL2028',
    name: 'two holders of one lock',
    what: 'A client was given a lock that another one certainly still held.',
    detected: 'by the checks of locks, from acquisitions and releases of the history',
    example: [
      'c1  acquire L   10 →  20 ms   ok',
      'c2  acquire L   30 →  40 ms   ok      c1 has not released it',
      'c1  release L   50 →  60 ms   ok',
    ],
    causes: [
      'a lease that ran out at the server and not at the client',
      'a lock service whose new leader does not know of the lock',
      'a lock that is released by a retry of an old release',
    ],
    rulesOut: 'Mutual exclusion.',
    mend: 'Ask what made the server believe that the lock was free.',
    cure: 'Give a growing token with every lock, and let what the lock protects refuse older tokens.',
  },
  {
    ...about,
    code: 'WL2029',
    name: 'an identifier given twice',
    what: 'Two requests for a new identifier were answered with the same one.',
    detected: 'by the check "unique ids", by comparing all answers',
    example: ['c1  generate   → n1-17', 'c2  generate   → n1-17      the same'],
    causes: [
      'a counter that starts again after a restart',
      'two nodes with one name',
      'a clock that is set back, and identifiers made of the time',
    ],
    rulesOut: 'Uniqueness, and whatever takes two things of one name for one.',
    mend: 'Look at which node made each of the two, and in which of its lives.',
    cure: 'Make them of the name of the node, a durable number of its life, and a counter.',
  },
  {
    ...about,
    code: 'WL2030',
    name: 'a count out of bounds',
    what: 'A counter was read that is less than what was certainly added, or more than what may have been.',
    detected:
      'by the check "counter": bounds from the additions that ended and those that had begun',
    example: [
      'c1  add 1   ok      c2  add 1   ok',
      'c3  read    1       must be 2: both had ended',
    ],
    causes: [
      'an addition that is lost between a read and a write',
      'an addition that is applied again by a retry',
      'a read from a replica that is behind',
    ],
    rulesOut: 'A counter that counts every acknowledged addition once.',
    mend: 'Find the first read out of bounds; the additions just before it are suspects.',
    cure: 'Send additions and not sums, each with an identifier, and apply each identifier once.',
  },
  {
    ...about,
    code: 'WL2099',
    name: "the scenario's own invariant broken",
    what: 'A property of the scenario does not hold, and it names no code of a known anomaly.',
    detected: 'by the property itself: always after every step, eventually at the end of the calm',
    example: [
      "always: { 'never below zero': (w) => (w.bank.state.sum >= 0 ? null : 'the sum is -3') }",
      '✕ FAIL   never below zero     the sum is -3.',
    ],
    causes: ['whatever the property guards against'],
    rulesOut: 'The sentence of the property.',
    mend: "worldline explain <scenario>:'<property>' tells it; give it a code if one of WL2001 to WL2030 fits.",
    cure: null,
  },
]
