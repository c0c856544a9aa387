// A lock that one client holds at a time. An attempt that was refused did not happen, unless the lock
// promises to refuse only while somebody holds it. It is no lease: whoever holds it, holds it until it
// releases it.

import { equal, type Plain, type Scalar, text } from '../../plain.ts'
import { type Access, type Model, refused } from '../model.ts'
import { anything, type Calls, keyed, keyOf, optional, refusesOf, scalar } from './calls.ts'

/**
 * `owner` is who acquires or releases; either all calls name one or none does. `key` names the lock
 * where there are several.
 */
export interface MutexCall {
  readonly [field: string]: Plain
  readonly kind: 'acquire' | 'release'
  readonly owner?: Scalar
  readonly key?: Scalar
}

export interface MutexOptions {
  /** an attempt that is answered false says that somebody held the lock; without it, nothing */
  readonly refusesOnlyHeld?: boolean
}

const call = { takes: { owner: optional(scalar), ...keyed }, answers: anything }

export const mutexCalls: Calls = { acquire: call, release: call }

/** Answers: false when it was refused, anything else when it was done. The state is who holds it. */
export function mutex(options: MutexOptions = {}): Model<Plain, MutexCall> {
  const { refusesOnlyHeld = false } = options
  const holds = (one: MutexCall): Plain => one.owner ?? true
  return {
    name: 'mutex',
    about: 'A lock: nobody acquires it while somebody holds it, and only its holder releases it.',
    init: null,
    step(holder, one, result) {
      if (one.kind === 'release') return equal(holder, holds(one)) ? null : refused
      if (result === false) return holder === null ? refused : holder
      return holder === null ? holds(one) : refused
    },
    outcome: (result, one) =>
      result === false && !(refusesOnlyHeld && one.kind === 'acquire') ? 'failed' : 'ok',
    partition: keyOf,
    access: (one, result): Access => {
      if (one.kind === 'release') return { kind: 'update', from: holds(one), to: null }
      if (result === false) return { kind: 'not', value: null }
      return { kind: 'update', from: null, to: holds(one) }
    },
    anomaly: (one) => (one.kind === 'acquire' ? 'WL2028' : 'WL2016'),
    words: (one, result) => lockWords(one, result === false ? 'was refused' : null),
    refuses: refusesOf(mutexCalls),
  }
}

/** `acquired the lock a`; of a refused attempt what stands in its place. */
export function lockWords({ kind, key }: MutexCall, instead: string | null): string {
  const of = key === undefined ? 'the lock' : `the lock ${text(key, 40)}`
  if (instead !== null) return `${instead} ${of}`
  return `${kind}d ${of}`
}
