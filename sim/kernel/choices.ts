// Decisions by name: the seed's, or another chooser's. The hot path of world.ts draws fates and
// delays of healthy datagrams itself, by the same hash of the same words.

import { assert } from '../assert.ts'
import {
  type Chooser,
  type DrawKey,
  type DrawName,
  type Odds,
  purposes,
  type RunKey,
} from '../chooser.ts'
import {
  drawOn,
  evenBelow,
  evenBelowWide,
  mix32,
  occasionOf,
  purposeHashes,
  weighted,
} from '../draw.ts'
import { sampleTable } from '../span-table.ts'
import type { Micros, NodeId } from '../units.ts'
import type { System } from './compile.ts'
import { empty } from './empty.ts'
import type { Recorder } from './recorder.ts'
import { jitter, random } from './wire.ts'
import { type Words, wordsMax } from './words.ts'

/** Hash of each purpose, by its number in wire.ts. */
export const purposeHash: readonly number[] = purposes.map((purpose) => purposeHashes[purpose])
const jitterHash = purposeHash[jitter] as number

const nobody = -1

interface Unpacked {
  readonly purpose: number
  readonly word: number
  readonly nth: number
  readonly from: number
  readonly to: number
}

export class Choices {
  hi = 0
  lo = 0
  chooser: Chooser | null = null
  recorder: Recorder | null = null
  readonly #system: System
  readonly #words: Words
  /** draws of `random`, by node and word */
  readonly #counts = new Map<number, number>()

  constructor(system: System, words: Words) {
    this.#system = system
    this.#words = words
  }

  reset(key: RunKey, chooser: Chooser | null, recorder: Recorder | null): void {
    this.hi = key.hi
    this.lo = key.lo
    this.chooser = chooser
    this.recorder = recorder
    empty(this.#counts)
  }

  /** @param to -1 where there is no peer */
  decide(purpose: number, word: number, from: number, to: number, nth: number, odds: Odds): number {
    const outcome =
      this.chooser === null
        ? this.#seeded(purpose, word, from, to, nth, odds)
        : this.chooser.pick(this.#keyOf(purpose, word, from, to, nth), odds)
    if (this.recorder !== null && outcome !== 0) {
      this.recorder.drew(purpose, this.inWords(from, to, word, nth), outcome, odds)
    }
    return outcome
  }

  #seeded(
    purpose: number,
    word: number,
    from: number,
    to: number,
    nth: number,
    odds: Odds,
  ): number {
    const system = this.#system
    const link = to === nobody ? (system.nameHash[from] as number) : system.linkHash(from, to)
    const words = mix32(link, this.#words.hash[word] as number)
    const occasion = occasionOf(this.hi, this.lo, words, nth)
    return outcomeOf(occasion, purposeHash[purpose] as number, odds)
  }

  /** Jitter of a timer: a dull world is not a symmetric one, so it is counted from the node's place. */
  jitterOf(node: number, word: number, hash: number, nth: number, spread: Micros): Micros {
    const place = Math.floor((spread * node) / this.#system.size)
    let outcome: number
    if (this.chooser !== null || this.recorder !== null) {
      outcome = this.decide(jitter, word, node, nobody, nth, { kind: 'even', below: spread })
    } else {
      outcome = evenBelow(drawOn(occasionOf(this.hi, this.lo, hash, nth), jitterHash), spread)
    }
    const sum = outcome + place
    return sum < spread ? sum : sum - spread
  }

  /** Hash of the words that name a node's own draws: what `jitterOf` takes. */
  hashAt(node: number, word: number): number {
    return mix32(this.#system.nameHash[node] as number, this.#words.hash[word] as number)
  }

  /** A draw that an actor asked for. */
  randomOf(node: number, below: number, what: string): number {
    const word = this.#words.of(what)
    const at = node * wordsMax + word
    const nth = (this.#counts.get(at) ?? 0) + 1
    this.#counts.set(at, nth)
    return this.decide(random, word, node, nobody, nth, { kind: 'even', below })
  }

  #keyOf(purpose: number, word: number, from: number, to: number, nth: number): DrawKey {
    const { size, perLink } = this.#system
    const link = perLink ? from * (size + 1) + to + 1 : from
    const links = perLink ? size * (size + 1) : size
    const key = ((nth * purposes.length + purpose) * wordsMax + word) * links + link
    assert(Number.isSafeInteger(key), 'a draw is numbered below the bound of its packed name')
    return key as DrawKey
  }

  /** The words of a packed name. */
  nameOf(key: DrawKey): DrawName {
    const { purpose, word, from, to, nth } = this.#unpacked(key)
    const { ids } = this.#system
    return {
      purpose: purposes[purpose] as DrawName['purpose'],
      what: this.#words.text(word),
      nth,
      from: ids[from] as NodeId,
      to: ids[to] ?? null,
    }
  }

  /** What the seed alone chooses: for choosers that write decisions down, or change some. */
  seeded(key: DrawKey, odds: Odds): number {
    const { purpose, word, from, to, nth } = this.#unpacked(key)
    return this.#seeded(purpose, word, from, to, nth, odds)
  }

  #unpacked(key: DrawKey): Unpacked {
    const { size, perLink } = this.#system
    const links = perLink ? size * (size + 1) : size
    const link = key % links
    const named = Math.floor(key / links)
    const numbered = Math.floor(named / wordsMax)
    return {
      purpose: numbered % purposes.length,
      word: named % wordsMax,
      nth: Math.floor(numbered / purposes.length),
      from: perLink ? Math.floor(link / (size + 1)) : link,
      to: perLink ? (link % (size + 1)) - 1 : nobody,
    }
  }

  /** `append#3 n1>n2`, `election#2 at n2`. */
  inWords(from: number, to: number, word: number, nth: number): string {
    const text = `${this.#words.text(word)}#${nth}`
    const { ids } = this.#system
    const sender = ids[from] ?? 'workload'
    return to === nobody ? `${text} at ${sender}` : `${text} ${sender}>${ids[to]}`
  }
}

/**
 * The outcome of a draw; where 32 bits are too few, one more is taken. It draws itself, for half of
 * all words are no small numbers: handed over, each would be an object.
 */
function outcomeOf(occasion: number, purpose: number, odds: Odds): number {
  const drawn = drawOn(occasion, purpose)
  switch (odds.kind) {
    case 'even':
      return odds.below <= 4_294_967_296
        ? evenBelow(drawn, odds.below)
        : evenBelowWide(drawn, drawOn(occasion, drawn | 0), odds.below)
    case 'weights':
      return weighted(drawn, odds.parts)
    case 'quantiles':
      return sampleTable(odds.table, drawn) - (odds.table[0] as number)
  }
}
