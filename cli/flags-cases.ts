// Flags about single runs and saved cases: looked into at an event, stopped, branched, kept.

import type { Flag } from './flag.ts'

/** In the order in which help lists them. */
export const caseFlags: readonly Flag[] = [
  {
    name: 'state',
    takes: 'text',
    like: 'NODE|all',
    of: ['replay'],
    about: 'what that node held before and after the event of --until',
  },
  {
    name: 'break',
    takes: 'text',
    like: 'e57',
    of: ['replay'],
    about: 'pauses in a debugger before the step of that event',
  },
  {
    name: 'without',
    takes: 'text',
    many: true,
    like: 'f1',
    of: ['replay', 'compare'],
    about: 'a branch without that fault (f1,f2: without both)',
  },
  {
    name: 'with',
    takes: 'text',
    many: true,
    like: '"FAULT"',
    of: ['replay', 'compare'],
    about: 'a branch with that fault besides',
  },
  {
    name: 'drop',
    takes: 'text',
    many: true,
    like: 'e43',
    of: ['replay', 'compare'],
    about: 'a branch in which the message of that event is lost',
  },
  { name: 'together', of: ['replay'], about: 'one branch with all of these, not one each' },
  {
    name: 'guard',
    of: ['cases'],
    about: 'add: it must pass on the scenario and fail on the planted bug',
  },
]
