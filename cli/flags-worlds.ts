// Flags about what is run: which seeds, which faults, how long, how often.

import { type Flag, judged, simulated, worlds } from './flag.ts'

/** What `--strategy` takes: how the runs of an exploration are chosen. */
export const strategies = ['random', 'crash-sweep'] as const

/** In the order in which help lists them. */
export const worldFlags: readonly Flag[] = [
  {
    name: 'seed',
    short: 's',
    takes: 'text',
    like: 'N|random',
    of: [...judged, 'serve'],
    about: 'one seed (default 1); random draws one and prints it',
  },
  {
    name: 'seeds',
    takes: 'text',
    like: 'N|A..B',
    of: [...simulated, 'doctor'],
    about: 'how many seeds, or which (explore: 1000, doctor: 20)',
  },
  {
    name: 'bug',
    takes: 'text',
    like: 'NAME|all',
    of: worlds,
    about: 'a planted bug, the same as :NAME; all: each in turn',
  },
  {
    name: 'fault',
    short: 'f',
    takes: 'text',
    many: true,
    like: '"FAULT"',
    of: [...judged, 'serve'],
    about: 'adds a fault to the plan (worldline list faults)',
  },
  {
    name: 'faults',
    takes: 'text',
    like: 'default|none|swarm|FILE',
    of: judged,
    about: 'replaces the plan of faults',
  },
  {
    name: 'set',
    takes: 'text',
    many: true,
    like: 'KEY=VALUE',
    of: [...worlds, 'replay', 'compare', 'serve', 'call'],
    about: 'a parameter of the scenario (of a case: a branch with it)',
  },
  {
    name: 'expect',
    takes: 'text',
    many: true,
    like: '"THRESHOLD"',
    of: judged,
    about: 'a further threshold: "op.latency p99 < 200ms"',
  },
  {
    name: 'until',
    takes: 'text',
    like: '4s',
    of: ['run', 'explore', 'replay'],
    about: 'length of the storm (replay: an event, e57, t=740ms, fail)',
  },
  { name: 'settle', takes: 'text', like: '1s', of: judged, about: 'length of the calm after it' },
  {
    name: 'strategy',
    takes: 'text',
    choices: strategies,
    like: strategies.join('|'),
    of: ['explore'],
    about: 'how runs are chosen: seeds, or crash places of one run',
  },
  {
    name: 'restart',
    takes: 'text',
    many: true,
    like: '500ms|calm',
    of: ['explore'],
    about: 'crash-sweep: how long a node is down (0s and 500ms)',
  },
  {
    name: 'visits',
    takes: 'text',
    like: 'A..B',
    of: ['explore'],
    about: 'crash-sweep: only these crashes, by number',
  },
  {
    name: 'time',
    short: 't',
    takes: 'text',
    like: '60s',
    of: ['explore', 'real'],
    about: 'wall time an exploration may take, or a real run takes',
  },
  {
    name: 'workers',
    short: 'w',
    takes: 'text',
    like: 'N',
    of: ['explore', 'demo'],
    about: 'worker threads (default: one a core); all say the same',
  },
  {
    name: 'max-failures',
    takes: 'text',
    like: 'N',
    of: ['explore'],
    about: 'stop after so many causes (default 1)',
  },
  {
    name: 'keep-going',
    of: ['explore'],
    about: 'never stop at a failure; every cause is told once',
  },
]
