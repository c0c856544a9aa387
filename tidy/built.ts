// Before the suite runs: whether what was built is as new as the sources. Processes that tests start
// from sources read the build then, which takes a third of the time (adapters/process/readable.mjs).

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root: string = join(import.meta.dirname, '..')
const elsewhere: ReadonlySet<string> = new Set(['node_modules', 'dist', 'templates'])

/** Says it to every process of the suite, in the environment. */
export function setup(): void {
  const built = changedAt(join(root, 'dist', 'tsconfig.tsbuildinfo'))
  process.env['WORLDLINE_BUILT'] = newestIn(root) <= built ? 'current' : 'old'
}

/** When the newest source below a folder was changed, in milliseconds since 1970. */
function newestIn(folder: string): number {
  let newest = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || elsewhere.has(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) newest = Math.max(newest, newestIn(path))
    else if (entry.name.endsWith('.ts')) newest = Math.max(newest, changedAt(path))
  }
  return newest
}

/** -Infinity where there is none: nothing is as old. */
const changedAt = (path: string): number =>
  statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.NEGATIVE_INFINITY
