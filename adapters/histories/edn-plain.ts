// Values of EDN as plain values, for models. Distinct values stay distinct: a keyword is the text
// `:name`, and a file that also holds that text is refused. 1 and 1.0 are one value here.

import type { Plain, Scalar } from '../../sim/plain-value.ts'
import type { Edn, EdnEntry } from './edn.ts'
import { Broken, type Spot } from './spot.ts'

/** Texts that a keyword, symbol, character or number may be spelt like. */
const spelling = /^[:'\\]|^##|^-?\d+(?:N|\/\d+)$|^-?[\d.]+(?:[eE][-+]?\d+)?M$/u

/** The values of one file. */
export class PlainValues {
  readonly #words = new Set<string>()
  readonly #texts = new Set<string>()

  /** @throws Broken where a value has no plain form that is its alone */
  of(edn: Edn, spot: Spot): Plain {
    if (typeof edn === 'string') return this.#text(edn, spot)
    if (edn === null || typeof edn !== 'object') return edn
    switch (edn.kind) {
      case 'list':
      case 'vector':
        return edn.items.map((one) => this.of(one, spot))
      case 'set':
        return this.#setOf(edn.items, spot)
      case 'map':
        return this.#mapOf(edn.entries, spot)
      case 'tagged':
        return { [`#${edn.tag}`]: this.of(edn.value, spot) }
      default:
        return this.#word(edn.spelt, spot)
    }
  }

  #word(spelt: string, spot: Spot): string {
    if (!this.#words.has(spelt)) {
      if (this.#texts.has(spelt)) throw sameSpelling(spelt, spot)
      this.#words.add(spelt)
    }
    return spelt
  }

  #text(text: string, spot: Spot): string {
    if (/\p{Cs}/u.test(text))
      throw new Broken({ spot, sentence: 'a text with half of a character', expected: 'Unicode' })
    if (!spelling.test(text)) return text
    if (this.#words.has(text)) throw sameSpelling(text, spot)
    this.#texts.add(text)
    return text
  }

  /** Members that are no scalars make a list, in the order in which they stand. */
  #setOf(items: readonly Edn[], spot: Spot): Plain {
    const members = items.map((one) => this.of(one, spot))
    const scalars = members.filter((one) => isScalar(one))
    return scalars.length === members.length ? new Set(scalars) : members
  }

  /** A record where all keys are keywords, else a map, or a list of pairs. */
  #mapOf(entries: readonly EdnEntry[], spot: Spot): Plain {
    const fields = entries.map(({ key }) => fieldOf(key)).filter((one) => one !== null)
    const values = entries.map(({ value }) => this.of(value, spot))
    if (fields.length === entries.length)
      return Object.fromEntries(fields.map((field, at) => [field, values[at]]))
    const pairs = entries.map(({ key }, at): [Plain, Plain] => [this.of(key, spot), values[at]])
    const scalars = pairs.filter((pair): pair is [Scalar, Plain] => isScalar(pair[0]))
    return scalars.length === pairs.length ? new Map(scalars) : pairs
  }
}

/** A keyword without its colon; null: no field of a record is called so. */
const fieldOf = (key: Edn): string | null => {
  if (typeof key !== 'object' || key?.kind !== 'keyword') return null
  const name = key.spelt.slice(1)
  return name === '__proto__' ? null : name
}

/** Whether a value can be a key. */
export const isScalar = (value: Plain): value is Scalar =>
  value !== undefined && (value === null || typeof value !== 'object')

const sameSpelling = (spelt: string, spot: Spot): Broken =>
  new Broken({
    spot,
    sentence: `this file holds the text "${spelt}" and something else that is spelt ${spelt}`,
    expected: 'values that can be told apart',
  })
