// Flags about histories of other tools: what they are in, and what they are held against.

import { isolationWords, modelWords } from './commands-check.ts'
import type { Flag } from './flag.ts'

/** In the order in which help lists them. */
export const checkFlags: readonly Flag[] = [
  {
    name: 'model',
    takes: 'text',
    like: 'NAME',
    choices: modelWords,
    of: ['check'],
    about: 'what the history is held against (default: what its operations look like)',
  },
  {
    name: 'initial',
    takes: 'text',
    like: 'JSON',
    of: ['check'],
    about: 'the value before the first write (default null; of porcupine-kv "")',
  },
  {
    name: 'independent',
    of: ['check'],
    about: 'values in EDN are [KEY VALUE], as in tests of independent keys (usual with kv)',
  },
  {
    name: 'whole',
    of: ['check'],
    about: 'all keys as one object: slower, and the same verdict',
  },
  {
    name: 'isolation',
    takes: 'text',
    like: 'LEVEL',
    choices: isolationWords,
    of: ['check'],
    about: 'of transactions (list-append): what has to hold (default strict-serializable)',
  },
  {
    name: 'budget',
    takes: 'text',
    like: 'N',
    of: ['check'],
    about: 'configurations a search may look at (default 2m: 2 million), then INCONCLUSIVE',
  },
]
