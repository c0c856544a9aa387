// Texts that are appended to: in which ways each text that was found can have come about, last piece
// first. Which of several operations with the same piece it was is left to reads-from.ts.

import type { Plain } from '../../plain.ts'
import { access, type Accesses } from './accesses.ts'

/** Texts are values by number; those that nobody found have numbers behind the others. */
export interface Texts {
  /**
   * The ways in which value `v` can be made by an append are `starts[v]` to below `starts[v + 1]`:
   * `pieces[way]` (a value) put behind `stems[way]` (a value), which can have come about itself.
   */
  readonly starts: Int32Array
  readonly pieces: Int32Array
  readonly stems: Int32Array
  /** by value: the latest append of it so far, -1 for none */
  readonly last: Int32Array
  /** by append whose text is known: the reader with an answer that shows it */
  readonly shownBy: Int32Array
}

/** Letters looked at in all texts together, at most. */
const lettersMax = 1_000_000_000

/**
 * @returns null where it cannot be told: an empty piece, different values that are the empty text to an
 * append (no text at all is one), or too many letters
 */
export function textsOf(accesses: Accesses): Texts | null {
  const { kind, to, values } = accesses
  const isSet = setValues(accesses)
  const blanks = values.flatMap((value, at) => (isSet[at] === 1 && isBlank(value) ? [at] : []))
  const [blank = -1] = blanks
  const pieces = new Map<string, number>()
  for (let one = 0; one < kind.length; one++) {
    const piece = values[to[one] as number]
    if (kind[one] === access.append && typeof piece === 'string')
      pieces.set(piece, to[one] as number)
  }
  if (blanks.length > 1 || pieces.has('')) return null
  const ways = waysOf(accesses, pieces, blank)
  if (ways === null) return null
  const { texts, made, piece, stem } = ways
  // Shorter texts first: a text can come about when one of its stems can.
  const possible = new Uint8Array(texts.length)
  possible.set(isSet)
  const count = new Int32Array(texts.length + 1)
  const order = Array.from(made.keys())
  order.sort((one, other) => lengthOf(texts, made[one]) - lengthOf(texts, made[other]))
  const kept = order.filter((way) => {
    const value = made[way] as number
    if (possible[stem[way] as number] === 0) return false
    possible[value] = 1
    count[value + 1] = (count[value + 1] as number) + 1
    return true
  })
  for (let value = 0; value < texts.length; value++)
    count[value + 1] = (count[value + 1] as number) + (count[value] as number)
  const places = count.slice()
  const found: Texts = {
    starts: count,
    pieces: new Int32Array(kept.length),
    stems: new Int32Array(kept.length),
    last: new Int32Array(texts.length),
    shownBy: new Int32Array(kind.length),
  }
  for (const way of kept) {
    const value = made[way] as number
    const at = places[value] as number
    places[value] = at + 1
    found.pieces[at] = piece[way] as number
    found.stems[at] = stem[way] as number
  }
  return found
}

const isBlank = (value: Plain): boolean => typeof value !== 'string' || value === ''

const lengthOf = (texts: readonly Plain[], at: number | undefined): number => {
  const value = texts[at ?? 0]
  return typeof value === 'string' ? value.length : 0
}

/** By value: 1 where it was there at first or was set as a whole. */
function setValues({ kind, to, values }: Accesses): Uint8Array {
  const isSet = new Uint8Array(values.length)
  isSet[0] = 1
  for (let one = 0; one < kind.length; one++) {
    if (kind[one] === access.write || kind[one] === access.update) isSet[to[one] as number] = 1
  }
  return isSet
}

/**
 * Takes the texts that were found apart from behind.
 * @param pieces what was appended, by text
 * @param blank the value that is the empty text, -1: none is
 * @returns all values, and the ways: `made` is `stem` and `piece`
 */
function waysOf(accesses: Accesses, pieces: ReadonlyMap<string, number>, blank: number) {
  const { kind, from, values } = accesses
  const texts = [...values]
  const numbers = new Map<string, number>()
  values.forEach((value, at) => typeof value === 'string' && numbers.set(value, at))
  const lengths = [...new Set(Array.from(pieces.keys(), ({ length }) => length))]
  const made: number[] = []
  const piece: number[] = []
  const stem: number[] = []
  const isSeen = new Uint8Array(values.length)
  const todo: number[] = []
  for (let one = 0; one < kind.length; one++) {
    const value = from[one] as number
    if ((kind[one] !== access.read && kind[one] !== access.update) || isSeen[value] === 1) continue
    isSeen[value] = 1
    todo.push(value)
  }
  let letters = 0
  for (let value = todo.pop(); value !== undefined; value = todo.pop()) {
    if (letters > lettersMax) return null
    const text = texts[value]
    if (typeof text !== 'string') continue
    for (const length of lengths) {
      if (length > text.length) continue
      letters += length
      const end = pieces.get(text.slice(text.length - length))
      if (end === undefined) continue
      const rest = text.slice(0, text.length - length)
      let number = rest === '' ? blank : numbers.get(rest)
      if (number === -1) continue
      if (number === undefined) {
        number = texts.push(rest) - 1
        numbers.set(rest, number)
        todo.push(number)
      } else if (number < isSeen.length && isSeen[number] === 0) {
        isSeen[number] = 1
        todo.push(number)
      }
      letters += text.length
      made.push(value)
      piece.push(end)
      stem.push(number)
    }
  }
  return { texts, made, piece, stem }
}
