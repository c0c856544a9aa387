// What a matcher says, as the runner wants it: a pass, or an error with its own name, code and diff,
// whose first frame is the user's line.

import type { Broken } from '../runner/broken.ts'
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
  /** nobody knows: that is no pass, negated or not */
  readonly undecided?: true
  /** what a check of the history found, for whoever tells of the run */
  readonly broken?: Found
}

/** What of a failing check a report shows. */
export type Found = Pick<Broken, 'misfit' | 'order' | 'state'>

/** What vitest wants of a matcher; where it fails it throws instead. */
export interface Result {
  readonly pass: boolean
  readonly message: () => string
}

const codes = new WeakMap<Error, string>()
const founds = new WeakMap<Error, Found>()
const exact = new WeakSet<Error>()

/** Code of the anomaly that a matcher found; all else is an assertion. */
export const codeOfError = (error: unknown): string =>
  (error instanceof Error ? codes.get(error) : undefined) ?? 'WL2015'

/**
 * Whether something was asserted and is not so: by a matcher, by `expect`, or by any other assertion
 * that says what it expected; also where it was thrown on as the cause of an error. All else that a
 * body throws is a slip of the body.
 */
export function isFound(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const compared = 'actual' in error && 'expected' in error
  if (codes.has(error) || error.name === 'AssertionError' || compared) return true
  return error.cause !== error && isFound(error.cause)
}

/** What a check of the history found, where a matcher made it. */
export const foundIn = (error: unknown): Found =>
  (error instanceof Error ? founds.get(error) : undefined) ?? {}

/** Whether a smaller run would be another failure. */
export const isExact = (error: unknown): boolean => error instanceof Error && exact.has(error)

/**
 * @param said null: it holds
 * @param not what is told when it holds and must not; a function is asked only then
 * @throws the error that the runner shows
 */
export function judged(
  negated: boolean | undefined,
  said: Said | null,
  not: string | (() => string),
): Result {
  const pass = said === null
  const isNot = negated === true
  if (pass !== isNot && said?.undecided !== true) return { pass, message: () => '' }
  const frames: Frames = framesOf(new Error('here').stack)
  const told = said ?? { name: 'InvariantError', code: 'WL2015', lines: [textOf(not)] }
  const { name, lines, actual, expected } = told
  const error = raised({ name, lines, frames, actual, expected })
  codes.set(error, told.code)
  if (told.broken !== undefined) founds.set(error, told.broken)
  if (told.exact === true) exact.add(error)
  throw error
}

const textOf = (not: string | (() => string)): string => (typeof not === 'string' ? not : not())
