// Numbers, durations and lists in words, the same on every machine: no locale is asked. Times are
// simulated microseconds unless a name says that they are milliseconds of the wall.

import type { Micros } from '../sim/units.ts'

/** `12345` as `12,345`. */
export function grouped(count: number): string {
  const digits = String(Math.abs(Math.round(count)))
  const parts: string[] = []
  for (let end = digits.length; end > 0; end -= 3)
    parts.unshift(digits.slice(Math.max(0, end - 3), end))
  return (count < 0 ? '-' : '') + parts.join(',')
}

/** `1 seed`, `10,000 seeds`. The plural is given where adding an s is wrong. */
export function counted(count: number, noun: string, plural: string = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : plural}`
}

/** What a campaign counts: the seeds that it ran, or the crashes of a sweep. */
export type Unit = 'seed' | 'crash'

/** `10,000 seeds`, `1 crash`, `2,051 crashes`. */
export const inUnits = (count: number, unit: Unit = 'seed'): string =>
  unit === 'seed' ? counted(count, 'seed') : counted(count, 'crash', 'crashes')

/** A number to `places` decimals without trailing zeros: `0.97`, `12`, `5.3`. */
export function decimal(value: number, places: number): string {
  const text = value.toFixed(places)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** A simulated span as people say it: `740 µs`, `8.5 ms`, `640 ms`, `4 s`, `2.5 min`. */
export function span(time: Micros): string {
  if (time < 1_000) return `${time} µs`
  if (time < 100_000) return `${decimal(time / 1_000, 1)} ms`
  if (time < 1_000_000) return `${Math.round(time / 1_000)} ms`
  if (time < 120_000_000) return `${decimal(time / 1_000_000, 3)} s`
  return `${decimal(time / 60_000_000, 1)} min`
}

/** A long simulated time, for totals: `13.9 h`, `16.7 min`, `4.1 days`. */
export function total(time: Micros): string {
  const seconds = time / 1_000_000
  if (seconds < 60) return `${decimal(seconds, 1)} s`
  if (seconds < 3_600) return `${decimal(seconds / 60, 1)} min`
  if (seconds < 48 * 3_600) return `${decimal(seconds / 3_600, 1)} h`
  return `${decimal(seconds / 86_400, 1)} days`
}

/** Wall time: `2 ms`, `2.8 s`, `3.5 min`. */
export function wall(ms: number): string {
  if (ms < 1_000) return `${Math.max(1, Math.round(ms))} ms`
  if (ms < 120_000) return `${decimal(ms / 1_000, 1)} s`
  return `${decimal(ms / 60_000, 1)} min`
}

/** An instant of a run in whole milliseconds, as the diagrams count: `741`. */
export function millis(time: Micros): string {
  return grouped(Math.floor(time / 1_000))
}

/** A share as a percentage with as many decimals as it needs to be told from zero. */
export function percent(share: number): string {
  const value = share * 100
  if (value === 0 || value >= 10) return `${decimal(value, 0)} %`
  if (value >= 1) return `${decimal(value, 1)} %`
  return `${value.toPrecision(1).includes('e') ? '< 0.000001' : Number(value.toPrecision(1))} %`
}

/** `a`, `a and b`, `a, b and c`; a long list ends in `and 7 more`. */
export function listed(names: readonly string[], max: number = 12): string {
  if (names.length > max) {
    return `${names.slice(0, max).join(', ')} and ${grouped(names.length - max)} more`
  }
  const last = names.at(-1)
  if (last === undefined) return 'none'
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}

/** Breaks a text at spaces into lines of at most `width` columns; a longer word stands alone. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  lines.push(line)
  return lines
}
