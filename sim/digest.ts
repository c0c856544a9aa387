// The running hash of a run: two lanes of 32 bits over every step, drop and fault. It tells runs
// apart and is the same wherever a run is the same; it is no defence against anybody's intent.

import { assert } from './assert.ts'

const perLow = 1 / 4294967296

/** Two int32 lanes: unsigned ones in fields would cost four times as much. */
export class Digest {
  #one = 1
  #two = 0x9747b28c | 0

  /** As new. */
  reset(): void {
    this.#one = 1
    this.#two = 0x9747b28c | 0
  }

  /**
   * @param time integer microseconds below 2^48
   * @param kind 0 to 65,535
   * @param a,b,c int32 words: node, peer and the hash of message kind and number, say
   */
  event(time: number, kind: number, a: number, b: number, c: number): void {
    let one = this.#one ^ Math.imul(time | 0, 0xcc9e2d51)
    let two = this.#two ^ Math.imul((time * perLow) | 0 | (kind << 16), 0x1b873593)
    one = (((one << 13) | (one >>> 19)) + two) | 0
    two = (((two << 17) | (two >>> 15)) + one) | 0
    one ^= Math.imul(a, 0x85ebca6b)
    two ^= Math.imul(b, 0xc2b2ae35)
    one = (((one << 15) | (one >>> 17)) + two) | 0
    two = (Math.imul((two << 11) | (two >>> 21), 5) + one) | 0
    one ^= Math.imul(c, 0x2c1b3c6d)
    one = (Math.imul((one << 16) | (one >>> 16), 5) + two) | 0
    this.#one = one
    this.#two = (two + 0x561ccd1b) ^ ((one << 7) | (one >>> 25))
  }

  /** Sixteen hexadecimal digits of everything so far; more may follow. */
  hex(): string {
    const two = finish(this.#two ^ Math.imul(this.#one, 0x9e3779b1))
    const one = finish((this.#one + two) | 0)
    return hexOf(one) + hexOf(two)
  }
}

/**
 * One digest of many, in the order given: that of the seeds, whoever ran them.
 * @param digests sixteen hexadecimal digits each
 */
export function mergeDigests(digests: Iterable<string>): string {
  const merged = new Digest()
  let count = 0
  for (const digest of digests) {
    assert(/^[0-9a-f]{16}$/.test(digest), 'a digest is sixteen hexadecimal digits')
    const one = Number.parseInt(digest.slice(0, 8), 16) | 0
    const two = Number.parseInt(digest.slice(8), 16) | 0
    merged.event(count++, 0, one, two, 0)
  }
  return merged.hex()
}

function finish(lane: number): number {
  let bits = lane ^ (lane >>> 16)
  bits = Math.imul(bits, 0x85ebca6b)
  bits ^= bits >>> 13
  bits = Math.imul(bits, 0xc2b2ae35)
  return bits ^ (bits >>> 16)
}

const hexOf = (lane: number): string => (lane >>> 0).toString(16).padStart(8, '0')
