// The command that judges histories of other tools, in words, and the words that its flags take.

import type { CommandTold } from './command-told.ts'

/** What `check --model` takes; check-models.ts has the judges. */
export const modelWords: readonly string[] = [
  ...['register', 'cas-register', 'kv', 'mutex', 'fenced-lock', 'queue', 'bag', 'set', 'counter'],
  'list-append',
]

/** What `check --isolation` takes; a test holds them to the levels that are judged. */
export const isolationWords: readonly string[] = [
  ...['strict-serializable', 'strong-session-serializable', 'serializable'],
  ...['strong-snapshot-isolation', 'strong-session-snapshot-isolation', 'snapshot-isolation'],
  ...['strong-repeatable-read', 'strong-session-repeatable-read', 'repeatable-read'],
  ...['strong-read-committed', 'strong-session-read-committed', 'read-committed'],
  ...['strong-read-uncommitted', 'strong-session-read-uncommitted', 'read-uncommitted'],
]

/** What `check --format` takes; the readers stand in adapters/histories. */
export const historyFormatWords: readonly string[] = [
  ...['jepsen-log', 'jepsen-edn', 'porcupine-kv', 'worldline'],
]

export const checkCommand: CommandTold = {
  name: 'check',
  positionals: '[files..]',
  about: 'judge a history written by another tool',
  examples: [
    ['check etcd_002.log etcd_000.log', 'logs of Jepsen; model and format as they look'],
    ['check history.edn --model cas-register', 'what Jepsen and Knossos write'],
    ['check store/ --json', 'every history of a folder, in one document'],
    ['check .worldline/runs/2026-11-21T05-12-44 --model kv', 'what a real run recorded'],
  ],
  notes: [
    'A file is one history; a folder is every history in it, or the one of a recorded run; - is standard input.',
    'Exit codes: 1 a history is wrong, 2 a file is none, 3 undecided within the budget, 0 all is well;',
    'of several files 1 counts before 2 before 3, and each file has its line.',
    'A failure has its code: worldline explain WL2003 tells of it.',
    'worldline explain check   says what each model takes and each format means.',
  ],
}
