// What a node of a served system is told before it starts; plain, so that it can cross to a process.

import type { Timings } from '../../protocols/ack-retry/timings.ts'
import type { Micros } from '../../sim/units.ts'

export type Variant = 'correct' | 'original'
export type RoleName = 'discovery' | 'receiver' | 'client'

export interface ServedOrder {
  readonly system: 'ack-retry'
  readonly variant: Variant
  readonly role: RoleName
  /** among those of its role, from 1 */
  readonly number: number
  readonly timings: Timings
  /** of a letter, 0: for ever */
  readonly attempts: number
  /** where discovery is; null: as the supervisor says */
  readonly discovery: string | null
  /** what to listen on */
  readonly hosts: readonly string[]
  /** null: the one it had, or any free one */
  readonly port: number | null
  /** the host under which others reach it; null: the first of `hosts` */
  readonly advertise: string | null
  /** of a client: how often it sends a letter; null: never of its own */
  readonly every: Micros | null
  /** whether it keeps nothing */
  readonly memory: boolean
}

/** What a node has to tell a person while it runs. */
export type Told =
  /** something it needs does not serve (any more): why */
  | {
      readonly kind: 'waiting'
      readonly code: 'WL5001'
      readonly sentence: string
      readonly lines: readonly string[]
    }
  /** and now it does */
  | { readonly kind: 'found'; readonly sentence: string }
  /** what became of a letter */
  | { readonly kind: 'letter'; readonly sentence: string; readonly acked: boolean }
  /** bytes from outside that it did not take */
  | { readonly kind: 'refused'; readonly sentence: string }

/** Where a node lives, and whom it tells. */
export interface Home {
  /** its data; null: it keeps nothing */
  readonly folder: string | null
  /** where its port is remembered from one start to the next; null: nowhere */
  readonly house: string | null
  tell(told: Told): void
}

/** What a node is called where people read it, and its folder: `discovery`, `receiver2`. */
export const placeName = ({ role, number }: Pick<ServedOrder, 'role' | 'number'>): string =>
  role === 'discovery' ? role : `${role}${number}`
