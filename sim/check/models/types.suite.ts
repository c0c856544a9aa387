// Objects of each type, told once more in the plainest way: what they answer when they are asked one
// thing after the other. Legal histories of the models are drawn from these.

import type { Plain, Scalar } from '../../plain.ts'
import type { Asked, Random } from '../linearizability/histories.suite.ts'
import type { Model } from '../model.ts'
import { counter, type CounterCall } from './counter.ts'
import { fencedLock, type FencedLockCall } from './fenced-lock.ts'
import { mutex, type MutexCall } from './mutex.ts'
import { bag, queue, type QueueCall } from './queue.ts'
import { set, type SetCall } from './set.ts'

/** How random histories of a model are made. */
export interface Drawn {
  readonly name: string
  readonly model: Model
  /** without clients, operations and the share of open ones */
  readonly asked: Pick<Asked<Plain, Plain>, 'init' | 'answer' | 'draw'>
  /** another answer, for one that is spoilt */
  readonly other: (random: Random) => Plain
}

const below = (random: Random, bound: number): number => Math.floor(random() * bound)
const pick = <T>(random: Random, ...these: readonly [T, ...T[]]): T =>
  these[below(random, these.length)] ?? these[0]

/** @param random draws what is needed to draw; an answer may be drawn, too */
function drawn<S extends Plain, C extends Plain>(
  name: string,
  model: unknown,
  asked: Pick<Asked<S, C>, 'init' | 'answer' | 'draw'>,
  other: Drawn['other'],
): Drawn {
  return { name, model: model as Model, asked: asked as unknown as Drawn['asked'], other }
}

const answerOfLock = (holder: Plain, call: MutexCall): { state: Plain; result: Plain } => {
  const owner = call.owner ?? true
  if (call.kind === 'acquire')
    return holder === null ? { state: owner, result: true } : { state: holder, result: false }
  return holder === owner ? { state: null, result: true } : { state: holder, result: false }
}

const drawLock =
  (owned: boolean) =>
  (random: Random): MutexCall => ({
    kind: pick(random, 'acquire', 'release'),
    ...(owned ? { owner: pick(random, 'a', 'b') } : {}),
  })

interface Fenced {
  readonly [field: string]: Plain
  readonly held: number | null
  readonly last: number
}

const answerOfQueue = (state: readonly Plain[], call: QueueCall) => {
  if (call.kind === 'enqueue') return { state: [...state, call.value], result: true }
  return { state: state.slice(1), result: state[0] ?? null }
}

/** @param values how many there are to draw from; 0: every one is new */
const drawQueue =
  (values: number) =>
  (random: Random, nth: number): QueueCall =>
    random() < 0.5
      ? { kind: 'enqueue', value: values === 0 ? nth : below(random, values) }
      : { kind: 'dequeue' }

const answerOfSet =
  (tells: boolean) =>
  (state: readonly Scalar[], call: SetCall): { state: readonly Scalar[]; result: Plain } => {
    if (call.kind === 'read') return { state, result: [...state] }
    const there = state.includes(call.value)
    if (call.kind === 'contains') return { state, result: there }
    if (call.kind === 'add')
      return { state: there ? state : [...state, call.value], result: tells ? !there : true }
    return { state: state.filter((one) => one !== call.value), result: tells ? there : null }
  }

const drawGrowingSet = (random: Random): SetCall =>
  random() < 0.4
    ? { kind: 'read' }
    : { kind: pick(random, 'add', 'add', 'contains'), value: below(random, 3) }

const drawSet =
  (reads: number) =>
  (random: Random): SetCall =>
    random() < reads
      ? { kind: 'read' }
      : { kind: pick(random, 'add', 'add', 'remove', 'contains'), value: below(random, 3) }

const answerOfCounter = (count: number, call: CounterCall) => {
  if (call.kind === 'read') return { state: count, result: count }
  const state = count + call.value
  return { state, result: call.kind === 'add' ? null : call.kind === 'add-and-get' ? state : count }
}

const yesOrNo = (random: Random): Plain => random() < 0.5
const few = (random: Random): Plain => below(random, 4)

export const types: readonly Drawn[] = [
  drawn('mutex', mutex(), { init: null, answer: answerOfLock, draw: drawLock(false) }, yesOrNo),
  drawn(
    'mutex with owners',
    mutex(),
    { init: null, answer: answerOfLock, draw: drawLock(true) },
    yesOrNo,
  ),
  drawn(
    'mutex that refuses only when held',
    mutex({ refusesOnlyHeld: true }),
    { init: null, answer: answerOfLock, draw: drawLock(true) },
    yesOrNo,
  ),
  ...[false, true].map((lease) =>
    drawn<Fenced, FencedLockCall>(
      lease ? 'fenced lock, a lease' : 'fenced lock',
      fencedLock({ lease }),
      {
        init: { held: null, last: 0 },
        answer(state, call) {
          if (call.kind === 'acquire') {
            if (state.held !== null && !lease) return { state, result: false }
            const last = state.last + 1
            return { state: { held: last, last }, result: last }
          }
          if (state.held !== call.token) return { state, result: false }
          return { state: { ...state, held: null }, result: true }
        },
        draw: (random, nth) =>
          random() < 0.5
            ? { kind: 'acquire' }
            : { kind: 'release', token: 1 + below(random, 1 + nth / 2) },
      },
      few,
    ),
  ),
  drawn('queue', queue(), { init: [], answer: answerOfQueue, draw: drawQueue(0) }, few),
  drawn(
    'queue with equal values',
    queue(),
    { init: [], answer: answerOfQueue, draw: drawQueue(2) },
    few,
  ),
  drawn('bag', bag(), { init: [], answer: answerOfQueue, draw: drawQueue(0) }, few),
  drawn(
    'bag with equal values',
    bag(),
    { init: [], answer: answerOfQueue, draw: drawQueue(2) },
    few,
  ),
  drawn('set', set(), { init: [], answer: answerOfSet(false), draw: drawSet(0.4) }, (random) =>
    random() < 0.5 ? yesOrNo(random) : [0, 1, 2].filter(() => random() < 0.5),
  ),
  drawn(
    'set that grows',
    set(),
    { init: [], answer: answerOfSet(false), draw: drawGrowingSet },
    (random) => (random() < 0.3 ? yesOrNo(random) : [0, 1, 2].filter(() => random() < 0.5)),
  ),
  drawn(
    'set by element',
    set(),
    { init: [], answer: answerOfSet(false), draw: drawSet(0) },
    yesOrNo,
  ),
  drawn(
    'set that tells',
    set({ tells: true }),
    { init: [], answer: answerOfSet(true), draw: drawSet(0) },
    yesOrNo,
  ),
  drawn<number, CounterCall>(
    'counter',
    counter(),
    {
      init: 0,
      answer: answerOfCounter,
      draw: (random) =>
        random() < 0.4 ? { kind: 'read' } : { kind: 'add', value: pick(random, 1, 2, -1) },
    },
    few,
  ),
  drawn<number, CounterCall>(
    'counter that answers',
    counter(),
    {
      init: 0,
      answer: answerOfCounter,
      draw: (random) =>
        random() < 0.4
          ? { kind: 'read' }
          : { kind: pick(random, 'add-and-get', 'get-and-add'), value: pick(random, 1, 1, 2) },
    },
    few,
  ),
]
