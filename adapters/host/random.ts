// Chance in the real world: the machine's random bytes. Nothing here can be repeated.

import { randomBytes, randomInt } from 'node:crypto'

import { assert } from '../../sim/assert.ts'

/** Even over 0 to `below - 1`. */
export function randomBelow(below: number): number {
  assert(Number.isSafeInteger(below) && below > 0, '`below` is a whole number of at least 1')
  if (below < 2 ** 48) return randomInt(below)
  const limit = 2n ** 64n - (2n ** 64n % BigInt(below))
  for (;;) {
    const drawn = randomBytes(8).readBigUInt64BE()
    if (drawn < limit) return Number(drawn % BigInt(below))
  }
}
