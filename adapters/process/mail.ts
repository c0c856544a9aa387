// What a supervisor and its node processes say to each other over the channel between them. Only
// types; everything in it can be cloned by structure.

import type { Message } from '../../sim/actor.ts'
import type { Fault } from '../../sim/fault.ts'
import type { Problem } from '../../sim/problem.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import type { Carrier } from '../carriers.ts'
import type { Lose } from '../host/doom.ts'
import type { Tally } from '../records/tally.ts'

/** All that a process has to know before it can listen. */
export interface NodePlan {
  readonly id: NodeId
  /** what the entry module makes the actor of; plain */
  readonly program: unknown
  /** of the run: what its faults draw */
  readonly seed: number
  /** null: any free one */
  readonly port: number | null
}

export interface NodeHome {
  /** of this node alone; tables, history and log are in it */
  readonly folder: string
  /** the machine's monotonic clock when the run began, in nanoseconds */
  readonly origin: bigint
  readonly host: string
  readonly carrier: Carrier
}

export type ToNode =
  | ({ readonly kind: 'open'; readonly life: number } & NodePlan & NodeHome)
  /** where everybody is reached now */
  | { readonly kind: 'book'; readonly entries: readonly (readonly [NodeId, NodeId])[] }
  | { readonly kind: 'begin' }
  | { readonly kind: 'mail'; readonly message: Message }
  /** `nth` of the standstills of this run, from 1 */
  | { readonly kind: 'freeze'; readonly nth: number }
  | { readonly kind: 'thaw' }
  /**
   * What this process makes of the faults of a plan, by the number of the entry; also before
   * `begin`, when an earlier life has had it. `at`: since the origin, when it struck.
   */
  | { readonly kind: 'fault'; readonly id: number; readonly fault: Fault; readonly at: Micros }
  /** every fault ends: what was held goes, clocks are true, steps take no time */
  | { readonly kind: 'calm' }
  /** it will be killed, once it stands where the crash is meant to find it */
  | { readonly kind: 'doom'; readonly lose: Lose }
  | { readonly kind: 'stop' }

export type FromNode =
  | { readonly kind: 'listening'; readonly address: NodeId }
  /** `start` has run */
  | { readonly kind: 'ready' }
  /** it cannot open, and why; it ends */
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] }
  /** something for whoever watches, in a form that the entry module knows */
  | { readonly kind: 'told'; readonly told: unknown }
  /** answer to freeze: no step runs until thaw */
  | ({ readonly kind: 'frozen' } & Snapshot)
  | ({ readonly kind: 'tally'; readonly tally: Tally } & Reading)
  /** answer to doom: it stands there, or (false) will hardly come to */
  | { readonly kind: 'doomed'; readonly bites: boolean }
  /** a handler threw, or the disk failed; it ends */
  | ({ readonly kind: 'died' } & Death)
  /** everything is on disk and closed; it ends */
  | { readonly kind: 'stopped'; readonly tally: Tally }

export interface Snapshot extends Reading {
  readonly state: object | null
  readonly tally: Tally
  /** outputs that waited for the disk */
  readonly held: number
}

/** The clocks of a node at one instant. */
export interface Reading {
  /** what its actor would have read: microseconds since this start, and since 1970 */
  readonly clock: Micros
  readonly wall: Micros
  /** true time of that, since the origin of the run */
  readonly at: Micros
}

export interface Death {
  /** `letter from s1`, `expire resend`, `sync` */
  readonly step: string
  readonly error: string
  readonly stack: string | null
  /** the entry of the plan that made it (a disk that was full); null: nobody meant it to die */
  readonly fault: number | null
}
