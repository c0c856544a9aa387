// A few lines of a source around one of them, for the screen that says where a wrong value was made.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { SourceFrame } from '../../sim/report.ts'

const above = 2
const below = 1
const lineMax = 120

/**
 * @param place `src/raft.ts:148`, relative to the current folder or absolute
 * @param handler `receive of n1`
 * @returns null for a file that is not there or has no such line
 */
export function sourceFrame(place: string, handler: string): SourceFrame | null {
  const [, file, digits] = /^(.+):(\d+)$/u.exec(place) ?? []
  if (file === undefined || digits === undefined) return null
  const line = Number(digits)
  const all = linesOf(resolve(file))
  if (line < 1 || line > all.length) return null
  const from = Math.max(1, line - above)
  const lines = all
    .slice(from - 1, line + below)
    .map((text, at) => ({ number: from + at, text: text.trimEnd().slice(0, lineMax) }))
  return {
    file,
    line,
    handler,
    lines: lines.filter(({ number, text }) => number === line || text !== ''),
  }
}

function linesOf(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n')
  } catch {
    // Built without its sources, or gone since: the report then goes without a frame.
    return []
  }
}
