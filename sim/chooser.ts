// One door for chance. Every undetermined decision of a run has a name made of its meaning and is
// drawn under that name alone, so that a new draw, kind or node moves no other decision.

import type { Branded, NodeId } from './units.ts'

export type Purpose =
  | 'fate'
  | 'delay'
  | 'delay of the copy'
  | 'jitter'
  | 'random'
  | 'sync'
  | 'kept'
  | 'fault'
  | 'swarm'

export const purposes: readonly Purpose[] = [
  'fate',
  'delay',
  'delay of the copy',
  'jitter',
  'random',
  'sync',
  'kept',
  'fault',
  'swarm',
]

/** `nth` counts from 1 within the other fields. */
export type DrawName = {
  purpose: Purpose
  what: string
  nth: number
  from: NodeId
  to: NodeId | null
}

/** A DrawName packed into one safe integer by the system that draws; `System.nameOf` unpacks it. */
export type DrawKey = Branded<number, 'DrawKey'>

export type Odds =
  /** outcome 0 .. below-1 */
  | { readonly kind: 'even'; readonly below: number }
  /** outcome = an index; fate: 0 delivered, 1 lost, 2 twice */
  | { readonly kind: 'weights'; readonly parts: readonly number[] }
  /** outcome = microseconds over table[0] */
  | { readonly kind: 'quantiles'; readonly table: Int32Array }

export interface Chooser {
  /** An outcome; 0 is the dull one. */
  pick(key: DrawKey, odds: Odds): number
}

/** The run's key: the seed expanded once, 64 bits in two int32 lanes. */
export interface RunKey {
  readonly hi: number
  readonly lo: number
}
