// Plain values, message by message: what a run by copy, a content digest, a frame and a tracing run
// pay. `small` is a letter of ack-retry, `append` an append of three entries as in Raft, `state` a
// State with a log of a hundred entries of which a step has changed one field.

import { Shadow } from '../sim/patch.ts'
import {
  copy,
  decode,
  encode,
  equal,
  firstNotPlain,
  freeze,
  hashPlain,
  sizeOf,
} from '../sim/plain.ts'
import type { Bench } from './bench.ts'

const letter = (nth: number): object => ({
  kind: 'letter',
  sender: 's1',
  life: 1,
  seq: nth,
  floor: 40,
  text: 'letter 42 of c1',
})
const entry = (index: number): object => ({ index, term: 3, command: { put: 'x', value: index } })
const append = (nth: number): object => ({
  kind: 'append',
  term: 5,
  prev: { index: nth, term: 4 },
  entries: [entry(1), entry(2), entry(3)],
  commit: 99,
})
const stateOf = (entries: number): { term: number; log: object[]; next: Map<string, number> } => ({
  term: 5,
  log: Array.from({ length: entries }, (_, index) => entry(index)),
  next: new Map([
    ['n2', 5],
    ['n3', 6],
  ]),
})

/** Messages made beforehand, so that only what is done with them counts. */
const pool = 256
const rounds = 400

/** Nanoseconds of one act on one message. */
function each<T>(messages: readonly T[], act: (message: T) => unknown): number {
  let kept: unknown = null
  const began = process.hrtime.bigint()
  for (let round = 0; round < rounds; round += 1) {
    for (const message of messages) kept = act(message)
  }
  const spent = Number(process.hrtime.bigint() - began)
  // The last result is looked at, or the engine might leave the work out.
  return kept === undefined ? Number.NaN : spent / (rounds * messages.length)
}

const made = (make: (nth: number) => object): object[] =>
  Array.from({ length: pool }, (_, nth) => make(nth))
const acts: Readonly<Record<string, (message: object) => unknown>> = {
  copy,
  hash: hashPlain,
  size: sizeOf,
  encode,
  freeze: (message) => freeze(copy(message)),
  check: (message) => firstNotPlain(message) ?? message,
}

function shadowed(isFrozen: boolean): number {
  const state = stateOf(100)
  if (isFrozen) for (const one of state.log) freeze(one)
  const shadow = new Shadow()
  shadow.update(state)
  const steps = 10_000
  const began = process.hrtime.bigint()
  for (let step = 0; step < steps; step += 1) {
    state.term += 1
    shadow.update(state)
  }
  return Number(process.hrtime.bigint() - began) / steps
}

const nanoseconds = (name: string, run: () => number): Bench => ({
  name,
  unit: 'ns',
  better: 'less',
  run,
})

export const benches: readonly Bench[] = [
  ...Object.entries(acts).flatMap(([name, act]) => [
    nanoseconds(`plain/${name}`, () => each(made(letter), act)),
    nanoseconds(`plain/${name}/append`, () => each(made(append), act)),
  ]),
  nanoseconds('plain/decode', () => each(made(letter).map(encode), decode)),
  nanoseconds('plain/decode/append', () => each(made(append).map(encode), decode)),
  nanoseconds('plain/equal/append', () => {
    const others = made(append)
    let nth = 0
    return each(made(append), (message) => equal(message, others[nth++ % pool]))
  }),
  nanoseconds('plain/shadow', () => shadowed(false)),
  nanoseconds('plain/shadow/frozen', () => shadowed(true)),
]
