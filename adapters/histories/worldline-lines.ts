// Our own form of a history: a JSON object a line, `{"client":"c1","call":{"kind":"read"},"start":1,
// "end":5,"result":3}`, in order of start. And the histories that real runs record, whose lines are
// calls and returns. Values are plain values in JSON (sim/plain-json).

import type { Operation } from '../../sim/history.ts'
import { nearest } from '../../sim/nearest.ts'
import { fromJson } from '../../sim/plain-json.ts'
import type { Plain } from '../../sim/plain-value.ts'
import { nodeId, type OpId } from '../../sim/units.ts'
import type { HistoryRead, LinesOf } from './event.ts'
import { operationsMax } from './pairing.ts'
import { jsonEnds } from './json-place.ts'
import { Broken, type Spot } from './spot.ts'

const form = '{"client":"c1","call":{"kind":"read"},"start":1,"end":5,"result":3}'
const fields = ['client', 'call', 'start', 'end', 'result', 'id', 'outcome']
const recordedFields = ['kind', 'op', 'time', 'call', 'result']

type Begun = { -readonly [field in keyof Operation]: Operation[field] } & {
  readonly line: number
  endLine: number | null
  isDropped: boolean
}

/** Reads a line at a time; files of one recorded run are read one after the other. */
export class WorldlineLines {
  readonly #begun: Begun[] = []
  /** calls of the recorded file that is being read, by their number there */
  readonly #recorded = new Map<number, Begun>()
  readonly #client: string
  #last = Number.NEGATIVE_INFINITY

  /** @param client who asks in a recorded file; other lines say it themselves */
  constructor(client: string) {
    this.#client = client
  }

  /** @throws Broken where the line is no operation that can stand here */
  line(text: string, line: number, isEnded = true): void {
    if (text.trim() === '') return
    // What was recorded by a process that was killed ends with a line that is cut short.
    if (!isEnded && this.#recorded.size > 0 && !isJson(text)) return
    const record = this.#record(text, line)
    const spot = { line, column: 1 }
    if (record.has('kind') && record.has('op')) this.#recordedLine(record, spot)
    else this.#operation(record, spot)
  }

  #record(text: string, line: number): ReadonlyMap<string, Plain> {
    const spot = { line, column: 1 }
    const json = parsed(text, line)
    const read = fromJson(json)
    if ('wrong' in read) {
      const { path, why } = read.wrong
      const sentence = `${path === '' ? '' : `${path}: `}${why}`
      throw new Broken({ spot, sentence, expected: 'plain values' })
    }
    const { value } = read
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      const sentence = 'this line is no operation'
      throw new Broken({ spot, sentence, given: text, expected: form })
    }
    return new Map(Object.entries(value as { readonly [field: string]: Plain }))
  }

  #operation(record: ReadonlyMap<string, Plain>, spot: Spot): void {
    knownFields(record, fields, spot)
    const client = record.get('client')
    const call = record.get('call')
    if (typeof client !== 'string' || client === '') throw missing('client', 'a text', record, spot)
    if (!record.has('call')) throw missing('call', 'a call such as {"kind":"read"}', record, spot)
    const start = timeOf(record, 'start', spot)
    const end = (record.get('end') ?? null) === null ? null : timeOf(record, 'end', spot)
    if (end !== null && end < start) {
      const sentence = `it ends at ${end}, before it starts at ${start}`
      throw new Broken({ spot, sentence, expected: 'start <= end' })
    }
    if (start < this.#last) {
      const sentence = `it starts at ${start}, and the operation before it at ${this.#last}`
      throw new Broken({ spot, sentence, expected: 'operations in order of start' })
    }
    this.#last = start
    const { isOpen, isDropped } = outcomeOf(record, end, spot)
    const result = record.get('result')
    this.#add({
      ...{ client: nodeId(client), call, start, end: isOpen ? null : end, isDropped },
      ...{
        result: isOpen ? undefined : result,
        line: spot.line,
        endLine: isOpen ? null : spot.line,
      },
    })
  }

  #add(one: Omit<Begun, 'id'>): Begun {
    if (this.#begun.length === operationsMax) {
      const sentence = `a history of more than ${operationsMax / 1_000_000} million operations`
      const spot = { line: one.line, column: 1 }
      throw new Broken({ spot, sentence, expected: 'a part of it' })
    }
    const begun: Begun = { ...one, id: 0 as OpId }
    this.#begun.push(begun)
    return begun
  }

  #recordedLine(record: ReadonlyMap<string, Plain>, spot: Spot): void {
    knownFields(record, recordedFields, spot)
    const kind = record.get('kind')
    const op = record.get('op')
    const time = timeOf(record, 'time', spot)
    if (typeof op !== 'number') throw missing('op', 'a number', record, spot)
    if (time < this.#last) {
      const sentence = `time ${time} stands behind time ${this.#last}`
      throw new Broken({ spot, sentence, expected: 'lines in order of time' })
    }
    this.#last = time
    const begun = this.#recorded.get(op)
    if (kind === 'invoke') {
      if (begun !== undefined) {
        const sentence = `operation ${op} was called in line ${begun.line} already`
        throw new Broken({ spot, sentence, expected: 'each operation once' })
      }
      const client = nodeId(this.#client)
      const added = this.#add({
        ...{ client, call: record.get('call'), start: time, end: null, result: undefined },
        ...{ line: spot.line, endLine: null, isDropped: false },
      })
      this.#recorded.set(op, added)
    } else if (kind === 'complete') {
      if (begun === undefined || begun.end !== null) {
        const sentence = `operation ${op} returns, and it is not under way`
        throw new Broken({ spot, sentence, expected: 'a call before, one return', mayFollow: true })
      }
      begun.end = time
      begun.result = record.get('result')
      begun.endLine = spot.line
    } else throw new Broken({ spot, sentence: 'kind is none', expected: 'invoke or complete' })
  }

  /** Whether nothing was called. */
  get isEmpty(): boolean {
    return this.#begun.length === 0
  }

  read(): HistoryRead {
    const kept = this.#begun.filter(({ isDropped }) => !isDropped)
    kept.sort((one, other) => one.start - other.start)
    const lines = kept.map(({ line, endLine }): LinesOf => ({ call: line, return: endLine }))
    const history = kept.map(({ client, call, start, end, result }, at): Operation => {
      return { id: (at + 1) as OpId, client, call, start, end, result }
    })
    return {
      ...{ kind: 'history', format: 'worldline', history, lines, operations: history.length },
      unknown: history.filter(({ end }) => end === null).length,
      dropped: this.#begun.length - kept.length,
    }
  }
}

