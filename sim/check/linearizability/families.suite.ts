// Families of histories for differential tests: a model, how its object answers, what clients ask, and
// answers that are often wrong.

import type { Plain } from '../../plain.ts'
import { type Model, refused } from '../model.ts'
import { kv, type KvCall } from '../models/kv.ts'
import { register, type RegisterCall } from '../models/register.ts'
import { type Asked, legalHistory, type Random, randomOf, spoil } from './histories.suite.ts'
import type { History } from '../../history.ts'

export interface Family {
  readonly name: string
  readonly model: Model
  readonly asked: Pick<Asked<Plain, Plain>, 'init' | 'answer' | 'draw'>
  readonly wrong: (random: Random) => Plain
}

const below = (random: Random, count: number): number => Math.floor(random() * count)

/** Few values, so that they repeat; a third of the calls compare and set. */
export const registers: Family = {
  name: 'a register',
  model: register(0) as Model,
  asked: {
    init: 0,
    answer(state, said) {
      const call = said as RegisterCall
      if (call.kind === 'read') return { state, result: state }
      if (call.kind === 'write') return { state: call.value, result: true }
      return state === call.from ? { state: call.to, result: true } : { state, result: false }
    },
    draw(random) {
      const kind = random()
      if (kind < 0.4) return { kind: 'read' }
      if (kind < 0.7) return { kind: 'write', value: below(random, 3) }
      return { kind: 'cas', from: below(random, 3), to: below(random, 3) }
    },
  },
  wrong: (random) => (random() < 0.5 ? below(random, 3) : random() < 0.5),
}

/** Two keys, texts that are put and appended to. */
export const maps: Family = {
  name: 'a map',
  model: kv('') as Model,
  asked: {
    init: {},
    answer(state, said) {
      const map = state as Readonly<Record<string, string>>
      const call = said as KvCall & { readonly key: string; readonly value: string }
      const now = map[call.key] ?? ''
      if (call.kind === 'get') return { state, result: now }
      const next = call.kind === 'append' ? now + call.value : call.value
      return { state: { ...map, [call.key]: next }, result: true }
    },
    draw(random) {
      const key = 'xy'.charAt(below(random, 2))
      const kind = random()
      if (kind < 0.4) return { kind: 'get', key }
      return { kind: kind < 0.6 ? 'put' : 'append', key, value: 'ab'.charAt(below(random, 2)) }
    },
  },
  wrong: (random) => ['', 'a', 'b', 'ab', 'ba', 'aba'][below(random, 6)],
}

interface Line {
  readonly items: readonly number[]
}

type LineCall = { readonly kind: 'put'; readonly value: number } | { readonly kind: 'take' }

/** A queue as a user would write it: objects as states, no name of a state, no key, no observer. */
const line: Model<Line, LineCall> = {
  name: 'line',
  about: 'First in, first out; null where it is empty.',
  init: { items: [] },
  step({ items }, call, result) {
    if (call.kind === 'put') return { items: [...items, call.value] }
    if (result !== undefined && result !== (items[0] ?? null)) return refused
    return { items: items.slice(1) }
  },
}

export const lines: Family = {
  name: 'a queue of a user',
  model: line as Model,
  asked: {
    init: { items: [] },
    answer(state, said) {
      const { items } = state as unknown as Line
      const call = said as LineCall
      if (call.kind === 'put') return { state: { items: [...items, call.value] }, result: true }
      return { state: { items: items.slice(1) }, result: items[0] ?? null }
    },
    draw: (random) =>
      random() < 0.55 ? { kind: 'put', value: below(random, 4) } : { kind: 'take' },
  },
  wrong: (random) => (random() < 0.2 ? null : below(random, 4)),
}

/** A count without bound: open increments lead to ever new states. */
const count: Model<number, string, number> = {
  name: 'count',
  about: 'One more each time.',
  init: 0,
  step(state, call, result) {
    if (call === 'add') return state + 1
    return result === undefined || result === state ? state : refused
  },
}

export const counts: Family = {
  name: 'a count of a user',
  model: count as Model,
  asked: {
    init: 0,
    answer: (state, call) =>
      call === 'add' ? { state: (state as number) + 1, result: 0 } : { state, result: state },
    draw: (random) => (random() < 0.5 ? 'add' : 'get'),
  },
  wrong: (random) => below(random, 5),
}

/** Two to five clients, three to nine operations; three of four are spoilt, once or twice. */
export function smallHistory(family: Family, seed: number): History {
  const random = randomOf(seed * 7 + 1)
  const legal = legalHistory(seed, {
    ...family.asked,
    clients: 2 + below(random, 4),
    operations: 3 + below(random, 7),
    open: below(random, 3) / 4,
  })
  if (seed % 4 === 0) return legal
  const once = spoil(legal, random, family.wrong)
  return seed % 3 === 0 ? spoil(once, random, family.wrong) : once
}

/** Ten to fourteen clients, six to forty-five operations, legal. */
export function mediumHistory(family: Family, seed: number, open: number): History {
  const random = randomOf(seed * 7 + 1)
  return legalHistory(seed, {
    ...family.asked,
    clients: 10 + below(random, 5),
    operations: 6 + below(random, 40),
    open,
  })
}
