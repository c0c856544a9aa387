// Every flag there is, as data: yargs is built from it, completion offers it, and a mistyped one is
// compared with it. A flag means the same wherever it is taken.

import type { CommandName, Flag } from './flag.ts'
import { checkFlags } from './flags-check.ts'
import { caseFlags } from './flags-cases.ts'
import { explainFlags } from './flags-explain.ts'
import { madeFlags } from './flags-made.ts'
import { servedFlags } from './flags-served.ts'
import { shrinkingFlags } from './flags-shrinking.ts'
import { toldFlags } from './flags-told.ts'
import { worldFlags } from './flags-worlds.ts'

export type { CommandName, Flag } from './flag.ts'

/** In the order in which help lists them. */
export const flags: readonly Flag[] = [
  ...worldFlags,
  ...caseFlags,
  ...servedFlags,
  ...checkFlags,
  ...shrinkingFlags,
  ...explainFlags,
  ...madeFlags,
  ...toldFlags,
]

/** The flags that a command takes, hidden ones included. */
export const flagsOf = (command: CommandName): readonly Flag[] =>
  flags.filter((flag) => flag.of.includes(command))

/** Ways in which a flag is written: `--seed`, `-s`. */
export const spellings = (flag: Flag): readonly string[] =>
  flag.short === undefined ? [`--${flag.name}`] : [`--${flag.name}`, `-${flag.short}`]
