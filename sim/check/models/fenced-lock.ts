// A lock whose holders carry a token that grows, so that whatever they change can refuse the late ones.
// It may be a lease, which the next one takes over without a release; then the tokens alone are judged.

import { type Plain, type Scalar, text } from '../../plain.ts'
import { type Model, refused } from '../model.ts'
import { type Calls, type Demand, anything, keyed, keyOf, refusesOf, whole } from './calls.ts'

/** `key` names the lock where there are several. */
export type FencedLockCall = { readonly key?: Scalar } & (
  | { readonly kind: 'acquire' }
  | { readonly kind: 'release'; readonly token: number }
)

/** The token of the holder, null when nobody holds it; and the largest token that was given. */
export interface FencedLockState {
  readonly [field: string]: Plain
  /** unknown: somebody holds it whose token was never told */
  readonly held: number | 'unknown' | null
  /** a bound from below where a token was never told; null: none was given yet */
  readonly last: number | null
}

export interface FencedLockOptions {
  /** the lock may go to the next one before its holder has released it */
  readonly lease?: boolean
}

const token: Demand = {
  noun: 'a token (a whole number) or false',
  holds: (value) => value === false || value === null || Number.isSafeInteger(value),
}

export const fencedLockCalls: Calls = {
  acquire: { takes: keyed, answers: token },
  release: { takes: { token: whole, ...keyed }, answers: anything },
}

/** Answers: of an acquire its token, a whole number; false or null when refused; of a release false. */
export function fencedLock(
  options: FencedLockOptions = {},
): Model<FencedLockState, FencedLockCall> {
  const { lease = false } = options
  return {
    name: 'fenced-lock',
    about:
      'A lock that one client holds at a time; each holder has a larger token than the one before.',
    init: { held: null, last: null },
    step({ held, last }, call, result) {
      if (call.kind === 'release') {
        const { token: released } = call
        if (held === 'unknown' && (last === null || released >= last))
          return { held: null, last: released }
        return held === released ? { held: null, last } : refused
      }
      if (held !== null && !lease) return refused
      if (typeof result !== 'number')
        return { held: 'unknown', last: last === null ? null : last + 1 }
      return last === null || result > last ? { held: result, last: result } : refused
    },
    outcome: (result, call) =>
      result === false || (result === null && call.kind === 'acquire') ? 'failed' : 'ok',
    partition: keyOf,
    anomaly: (call) => (call.kind === 'acquire' ? 'WL2028' : 'WL2016'),
    words: fencedWords,
    refuses: refusesOf(fencedLockCalls),
  }
}

function fencedWords(call: FencedLockCall, result: Plain): string {
  const of = call.key === undefined ? 'the lock' : `the lock ${text(call.key, 40)}`
  if (call.kind === 'release') return `released ${of} with token ${call.token}`
  if (result === undefined) return `tried to acquire ${of}`
  return typeof result === 'number' ? `acquired ${of} with token ${result}` : `did not get ${of}`
}
