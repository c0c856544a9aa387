// Durations in words, `200ms` or `1.5s`, and back. Spans, which may be more than one number, belong
// to the notation of faults.

import type { Micros } from './units.ts'

const units: Readonly<Record<string, number>> = { us: 1, ms: 1_000, s: 1_000_000, min: 60_000_000 }
const form = /^(\d+(?:\.\d+)?)(us|ms|s|min)$/

/** Integer microseconds, or null for what is no duration (a negative one is none). */
export function parseDuration(text: string): Micros | null {
  const found = form.exec(text.trim())
  if (found === null) return null
  const micros = Math.round(Number(found[1]) * (units[found[2] ?? ''] ?? Number.NaN))
  return Number.isSafeInteger(micros) ? micros : null
}

/** The shortest exact form: `1500ms`, `2s`, `17us`. */
export function formatDuration(micros: Micros): string {
  for (const [unit, factor] of [
    ['s', 1_000_000],
    ['ms', 1_000],
  ] as const) {
    if (micros !== 0 && micros % factor === 0) return `${micros / factor}${unit}`
  }
  return micros === 0 ? '0s' : `${micros}us`
}

/** For people: three significant digits, `741 ms`, `1.25 s`. */
export function tellDuration(micros: Micros): string {
  if (micros < 1_000) return `${Math.round(micros)} µs`
  if (micros < 1_000_000) return `${rounded(micros / 1_000)} ms`
  return `${rounded(micros / 1_000_000)} s`
}

function rounded(value: number): string {
  const digits = value < 10 ? 2 : value < 100 ? 1 : 0
  return String(Number(value.toFixed(digits)))
}
