// Flags about making failing runs smaller, and keeping them.

import type { Flag } from './flag.ts'

/** In the order in which help lists them. */
export const shrinkingFlags: readonly Flag[] = [
  {
    name: 'shrink-runs',
    takes: 'text',
    like: 'N',
    of: ['run', 'explore', 'shrink', 'cases'],
    about: 'runs that shrinking may take (default 2000)',
  },
  {
    name: 'shrink-time',
    takes: 'text',
    like: '30s',
    of: ['run', 'explore', 'shrink', 'cases'],
    about: 'ends shrinking after that time, with the best so far',
  },
  { name: 'no-shrink', of: ['run', 'explore'], about: 'tells a failing run as it was found' },
  {
    name: 'save',
    takes: 'text?',
    like: 'DIR',
    of: ['run', 'explore', 'shrink'],
    about: 'writes the case, beside its scenario or there (not where CI is set)',
  },
  { name: 'no-save', of: ['run', 'explore'], about: 'writes no case' },
]
