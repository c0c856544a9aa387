// Operations and decisions as people read and edit them: `client1 @ 201ms send to="receiver1"`, and
// `"jitter of resend#1 at sender1": "72ms"`. What is printed is read back as it was.

import { type Purpose, purposes } from '../../sim/chooser.ts'
import { formatDuration, parseDuration } from '../../sim/duration.ts'
import type { Call } from '../../sim/fault.ts'
import { firstNotPlain, fromJson, type Plain, toJson } from '../../sim/plain.ts'
import { nodeId } from '../../sim/units.ts'

/** What is wrong with a line, in words: what was expected, and the part that is not it. */
export interface Unread {
  readonly expected: string
  readonly part: string
}

const bare = /^[A-Za-z_][\w.-]*$/

const word = (text: string): string => (bare.test(text) ? text : JSON.stringify(text))

/** `client1 @ 201ms send to="receiver1" text="letter 3"`; values are JSON as sim/plain.ts has it. */
export function operationLine({ client, at, message }: Call): string {
  const { kind, ...fields } = message
  const told = Object.entries(fields).map(
    ([name, value]: [string, unknown]) => `${word(name)}=${JSON.stringify(toJson(value))}`,
  )
  return [client, '@', formatDuration(at), word(kind), ...told].join(' ')
}

export function readOperation(line: string): Call | Unread {
  const head = /^\s*(\S+)\s+@\s+(\S+)\s+/u.exec(line)
  const whole = 'client @ instant kind field=value …'
  if (head === null) return { expected: whole, part: line }
  const [start, client = '', instant = ''] = head
  const at = parseDuration(instant)
  if (at === null) return { expected: 'an instant such as 201ms', part: instant }
  const reading = new LineReader(line, start.length)
  const kind = reading.word()
  if (kind === null) return { expected: 'the kind of a message', part: reading.rest() }
  const fields: (readonly [string, Plain])[] = []
  while (!reading.ended) {
    const field = reading.field()
    if ('expected' in field) return field
    const [name] = field
    if (name === 'kind' || fields.some(([other]) => other === name)) {
      return { expected: 'each field once', part: name }
    }
    fields.push(field)
  }
  return { client: nodeId(client), at, message: { kind, ...Object.fromEntries(fields) } }
}

/** Words and values of one line, with blanks between them. */
class LineReader {
  readonly #line: string
  #at: number

  constructor(line: string, at: number) {
    this.#line = line
    this.#at = at
    this.#space()
  }

  get ended(): boolean {
    return this.#at >= this.#line.length
  }

  rest(): string {
    return this.#line.slice(this.#at)
  }

  #space(): void {
    while (this.#line[this.#at] === ' ') this.#at += 1
  }

  /** A name, bare or in quotes. */
  word(): string | null {
    const found = /^(?:[A-Za-z_][\w.-]*|"(?:[^"\\]|\\.)*")/u.exec(this.rest())?.[0]
    if (found === undefined) return null
    const next = this.#line[this.#at + found.length]
    if (next !== undefined && next !== ' ' && next !== '=') return null
    this.#at += found.length
    this.#space()
    if (!found.startsWith('"')) return found
    const value = jsonIn(found)
    return typeof value === 'string' && firstNotPlain(value) === null ? value : null
  }

  field(): readonly [string, Plain] | Unread {
    const begin = this.rest()
    const name = this.word()
    if (name === null || name === '__proto__' || this.#line[this.#at] !== '=') {
      return { expected: 'field=value', part: begin }
    }
    this.#at += 1
    const text = this.#valueText()
    const json = jsonIn(text)
    if (json === undefined) return { expected: `a JSON value for ${name}`, part: text }
    const read = fromJson(json)
    if ('wrong' in read)
      return { expected: `a plain value for ${name}: ${read.wrong.why}`, part: text }
    this.#at += text.length
    this.#space()
    return [name, read.value]
  }

  /** To the blank that ends it, outside of texts and brackets. */
  #valueText(): string {
    let depth = 0
    let quoted = false
    for (let at = this.#at; at < this.#line.length; at += 1) {
      const sign = this.#line[at]
      if (quoted) {
        if (sign === '\\') at += 1
        else if (sign === '"') quoted = false
      } else if (sign === '"') quoted = true
      else if (sign === '{' || sign === '[') depth += 1
      else if (sign === '}' || sign === ']') depth -= 1
      else if (sign === ' ' && depth === 0) return this.#line.slice(this.#at, at)
    }
    return this.rest()
  }
}

/** undefined: it is no JSON. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Purposes whose outcomes are microseconds. */
const timed: readonly Purpose[] = ['delay', 'delay of the copy', 'jitter', 'sync']
const fates = ['delivered', 'lost', 'twice'] as const

function purposeOf(name: string): Purpose | null {
  const found = purposes.filter((purpose) => name.startsWith(`${purpose} of `))
  // `delay of the copy of …` begins as `delay of …` does.
  return found.toSorted((one, other) => other.length - one.length)[0] ?? null
}

/** `"lost"`, `"72ms"`, or the number itself. */
export function decisionValue(name: string, outcome: number): string | number {
  const purpose = purposeOf(name)
  if (purpose === 'fate') return fates[outcome] ?? outcome
  return purpose !== null && timed.includes(purpose) ? formatDuration(outcome) : outcome
}

/** The outcome that a decision of this name stands for. */
export function readDecision(name: string, value: string | number): number | Unread {
  const purpose = purposeOf(name)
  const part = String(value)
  if (purpose === null) return { expected: `a name such as "fate of letter#1 a>b"`, part: name }
  if (typeof value === 'number') return value
  if (purpose === 'fate') {
    const fate = fates.findIndex((one) => one === value)
    return fate < 0 ? { expected: fates.join('  '), part } : fate
  }
  if (!timed.includes(purpose)) return { expected: 'a whole number', part }
  return parseDuration(value) ?? { expected: 'a duration such as 72ms', part }
}
