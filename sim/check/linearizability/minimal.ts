// The few operations of an illegal history that suffice to show that it is illegal. Only such changes
// are tried as cannot make a legal history illegal, so whatever is left proves something about the
// whole: an observer is left out; a change loses its answer (it may then take effect at any later time,
// or never); all that is about some values is left out together. A change is never left out alone.

import type { History, Operation } from '../../history.ts'
import type { Plain } from '../../plain.ts'
import { outcomeOf } from '../history-check.ts'
import type { Found } from './found.ts'
import type { Model } from '../model.ts'
import { nameOf } from '../state-name.ts'

/** Whether a history of one object is illegal. */
export type Asked = (history: History) => Found['kind']
type Illegal = (history: History) => boolean

/** Operations looked at while making a history smaller, all tries together. */
const workMax = 3_000_000
const undecidedMax = 4

/**
 * @param history illegal, of one object
 * @param named by the conflict that was found: whatever is about other values is left out first
 * @returns a part of it that is illegal, too; open operations in it may have had an answer
 */
export function minimal(
  history: History,
  model: Model,
  asked: Asked,
  named: ReadonlySet<Operation>,
): History {
  const work = { left: workMax }
  const tried: Illegal = (smaller) => {
    if (work.left < smaller.length) return false
    const said = asked(smaller)
    // What cannot be decided has cost the search its whole budget.
    work.left -= said === 'unknown' ? workMax / undecidedMax : smaller.length
    return said === 'illegal'
  }
  const about = aboutTheSame(history, model, named)
  const start = tried(about) ? about : history
  let few = withoutUnits(start, lookers(start, model), tried)
  few = withoutClasses(few, model, tried)
  few = opened(few, model, tried)
  // What nobody is known to have seen can be left out now; a change that somebody saw cannot.
  return withoutClasses(few, model, tried)
}

/** The changes of the values that some operations are about, and these. */
function aboutTheSame(history: History, model: Model, named: ReadonlySet<Operation>): History {
  const classes = valueClasses(history, model)
  const wanted = new Set(Array.from(named, (one) => classes?.get(one)))
  return history.filter((one) => {
    if (named.has(one)) return true
    if (looksOnly(one, model)) return false
    const name = classes?.get(one)
    return name === undefined || wanted.has(name)
  })
}

const lookers = (history: History, model: Model): (readonly Operation[])[] =>
  history.filter((one) => looksOnly(one, model)).map((one) => [one])

/** What can be left out alone: it changes nothing. */
export function looksOnly(one: Operation, model: Model): boolean {
  if (model.observer?.(one.call) === true) return true
  // What an answer that settles nothing would say is not what happened.
  if (outcomeOf(one, model.outcome?.bind(model) ?? null) === 'unknown') return false
  const access = model.access?.(one.call, one.result) ?? null
  return access !== null && ['read', 'not', 'nothing'].includes(access.kind)
}

/** Leaves out as many units as it can: halves first, then smaller pieces. */
function withoutUnits(
  history: History,
  units: readonly (readonly Operation[])[],
  illegal: Illegal,
): History {
  let now = history
  let left = [...units]
  for (let size = Math.max(1, left.length >> 1); ; size = size >> 1) {
    const kept: (readonly Operation[])[] = []
    for (let at = 0; at < left.length; at += size) {
      const piece = left.slice(at, at + size)
      const gone = new Set(piece.flat())
      const smaller = now.filter((one) => !gone.has(one))
      if (illegal(smaller)) now = smaller
      else kept.push(...piece)
    }
    left = kept
    if (size <= 1) return now
  }
}

/**
 * Operations by the values that they are about; values that one operation joins are one class. Null:
 * the history says something about what a value is not, or cannot be told so.
 */
function valueClasses(history: History, model: Model): Map<Operation, string> | null {
  if (model.unit !== undefined) return units(history, model)
  const parent = new Map<string, string>()
  const rootOf = (name: string): string => {
    let root = name
    for (let up = parent.get(root); up !== undefined; up = parent.get(root)) {
      // Halving the way keeps long chains of updates cheap.
      parent.set(root, parent.get(up) ?? up)
      root = up
    }
    return root
  }
  const names = new Map<Operation, string>()
  for (const one of history) {
    const result = answerOf(one, model)
    const access = model.access?.(one.call, result) ?? null
    if (access === null || access.kind === 'not' || access.kind === 'append') return null
    if (access.kind === 'nothing') continue
    if (access.kind === 'update') {
      const [from, to] = [rootOf(nameOf(access.from)), rootOf(nameOf(access.to))]
      if (from !== to) parent.set(from, to)
      names.set(one, nameOf(access.to))
    } else names.set(one, nameOf(access.value))
  }
  for (const [one, name] of names) names.set(one, rootOf(name))
  return names
}

/** Operations by what the model says they are about; those that cannot be left out have no name. */
const units = (history: History, model: Model): Map<Operation, string> =>
  new Map(
    history.flatMap((one, at) => {
      const unit = model.unit?.(one.call, answerOf(one, model))
      if (unit === undefined) return []
      return [[one, unit === null ? `alone ${at}` : `about ${nameOf(unit)}`] as const]
    }),
  )

const answerOf = (one: Operation, model: Model): Plain | undefined => {
  const outcome = model.outcome === undefined ? null : model.outcome.bind(model)
  return outcomeOf(one, outcome) === 'unknown' ? undefined : one.result
}

function withoutClasses(history: History, model: Model, illegal: Illegal): History {
  const classes = valueClasses(history, model)
  if (classes === null) return history
  const units = new Map<string, Operation[]>()
  for (const one of history) {
    const name = classes.get(one)
    if (name === undefined) continue
    const unit = units.get(name)
    if (unit === undefined) units.set(name, [one])
    else unit.push(one)
  }
  return withoutUnits(history, [...units.values()], illegal)
}

/**
 * Takes the answers of changes away, one by one, the latest first, while there are few. What its answer
 * shows to have changed nothing is left out: without it, it would seem to have changed something.
 */
function opened(history: History, model: Model, illegal: Illegal): History {
  let now = history
  if (history.length > openedMax) return now
  for (let at = now.length - 1; at >= 0; at--) {
    const one = now[at]
    if (one === undefined || one.end === null) continue
    const looser = looksOnly(one, model)
      ? now.toSpliced(at, 1)
      : now.with(at, { ...one, end: null, result: undefined })
    if (illegal(looser)) now = looser
  }
  return now
}

const openedMax = 200
