// Rates in words: `20/s`, `90/min`.

import type { Micros } from './units.ts'

const per: Readonly<Record<string, Micros>> = { ms: 1_000, s: 1_000_000, min: 60_000_000 }

/** The time from one to the next, at least 1 us; null for what is no rate. */
export function parseRate(text: string): Micros | null {
  const found = /^(\d+(?:\.\d+)?)\/(ms|s|min)$/.exec(text.trim())
  const count = Number(found?.[1])
  if (found === null || count <= 0) return null
  return Math.max(1, Math.round((per[found[2] ?? ''] ?? Number.NaN) / count))
}
