// What a matcher says, as the runner wants it: a pass, or an error with its own name, code and diff,
// whose first frame is the user's line.

import type { Frames } from './frames.ts'
import { framesOf } from './frames.ts'
import { raised } from './raised.ts'

/** Of a failing matcher. */
export interface Said {
  readonly name: string
  /** code of the anomaly */
  readonly code: string
  /** the sentence first */
  readonly lines: readonly string[]
  readonly actual?: unknown
  readonly expected?: unknown
  /** nothing of the run may be taken away: the failure is of this very run */
  readonly exact?: true
}

/** What vitest wants of a matcher; where it fails it throws instead. */
export interface Result {
  readonly pass: boolean
  readonly message: () => string
}

const codes = new WeakMap<Error, string>()
const exact = new WeakSet<Error>()

/** Code of the anomaly that a matcher found; all else is an assertion. */
export const codeOfError = (error: unknown): string =>
  (error instanceof Error ? codes.get(error) : undefined) ?? 'WL2015'

/** Whether a smaller run would be another failure. */
export const isExact = (error: unknown): boolean => error instanceof Error && exact.has(error)

/**
 * @param said null: it holds
 * @param not what is told when it holds and must not
 * @throws the error that the runner shows
 */
export function judged(negated: boolean | undefined, said: Said | null, not: string): Result {
  const pass = said === null
  const isNot = negated === true
  if (pass !== isNot) return { pass, message: () => '' }
  const frames: Frames = framesOf(new Error('here').stack)
  const told = said ?? { name: 'InvariantError', code: 'WL2015', lines: [not] }
  const { name, lines, actual, expected } = told
  const error = raised({ name, lines, frames, actual, expected })
  codes.set(error, told.code)
  if (told.exact === true) exact.add(error)
  throw error
}
