// Flags of what makes files for a person: which, from what, and whether anything is written.

import type { Flag } from './flag.ts'

export const madeFlags: readonly Flag[] = [
  {
    name: 'template',
    takes: 'text',
    like: 'NAME',
    of: ['new'],
    about: 'what is made (default the template called so, else rpc)',
  },
  {
    name: 'from-case',
    takes: 'text',
    like: 'CASE',
    of: ['new'],
    about: 'a saved case, or a coordinate, becomes a scenario file',
  },
  {
    name: 'ci',
    takes: 'text',
    choices: ['github', 'gitlab', 'none'],
    like: 'github|gitlab|none',
    of: ['init'],
    about: 'a job that explores (default: whichever the repository uses)',
  },
  {
    name: 'force',
    of: ['new', 'cases'],
    about: 'new asks before it overwrites; cases prune takes what still fails, too',
  },
  {
    name: 'dry-run',
    of: ['new', 'init', 'cases'],
    about: 'says what it would write or remove, and does nothing',
  },
]
