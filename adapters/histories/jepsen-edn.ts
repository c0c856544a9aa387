// Histories in EDN, as Jepsen, Knossos and Elle write them and as Porcupine's tests of a map do: maps
// of an event each, in the order of time. What failed did not happen, so a failed compare-and-set says
// nothing (Knossos); a read that returned nil says nothing either, unless the event says `:answer`.

import { nearest } from '../../sim/nearest.ts'
import type { Plain } from '../../sim/plain-value.ts'
import { answerOf, type Asked, callOf, isSilent } from './calls.ts'
import { type Edn, type EdnEntry, nameOf } from './edn.ts'
import { isScalar, PlainValues } from './edn-plain.ts'
import { type EventType, eventTypes, type Fate } from './event.ts'
import { Pairing } from './pairing.ts'
import { Broken, type Spot } from './spot.ts'

const form = '{:type :invoke, :process 0, :f :read, :value nil}'

/** Where an event names the key of a map that it is about. */
export type Keys =
  /** it may have `:key` */
  | 'by itself'
  /** it has `:key` */
  | 'always'
  /** its value is `[KEY VALUE]`, as in tests of independent keys, unless it has `:key` */
  | 'in its value'

interface Fields {
  readonly type: EventType
  readonly process: Edn
  readonly f: EdnEntry | null
  readonly value: EdnEntry | null
  readonly key: EdnEntry | null
  /** what exactly was answered, where `:value` cannot say it */
  readonly answer: EdnEntry | null
}

/** Reads an event at a time. */
export class JepsenEdn {
  readonly pairing: Pairing = new Pairing()
  readonly #values = new PlainValues()
  readonly #keys: Keys
  readonly #isMap: boolean
  #index = Number.NEGATIVE_INFINITY

  /** @param isMap reads and writes are of a map's keys: they are called get and put */
  constructor(keys: Keys, isMap = false) {
    this.#keys = keys
    this.#isMap = isMap
  }

  /** @throws Broken where the value is no event that can stand here */
  event(value: Edn, spot: Spot): void {
    const fields = this.#fieldsOf(entriesOf(value, spot), spot)
    // Not a client: what it does is no operation.
    if (nameOf(fields.process) === 'nemesis') return this.pairing.skip()
    const process = processOf(fields.process, spot)
    const asked = this.#asked(fields, spot)
    if (fields.type === 'invoke') {
      this.pairing.call(process, callIn(asked, fields, spot), spot)
      return
    }
    const call = this.pairing.pending(process, spot)
    this.pairing.end(process, this.#fateOf(fields, asked, call), spot)
  }

  #fateOf({ type, value, answer }: Fields, asked: Asked, call: Plain): Fate {
    const exact = answer === null ? undefined : this.#values.of(answer.value, answer.spot)
    if (type === 'info') return { kind: 'open' }
    if (exact !== undefined) return { kind: 'answered', result: exact }
    // What a transaction that failed had appended must not be read by anybody.
    if (type === 'fail')
      return asked.f === 'txn'
        ? { kind: 'answered', result: { kind: 'failed' } }
        : { kind: 'dropped' }
    if (asked.f === 'txn') checkSteps(call, asked, value)
    if (asked.f === 'drain') return drained(asked, value)
    const result = answerOf(asked)
    // A read of nil tells no value: Knossos takes it for one that was not looked at.
    return { kind: 'answered', result: result === null && isSilent(asked.f) ? undefined : result }
  }

