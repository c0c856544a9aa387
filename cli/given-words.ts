// The flags of a command as they were given, to be said again: how it looks, what it writes, when it
// stops. Which world it is of and which seeds stands elsewhere (paste.ts), because it may be another
// part of them.

import type { Given } from './arguments.ts'
import { type CommandName, type Flag, flagsOf } from './flags.ts'
import { quoted } from './self.ts'

/** What the target and the settings of a command say. */
const told: ReadonlySet<string> = new Set([
  ...['seed', 'seeds', 'bug', 'fault', 'faults', 'set', 'expect', 'until', 'settle'],
  ...['strategy', 'restart', 'visits'],
])

/** Ready to paste, in the order of the help. */
export const givenWords = (command: CommandName, given: Given): string[] =>
  flagsOf(command)
    .filter(({ name }) => !told.has(name))
    .flatMap((flag) => wordsOf(flag, given[flag.name]))

function wordsOf(flag: Flag, value: Given[string] | undefined): string[] {
  const name = `--${flag.name}`
  if (value === undefined || value === false || value === 0) return []
  if (flag.takes === undefined) {
    // A flag that was given twice means more: `-vv`.
    return typeof value === 'number' ? Array.from({ length: value }, () => name) : [name]
  }
  const values = typeof value === 'object' ? value : [String(value)]
  return values.flatMap((one) => {
    if (flag.takes === 'text') return [name, quoted(one)]
    return one === '' ? [name] : [`${name}=${quoted(one)}`]
  })
}
