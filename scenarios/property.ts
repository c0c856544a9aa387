// Properties of a scenario: what must hold always, in the end, sometimes, of the history and of
// the measures. Only their forms; scenarios/runner judges them.

import type { Duration } from './params.ts'

/** Methods compare their parameters both ways, so that a property of any nodes fits the runner. */
type Told<W, R> = { bivarianceHack(world: W): R }['bivarianceHack']

/** What broke, in words, or null. */
export type Always<W> =
  | Told<W, string | null>
  | {
      readonly holds: Told<W, string | null>
      /**
       * Whether the last step may have changed what it depends on: without it, it is asked after every
       * step. It is asked once a step, whichever properties have it.
       */
      readonly when?: Told<W, boolean>
      /** anomaly code, `WL2006`; without it WL2099, the scenario's own invariant */
      readonly code?: string
      /** one sentence for lists and `explain` */
      readonly about?: string
    }

/**
 * True or null: it holds. False: it does not; a string says why. Judged at the end of the calm, or
 * `within` a time after the calm has begun, from the first instant at which it holds.
 */
export type Eventually<W> =
  | Told<W, boolean | string | null>
  | {
      readonly holds: Told<W, boolean | string | null>
      /** as in `always`; when the calm begins and when it ends, it is asked all the same */
      readonly when?: Told<W, boolean>
      readonly within?: Duration
      readonly after?: 'settle'
      /** anomaly code; without it WL2012, stuck */
      readonly code?: string
      readonly about?: string
    }

/** Goals that a run should reach now and then: names counted by the actors, or facts by name. */
export type Sometimes<W> = readonly string[] | Readonly<Record<string, Told<W, boolean>>>
