// Whether what a conflict says is so: who set which value, who had ended before whom, and that a longest
// beginning is one. That the history is illegal is not its business: the oracles say that.

import type { History } from '../../history.ts'
import { type Plain, equal } from '../../plain.ts'
import { type Access, type Model, refused } from '../model.ts'
import type { Conflict } from './found.ts'
import { never, type Part } from './part.ts'

/** Operations of a part and what is claimed of them. */
class Facts {
  readonly #history: History
  readonly #part: Part
  readonly #model: Model

  constructor(history: History, part: Part, model: Model) {
    this.#history = history
    this.#part = part
    this.#model = model
  }

  /** Whether one had returned before the other was called. */
  before(one: number, other: number): boolean {
    const ret = this.#part.ret[one] ?? never
    return ret !== never && ret < (this.#part.call[other] ?? 0)
  }

  access(one: number): Access | null {
    const operation = this.#history[this.#part.place[one] ?? -1]
    if (operation === undefined) return null
    const result = this.#part.ret[one] === never ? undefined : operation.result
    return this.#model.access?.(operation.call, result) ?? null
  }

  /** What it found; undefined: it does not say. */
  found(one: number): Plain {
    const access = this.access(one)
    return access?.kind === 'read'
      ? access.value
      : access?.kind === 'update'
        ? access.from
        : undefined
  }

  /** What it set; null: the initial value. */
  set(one: number | null): Plain {
    if (one === null) return this.#model.init as Plain
    const access = this.access(one)
    return access?.kind === 'write'
      ? access.value
      : access?.kind === 'update'
        ? access.to
        : undefined
  }

  /** Texts that are put together tell less by their values. */
  get hasAppends(): boolean {
    return Array.from(this.#part.place, (_, one) => one).some(
      (one) => this.access(one)?.kind === 'append',
    )
  }

  /** Of what it found. Who sets what was there already does not count. */
  setters(reader: number): readonly number[] {
    const value = this.found(reader)
    return Array.from(this.#part.place, (_, one) => one).filter(
      (one) => equal(this.set(one), value) && !equal(this.found(one), value),
    )
  }

  /** Of the beginning of an order. */
  isLegal(order: Int32Array): boolean {
    let state = this.#model.init
    const seen = new Set<number>()
    for (const one of order) {
      if (seen.has(one)) return false
      for (const earlier of seen) if (this.before(one, earlier)) return false
      seen.add(one)
      const operation = this.#history[this.#part.place[one] ?? -1]
      const result = this.#part.ret[one] === never ? undefined : operation?.result
      const next = this.#model.step(state, operation?.call, result)
      if (next === refused) return false
      state = next
    }
    return true
  }
}

/** @returns what is not so, in words, or null */
export function wrongWithConflict(
  history: History,
  part: Part,
  model: Model,
  conflict: Conflict,
): string | null {
  const facts = new Facts(history, part, model)
  const wrong = claimsOf(facts, conflict).find(([, holds]) => !holds)
  return wrong === undefined ? null : `${conflict.kind}: it is not so that ${wrong[0]}`
}

type Claim = readonly [words: string, holds: boolean]

function claimsOf(facts: Facts, conflict: Conflict): readonly Claim[] {
  const { hasAppends } = facts
  const same = (reader: number, writer: number | null): boolean =>
    hasAppends || equal(facts.found(reader), facts.set(writer))
  switch (conflict.kind) {
    case 'thin-air': {
      const value = facts.found(conflict.reader)
      const none = facts.setters(conflict.reader).length === 0 && !equal(value, facts.set(null))
      return [['nobody set it', hasAppends || none]]
    }
    case 'future': {
      const { reader, writer, since = [] } = conflict
      const [first] = facts.setters(reader)
      return [
        ['the writer set it', same(reader, writer)],
        ['nobody did before', hasAppends || first === writer],
        // An open one was over when somebody had found what it set.
        ['it was over', [reader, ...since].some((one) => facts.before(one, writer))],
      ]
    }
    case 'overwritten': {
      const { reader, writer, over } = conflict
      return [
        ['the writer set it', same(reader, writer)],
        ['it was over', writer === null || facts.before(writer, over)],
        ['that was over', facts.before(over, reader)],
        [
          'that set something',
          !['read', 'not', 'nothing'].includes(facts.access(over)?.kind ?? ''),
        ],
      ]
    }
    case 'ruled-out':
      return conflict.writers.map((writer) => ['the writer set it', same(conflict.reader, writer)])
    case 'twice': {
      const { version, updates } = conflict
      return updates.map((update) => ['both found it', same(update, version)])
    }
    case 'two-texts':
      return conflict.readers.map((one) => ['both are there', facts.access(one) !== null])
    case 'crossed':
      return conflict.pairs.map((pair) => [
        'the first was over before the second',
        pair === null || facts.before(...pair),
      ])
    case 'order':
      return [['the later was over', facts.before(conflict.later, conflict.earlier)]]
    case 'held': {
      const { reader, version, first, last } = conflict
      const access = facts.access(reader)
      const denied = access?.kind === 'not' ? access.value : undefined
      return [
        ['it denies the value', equal(denied, facts.set(version))],
        ['that was there before', first === null ? version === null : facts.before(first, reader)],
        ['it was found afterwards', facts.before(reader, last)],
      ]
    }
    case 'circle':
      return conflict.updates.map((update, at) => [
        'each found what the one before it set',
        same(update, conflict.updates.at(at - 1) ?? null),
      ])
    case 'stuck':
      return [
        ['the beginning is legal', facts.isLegal(conflict.order)],
        ['it is not in it', !conflict.order.includes(conflict.at)],
      ]
    // Nothing is claimed of single operations that could be looked up.
    case 'rule':
    case 'exhausted':
      return []
  }
}
