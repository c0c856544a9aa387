// Codes WL4xxx: the same code and the same seed did not give the same run, or cannot be trusted to.

import type { CodeTold } from './code-told.ts'

const about = { subject: 'determinism', rulesOut: null, cure: null } as const

export const determinismCodes: readonly CodeTold[] = [
  {
    ...about,
    code: 'WL4001',
    name: 'two runs that differ',
    what: 'The same seed of the same code gave two different runs, so no coordinate means anything.',
    detected:
      'by running a seed twice (the first asked for, and each divisible by 100), in a used and in a fresh world',
    example: [
      '  error WL4001: this scenario is not deterministic.',
      '    Two runs of seed 100 were identical for 213 events, then differed at e214:',
      '      first    n2  sends invalidate to n3',
      '      second   n2  sends invalidate to n1',
    ],
    causes: [
      'a variable of a module that keeps its value from one run to the next',
      'a Map or Set whose keys are objects, or an order that comes from outside',
      'a value that is read once from the process: its id, its version, its environment',
    ],
    mend: 'worldline doctor --determinism <scenario> finds the first event that differs and its line.',
  },
  {
    ...about,
    code: 'WL4002',
    name: 'the real world asked by an actor',
    what: 'An actor asked for real time or chance, set a real timer, made a promise, or returned a value.',
    detected: 'by a tripwire on every such function while a run is under way, also if it is caught',
    example: [
      '  error WL4002: an actor asked the real world for the time.',
      '    Date.now()  at  ./src/cache.ts:61, in receive of n2',
      '    Use   node.clock() or node.wallClock()',
    ],
    causes: [
      'Date, Math.random, setTimeout, crypto, fetch',
      'an async handler',
      'a library that does',
    ],
    mend: 'Ask the node: node.clock, node.wallClock, node.random, node.setTimer.',
  },
  {
    ...about,
    code: 'WL4003',
    name: 'a recording that is not repeated',
    what: 'The same code, given what was recorded, does not do what was recorded.',
    detected: 'by running it again and comparing each event, or each step of each node',
    example: [
      '  ✕ DIVERGED  WL4003 receiver1 does not do what it did: step 41 of life 1, letter#7',
      '    recorded   sends ack#7',
      '    now        sends nothing',
    ],
    causes: [
      'the code has changed since; a recording of a real run cannot tell that from chance',
      'something outside of State decides',
    ],
    mend: 'If the code did not change: worldline doctor --determinism <scenario>.',
  },
  {
    ...about,
    code: 'WL4004',
    name: 'a value changed after it was sent',
    what: 'A message, a row or a part of a State was changed after it had been sent, stored or received.',
    detected:
      'by the tracing run, which freezes what is sent; by comparing runs by reference and by copy',
    example: [
      '  error WL4004: b changed a value that was sent, stored or received.',
      '    ./src/cache.ts:88, in receive of b',
      '    Cannot add property 3, object is not extensible',
    ],
    causes: [
      'a list of the State put into a message and added to later',
      'a message kept and edited',
    ],
    mend: 'Send a copy: [...list], new Map(map), { ...record }.',
  },
]