function isJson(text: string): boolean {
  try {
    return JSON.parse(text) !== undefined
  } catch {
    return false
  }
}

function parsed(text: string, line: number): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const at = jsonEnds(text)
    const isCut = at >= text.length
    throw new Broken({
      spot: { line, column: at + 1 },
      sentence: isCut ? 'this line is cut short' : 'this is no JSON',
      given: isCut ? text : text.slice(at),
      expected: form,
    })
  }
}

function knownFields(
  record: ReadonlyMap<string, Plain>,
  known: readonly string[],
  spot: Spot,
): void {
  for (const field of record.keys()) {
    if (known.includes(field)) continue
    const near = nearest(field, known)
    throw new Broken({
      ...{ spot, sentence: `there is no field "${field}"`, expected: known.join('  ') },
      ...(near === null ? {} : { near }),
    })
  }
}

function timeOf(record: ReadonlyMap<string, Plain>, field: string, spot: Spot): number {
  const time = record.get(field)
  if (typeof time === 'number') return time
  throw missing(field, 'a number', record, spot)
}

const missing = (
  field: string,
  expected: string,
  record: ReadonlyMap<string, Plain>,
  spot: Spot,
): Broken =>
  new Broken({
    ...{ spot, expected: `"${field}": ${expected}` },
    sentence: record.has(field)
      ? `"${field}" is nothing of that kind`
      : `this line has no "${field}"`,
  })

/** An operation that says how it ended: `failed` did not happen, `unknown` is open whatever it says. */
function outcomeOf(
  record: ReadonlyMap<string, Plain>,
  end: number | null,
  spot: Spot,
): { readonly isOpen: boolean; readonly isDropped: boolean } {
  const outcome = record.get('outcome') ?? (end === null ? 'unknown' : 'ok')
  if (outcome !== 'ok' && outcome !== 'failed' && outcome !== 'unknown') {
    const expected = '"outcome": "ok", "failed" or "unknown"'
    throw new Broken({ spot, sentence: '"outcome" is none', expected })
  }
  if (outcome === 'ok' && end === null) {
    const expected = '"end": a number, where the outcome is ok'
    throw new Broken({ spot, sentence: 'it is ok and has no end', expected })
  }
  return { isOpen: outcome === 'unknown', isDropped: outcome === 'failed' }
}
