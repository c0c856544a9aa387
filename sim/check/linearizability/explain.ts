// Why a history is not linearizable, for people: the operation that fits nowhere, the few others that
// suffice to show it, a sentence with its code, and the legal order of everything before it.

import { assert } from '../../assert.ts'
import type { History, Operation } from '../../history.ts'
import { text } from '../../plain.ts'
import { outcomeOf } from '../history-check.ts'
import { type Model, refused } from '../model.ts'
import { type Conflict, type Found, namedIn } from './found.ts'
import { looksOnly, minimal } from './minimal.ts'
import { type Part, partsOf } from './part.ts'
import { type Reason, reasonOf } from './reason.ts'

export interface Explanation extends Reason {
  /** what fits nowhere */
  readonly misfit: Operation
  /** all that is needed to show it, in order of start, the misfit among them */
  readonly enough: History
  /** a legal order of everything up to it, without it; null: none was found within the budget */
  readonly order: readonly Operation[] | null
  /** the states that it met in that order, in words; null without an order */
  readonly state: string | null
}

export interface Explaining {
  readonly model: Model
  /** searches one part of a history, as the search that found it illegal, within fewer configurations */
  readonly search: (history: History, part: Part, configurations: number) => Found
  /** said behind an operation, ` (line 41)` */
  readonly note: (operation: Operation) => string
}

/** @param part illegal, for that reason */
export function explain(
  history: History,
  part: Part,
  conflict: Conflict,
  explaining: Explaining,
): Explanation {
  const whole = operationsOf(history, part)
  const found = (some: History, configurations: number = configurationsWhole): Found => {
    const [one] = partsOf(some, explaining.model)
    return one === undefined ? nothing : explaining.search(some, one, configurations)
  }
  const illegal = (some: History): boolean => found(some).kind === 'illegal'
  const { prefix, target } = shortest(whole, explaining.model, illegal)
  const named = namedBy(found(prefix), prefix, explaining)
  const few = minimal(
    prefix,
    explaining.model,
    (some) => found(some, configurationsFew).kind,
    named,
  )
  const [fewPart] = partsOf(few, explaining.model)
  const again = found(few)
  assert(fewPart !== undefined, 'what is illegal holds an operation')
  const sharp = blaming(again.kind === 'illegal' ? again.conflict : conflict, few, fewPart, target)
  const asWas = ({ id }: Operation): Operation => originalOf(whole, id)
  const reason = reasonOf(few, fewPart, sharp, { ...explaining, asWas })
  const misfit = target ?? originalOf(whole, reason.guilty.id)
  // Whatever those did that have no answer here, the others contradict each other.
  const told = new Set(namedIn(sharp).map((one) => few[fewPart.place[one] ?? 0]))
  const shown = few.filter((one) => one.end !== null || told.has(one))
  const enough = shown.length > enoughMax ? [misfit] : shown.map(({ id }) => originalOf(whole, id))
  const before = legalOrder({ whole, prefix, misfit, found, model: explaining.model })
  // The reason may be told of another operation than the one whose answer showed it.
  const why = misfit.id === reason.guilty.id ? reason.why : reason.sentence
  return { ...reason, why, misfit, enough, ...before }
}

/**
 * A beginning of what was decided is decided easily; a history with fewer answers may not be, and then
 * it is not worth the time of many tries.
 */
const configurationsWhole = 50_000
const configurationsFew = 4_000

/** More than that show nobody anything. */
const enoughMax = 60

/** The operations that a conflict of the whole names. */
function namedBy(found: Found, history: History, { model }: Explaining): ReadonlySet<Operation> {
  const [part] = partsOf(history, model)
  if (part === undefined || found.kind !== 'illegal') return new Set()
  const named = namedIn(found.conflict).map((one) => history[part.place[one] ?? 0])
  return new Set(named.filter((one) => one !== undefined))
}

/** A conflict that says only that all was tried is told of the answer that cannot be. */
function blaming(conflict: Conflict, few: History, part: Part, target: Operation | null): Conflict {
  if (conflict.kind !== 'exhausted' || target === null) return conflict
  const reader = part.place.findIndex((place) => few[place]?.id === target.id)
  return reader < 0 ? conflict : { ...conflict, reader }
}

const nothing: Found = { kind: 'ok', order: new Int32Array(0) }

const operationsOf = (history: History, part: Part): History =>
  Array.from(part.place, (place) => history[place]).filter((one) => one !== undefined)

