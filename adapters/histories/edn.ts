// Values of EDN as they were read, before anybody decides what they mean. Keywords, symbols, characters
// and numbers that a double cannot hold stay what they are: none of them is a text.

import type { Spot } from './spot.ts'

export type Edn =
  | null
  | boolean
  | number
  | string
  | EdnWord
  | EdnMany
  | EdnMap
  /** `#tag value` */
  | { readonly kind: 'tagged'; readonly tag: string; readonly value: Edn }

/** A word that stands for itself, spelt so that no two kinds are spelt alike: `:ok`, `'x`, `\a`, `1/2`. */
export interface EdnWord {
  readonly kind: 'keyword' | 'symbol' | 'char' | 'number'
  readonly spelt: string
}

export interface EdnMany {
  readonly kind: 'list' | 'vector' | 'set'
  readonly items: readonly Edn[]
}

export interface EdnMap {
  readonly kind: 'map'
  readonly entries: readonly EdnEntry[]
}

export interface EdnEntry {
  readonly key: Edn
  readonly value: Edn
  /** of the value */
  readonly spot: Spot
}

const ends: Readonly<Record<string, string>> = {
  newline: '\n',
  space: ' ',
  tab: '\t',
  return: '\r',
  formfeed: '\f',
  backspace: '\b',
}

/** What a word stands for, that is neither a text nor a bracket; null: it is no EDN. */
export function wordOf(word: string): Edn | undefined {
  if (word === 'nil') return null
  if (word === 'true') return true
  if (word === 'false') return false
  const first = word.charCodeAt(0)
  if (first === 0x3a) return /^::?[^:\d][^:]*(?::[^:]+)*$/u.test(word) ? keyword(word) : undefined
  if (first === 0x5c) return charOf(word.slice(1))
  if (/^[-+]?\d/u.test(word)) return numberOf(word)
  if (/^##(?:-?Inf|NaN)$/u.test(word)) return { kind: 'number', spelt: word }
  return /^[^#\d]/u.test(word) ? { kind: 'symbol', spelt: `'${word}` } : undefined
}

const keyword = (spelt: string): EdnWord => ({ kind: 'keyword', spelt })

function charOf(name: string): Edn | undefined {
  const code = /^u([\da-fA-F]{4})$/u.exec(name)?.[1]
  const one =
    code === undefined ? (ends[name] ?? name) : String.fromCharCode(Number.parseInt(code, 16))
  return [...one].length === 1 ? { kind: 'char', spelt: `\\${one}` } : undefined
}

/** A number where a double is exactly that, else its digits: two numbers are never taken for one. */
function numberOf(word: string): Edn | undefined {
  if (/^[-+]?(?:0|[1-9]\d*)N?$/u.test(word)) {
    const digits = word.replace(/^\+|N$/gu, '')
    const number = Number(digits) + 0
    if (Number.isSafeInteger(number)) return number
    const whole = BigInt(digits)
    const isExact = Number.isFinite(number) && BigInt(number) === whole
    return isExact ? number : { kind: 'number', spelt: `${whole}N` }
  }
  if (/^[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?M?$/u.test(word)) {
    const bare = word.replace(/^\+|M$/gu, '')
    const number = Number(bare) + 0
    const digits = bare
      .replace(/[eE].*$/u, '')
      .replace(/\D/gu, '')
      .replace(/^0+/u, '')
    if (word.endsWith('M') && (digits.length > 15 || !Number.isFinite(number)))
      return { kind: 'number', spelt: `${bare}M` }
    // So does Clojure: what is too large for a double is infinite.
    if (!Number.isFinite(number)) return { kind: 'number', spelt: number > 0 ? '##Inf' : '##-Inf' }
    return number
  }
  return /^[-+]?\d+\/\d+$/u.test(word)
    ? { kind: 'number', spelt: word.replace(/^\+/u, '') }
    : undefined
}

/** The name of a keyword without its colon, or a text; null: it is neither. */
export const nameOf = (value: Edn): string | null => {
  if (typeof value === 'string') return value
  if (value === null || typeof value !== 'object' || value.kind !== 'keyword') return null
  return value.spelt.slice(1)
}
