import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { Rows } from '../../adapters/leveldb/rows.ts'
import type { RecordLine, Row, StepLine } from '../../adapters/records/recording.ts'
import { recordShapes } from '../../adapters/records/recorded-shapes.ts'
import { Scribe } from '../../adapters/records/scribe.ts'
import type { AnyActor, AnyNode, Message } from '../../sim/actor.ts'
import { fromJson, type Plain } from '../../sim/plain.ts'
import { plain as plainValue } from '../../sim/plain.arbitrary.ts'
import { validate } from '../../sim/shape.ts'
import { nodeId, type OpId } from '../../sim/units.ts'
import type { Life } from './recorded-read.ts'
import { Rerun } from './rerun.ts'

/** One thing that a handler may do. */
type Deed =
  | {
      readonly do: 'look' | 'draw' | 'arm' | 'disarm' | 'tell' | 'shout' | 'hang up' | 'ask' | 'say'
    }
  | { readonly do: 'keep' | 'forget' | 'sweep' | 'answer'; readonly value: Plain }

const b = nodeId('b')

/** Does what its mail says, and keeps every answer in its State. */
const obedient = (own: (deed: Deed) => Deed = (deed) => deed): AnyActor => ({
  start: (node) => ({ answers: [node.clock(), Array.from(node.store.scan('t'))], op: 0 }),
  receive(node, state, message) {
    const { deeds } = message as unknown as { deeds: readonly Deed[] }
    for (const deed of deeds) act(node, state as { answers: Plain[]; op: number }, own(deed))
  },
  expire: (node) => node.note('rung'),
})

function act(node: AnyNode, state: { answers: Plain[]; op: number }, deed: Deed): void {
  switch (deed.do) {
    case 'look':
      state.answers.push(node.clock(), node.wallClock())
      return
    case 'draw':
      state.answers.push(node.random(1_000, 'die'))
      return
    case 'arm':
      return node.setTimer({ kind: 'bell', of: 1 }, 10, 7)
    case 'disarm':
      return node.cancelTimer({ kind: 'bell', of: 1 })
    case 'tell':
      return node.send(b, { kind: 'told' })
    case 'shout':
      return node.send(node.id, { kind: 'told' }, 'early')
    case 'hang up':
      return node.close(b)
    case 'ask':
      state.op = node.invoke({ ask: 1 })
      return
    case 'say':
      return node.sometimes('said', state.answers.length > 2)
    case 'keep':
      node.store.put('t', state.answers.length, deed.value ?? null, 'relaxed')
      state.answers.push(Array.from(node.store.scan('t'), ([key]) => key))
      return
    case 'forget':
      node.store.delete('t', 1)
      state.answers.push((node.store.get('t', 2) ?? null) as Plain)
      return
    case 'sweep':
      return node.store.deleteRange('t', 1, 3)
    case 'answer':
      return node.complete(state.op as OpId, deed.value)
  }
}

const deeds: fc.Arbitrary<Deed> = fc.oneof(
  fc
    .constantFrom<Deed['do']>(
      'look',
      'draw',
      'arm',
      'disarm',
      'tell',
      'shout',
      'hang up',
      'ask',
      'say',
    )
    .map((one) => ({ do: one }) as Deed),
  fc.record({
    do: fc.constantFrom('keep' as const, 'forget' as const, 'sweep' as const, 'answer' as const),
    value: plainValue,
  }),
)
const scripts = fc.array(fc.array(deeds, { maxLength: 6 }), { minLength: 1, maxLength: 6 })