  #fieldsOf(entries: readonly EdnEntry[], spot: Spot): Fields {
    const found = new Map<string, EdnEntry>()
    for (const entry of entries) {
      const name = nameOf(entry.key)
      if (name !== null && found.has(name))
        throw new Broken({ spot, sentence: `:${name} stands twice`, expected: 'each key once' })
      if (name !== null) found.set(name, entry)
    }
    this.#inOrder(found.get('index'))
    const type = found.get('type')
    const process = found.get('process')
    if (type === undefined || process === undefined) {
      const missing = type === undefined ? ':type' : ':process'
      const sentence = `this event has no ${missing}`
      throw new Broken({ spot, sentence, expected: form, ...nearField(found, missing) })
    }
    const f = found.get('f') ?? null
    const value = found.get('value') ?? null
    const isTransaction = f === null || f.value === null
    if (isTransaction && !isVectors(value?.value ?? null)) {
      const sentence = 'this event has no :f'
      throw new Broken({ spot, sentence, expected: form, ...nearField(found, ':f') })
    }
    return {
      ...{ type: typeOf(type), process: process.value, f: isTransaction ? null : f, value },
      ...{ key: found.get('key') ?? null, answer: found.get('answer') ?? null },
    }
  }

  #inOrder(index: EdnEntry | undefined): void {
    if (typeof index?.value !== 'number') return
    if (index.value <= this.#index) {
      throw new Broken({
        spot: index.spot,
        sentence: `:index ${index.value} stands behind :index ${this.#index}`,
        expected: 'events in the order in which they happened',
      })
    }
    this.#index = index.value
  }

  #asked({ f, value, key }: Fields, spot: Spot): Asked {
    const said = f === null ? 'txn' : nameOf(f.value)
    if (said === null || said === '') {
      const expected = 'a keyword such as :read'
      throw new Broken({ spot: f?.spot ?? spot, sentence: ':f is no function', expected })
    }
    const name = (this.#isMap ? mapNames.get(said) : undefined) ?? said
    const plain = value === null ? null : this.#values.of(value.value, value.spot)
    if (key !== null) {
      const named = this.#values.of(key.value, key.spot)
      if (!isScalar(named))
        throw new Broken({
          spot: key.spot,
          sentence: ':key is no key',
          expected: 'a text or number',
        })
      return { f: name, value: plain, key: named }
    }
    if (this.#keys === 'in its value') return independent(name, plain, value?.spot ?? spot)
    if (this.#keys === 'always')
      throw new Broken({ spot, sentence: 'this event has no :key', expected: ':key "0"' })
    return { f: name, value: plain }
  }
}

const mapNames: ReadonlyMap<string, string> = new Map([
  ['read', 'get'],
  ['write', 'put'],
])

function independent(f: string, value: Plain, spot: Spot): Asked {
  const pair: readonly Plain[] = Array.isArray(value) ? value : []
  const [key, inner] = pair
  if (pair.length !== 2 || key === undefined || !isScalar(key)) {
    const sentence = 'this value names no key of the map'
    throw new Broken({ spot, sentence, expected: '[KEY VALUE], as in tests of independent keys' })
  }
  return { f, value: inner ?? null, key }
}

/** The entries of an event: a map, or one behind a tag, as newer releases write it. */
function entriesOf(value: Edn, spot: Spot): readonly EdnEntry[] {
  if (typeof value === 'object' && value !== null) {
    if (value.kind === 'map') return value.entries
    if (value.kind === 'tagged') return entriesOf(value.value, spot)
  }
  const given = typeof value === 'object' && value !== null ? `a ${value.kind}` : String(value)
  throw new Broken({ spot, sentence: 'this is no event', given, expected: form })
}

function typeOf({ value, spot }: EdnEntry): EventType {
  const name = nameOf(value)
  const type = eventTypes.find((one) => one === name)
  if (type !== undefined) return type
  const near = name === null ? null : nearest(name, eventTypes)
  throw new Broken({
    ...{ spot, sentence: 'this is no type of an event', expected: ':invoke  :ok  :fail  :info' },
    ...(near === null ? {} : { near: `:${near}` }),
  })
}

function processOf(process: Edn, spot: Spot): string {
  if (typeof process === 'number') return `process ${process}`
  if (typeof process === 'string' && process !== '') return process
  if (process !== null && typeof process === 'object' && process.kind === 'keyword')
    return process.spelt
  const expected = 'a number, a keyword or a text'
  throw new Broken({ spot, sentence: ':process names nobody', expected })
}

function callIn(asked: Asked, { f, value }: Fields, spot: Spot): Plain {
  const read = callOf(asked)
  if ('call' in read) return read.call
  if (read.wrong === 'f') {
    throw new Broken({
      ...{ spot: f?.spot ?? spot, sentence: `the operation :${asked.f} is unknown` },
      ...{ expected: read.expected, ...(read.near === undefined ? {} : { near: read.near }) },
    })
  }
  const sentence = `this is no value of :${asked.f}`
  throw new Broken({ spot: value?.spot ?? spot, sentence, expected: read.expected })
}

/** A drain takes all that is in a queue: a dequeue for each. */
function drained({ key, value }: Asked, entry: EdnEntry | null): Fate {
  if (!Array.isArray(value)) {
    const spot = entry?.spot ?? { line: 0, column: 0 }
    throw new Broken({ spot, sentence: 'this is no value of :drain', expected: '[VALUE …]' })
  }
  const call = { kind: 'dequeue', ...(key === undefined ? {} : { key }) }
  return { kind: 'several', call, results: value }
}

/** What a transaction returns has the steps that were asked, filled in. */
function checkSteps(call: Plain, asked: Asked, value: EdnEntry | null): void {
  const read = callOf(asked)
  const steps = (one: Plain): number => {
    if (typeof one !== 'object' || one === null || !('ops' in one)) return -1
    const { ops } = one as { readonly ops: Plain }
    return Array.isArray(ops) ? ops.length : -1
  }
  if ('call' in read && steps(read.call) === steps(call)) return
  throw new Broken({
    spot: value?.spot ?? { line: 0, column: 0 },
    sentence: 'this is not what the transaction asked',
    expected: 'its steps, with what was read filled in',
  })
}

const isVectors = (value: Edn): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (value.kind === 'vector' || value.kind === 'list') &&
  value.items.length > 0 &&
  value.items.every((one) => typeof one === 'object' && one?.kind === 'vector')

/** A key that was probably meant. */
function nearField(
  found: ReadonlyMap<string, EdnEntry>,
  missing: string,
): { readonly near?: string; readonly given?: string } {
  const known = new Set(['type', 'process', 'f', 'value', 'key', 'time', 'index', 'error'])
  const odd = [...found.keys()].filter((name) => !known.has(name))
  const given = odd.find((name) => nearest(name, [missing.slice(1)]) !== null)
  return given === undefined ? {} : { given: `:${given}`, near: missing }
}
