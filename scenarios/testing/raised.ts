// The error that a failing test throws: the runner prints its name and message, its own diff of
// `actual` and `expected`, and the first frame of its stack with the lines around it.

import type { Mistake } from '../../sim/problem.ts'
import { framesOf, type Frames } from './frames.ts'

export interface Raised {
  readonly name: string
  /** the sentence first, then lines */
  readonly lines: readonly string[]
  readonly frames: Frames
  readonly actual?: unknown
  readonly expected?: unknown
  /** what it was made of; its own diff is not shown a second time */
  readonly cause?: Error
}

/** An Error as test runners print it. */
export function raised({ name, lines, frames, actual, expected, cause }: Raised): Error {
  const message = lines.join('\n')
  const error = new Error(message, cause === undefined ? {} : { cause: quiet(cause) })
  error.name = name
  error.stack = [`${name}: ${message}`, ...frames].join('\n')
  const differs = actual !== undefined || expected !== undefined
  return differs ? Object.assign(error, { actual, expected }) : error
}

function quiet(cause: Error): Error {
  cause.stack = [`${cause.name}: ${cause.message}`, ...framesOf(cause.stack)].join('\n')
  return Object.assign(cause, { showDiff: false })
}

/** The user's mistake with all its lines, at the line that made it or else at the test. */
export function mistaken(mistake: Mistake, written: Frames): Error {
  const lines = mistake.problems.flatMap(({ code, sentence, lines: more }) => [
    `${code} ${sentence}`,
    ...more.map((line) => `  ${line}`),
  ])
  const [own] = framesOf(mistake.stack)
  return raised({ name: 'Mistake', lines, frames: own === undefined ? written : [own] })
}

/** By its form: a runner may have loaded worldline twice. */
export const isMistake = (error: unknown): error is Mistake =>
  error instanceof Error && error.name === 'Mistake' && 'problems' in error
