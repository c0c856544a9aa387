// Chance inside a run. The seed is expanded once into the run's key; from then on a draw is a pure
// hash of (key, words of its name, nth, purpose), in integer arithmetic alone, so that a new draw
// moves no other and every engine draws the same. Nothing here remembers anything: what is drawn
// before a run has a generator of its own (generator.ts).

import alea from 'seedrandom/lib/alea.js'
import { assert } from './assert.ts'
import type { Purpose, RunKey } from './chooser.ts'

const wordBelow = 4294967296
const perWord = 1 / 4294967296

/** @param seed an unsigned 32-bit number, as people say it */
export function expandSeed(seed: number): RunKey {
  assert(
    Number.isInteger(seed) && seed >= 0 && seed < wordBelow,
    'a seed is an unsigned 32-bit number',
  )
  const stream = alea(String(seed))
  return { hi: stream.int32(), lo: stream.int32() }
}

/**
 * Hash of a text, an int32. It is the same on every engine and in every release of worldline:
 * digests and draws stand on it. Order of UTF-16 units matters, case matters.
 * @source the rounds of MurmurHash3 (Appleby, 2011), one UTF-16 unit at a time
 */
export function hashText(text: string): number {
  let hash = 0x9747b28c | 0
  for (let at = 0; at < text.length; at++) {
    let unit = Math.imul(text.charCodeAt(at) + 1, 0xcc9e2d51)
    unit = (unit << 15) | (unit >>> 17)
    hash ^= Math.imul(unit, 0x1b873593)
    hash = (hash << 13) | (hash >>> 19)
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0
  }
  return avalanche(hash ^ text.length)
}

/** Two int32 into one; the order of the two matters. Folds the hashes of several words into one. */
export function mix32(a: number, b: number): number {
  return avalanche((Math.imul(a, 0x9e3779b9) + b) | 0)
}

/** A bijection of int32 in which every bit of the input moves about half of the output's. */
function avalanche(word: number): number {
  let bits = word ^ (word >>> 16)
  bits = Math.imul(bits, 0x21f0aaad)
  bits ^= bits >>> 15
  bits = Math.imul(bits, 0x735a2d97)
  return bits ^ (bits >>> 15)
}

/** Hash of each purpose, the last word of a draw's name. */
export const purposeHashes: Readonly<Record<Purpose, number>> = {
  fate: hashText('fate'),
  delay: hashText('delay'),
  'delay of the copy': hashText('delay of the copy'),
  jitter: hashText('jitter'),
  random: hashText('random'),
  sync: hashText('sync'),
  kept: hashText('kept'),
  fault: hashText('fault'),
  swarm: hashText('swarm'),
}

/**
 * What all draws of one occasion share (one message, one setting of a timer): fate, delay and
 * delay of the copy then cost one mix each. The words enter on their own before they meet `nth`:
 * were they only added, one name's draws would be another's, shifted.
 * @param hi,lo the lanes of the run's key
 * @param words hash of the name's words, without purpose and number
 * @param nth number of the occasion within these words
 */
export function occasionOf(hi: number, lo: number, words: number, nth: number): number {
  let word = Math.imul(words ^ lo, 0x9e3779b1)
  word ^= word >>> 15
  let count = Math.imul(((nth ^ hi) + word) | 0, 0x85ebca6b)
  count ^= count >>> 13
  word = Math.imul(word ^ count, 0xc2b2ae35)
  return word ^ (word >>> 16)
}

/**
 * The draw of one purpose on an occasion.
 * @param purpose hash of the purpose
 * @returns an unsigned 32-bit number
 */
export function drawOn(occasion: number, purpose: number): number {
  return avalanche((occasion + purpose) | 0) >>> 0
}

/** A whole draw at once, where only one purpose is asked for: an unsigned 32-bit number. */
export function draw(key: RunKey, words: number, purpose: number, nth: number): number {
  return drawOn(occasionOf(key.hi, key.lo, words, nth), purpose)
}

/**
 * An outcome 0 .. below-1 of a draw; each has its share to within 2^-32.
 * @param below 1 to 2^32; for more see `evenBelowWide`
 */
export function evenBelow(word: number, below: number): number {
  return Math.floor(word * below * perWord)
}

/**
 * An outcome 0 .. below-1 of two draws (the second with the purpose mixed once more, say).
 * @param below 1 to 2^53; each outcome has its share to within 2^-53
 */
export function evenBelowWide(high: number, low: number, below: number): number {
  const fraction = (high * 2097152 + (low >>> 11)) / 9007199254740992
  return Math.floor(fraction * below)
}

/** Of 2^32 words so many stand for `ppm` in a million: a draw below it is a hit. 10^6 is always. */
export function thresholdOf(ppm: number): number {
  return Math.floor((ppm * wordBelow) / 1_000_000)
}

/**
 * The outcome of a draw among weighted ones. Odd outcomes stand for words from below, even ones for
 * words from above, 0 (the dull one) for the rest. So a weight of outcome 1 or 2 that changes moves
 * no word of the other, and a greater weight keeps the words of the smaller.
 * @param word an unsigned 32-bit number
 * @param parts weight of each outcome, any common unit; their sum is positive and below 2^21
 */
export function weighted(word: number, parts: readonly number[]): number {
  let total = 0
  for (let outcome = 0; outcome < parts.length; outcome++) total += parts[outcome] as number
  let odd = 0
  let even = 0
  for (let outcome = 1; outcome < parts.length; outcome++) {
    const part = parts[outcome] as number
    if (outcome % 2 === 1) {
      odd += part
      if (word < Math.floor((odd * wordBelow) / total)) return outcome
    } else {
      even += part
      if (word >= wordBelow - Math.floor((even * wordBelow) / total)) return outcome
    }
  }
  return 0
}
