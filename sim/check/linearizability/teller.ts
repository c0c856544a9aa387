// Operations of a part in words: who did what, what it set, and who set what another one found. Which
// sentence they stand in is said in reason.ts.

import type { History, Operation } from '../../history.ts'
import { equal, type Plain, text } from '../../plain.ts'
import type { Model } from '../model.ts'
import type { Part } from './part.ts'

export interface Wording {
  readonly model: Model
  /** the operation as it was, where some of it has been taken away for the search */
  readonly asWas?: (operation: Operation) => Operation
  /** said behind an operation, ` (line 41)` */
  readonly note: (operation: Operation) => string
}

export class Teller {
  readonly #history: History
  readonly #part: Part
  readonly #words: Wording

  constructor(history: History, part: Part, words: Wording) {
    this.#history = history
    this.#part = part
    this.#words = words
  }

  operation(one: number): Operation {
    const operation = this.#history[this.#part.place[one] ?? 0]
    // A conflict names operations of its own part.
    if (operation === undefined) throw new RangeError(`there is no operation ${one}`)
    return this.#words.asWas?.(operation) ?? operation
  }

  /** `c1 (line 41)` */
  who(one: number): string {
    const operation = this.operation(one)
    return `${operation.client}${this.#words.note(operation)}`
  }

  /** `c1 read 2 (line 41)` */
  did(one: number): string {
    const operation = this.operation(one)
    return `${operation.client} ${this.words(one)}${this.#words.note(operation)}`
  }

  /** `read 2` */
  words(one: number): string {
    const operation = this.operation(one)
    const { call } = operation
    const answer = this.#answerOf(operation)
    const told = this.#words.model.words?.(call, answer)
    if (told !== undefined) return told
    return answer === undefined
      ? `asked ${text(call, 60)}`
      : `asked ${text(call, 60)} and was told ${text(answer, 40)}`
  }

  #answerOf({ end, result, call }: Operation): Plain | undefined {
    const outcome = this.#words.model.outcome?.(result, call) ?? 'ok'
    return end === null || outcome !== 'ok' ? undefined : result
  }

  /** whether its answer only says what was there */
  looks(one: number): boolean {
    return this.#words.model.observer?.(this.operation(one).call) === true
  }

  /** the code that the model has for it; null: none of its own */
  anomaly(one: number): string | null {
    return this.#words.model.anomaly?.(this.operation(one).call) ?? null
  }

  appends(one: number): boolean {
    return this.#access(one)?.kind === 'append'
  }

  /** whether the text that one read does not hold what the other appended */
  misses(reader: number, append: number): boolean {
    const [read, put] = [this.#access(reader), this.#access(append)]
    if (read?.kind !== 'read' || put?.kind !== 'append') return false
    return typeof read.value !== 'string' || !read.value.includes(put.value)
  }

  /** whether it found what was there at first */
  isInitial(one: number): boolean {
    const access = this.#access(one)
    return access?.kind === 'read' && equal(access.value, this.#words.model.init)
  }

  /** what it set, in words; null: that cannot be said */
  set(one: number): string | null {
    const access = this.#access(one)
    if (access?.kind === 'write') return text(access.value, 40)
    return access?.kind === 'update' ? text(access.to, 40) : null
  }

  /** operations that set what that one found, the initial value not among them; null: not known */
  settersOf(reader: number): readonly number[] | null {
    const access = this.#access(reader)
    if (access?.kind !== 'read' && access?.kind !== 'update') return null
    const found = access.kind === 'read' ? access.value : access.from
    const { end } = this.operation(reader)
    const setters: number[] = []
    for (let one = 0; one < this.#part.size; one++) {
      const other = this.#access(one)
      const set = other?.kind === 'write' ? other.value : other?.kind === 'update' ? other.to : null
      if (set === null || one === reader || !equal(set, found)) continue
      if (end === null || this.operation(one).start <= end) setters.push(one)
    }
    return equal(found, this.#words.model.init) ? null : setters
  }

  #access(one: number) {
    const operation = this.operation(one)
    return this.#words.model.access?.(operation.call, this.#answerOf(operation))
  }
}
