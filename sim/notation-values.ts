// The values of the notation and their normal forms: durations, shares, rates, sizes, spans. All of
// them are exact: what is printed is read back as the same integer, and what no integer can say is
// refused by the reader.

import type { Span } from './span.ts'
import type { Micros, Ppm } from './units.ts'

/** How many of the base unit one unit is, in thousandths: micros, ppm, bytes, bytes a second. */
type Units = Readonly<Record<string, number>>

export const durationUnits: Units = {
  us: 1,
  µs: 1,
  μs: 1,
  ms: 1_000,
  s: 1_000_000,
  min: 60_000_000,
}
export const percentUnits: Units = { '%': 10_000 }
export const driftUnits: Units = { ppm: 1 }
export const sizeUnits: Units = { B: 1, kB: 1_000, MB: 1_000_000 }
export const rateUnits: Units = {
  kbit: 125,
  mbit: 125_000,
  gbit: 125_000_000,
  'kB/s': 1_000,
  'MB/s': 1_000_000,
}

/**
 * `digits` (`1.25`) times `factor`, exactly.
 * @returns null when the product is not a safe integer
 */
export function scaled(digits: string, factor: number): number | null {
  const [whole = '', fraction = ''] = digits.split('.')
  const product = BigInt(whole + fraction) * BigInt(factor)
  const divisor = 10n ** BigInt(fraction.length)
  if (product % divisor !== 0n || product / divisor > BigInt(Number.MAX_SAFE_INTEGER)) return null
  return Number(product / divisor)
}

/** `value` in a unit of 10^places, as a decimal without needless zeros. */
function decimal(value: number, places: number): string {
  const digits = String(value).padStart(places + 1, '0')
  const whole = digits.slice(0, digits.length - places)
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '')
  return fraction === '' ? whole : `${whole}.${fraction}`
}

/** The largest unit in which it has few digits: `640ms`, `1.7s`, `2min`, `90s`, `16us`. */
export function printDuration(duration: Micros): string {
  if (duration < 0) return `-${printDuration(-duration)}`
  if (duration >= 60_000_000 && duration % 60_000_000 === 0) return `${duration / 60_000_000}min`
  if (duration >= 1_000_000 && duration % 1_000 === 0) return `${decimal(duration, 6)}s`
  return duration >= 1_000 || duration === 0 ? `${decimal(duration, 3)}ms` : `${duration}us`
}

export const printPercent = (ppm: Ppm): string => `${decimal(ppm, 4)}%`

export const printSigned = (value: number, print: (value: number) => string): string =>
  `${value < 0 ? '-' : '+'}${print(Math.abs(value))}`

/** Bits where they are round, else bytes. */
export function printRate(bytesPerSecond: number): string {
  if (bytesPerSecond % 125_000_000 === 0) return `${bytesPerSecond / 125_000_000}gbit`
  if (bytesPerSecond % 125 === 0) {
    if (bytesPerSecond >= 125_000) return `${decimal(bytesPerSecond / 125, 3)}mbit`
    return `${bytesPerSecond / 125}kbit`
  }
  return `${decimal(bytesPerSecond, 3)}kB/s`
}

export function printSize(bytes: number): string {
  if (bytes >= 1_000_000 && bytes % 1_000_000 === 0) return `${bytes / 1_000_000}MB`
  return bytes >= 1_000 && bytes % 1_000 === 0 ? `${bytes / 1_000}kB` : `${bytes}B`
}

export function printSpan(span: Span): string {
  switch (span.kind) {
    case 'const':
      return printDuration(span.at)
    case 'uniform':
      return `${printDuration(span.min)}..${printDuration(span.max)}`
    case 'normal':
      return `normal ${printDuration(span.mean)}±${printDuration(span.sd)}`
    case 'exp':
      return `exp ${printDuration(span.mean)}`
    case 'pareto':
      return `pareto ${printDuration(span.min)} ${decimal(span.shapeMilli, 3)}`
    case 'bimodal':
      return `bimodal ${printDuration(span.usual)} ${printDuration(span.rare)} ${printPercent(span.rarePpm)}`
    case 'trace':
      return `trace ${/^[^\s"#:,]+$/.test(span.path) ? span.path : printQuoted(span.path)}`
  }
}

/**
 * Any text in quotes. What would end a plain YAML scalar (` #`, `: `) is escaped, so that every fault
 * is one.
 */
export const printQuoted = (text: string): string =>
  JSON.stringify(text).replaceAll('#', '\\u0023').replaceAll(':', '\\u003a')
