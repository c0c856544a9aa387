// How this command was called, so that the commands it prints can be pasted and work: through
// npx, by name, or as a file under node.

import { basename, relative } from 'node:path'

/** What of a process says how it was started. */
export interface Started {
  /** path of the script, argv[1] */
  readonly script: string
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** `worldline`, `npx worldline` or `node dist/cli/main.js`. */
export function ownName({ script, cwd, env }: Started): string {
  const fromHere = relative(cwd, script)
  if (env['npm_command'] === 'exec') return 'npx worldline'
  if (/^worldline(\.cmd|\.ps1)?$/u.test(basename(script))) {
    // A bin of this project is on the path only while npm runs a script of it.
    return fromHere.startsWith('node_modules') ? 'npx worldline' : 'worldline'
  }
  return `node ${quoted(fromHere.startsWith('..') ? script : fromHere)}`
}

/** A word as a shell takes it: as it is, or in single quotes. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./~-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
