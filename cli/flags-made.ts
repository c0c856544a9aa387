// Flags of what makes files for a person: which, from what, and whether anything is written.

import type { Flag } from './flag.ts'

export const madeFlags: readonly Flag[] = [
  {
    name: 'template',
    takes: 'text',
    like: 'NAME',
    of: ['new'],
    about: 'what is made (default rpc)',
  },
  {
    name: 'from-case',
    takes: 'text',
    like: 'CASE',
    of: ['new'],
    about: 'a saved case, or a coordinate, becomes a scenario file',
  },
  {
    name: 'force',
    of: ['new', 'cases'],
    about: 'new asks before it overwrites; cases prune takes what still fails, too',
  },
  {
    name: 'dry-run',
    of: ['new', 'cases'],
    about: 'says what it would write or remove, and does nothing',
  },
]
