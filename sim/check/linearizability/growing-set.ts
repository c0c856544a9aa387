// Sets from which nothing is removed, read as a whole: exact, and fast. Reads form a chain, each holding all
// of the one before; whatever is new in one came in between. Between instants that are ordered so, the
// earliest time of each decides: the history is legal if none comes too late.

import { assert } from '../../assert.ts'
import type { History, Operation } from '../../history.ts'
import { isList, isSet, type Plain, text } from '../../plain.ts'
import type { SetCall } from '../models/set.ts'
import { Values } from './accesses.ts'
import type { Conflict, Found } from './found.ts'
import { never, type Part } from './part.ts'

/** All about one element. */
interface Grown {
  readonly value: Plain
  readonly adds: number[]
  /** `contains`, answered true, and answered false */
  readonly found: number[]
  readonly missed: number[]
  /** place in the chain of the first read that holds it; `never`: none does */
  level: number
}

/** Reads that hold the same. */
interface Level {
  readonly elements: Grown[]
  readonly reads: number[]
}

/** @returns null: something is removed, or a read has no answer that can be read */
export function judgeGrowingSet(history: History, part: Part): Found | null {
  const sorted = sortedOut(history, part)
  if (sorted === null) return null
  const { elements, reads } = sorted
  const levels = levelsOf(reads, elements)
  if (!Array.isArray(levels)) return { kind: 'illegal', conflict: levels }
  const last: Level = { elements: [], reads: [] }
  for (const element of elements.all) {
    if (element.level !== never) continue
    // What nobody is known to have seen, and nobody was told to be in, may never have come in.
    const isSure = element.found.length > 0 || element.adds.some((one) => part.ret[one] !== never)
    if (isSure) last.elements.push(element)
  }
  const nowhere = elements.all.find(({ adds, found }) => adds.length === 0 && found.length > 0)
  if (nowhere?.found[0] !== undefined)
    return { kind: 'illegal', conflict: phantom(nowhere.found[0], nowhere.value) }
  return new Schedule(part, elements.all).of([...levels, last])
}

interface Read {
  readonly one: number
  readonly values: readonly Plain[]
}

function sortedOut(
  history: History,
  part: Part,
): { readonly elements: ElementsByValue; readonly reads: readonly Read[] } | null {
  const elements = new ElementsByValue()
  const reads: Read[] = []
  for (let one = 0; one < part.size; one++) {
    const { call: asked, result } = history[part.place[one] as number] as Operation
    const call = asked as SetCall
    const isOpen = part.ret[one] === never
    if (call.kind === 'remove') return null
    if (call.kind === 'add') elements.of(call.value).adds.push(one)
    else if (isOpen || result === undefined) {
      // It tells nothing, and changes nothing; but one that ended has to stand somewhere.
      if (!isOpen) return null
    } else if (call.kind === 'contains') {
      if (typeof result !== 'boolean') return null
      const { found, missed } = elements.of(call.value)
      ;(result ? found : missed).push(one)
    } else {
      const values = valuesOf(result)
      if (values === null) return null
      reads.push({ one, values })
    }
  }
  return { elements, reads }
}

class ElementsByValue {
  readonly all: Grown[] = []
  readonly #values = new Values(undefined)

  of(value: Plain): Grown {
    const place = this.#values.of(value) - 1
    return (this.all[place] ??= { value, adds: [], found: [], missed: [], level: never })
  }
}

/** Null: not a set, or one that holds something twice. */
function valuesOf(result: Plain): readonly Plain[] | null {
  if (typeof result !== 'object' || result === null) return null
  if (isSet(result)) return [...result]
  if (!isList(result)) return null
  return new Set(result).size === result.length ? (result as readonly Plain[]) : null
}

/** The chain of the reads, from the smallest to the largest; or two that no chain can hold. */
function levelsOf(reads: readonly Read[], elements: ElementsByValue): Level[] | Conflict {
  const levels: Level[] = []
  let size = 0
  let before: number | null = null
  for (const { one, values } of reads.toSorted((a, b) => a.values.length - b.values.length)) {
    const fresh: Grown[] = []
    for (const value of values) {
      const element = elements.of(value)
      if (element.adds.length === 0) return phantom(one, value)
      if (element.level === never) fresh.push(element)
    }
    const old = values.length - fresh.length
    if (old !== size) return unlike(one, before)
    if (fresh.length > 0 || levels.length === 0) levels.push({ elements: fresh, reads: [] })
    for (const element of fresh) element.level = levels.length - 1
    levels.at(-1)?.reads.push(one)
    size = values.length
    before = one
  }
  return levels
}

