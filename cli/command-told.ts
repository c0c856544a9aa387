// What is told of a command, as data.

import type { CommandName } from './flag.ts'

export interface CommandTold {
  readonly name: CommandName
  /** after the name, as yargs writes positionals */
  readonly positionals: string
  readonly about: string
  /** at least two, without the word `worldline` */
  readonly examples: readonly (readonly [string, string])[]
  /** further lines of its help */
  readonly notes: readonly string[]
}
