// A span as 4,097 integer quantiles, from which a delay is drawn by one look and one interpolation.
// The tables are built with logarithms of our own: those of the engines may differ in a last bit.

import { assert } from './assert.ts'
import type { Span } from './span.ts'
import { exp, ln, normalQuantile } from './span-arithmetic.ts'
import type { Micros } from './units.ts'

const pieces = 4096
/** The longest duration a table holds, about 35 minutes. Tails are cut there. */
export const spanMax: Micros = 2 ** 31 - 2
const withinMax = 'a span that is said to end does so within 35 minutes'
/** No tail reaches further than this many times its quantile 4095/4096. */
const tailMax = 16

/**
 * The table is a pure function of the span, and this remembers its results: whoever asks gets the
 * same numbers with it and without it, so no run can tell what another asked for. Building one
 * takes a third of a millisecond, as long as three short runs. It is emptied when it is full.
 */
const known = new Map<string, Int32Array>()
const knownMax = 256

/**
 * Quantiles 0/4096 to 4096/4096 of a span in microseconds, rising. `[0]` is the least duration;
 * the last is never reached, so `uniform` and `trace` end one above their greatest. A table of two values
 * (`bimodal`) has one entry more: where in the piece between them the greater begins, of 65,536.
 * Shared and never written to.
 *
 * * `normal` is the distribution above zero (not clipped: no heap of zeros).
 * * `exp`, `normal`: the last piece ends where its mean is that of the tail it stands for.
 * * `pareto`: so too, but at most 16 times its quantile 4095/4096, for its tail may have no mean.
 * * `trace`: the samples in order, straight lines between them.
 */
export function tableOf(span: Span): Int32Array {
  const text = span.kind === 'trace' ? `trace ${span.samples.join(' ')}` : JSON.stringify(span)
  const built = known.get(text)
  if (built !== undefined) return built
  const table = build(span)
  if (known.size === knownMax) known.clear()
  known.set(text, table)
  return table
}

/**
 * A duration from a draw.
 * @param word an unsigned 32-bit number: 12 bits choose the piece, 16 the place in it
 */
export function sampleTable(table: Int32Array, word: number): Micros {
  // Casts: 12 bits and one more lie within every table.
  const piece = word >>> 20
  const low = table[piece] as number
  const high = table[piece + 1] as number
  const place = (word >>> 4) & 0xffff
  if (table.length === pieces + 1) {
    const wide = high - low
    // The same in integers, where the product has 32 bits: most delays are drawn here.
    if (wide < 65536) return low + (Math.imul(wide, place) >>> 16)
    return low + Math.floor((wide * place) / 65536)
  }
  return place < (table[pieces + 1] as number) ? low : high
}

function build(span: Span): Int32Array {
  switch (span.kind) {
    case 'const':
      assert(span.at <= spanMax, withinMax)
      return quantiles(() => span.at)
    case 'uniform': {
      const { min, max } = span
      assert(min <= max, 'a uniform span ends after it begins')
      assert(max <= spanMax, withinMax)
      if (min === max) return quantiles(() => min)
      return quantiles((i) => min + Math.floor(((max - min + 1) * i) / pieces))
    }
    case 'normal':
      return normal(span.mean, span.sd)
    case 'exp':
      return quantiles((i) =>
        i < pieces ? round(-span.mean * ln(1 - i / pieces)) : round(span.mean * (ln(pieces) + 2)),
      )
    case 'pareto':
      return pareto(span.min, span.shapeMilli / 1000)
    case 'bimodal':
      return bimodal(span.usual, span.rare, span.rarePpm)
    case 'trace':
      return trace(span.samples)
  }
}

/** Fills a table; a tail beyond the longest duration is cut there. */
function quantiles(at: (i: number) => number, extra = 0): Int32Array {
  const table = new Int32Array(pieces + 1 + extra)
  for (let i = 0; i <= pieces; i++) {
    const value = at(i)
    assert(value >= 0, 'a duration is not negative')
    // The last is never reached, so it may stand one above the longest.
    table[i] = Math.min(value, i === pieces ? spanMax + 1 : spanMax)
  }
  return table
}

/** Above zero only: probabilities are those left when everything below zero is taken away. */
function normal(mean: number, sd: number): Int32Array {
  if (sd === 0) return quantiles(() => mean)
  const below = shareBelow(-mean / sd)
  const share = (i: number): number => below + (1 - below) * (i / pieces)
  const at = (i: number): number => mean + sd * normalQuantile(share(i))
  const first = at(1)
  const last = at(pieces - 1)
  // The mean of a tail beyond z, of which a share h is left, is density(z) / h.
  const h = (1 - below) / pieces
  const high = mean + (sd * density((last - mean) / sd)) / h
  const low = below < 1e-9 ? mean - (sd * density((first - mean) / sd)) / h : 0
  return quantiles((i) => {
    if (i === 0) return Math.max(0, round(2 * low - first))
    return i === pieces ? round(2 * high - last) : Math.max(0, round(at(i)))
  })
}

function pareto(min: number, shape: number): Int32Array {
  assert(shape > 0, 'the shape of a Pareto span is positive')
  // A tail too long for a number is endless, and 0 times endless is no number.
  const at = (i: number): number => (min === 0 ? 0 : min * exp(-ln(1 - i / pieces) / shape))
  const last = at(pieces - 1)
  const tail = shape > 1 ? Math.min((shape + 1) / (shape - 1), tailMax) : tailMax
  return quantiles((i) => round(i < pieces ? at(i) : last * tail))
}

/** Two values and nothing between them, the rare one exactly as often as asked. */
function bimodal(usual: number, rare: number, rarePpm: number): Int32Array {
  assert(usual <= spanMax && rare <= spanMax, withinMax)
  const least = Math.min(usual, rare)
  const greatest = Math.max(usual, rare)
  const leastPpm = usual <= rare ? 1_000_000 - rarePpm : rarePpm
  const border = (leastPpm / 1_000_000) * pieces
  const piece = Math.floor(border)
  const table = quantiles((i) => (i <= piece ? least : greatest), 1)
  if (piece === 0 && border === 0) table[0] = greatest
  table[pieces + 1] = Math.floor((border - piece) * 65536)
  return table
}

function trace(samples: readonly number[]): Int32Array {
  assert(samples.length > 0, 'a trace has at least one sample')
  assert(
    samples.every((sample) => sample <= spanMax),
    withinMax,
  )
  const sorted = Float64Array.from(samples).sort()
  return quantiles((i) => {
    if (i === pieces) return (sorted.at(-1) ?? 0) + 1
    const place = (i * (sorted.length - 1)) / pieces
    const below = Math.floor(place)
    const low = sorted[below] ?? 0
    const high = sorted[below + 1] ?? low
    return round(low + (high - low) * (place - below))
  })
}

/** Share of a normal distribution below z, found in its own quantiles. */
function shareBelow(z: number): number {
  if (z < -8) return 0
  let low = 0
  let high = 1
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (normalQuantile(middle) < z) low = middle
    else high = middle
  }
  return low
}

/** 1 / sqrt(2 pi) e^(-z^2/2) */
const density = (z: number): number => 0.3989422804014327 * exp((-z * z) / 2)

const round = (value: number): number => Math.floor(value + 0.5)
