// Changes that make a legal history illegal for certain, whatever else is in it: so that the verdict on a
// long history is known without an oracle.

import type { History, Operation } from '../../history.ts'
import type { Plain } from '../../plain.ts'
import type { Random } from './histories.suite.ts'

type Fields = Readonly<Record<string, Plain>>

const kindOf = ({ call }: Operation): string => {
  const { kind } = call as { readonly kind?: Plain }
  return typeof kind === 'string' ? kind : ''
}
const fieldOf = ({ call }: Operation, name: string): Plain => (call as Fields)[name]

const isRead = (one: Operation): boolean => ['read', 'get'].includes(kindOf(one))

/** Whether an operation was over when the other began. */
const before = (one: Operation, other: Operation): boolean =>
  one.end !== null && one.end < other.start

const picked = <T>(some: readonly T[], random: Random): T | undefined =>
  some[Math.floor(random() * some.length)]

const answering = (history: History, one: Operation, result: Plain): History =>
  history.map((each) => (each === one ? { ...each, result } : each))

/** @returns null: the history has nothing that could be changed so */
type Change = (history: History, random: Random) => History | null

/** A read of what nobody ever wrote. */
const neverWritten: Change = (history, random) => {
  const read = picked(
    history.filter((one) => isRead(one) && one.end !== null && typeof one.result !== 'object'),
    random,
  )
  if (read === undefined) return null
  return answering(history, read, typeof read.result === 'number' ? 777 : 'never')
}

/** A read of what was written once, and overwritten before it began. */
const overwritten: Change = (history, random) => {
  const writes = history.filter((one) => kindOf(one) === 'write' && one.result === true)
  const chosen = picked(
    history.filter((one) => isRead(one) && one.end !== null),
    random,
  )
  if (chosen === undefined) return null
  const old = writes.find((one) => {
    const value = fieldOf(one, 'value')
    const setters = history.filter(
      (other) => fieldOf(other, 'value') === value || fieldOf(other, 'to') === value,
    )
    const over = writes.some((later) => before(one, later) && before(later, chosen))
    return setters.length === 1 && value !== 0 && over
  })
  return old === undefined ? null : answering(history, chosen, fieldOf(old, 'value'))
}

/** A text without what was appended before it was read; nothing in the history takes texts away. */
const lostAppend: Change = (history, random) => {
  if (history.some((one) => !['get', 'append'].includes(kindOf(one)))) return null
  const reads = history.filter((one) => {
    if (!isRead(one) || one.end === null) return false
    const key = fieldOf(one, 'key')
    return history.some(
      (other) => kindOf(other) === 'append' && fieldOf(other, 'key') === key && before(other, one),
    )
  })
  const read = picked(reads, random)
  return read === undefined ? null : answering(history, read, '')
}

/** An element that was put in once is taken out twice. */
const takenTwice: Change = (history, random) => {
  const taken = history.filter(
    (one) => kindOf(one) === 'dequeue' && one.end !== null && one.result !== null,
  )
  const one = picked(taken, random)
  const other = picked(
    taken.filter((each) => each !== one && fieldOf(each, 'key') === (one && fieldOf(one, 'key'))),
    random,
  )
  if (one === undefined || other === undefined) return null
  const puts = history.filter(
    (put) => kindOf(put) === 'enqueue' && fieldOf(put, 'value') === one.result,
  )
  return puts.length === 1 ? answering(history, other, one.result) : null
}

/** By the kind of calls of the subject. */
const changes: Readonly<Record<string, readonly Change[]>> = {
  read: [neverWritten, overwritten],
  write: [neverWritten, overwritten],
  get: [neverWritten, lostAppend],
  append: [neverWritten, lostAppend],
  put: [neverWritten],
  enqueue: [takenTwice],
  dequeue: [takenTwice],
}

/** @param history legal; null: no change of this kind is possible */
export function surelyIllegal(history: History, random: Random): History | null {
  const [first] = history
  if (first === undefined) return null
  const change = picked(changes[kindOf(first)] ?? [], random)
  return change?.(history, random) ?? null
}
