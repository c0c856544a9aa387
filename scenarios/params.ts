// Parameters of a scenario: what a person may set, with its default, what is allowed, and what the
// seed draws. Only their forms and types; how text becomes a value is in scenarios/runner/settings.ts.

import type { Span } from '../sim/span.ts'
import type { Micros } from '../sim/units.ts'

type TimeUnit = 'us' | 'ms' | 's' | 'min'

/** A duration in words: `200ms`, `1.5s`. */
export type Duration = `${number}${TimeUnit}`

/** A range of durations in words: `150ms..300ms`. */
export type Range = `${number}${TimeUnit}..${number}${TimeUnit}`

/** A choice of several values, of which the first is the default and the seed draws none. */
export interface OneOf<T extends string | number | boolean> {
  readonly kind: 'one of'
  readonly choices: readonly T[]
}

/** One of these values: the first unless it is set. A list without `oneOf` is drawn by the seed. */
export function oneOf<const T extends string | number | boolean>(
  ...choices: readonly [T, ...T[]]
): OneOf<T> {
  return { kind: 'one of', choices }
}

export type Single = string | number | boolean

/**
 * A value (its type and sign are kept), a list (the seed draws one, the first is the dull one),
 * `oneOf(...)`, a duration in words (given to `nodes` in microseconds) or a range in words (given
 * as a Span).
 */
export type Param = Single | readonly [Single, ...Single[]] | OneOf<Single> | Tuned

/** What a scenario file makes of a single value: what was allowed still is, the default is another. */
export interface Tuned {
  readonly kind: 'tuned'
  readonly of: Single
  /** as `--set` takes it */
  readonly text: string
}

export type Params = Readonly<Record<string, Param>>

type ValueOf<D> =
  D extends OneOf<infer T>
    ? T
    : D extends readonly (infer E)[]
      ? Plainly<E>
      : D extends Range
        ? Span
        : Plainly<D>

type Plainly<D> = D extends Range
  ? Span
  : D extends Duration
    ? Micros
    : D extends number
      ? number
      : D extends boolean
        ? boolean
        : D extends string
          ? string
          : never

/** What `nodes`, `network`, ... are given: every parameter at its value for one run. */
export type Values<P extends Params> = { readonly [name in keyof P]: ValueOf<P[name]> }

/** The same without its names: what the runner holds. */
export type AnyValue = string | number | boolean | Span
export type AnyValues = Readonly<Record<string, AnyValue>>
