// Subjects of the other types: the objects are those that the models are tested with; here the answers
// that an open call can have had are told too, so that what a model makes of one is judged as well.

import type { History } from '../../history.ts'
import type { Plain } from '../../plain.ts'
import { types } from '../models/types.suite.ts'
import { type Subject, under } from './subjects.suite.ts'

type Fields = Readonly<Record<string, Plain>>

const fieldsOf = (call: Plain): Fields => call as Fields

const enqueued = (history: History): readonly Plain[] =>
  history.flatMap(({ call }) =>
    fieldsOf(call)['kind'] === 'enqueue' ? [fieldsOf(call)['value']] : [],
  )

/** Tokens below all that are told, between them, and above. */
const tokens = Array.from({ length: 36 }, (_, at) => at - 12)

/** By kind of call; `release`, `enqueue` and whatever else is not told has one answer. */
function answers(call: Plain, history: History, tells: boolean): readonly Plain[] {
  switch (fieldsOf(call)['kind']) {
    case 'read':
    case 'contains':
      return []
    case 'dequeue':
      return [null, ...enqueued(history)]
    case 'add':
    case 'remove':
      return tells ? [true, false] : [null]
    case 'add-and-get':
    case 'get-and-add':
      return tokens
    default:
      return [true]
  }
}

const ofType = ({ name, model, asked, other }: (typeof types)[number]): Subject => ({
  name,
  model,
  init: asked.init,
  answer: (state, call) => asked.answer(state as Plain, call),
  draw: (random, nth) => asked.draw(random, nth),
  answerOf: (_, random) => other(random),
  answers: (call, history) =>
    name.startsWith('fenced') && fieldsOf(call)['kind'] === 'acquire'
      ? tokens
      : answers(call, history, name === 'set that tells'),
})

/** Two objects of the kind, by the key of each call. */
function twoOf(subject: Subject): Subject {
  const keyOf = (call: Plain): Plain => fieldsOf(call)['key']
  return {
    ...subject,
    name: `two of ${subject.name}`,
    init: new Map<Plain, unknown>(),
    answer(states, call, random) {
      const all = states as ReadonlyMap<Plain, unknown>
      const key = keyOf(call)
      const now = all.has(key) ? all.get(key) : subject.init
      const { state, result } = subject.answer(now, call, random)
      return { state: new Map(all).set(key, state), result }
    },
    draw: (random, nth, values) => ({
      ...fieldsOf(subject.draw(random, nth, values)),
      key: under(random, 2),
    }),
  }
}

const single = types.map(ofType)

export const objects: readonly Subject[] = [
  ...single,
  ...single
    .filter(({ name }) => ['queue', 'set by element', 'fenced lock'].includes(name))
    .map(twoOf),
]
