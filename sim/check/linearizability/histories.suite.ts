// Random histories for tests and benches: clients that ask one thing after the other of an object that
// takes each call at one instant. So they are legal; `spoil` makes them otherwise by one change.

import type { History, Operation } from '../../history.ts'
import type { Plain } from '../../plain.ts'
import { type Micros, nodeId, type OpId } from '../../units.ts'

export interface Asked<S, C extends Plain> {
  readonly clients: number
  readonly operations: number
  /** the object: what it answers and becomes */
  readonly init: S
  readonly answer: (state: S, call: C) => { readonly state: S; readonly result: Plain }
  /** draws the nth call */
  readonly draw: (random: Random, nth: number) => C
  /** of operations without an answer, 0 to 1; half of them take effect */
  readonly open?: number
  /** how often the next thing happens in the same instant, 0 to 1; a tenth unless told */
  readonly ties?: number
}

/** From 0 to below 1. */
export type Random = () => number

/** A generator of numbers that is fast and good enough for tests. Source: Tommy Ettinger, mulberry32. */
export function randomOf(seed: number): Random {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/**
 * A legal history. A client whose operation stays open goes on under a new name.
 */
export function legalHistory<S, C extends Plain>(seed: number, asked: Asked<S, C>): History {
  const random = randomOf(seed)
  const { clients, operations, draw, answer, open = 0, ties = 0.1 } = asked
  interface Under {
    readonly call: C
    readonly start: Micros
    readonly isOpen: boolean
    result: Plain
    stage: 'called' | 'done'
  }
  const under: (Under | null)[] = Array.from({ length: clients }, () => null)
  const names = Array.from({ length: clients }, (_, at) => `c${at + 1}`)
  let next = clients
  const said: Omit<Operation, 'id'>[] = []
  let state = asked.init
  let time = 0
  let called = 0
  const end = (at: number, one: Under, isOpen: boolean): void => {
    const { call, start, result } = one
    const client = nodeId(names[at] ?? '')
    said.push(
      isOpen
        ? { client, call, start, end: null, result: undefined }
        : { client, call, start, end: time, result },
    )
    under[at] = null
    if (isOpen) names[at] = `c${++next}`
  }
  while (called < operations || under.some((one) => one !== null)) {
    if (random() >= ties) time += 1
    const at = Math.floor(random() * clients)
    const one = under[at] ?? null
    if (one === null) {
      if (called === operations) continue
      const isOpen = random() < open
      under[at] = {
        call: draw(random, called++),
        start: time,
        isOpen,
        result: null,
        stage: 'called',
      }
    } else if (one.stage === 'called') {
      if (one.isOpen && random() < 0.5) {
        end(at, one, true)
        continue
      }
      const answered = answer(state, one.call)
      state = answered.state
      one.result = answered.result
      one.stage = 'done'
    } else {
      end(at, one, one.isOpen)
    }
  }
  return numbered(said)
}

/** In order of start, numbered from 0. */
export const numbered = (said: readonly Omit<Operation, 'id'>[]): History =>
  said
    .toSorted((one, other) => one.start - other.start)
    .map((one, at) => ({ ...one, id: at as OpId }))

/** The history with another answer of one operation that has one; often it is illegal then. */
export function spoil(
  history: History,
  random: Random,
  answerOf: (random: Random) => Plain,
): History {
  const answered = history.flatMap(({ end }, at) => (end === null ? [] : [at]))
  const chosen = answered[Math.floor(random() * answered.length)]
  return history.map((one, at) => (at === chosen ? { ...one, result: answerOf(random) } : one))
}