/** Every operation at its earliest time, level by level. A time is the rank of a call. */
class Schedule {
  readonly #part: Part
  readonly #adds: ReadonlySet<number>
  readonly #operations: number[] = []
  readonly #times: number[] = []
  /** earliest time of what comes next, and the operation that it is owed to */
  #time = 0
  #cause = -1

  constructor(part: Part, elements: readonly Grown[]) {
    this.#part = part
    this.#adds = new Set(elements.flatMap(({ adds }) => adds))
    // They come first of all that stands at one time: nothing holds them back.
    for (const { missed } of elements)
      for (const one of missed) this.#put(one, part.call[one] as number)
  }

  of(levels: readonly Level[]): Found {
    for (const level of levels) {
      const conflict = this.#place(level)
      if (conflict !== null) return { kind: 'illegal', conflict }
    }
    return { kind: 'ok', order: this.#order() }
  }

  #place({ elements, reads }: Level): Conflict | null {
    let [latest, cause] = [this.#time, this.#cause]
    for (const element of elements) {
      const [time, owed] = this.#earliest(element)
      const late = this.#tooLate(element, time)
      if (late !== null) return this.#conflictOf(element, late, owed)
      if (time > latest) [latest, cause] = [time, owed]
      this.#enter(element, time)
    }
    const { call, ret } = this.#part
    let after = latest
    let owedAfter = cause
    for (const one of reads) {
      if (latest >= (ret[one] as number)) return this.#tooEarly(one, cause)
      const time = Math.max(latest, call[one] as number)
      this.#put(one, time)
      if (time > after) [after, owedAfter] = [time, one]
    }
    ;[this.#time, this.#cause] = [after, owedAfter]
    return null
  }

  /** After the reads without it, after some call to add it, and after those that did not find it began. */
  #earliest({ adds, missed }: Grown): readonly [number, number] {
    const { call } = this.#part
    let [time, owed] = [this.#time, this.#cause]
    // Operations are numbered in order of their calls.
    for (const one of [adds[0], missed.at(-1)]) {
      if (one === undefined || (call[one] as number) <= time) continue
      ;[time, owed] = [call[one] as number, one]
    }
    return [time, owed]
  }

  /** An add, or a look that found it, that had ended by then. */
  #tooLate({ adds, found }: Grown, time: number): number | null {
    return [...found, ...adds].find((one) => (this.#part.ret[one] as number) <= time) ?? null
  }

  #enter({ adds, found }: Grown, time: number): void {
    const { call, ret } = this.#part
    const [first, ...others] = adds
    assert(first !== undefined, 'what came in was added')
    this.#put(first, time)
    for (const one of [...others, ...found])
      if (ret[one] !== never) this.#put(one, Math.max(time, call[one] as number))
  }

  #put(one: number, time: number): void {
    this.#operations.push(one)
    this.#times.push(time)
  }

  /** By time; at one time as they were put. */
  #order(): Int32Array {
    const places = Int32Array.from(this.#times, (_, at) => at)
    const times = this.#times
    places.sort((a, b) => (times[a] as number) - (times[b] as number) || a - b)
    return places.map((at) => this.#operations[at] as number)
  }

  /** Somebody added or found it, and had ended before the operation after which it can only have come. */
  #conflictOf({ value, adds }: Grown, late: number, owed: number): Conflict {
    const what = text(value, 40)
    if (!adds.includes(late)) return this.#tooEarly(late, owed)
    const told = [owed, ', although ', late, ` and was told so before: ${what} is not in it`]
    return rule('WL2003', owed, told, `must hold ${what}: it had been added before`)
  }

  /** It holds what came in only after it had ended. */
  #tooEarly(one: number, owed: number): Conflict {
    if (this.#adds.has(owed))
      return rule('WL2005', one, [one, ' before ', owed], 'it came in only afterwards')
    return rule('WL2003', owed, [owed, ' after ', one, ', which holds more'], 'less than before')
  }
}

const rule = (
  code: string,
  at: number,
  said: readonly (string | number)[],
  why: string,
): Conflict => ({ kind: 'rule', code, at, said, why })

const phantom = (one: number, value: Plain): Conflict =>
  rule('WL2005', one, [one, `, and nobody had added ${text(value, 40)}`], 'nobody added that')

function unlike(one: number, before: number | null): Conflict {
  assert(before !== null, 'the smallest read holds all of the reads before it')
  return rule(
    'WL2016',
    one,
    [one, ', and ', before, ': each of the two lacks what the other holds'],
    'another read holds what this one lacks, and lacks what it holds',
  )
}
