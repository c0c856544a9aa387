// The seeds of a test: fixed by its name, so that a build is the same every time, or named by whoever
// looks further. Where chance is asked for, it is asked once and told.

import { randomInt } from 'node:crypto'
import { Mistake } from '../../sim/problem.ts'

export interface Seeds {
  readonly first: number
  readonly count: number
}

const seedMax = 4_294_967_295
const countDefault = 100
/** Seeds of tests begin below this, so that people can type them. */
const firstMax = 100_000

/**
 * @param hash of the test's name, not negative
 * @returns null where what is said names no seeds
 */
export function seedsOf(
  hash: number,
  { seed, seeds }: { readonly seed?: number; readonly seeds?: number | string },
): Seeds | null {
  if (seed !== undefined) return isSeed(seed) ? { first: seed, count: 1 } : null
  if (typeof seeds === 'string') return rangeOf(seeds)
  const count = seeds ?? countDefault
  if (!Number.isSafeInteger(count) || count < 1 || count > seedMax) return null
  const first = firstOf(hash)
  return isSeed(first + count - 1) ? { first, count } : { first: seedMax - count + 1, count }
}

function rangeOf(text: string): Seeds | null {
  const [from, to] = text.split('..').map(Number)
  if (from === undefined || to === undefined || !isSeed(from) || !isSeed(to)) return null
  return to < from ? null : { first: from, count: to - from + 1 }
}

/** `WORLDLINE_SEED` is a number to begin at, or `random`. @throws Mistake (WL1004) for another */
function firstOf(hash: number): number {
  const asked = process.env['WORLDLINE_SEED'] ?? ''
  if (asked === 'random') return roaming
  if (asked === '') return 1 + (hash % firstMax)
  if (/^\d+$/u.test(asked) && isSeed(Number(asked))) return Number(asked)
  const sentence = `WORLDLINE_SEED cannot be ${JSON.stringify(asked)}.`
  const lines = ['allowed        a whole number from 0 to 4294967295, or random']
  throw new Mistake([{ code: 'WL1004', sentence, lines }])
}

/** One for the process: all its tests roam from the same seed, which one variable repeats. */
const roaming = randomInt(firstMax, seedMax - 2 * firstMax)

const isSeed = (value: number): boolean =>
  Number.isSafeInteger(value) && value >= 0 && value <= seedMax
