// What random histories are of: an object that answers on its own, beside the model that its histories
// are held against. Registers and maps of them stand here; other types in files of their own.

import type { History } from '../../history.ts'
import type { Plain } from '../../plain.ts'
import type { Outcome } from '../history-check.ts'
import type { Model } from '../model.ts'
import { kv, type KvCall } from '../models/kv.ts'
import { register, type RegisterCall } from '../models/register.ts'
import type { Random } from './histories.suite.ts'

/** Few: of three, again and again. Unique: no two calls set the same. */
export type Values = 'few' | 'unique'

export interface Subject {
  readonly name: string
  readonly model: Model
  readonly init: unknown
  /** what the object answers and becomes */
  answer(state: unknown, call: Plain, random: Random): { state: unknown; result: Plain }
  /** the nth call */
  draw(random: Random, nth: number, values: Values): Plain
  /** some answer to such a call, likely a wrong one */
  answerOf(call: Plain, random: Random, values: Values): Plain
  /**
   * All answers that such a call can have had in the history, if it took effect and changed anything.
   * Without it the model says itself what becomes of a call whose answer nobody knows.
   */
  readonly answers?: (call: Plain, history: History) => readonly Plain[]
}

/** A subject with its types; only its own functions look at states and calls. */
export interface Typed<S, C extends Plain> {
  readonly name: string
  readonly model: Model<never, C>
  readonly init: S
  readonly answer: (state: S, call: C, random: Random) => { state: S; result: Plain }
  readonly draw: (random: Random, nth: number, values: Values) => C
  readonly answerOf: (call: C, random: Random, values: Values) => Plain
  readonly answers: (call: C, history: History) => readonly Plain[]
}

export const subjectOf = <S, C extends Plain>(typed: Typed<S, C>): Subject =>
  typed as unknown as Subject

/** 0 to below `below` */
export const under = (random: Random, below: number): number => Math.floor(random() * below)

/** A value that a call sets. */
export const valueOf = (random: Random, nth: number, values: Values): number =>
  values === 'unique' ? nth + 1 : under(random, 3)

/** A value that some call may have set, or not. */
export const guessOf = (random: Random, values: Values): number =>
  under(random, values === 'unique' ? 9 : 4)

const registerAnswers = ({ kind }: RegisterCall): readonly Plain[] =>
  kind === 'read' ? [] : kind === 'write' ? [true] : [true, false]

type Answered = { state: Plain; result: Plain }

function registerAnswer(found: (random: Random) => boolean) {
  return (state: Plain, call: RegisterCall, random: Random): Answered => {
    if (call.kind === 'read') return { state, result: state }
    if (call.kind === 'write') return { state: call.value, result: true }
    if (state === call.from) return { state: call.to, result: true }
    return { state, result: found(random) ? { found: state } : false }
  }
}

/** @param cas share of compare-and-sets, 0 to 1 */
function registerDraw(cas: number) {
  return (random: Random, nth: number, values: Values): RegisterCall => {
    const kind = random()
    const value = valueOf(random, nth, values)
    if (kind < cas) {
      const from = values === 'unique' ? Math.max(0, nth - under(random, 4)) : under(random, 3)
      return { kind: 'cas', from, to: value }
    }
    return random() < 0.5 ? { kind: 'read' } : { kind: 'write', value }
  }
}

function registerGuess(call: RegisterCall, random: Random, values: Values): Plain {
  const value = guessOf(random, values)
  if (call.kind === 'read') return value
  if (call.kind === 'write') return true
  const kind = random()
  return kind < 0.4 ? true : kind < 0.7 ? false : { found: value }
}

const ofRegister = (name: string, cas: number, found: (random: Random) => boolean): Subject =>
  subjectOf<Plain, RegisterCall>({
    name,
    model: register(0) as Model<never, RegisterCall>,
    init: 0,
    answer: registerAnswer(found),
    draw: registerDraw(cas),
    answerOf: registerGuess,
    answers: registerAnswers,
  })

/** Writes that answer that they failed, or that nobody knows. */
const ofOutcomes = (): Subject => {
  const outcomes: Readonly<Record<string, Outcome>> = { no: 'failed', perhaps: 'unknown' }
  const plain = registerAnswer(() => false)
  return subjectOf<Plain, RegisterCall>({
    name: 'register-outcomes',
    model: {
      ...(register(0) as Model<never, RegisterCall>),
      outcome: (result) => (typeof result === 'string' ? (outcomes[result] ?? 'ok') : 'ok'),
    },
    init: 0,
    answer(state, call, random) {
      const kind = random()
      if (kind < 0.15) return { state, result: 'no' }
      const answered = plain(state, call, random)
      if (kind > 0.3) return answered
      return { state: random() < 0.5 ? answered.state : state, result: 'perhaps' }
    },
    draw: registerDraw(0.3),
    answerOf(call, random, values) {
      const kind = random()
      return kind < 0.2 ? 'no' : kind < 0.4 ? 'perhaps' : registerGuess(call, random, values)
    },
    answers: registerAnswers,
  })
}

type Texts = ReadonlyMap<Plain, string>

const textOf = (value: Plain): string => (typeof value === 'string' ? value : '')

const token = (random: Random, nth: number, values: Values): string =>
  values === 'unique' ? `${nth}.` : under(random, 2) === 0 ? 'a' : 'b'

const textGuess = (random: Random, values: Values): string =>
  Array.from({ length: under(random, 4) }, () => token(random, under(random, 8), values)).join('')

/** @param kinds of calls to draw from, each as often as it stands there */
const ofKv = (name: string, keys: number, kinds: readonly KvCall['kind'][]): Subject =>
  subjectOf<Texts, KvCall>({
    name,
    model: kv('') as Model<never, KvCall>,
    init: new Map(),
    answer(state, call, random) {
      const now = state.get(call.key) ?? ''
      const set = (text: string, result: Plain) => ({
        state: new Map(state).set(call.key, text),
        result,
      })
      if (call.kind === 'get') return { state, result: now }
      if (call.kind === 'put') return set(textOf(call.value), true)
      if (call.kind === 'append') return set(now + call.value, true)
      if (call.kind === 'delete') return set('', true)
      if (now === call.from) return set(textOf(call.to), true)
      return { state, result: random() < 0.5 ? false : { found: now } }
    },
    draw(random, nth, values) {
      const kind = kinds[under(random, kinds.length)] ?? 'get'
      const key = `k${under(random, keys)}`
      const value = token(random, nth, values)
      if (kind === 'get' || kind === 'delete') return { kind, key }
      if (kind === 'put' || kind === 'append') return { kind, key, value }
      const from = random() < 0.4 ? '' : token(random, Math.max(0, nth - under(random, 4)), values)
      return { kind, key, from, to: value }
    },
    answerOf(call, random, values) {
      if (call.kind === 'get') return textGuess(random, values)
      if (call.kind !== 'cas') return true
      const kind = random()
      return kind < 0.4 ? true : kind < 0.7 ? false : { found: textGuess(random, values) }
    },
    answers: ({ kind }) => (kind === 'get' ? [] : kind === 'cas' ? [true, false] : [true]),
  })

export const registers: readonly Subject[] = [
  ofRegister('register', 0, () => false),
  ofRegister('cas-register', 0.4, (random) => random() < 0.3),
  ofRegister('cas-found', 0.4, () => true),
  ofOutcomes(),
  ofKv('kv', 2, ['get', 'get', 'put', 'delete', 'append', 'cas']),
  ofKv('kv-append', 1, ['get', 'get', 'append', 'append', 'put']),
]
