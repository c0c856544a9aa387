// Histories of a subject by number: size, clients, values and open operations are drawn too. The same
// number is the same history for ever.

import type { History, Operation } from '../../history.ts'
import type { Plain } from '../../plain.ts'
import { type Random, legalHistory, numbered, randomOf } from './histories.suite.ts'
import { surelyIllegal } from './sure.suite.ts'
import { type Subject, under, type Values } from './subjects.suite.ts'

export interface Drawn {
  readonly history: History
  readonly values: Values
  /** whether the object itself answered: then it is legal */
  readonly isLegal: boolean
  /** whether it was changed so that it is illegal for certain */
  readonly isIllegal: boolean
}

interface Sizes {
  readonly clients: readonly [number, number]
  readonly operations: readonly [number, number]
}

/** For the definition. */
export const small: Sizes = { clients: [2, 4], operations: [1, 8] }
/** For the second oracle: some mistakes show only where much is under way. */
export const medium: Sizes = { clients: [10, 14], operations: [6, 45] }

const between = (random: Random, [least, most]: readonly [number, number]): number =>
  least + under(random, most - least + 1)

/** Of those that are changed, how many are so for certain. */
const sure = 0.2

/** @param legal share of histories that are left as the object answered */
export function drawn(subject: Subject, sizes: Sizes, seed: number, legal = 0.2): Drawn {
  const random = randomOf(Math.imul(seed, 0x9e3779b1))
  const values: Values = random() < 0.5 ? 'few' : 'unique'
  const calm = random() < 0.4
  const history = legalHistory<unknown, Plain>(under(random, 0x7fffffff), {
    clients: between(random, sizes.clients),
    // Longer ones are told apart more often.
    operations: Math.max(between(random, sizes.operations), between(random, sizes.operations)),
    open: calm ? 0 : random() * 0.4,
    ties: random() < 0.5 ? 0.1 : 0.5,
    init: subject.init,
    answer: (state, call) => subject.answer(state, call, random),
    draw: (own, nth) => subject.draw(own, nth, values),
  })
  if (random() < legal) return { history, values, isLegal: true, isIllegal: false }
  if (random() < sure) {
    const spoilt = surelyIllegal(history, random)
    if (spoilt !== null) return { history: spoilt, values, isLegal: false, isIllegal: true }
  }
  let disturbed = history
  for (let left = 1 + under(random, 3); left > 0; left--)
    disturbed = disturb(disturbed, random, (call) => subject.answerOf(call, random, values))
  return { history: disturbed, values, isLegal: false, isIllegal: false }
}

type Said = Omit<Operation, 'id'>

/** The history with one change of any kind; nobody knows whether it is legal then. */
export function disturb(
  history: History,
  random: Random,
  answerOf: (call: Plain) => Plain,
): History {
  const closed = history.flatMap(({ end }, at) => (end === null ? [] : [at]))
  const chosen = closed[under(random, closed.length)]
  const one = chosen === undefined ? undefined : history[chosen]
  if (chosen === undefined || one === undefined || one.end === null) return history
  const put = (said: Said): History => numbered(history.with(chosen, { ...said, id: one.id }))
  const { start, end } = one
  const kind = under(random, 10)
  if (kind < 4) return put({ ...one, result: answerOf(one.call) })
  if (kind === 4) return put({ ...one, end: start + under(random, end - start + 1) })
  if (kind === 5) return put({ ...one, start: start + under(random, end - start + 1) })
  if (kind === 6)
    return put({ ...one, end: Math.min(end + under(random, 6), nextOf(history, one)) })
  if (kind === 7) return numbered(history.toSpliced(chosen, 1))
  if (kind === 8) return put({ ...one, end: null, result: undefined })
  return swapped(history, random, chosen)
}

/** When its client goes on. */
const nextOf = (history: History, { client, start, id }: Operation): number =>
  history.reduce(
    (next, other) =>
      other.client === client && (other.start > start || other.id > id)
        ? Math.min(next, other.start)
        : next,
    Number.POSITIVE_INFINITY,
  )

/** Two calls of one kind have changed answers. */
function swapped(history: History, random: Random, chosen: number): History {
  const kindOf = (call: Plain): Plain =>
    typeof call === 'object' && call !== null && 'kind' in call ? call['kind'] : null
  const one = history[chosen]
  const others = history.filter(
    ({ call, end }, at) => at !== chosen && end !== null && kindOf(call) === kindOf(one?.call),
  )
  const other = others[under(random, others.length)]
  if (one === undefined || other === undefined) return history
  return history.map((each) => {
    if (each === one) return { ...each, result: other.result }
    return each === other ? { ...each, result: one.result } : each
  })
}
