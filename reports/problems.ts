// The user's mistakes on the screen: what is wrong, where, what would be right. A dozen lines at
// most, never a stack.

import type { Problem } from '../sim/problem.ts'
import { clipped, type Page, printable } from './page.ts'
import { counted } from './words.ts'

const linesMax = 12
/** Longer than any path that a person typed. */
const columnsMax = 600

/** Parts of it were typed, or stand in files: as they are, but in one line that ends. */
const fit = (text: string): string => clipped(printable(text), columnsMax)

/**
 * All problems, as many as fit whole, then how many are left.
 * @param exitCode what the process ends with, said in the last line
 */
export function renderProblems(
  problems: readonly Problem[],
  exitCode: number,
  { ink }: Page,
): string {
  const room = linesMax - 1
  const lines: string[] = []
  let told = 0
  for (const problem of problems) {
    const own = [
      `  ${ink.bad(`error ${problem.code}`)}: ${ink.strong(fit(problem.sentence))}`,
      ...problem.lines.map((line) => `    ${fit(line)}`),
    ]
    // Room is kept for the line that says how many are left.
    const spare = told === problems.length - 1 ? 0 : 1
    const left = room - spare - lines.length
    if (lines.length > 0 && own.length > left) break
    lines.push(...own.slice(0, Math.max(1, left)))
    told += 1
  }
  const more = problems.length - told
  if (more > 0) lines.push(`    and ${counted(more, 'more mistake')}`)
  lines.push(ink.faint(`  exit ${exitCode}`))
  return `${lines.join('\n')}\n`
}

/** A text and a line of carets under one part of it: the pointer of an error. */
export function pointed(text: string, part: string): string[] {
  const place = part === '' ? text.length : text.indexOf(part)
  if (place < 0) return [text]
  return [text, `${' '.repeat(place)}${'^'.repeat(Math.max(1, part.length))}`]
}
