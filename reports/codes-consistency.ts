// Codes WL2016 to WL2020: a history that a consistency model does not allow. The kinds with a name of
// their own (a stale read, a lost update) stand among the other anomalies.

import type { CodeTold } from './code-told.ts'

const about = { subject: 'anomalies' } as const
const bySession = 'by a check of the session guarantees, over the history of one client'

export const consistencyCodes: readonly CodeTold[] = [
  {
    ...about,
    code: 'WL2016',
    name: 'a history that is not linearizable',
    what: 'No order of the operations explains all answers and respects which ended before which began.',
    detected: 'by the check "linearizable", where no anomaly with a name of its own fits',
    example: [
      'c1  put x = 1        10 →  40 ms   ok',
      'c2  cas x 1 to 2     20 →  60 ms   ok',
      'c3  cas x 1 to 3     30 →  70 ms   ok      one 1, and two that changed it',
    ],
    causes: [
      'a decision that two nodes take, each for itself',
      'a retry that is executed twice',
      'an answer from a copy that is behind',
    ],
    rulesOut:
      'Linearizability: as if each operation happened at one instant between call and return.',
    mend: 'Take the operations that are told, without all others, and try to order them by hand.',
    cure: 'Let one place (a leader, a log) order all operations, and answer only what that order has reached.',
  },
  {
    ...about,
    code: 'WL2017',
    name: 'a history that is not sequentially consistent',
    what: 'No order of the operations explains all answers and keeps the order of each client.',
    detected:
      'by the check "sequentially consistent"; when clients overlap makes no difference to it',
    example: [
      'c1  put x = 1 ok    get y → nothing',
      'c2  put y = 1 ok    get x → nothing      one of them must be second',
    ],
    causes: [
      'reads from a replica that has not yet seen the writes of its own client',
      'keys that are ordered each for itself, and not together',
      'an order that replicas do not share',
    ],
    rulesOut: 'Sequential consistency, and with it linearizability.',
    mend: 'Write down what each client must have seen before; the circle that comes out is the fault.',
    cure: 'Order all writes in one log, and let a client read only from a copy that holds its own writes.',
  },
  {
    ...about,
    code: 'WL2018',
    name: 'an own write not read',
    what: 'A client wrote, was told yes, and then read something older than what it wrote itself.',
    detected: bySession,
    example: ['c1  put x = 2   ok', 'c1  get x       1      it wrote 2 itself'],
    causes: [
      'the write went to the leader and the read to a replica that is behind',
      'a cache in front of the store that the write did not touch',
      'a failover between the two',
    ],
    rulesOut: 'Read your writes.',
    mend: 'Look at who took the write and who answered the read.',
    cure: 'Let the client carry the version of its last write, and refuse or wait to answer below it.',
  },
  {
    ...about,
    code: 'WL2019',
    name: 'writes out of session order',
    what: 'Two writes of one client took effect in the other order than the client made them.',
    detected: bySession,
    example: [
      'c1  put x = 1   ok      c1  put x = 2   ok',
      'c2  get x → 2           c2  get x → 1',
    ],
    causes: [
      'writes that take two ways and overtake each other',
      'a retry of the first that arrives after the second',
      'the last writer wins, by clocks that disagree',
    ],
    rulesOut: 'Monotonic writes.',
    mend: 'Follow both writes to the node that took the later one first.',
    cure: 'Number the writes of a session, and take none before the one with the number below.',
  },
  {
    ...about,
    code: 'WL2020',
    name: 'a write that does not follow what was read',
    what: 'A client read a value and then wrote; others see that write and not yet the value it had read.',
    detected: bySession,
    example: [
      'c1  put x = 1   ok',
      'c2  get x → 1    put y = 1   ok',
      'c3  get y → 1    get x → nothing      the answer without the question',
    ],
    causes: [
      'replicas that take writes in any order in which they arrive',
      'keys on different nodes, replicated each for itself',
    ],
    rulesOut: 'Writes follow reads, and causal consistency.',
    mend: 'Find the node that had the later write and not the one it depends on.',
    cure: 'Send along what a write depends on (versions, a vector clock), and hold it back until that is there.',
  },
]
