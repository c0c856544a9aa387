// A span: a distribution of durations, as data. Tables of it are built in integer arithmetic.

import type { Micros, Ppm } from './units.ts'

/** How long something takes. All durations in integer microseconds, >= 0. */
export type Span =
  | { readonly kind: 'const'; readonly at: Micros }
  | { readonly kind: 'uniform'; readonly min: Micros; readonly max: Micros }
  | { readonly kind: 'normal'; readonly mean: Micros; readonly sd: Micros }
  | { readonly kind: 'exp'; readonly mean: Micros }
  /** `shapeMilli` is the shape times 1000 (`pareto 2ms 1.5` has 1500) */
  | { readonly kind: 'pareto'; readonly min: Micros; readonly shapeMilli: number }
  | {
      readonly kind: 'bimodal'
      readonly usual: Micros
      readonly rare: Micros
      readonly rarePpm: Ppm
    }
  /** `samples` is empty until the runner has read the file at `path` */
  | { readonly kind: 'trace'; readonly path: string; readonly samples: readonly Micros[] }