function originalOf(history: History, id: Operation['id']): Operation {
  const found = history.find((one) => one.id === id)
  assert(found !== undefined, 'a smaller history holds operations of the larger')
  return found
}

/**
 * The history up to the first answer that cannot be. Each beginning of a legal history is legal, so
 * the place can be halved in.
 * @returns that answer's operation; null: no answer is to blame alone
 */
function shortest(
  history: History,
  model: Model,
  illegal: (some: History) => boolean,
): { readonly prefix: History; readonly target: Operation | null } {
  const answered = history
    .filter((one) => isAnswered(one, model))
    .toSorted((one, other) => endOf(one) - endOf(other) || one.start - other.start)
  const upTo = (count: number): History => {
    const kept = new Set(answered.slice(0, count))
    const last = answered[count - 1]
    return (
      history
        .filter((one) => last !== undefined && one.start <= endOf(last))
        // What only looks and is not answered yet has changed nothing.
        .filter((one) => kept.has(one) || !looksOnly(one, model))
        .map((one) => (kept.has(one) ? one : { ...one, end: null, result: undefined }))
    )
  }
  let low = 0
  let high = answered.length
  if (!illegal(upTo(high))) return { prefix: history, target: null }
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (illegal(upTo(middle))) high = middle
    else low = middle
  }
  return { prefix: upTo(high), target: answered[high - 1] ?? null }
}

const endOf = ({ end }: Operation): number => end ?? Number.POSITIVE_INFINITY

const isAnswered = ({ end, result, call }: Operation, model: Model): boolean =>
  end !== null && (model.outcome?.(result, call) ?? 'ok') === 'ok'

/** A legal order of a beginning without one operation, and what the object was while it was under way. */
function legalOrder(asked: Ordering): Pick<Explanation, 'order' | 'state'> {
  const { whole, prefix, misfit, model } = asked
  const rest = prefix.filter(({ id }) => id !== misfit.id)
  const order = orderOf(rest, asked)
  if (order === null) return { order: null, state: null }
  // What was answered later may have had another answer in this order than it got.
  const answers = new Map(whole.map((one) => [one.id, one]))
  const asWas = (one: Operation): Operation => answers.get(one.id) ?? one
  if (isAllowed(order.map(asWas), model))
    return { order, state: statesDuring(order, misfit, model) }
  const over = rest.filter((one) => one.end !== null || asWas(one).end === null)
  const shorter = orderOf(over, asked)
  if (shorter === null) return { order: null, state: null }
  return { order: shorter, state: statesDuring(shorter, misfit, model) }
}

interface Ordering {
  /** with all answers */
  readonly whole: History
  readonly prefix: History
  readonly misfit: Operation
  readonly found: (some: History) => Found
  readonly model: Model
}

/** Null: there is none, or none was found. */
function orderOf(some: History, { found, model }: Ordering): readonly Operation[] | null {
  const [part] = partsOf(some, model)
  if (part === undefined) return []
  const said = found(some)
  if (said.kind !== 'ok') return null
  return Array.from(said.order, (one) => some[part.place[one] ?? 0]).filter(
    (one) => one !== undefined,
  )
}

/** Whether the object answers so, one thing after the other. */
function isAllowed(order: readonly Operation[], model: Model): boolean {
  const outcome = model.outcome === undefined ? null : model.outcome.bind(model)
  let state = model.init
  for (const one of order) {
    const result = outcomeOf(one, outcome) === 'unknown' ? undefined : one.result
    const next = model.step(state, one.call, result)
    if (next === refused) return false
    state = next
  }
  return true
}

const stateMax = 40
const statesMax = 3

/** `1`, or `1, then 2`: the states between what was over before an operation began and what began after it. */
function statesDuring(order: readonly Operation[], misfit: Operation, model: Model): string {
  const outcome = model.outcome === undefined ? null : model.outcome.bind(model)
  const { start, end } = misfit
  let state = model.init
  let met: string[] = [text(state, stateMax)]
  for (const one of order) {
    if (end !== null && one.start > end) break
    const result = outcomeOf(one, outcome) === 'unknown' ? undefined : one.result
    const next = model.step(state, one.call, result)
    if (next === refused) break
    state = next
    const words = text(state, stateMax)
    const over = one.end !== null && one.end < start
    if (over) met = [words]
    else if (met.at(-1) !== words) met.push(words)
  }
  const last = met.slice(-statesMax)
  return `${last.length < met.length ? '…, then ' : ''}${last.join(', then ')}`
}
