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
    of: ['new'],
    about: 'asks before it overwrites; refuses where nobody can be asked',
  },
  { name: 'dry-run', of: ['new'], about: 'says what it would write, and writes nothing' },
]
