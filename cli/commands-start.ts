// The commands that one begins with, in words: what there is, and files of one's own.

import type { CommandTold } from './command-told.ts'

export const startCommands: readonly CommandTold[] = [
  {
    name: 'demo',
    positionals: '[name]',
    about: 'see a real fault found, then ten thousand clean worlds',
    examples: [
      ['demo', 'the fault of a real system, found and told; then its correct variant'],
      ['demo stale-read', 'a leader of Raft that was deposed and does not know it'],
      ['demo split-vote', 'elections of Raft that nobody wins, as the roles of the servers'],
    ],
    notes: ['Demos: lost-ack (usual), stale-read, split-vote.'],
  },
  {
    name: 'new',
    positionals: '[name]',
    about: 'start a project, or a protocol or scenario in one',
    examples: [
      ['new my-protocol', 'a folder with actors, a scenario, and one thing left to do'],
      ['new my-queue --template pubsub', 'from another template'],
      ['new nightly --template scenario', 'in a project: another plan for its scenario, as YAML'],
      [
        'new dead-letter --template scenario --from-case ack-retry:original@3/min',
        'a counterexample becomes a plan',
      ],
    ],
    notes: [
      'Projects: rpc (requests with retries), echo, broadcast (one to many), pubsub (a broker).',
      'In a project: scenario (a plan for one that is there), protocol (an actor and its scenario), test.',
      'Nothing is overwritten. What is made works as it stands: run passes, explore finds the TODO.',
    ],
  },
  {
    name: 'init',
    positionals: '',
    about: 'add worldline to this repository',
    examples: [
      ['init', 'the dependency, what git ignores, a scenario that runs'],
      ['init --ci github', 'and a workflow that explores every push'],
      ['init --ci gitlab --dry-run', 'says what it would do'],
    ],
    notes: [
      'What is there stays as it is: files are made, or get a line more. A second run changes nothing.',
    ],
  },
  {
    name: 'list',
    positionals: '[what]',
    about: 'what there is: scenarios, variants, faults, properties',
    examples: [
      ['list', 'the scenarios'],
      ['list faults', 'the notation of faults, with examples'],
      ['list variants --json', 'every planted bug, for a machine'],
    ],
    notes: [],
  },
]

/** What `new` makes: whole projects, and parts of one. templates.ts has the same; a test compares. */
export const projectWords: readonly string[] = [
  'rpc',
  'echo',
  'broadcast',
  'pubsub',
  'replicated-log',
  'raft',
]
export const partWords: readonly string[] = ['scenario', 'protocol', 'test']
