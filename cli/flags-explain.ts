// Flags about what is explained: causes of a run, plans, and what may be wrong with this machine or
// with the determinism of a scenario.

import type { Flag } from './flag.ts'

/** In the order in which help lists them. */
export const explainFlags: readonly Flag[] = [
  {
    name: 'why',
    takes: 'text?',
    like: 'e57|C|NODE.FIELD',
    next: /^(?:e?\d+|[A-Z]{1,2}|[\w-]+\.[\w.]+)$/u,
    of: ['explain'],
    about: 'the chain of causes: of an event, an operation, a part of a State, or the failure',
  },
  {
    name: 'why-not',
    takes: 'text',
    like: '"NODE knows X"',
    of: ['explain'],
    about: 'what could have made it so: "receiver1 knows x=2", "ack#1 arrives", "C completes"',
  },
  {
    name: 'plan',
    takes: 'text',
    like: 'TARGET',
    of: ['explain'],
    about: 'the normal form of a scenario: its faults, lengths, parameters and thresholds',
  },
  {
    name: 'determinism',
    takes: 'text',
    like: 'TARGET',
    of: ['doctor'],
    about: 'runs a scenario in every way that must not matter, and finds where two differ',
  },
  {
    name: 'node',
    takes: 'text',
    many: true,
    like: 'PATH',
    of: ['doctor'],
    about: 'another release of Node to compare with (also WORLDLINE_NODES)',
  },
  {
    name: 'probe',
    takes: 'text',
    of: ['doctor'],
    hidden: true,
    about: 'what doctor asks of others',
  },
]
