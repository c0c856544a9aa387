// Workloads: who asks whom for what, and when. Drawn before the run into a list of calls, which
// client actors then carry out as mail from the peer `workload`.

import type { Generator } from '../sim/generator.ts'
import type { Micros } from '../sim/units.ts'
import type { Duration } from './params.ts'

/** A message of whatever fields. */
export type Mail = { readonly kind: string; readonly [field: string]: unknown }

/** What a drawn workload draws from. */
export type Draw = Generator

/** `count` messages at a steady rate, each at a drawn instant within its own slot. */
export interface Steady {
  /** a node, or a role whose nodes take turns */
  readonly from: string
  /** the i-th message, from 0 */
  readonly send: (i: number) => Mail
  /** without it, as many as fit before `until` */
  readonly count?: number
  /** `20/s`, `90/min` */
  readonly rate: string
  /** the first slot begins here; 0 without it */
  readonly start?: Duration
}

/** One call of a drawn list. */
export interface Asked {
  readonly client: string
  /** microseconds from the start of the run, below `until` */
  readonly at: Micros
  readonly message: Mail
}

/** What a drawn workload may depend on, besides the parameters. */
export interface Occasion {
  /** the seed's own generator of the workload */
  readonly draw: Draw
  /** end of the storm */
  readonly until: Micros
  /** names of the nodes, by role */
  readonly roster: Readonly<Record<string, readonly string[]>>
}

export type Workload<V> =
  | Steady
  | readonly Steady[]
  | { bivarianceHack(of: V & Occasion): Steady | readonly (Steady | Asked)[] }['bivarianceHack']