/** A life in memory: each list of deeds is a mail, and the bell rings at the end. */
function lived(script: readonly (readonly Deed[])[], actor: AnyActor): Life {
  const lines: RecordLine[] = []
  let time = 0
  const scribe = new Scribe({
    ...{ node: nodeId('a'), life: 1, redact: null },
    now: () => time++,
    write: (line) => lines.push(readLine(line)),
  })
  const rows = new Rows()
  rows.put(2, 'two')
  scribe.begins([['t', 2, 'two'] satisfies Row])
  let op = 2 ** 32
  let drawn = 17
  const node = scribe.face({
    id: nodeId('a'),
    clock: () => time++,
    wallClock: () => 1e15 + time++,
    random: (below) => (drawn = (drawn * 7_919 + 13) % below),
    send() {},
    close() {},
    setTimer() {},
    cancelTimer() {},
    complete() {},
    note() {},
    sometimes() {},
    invoke: () => ++op as OpId,
    store: {
      get: (_table, key) => rows.get(key),
      put: (_table, key, value) => rows.put(key, value),
      delete: (_table, key) => void rows.delete(key),
      deleteRange: (_table, from, to) => rows.keys(from, to).forEach((key) => rows.delete(key)),
      scan: (_table, from, to) => rows.scan(from, to),
    },
  })
  scribe.step({ kind: 'start' })
  const state = actor.start(node)
  scribe.stepped(state, 0)
  for (const [at, own] of script.entries()) {
    const message = { kind: 'mail', deeds: own } as Message
    scribe.step({ kind: 'receive', from: b, message, life: 1, nth: at + 1 })
    actor.receive(node, state, message, b)
    scribe.stepped(state, at)
  }
  scribe.step({ kind: 'expire', timer: { kind: 'bell', of: 1 } })
  actor.expire?.(node, state, { kind: 'bell', of: 1 })
  scribe.stepped(state, script.length)
  const [begins] = lines
  if (begins?.kind !== 'life') throw new Error('a life begins with its line')
  const steps = lines.filter((line): line is StepLine => line.kind === 'step')
  return {
    node: nodeId('a'),
    life: 1,
    begins,
    steps,
    left: [],
    durable: [],
    dropped: [],
    stills: [],
  }
}

/** As it comes back from a file. */
function readLine(json: unknown): RecordLine {
  const read = fromJson(JSON.parse(JSON.stringify(json)))
  if (!('value' in read)) throw new Error(read.wrong.why)
  const line = validate(recordShapes, read.value)
  if ('wrong' in line) throw new Error(`${line.wrong.path}: ${line.wrong.expected}`)
  return line.message as RecordLine
}

describe('a life gone through again', () => {
  test('is the same in every step, State and row, whatever its actor did', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const life = lived(script, obedient())
        const rerun = new Rerun(life, obedient())
        expect(rerun.to(life.steps.length)).toBeNull()
        expect(rerun.steps).toBe(script.length + 2)
        expect(life.steps.filter(({ state }) => state !== null)).toHaveLength(rerun.hashes)
      }),
    )
  })

  test('differs in the step in which the actor does something else', () => {
    fc.assert(
      fc.property(scripts, fc.nat(), (script, any) => {
        const places = script.flatMap((own, step) => own.map(() => step))
        fc.pre(places.length > 0)
        const at = any % places.length
        let nth = 0
        const otherwise = obedient((deed) =>
          nth++ === at ? { do: deed.do === 'hang up' ? 'tell' : 'hang up' } : deed,
        )
        const life = lived(script, obedient())
        const difference = new Rerun(life, otherwise).to(life.steps.length)
        // Its start is step 1, so the mail of place 0 is step 2.
        expect(difference).toMatchObject({ node: 'a', life: 1, step: (places[at] ?? 0) + 2 })
        expect(difference?.got).toMatch(/close|send to b|nothing more|a State/u)
      }),
    )
  })

  test('ends where the actor threw, in the same words or told', () => {
    const throwing = (words: string): AnyActor => ({
      start: () => ({}),
      receive() {
        throw new Error(words)
      },
    })
    const life = lived([], { start: () => ({}), receive: () => undefined, expire: () => undefined })
    const threw: StepLine = {
      ...{ kind: 'step', nth: 2, time: 9, acts: [], mark: 0, state: null, threw: 'no' },
      cause: { kind: 'receive', from: b, message: { kind: 'go' }, life: 1, nth: 1 },
    }
    const [start] = life.steps
    if (start === undefined) throw new Error('a life has a start')
    const ended: Life = { ...life, steps: [{ ...start, state: null }, threw] }
    expect(new Rerun(ended, throwing('no')).to(2)).toBeNull()
    expect(new Rerun(ended, throwing('yes')).to(2)).toMatchObject({
      step: 2,
      expected: 'it threw: no',
      got: 'it threw: yes',
    })
    const calm: AnyActor = { start: () => ({}), receive: () => undefined }
    expect(new Rerun(ended, calm).to(2)).toMatchObject({
      expected: 'it threw: no',
      got: 'it ended',
    })
    const said: AnyActor = {
      ...calm,
      receive: (node) => node.note('what the world behind refused'),
    }
    expect(new Rerun(ended, said).to(2)).toBeNull()
  })
})
