// The lines of a recording: what one life of a node was told, asked, made and let go, so that it can
// be gone through again without it. The lines as data; scribe.ts writes them.

import type { Ended, Message, Timer } from '../../sim/actor.ts'
import type { DiskHarm } from '../../sim/fault.ts'
import type { Plain } from '../../sim/plain.ts'
import type { Key } from '../../sim/store.ts'
import type { DropWhy } from '../../sim/trace.ts'
import type { Micros, NodeId, OpId } from '../../sim/units.ts'

/** Of the lines and of `run.json`; a reader knows its own and those before it. */
export const recordingFormat = 1

/** Name of a life's file within its node's folder. */
export const recordingName = (life: number): string => `recording-${life}.jsonl`

/** Why a step was made. */
export type Cause =
  | { readonly kind: 'start' }
  /** `life` and `nth` are the sender's mark; null for callers that do not number what they say */
  | {
      readonly kind: 'receive'
      readonly from: NodeId
      readonly message: Message
      readonly life: number | null
      readonly nth: number | null
    }
  | { readonly kind: 'expire'; readonly timer: Timer }
  | { readonly kind: 'lost'; readonly peer: NodeId; readonly why: Ended }

/** One call of `node` within a step, with the world's answer where there is one. */
export type Act =
  | { readonly kind: 'clock'; readonly is: Micros }
  | { readonly kind: 'wall'; readonly is: Micros }
  | {
      readonly kind: 'random'
      readonly below: number
      readonly what: string
      readonly is: number
    }
  | {
      readonly kind: 'send'
      readonly to: NodeId
      readonly message: Message
      readonly early: boolean
    }
  | { readonly kind: 'close'; readonly peer: NodeId }
  /** `after` as it was asked, `jitter` as it was drawn below `spread` */
  | {
      readonly kind: 'timer'
      readonly timer: Timer
      readonly after: Micros
      readonly spread: Micros
      readonly jitter: Micros
    }
  | { readonly kind: 'cancel'; readonly timer: Timer }
  | {
      readonly kind: 'put'
      readonly table: string
      readonly key: Key
      readonly value: Plain
      readonly relaxed: boolean
    }
  | {
      readonly kind: 'delete'
      readonly table: string
      readonly key: Key
      readonly relaxed: boolean
    }
  | {
      readonly kind: 'delete range'
      readonly table: string
      readonly from: Key
      /** null: to the end */
      readonly to: Key | null
    }
  /** no call: what a damaged disk made of the call that follows, or of a row that was read here */
  | {
      readonly kind: 'damage'
      readonly harm: DiskHarm
      readonly table: string
      readonly key: Key
      /** of a write that went astray: the key it was meant for; else null */
      readonly meant: Key | null
      /** what the disk has there now, or nothing */
      readonly left: readonly Plain[]
    }
  | { readonly kind: 'invoke'; readonly op: OpId; readonly call: Plain }
  | { readonly kind: 'complete'; readonly op: OpId; readonly result: Plain }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'goal'; readonly goal: string; readonly reached: boolean }

/** A row of a table. */
export type Row = readonly [table: string, key: Key, value: Plain]

/** `time` in microseconds of the machine's monotonic clock since the run began. */
export type RecordLine =
  /** the first line of a life */
  | {
      readonly kind: 'life'
      readonly format: number
      readonly node: NodeId
      readonly life: number
      readonly time: Micros
      /** secrets were taken out: what is left can be measured, not replayed */
      readonly redacted: boolean
      /** its tables as it found them */
      readonly rows: readonly Row[]
    }
  | StepLine
  /** an output is on its way; `said` counts the sends of this life, `nth` what left for the peer */
  | {
      readonly kind: 'left'
      readonly to: NodeId
      readonly said: number
      readonly nth: number
      readonly time: Micros
    }
  /** the writes of all steps up to this mark have survived */
  | { readonly kind: 'durable'; readonly mark: number; readonly time: Micros }
  /** a message of its own, or to it, went nowhere */
  | {
      readonly kind: 'dropped'
      readonly peer: NodeId
      readonly message: string
      readonly why: DropWhy
      readonly time: Micros
    }
  | StillLine

export interface StepLine {
  readonly kind: 'step'
  /** within the life, from 1 */
  readonly nth: number
  /** when it began */
  readonly time: Micros
  readonly cause: Cause
  readonly acts: readonly Act[]
  /** the disk's mark that its outputs wait for */
  readonly mark: number
  /** hash of the State after it, 16 hex digits; null where it was not taken */
  readonly state: string | null
  /** what it threw, which ended the node; else null */
  readonly threw: string | null
}

/** The node stands still, as all others do at the standstill of this number. */
export interface StillLine {
  readonly kind: 'still'
  readonly nth: number
  readonly time: Micros
  /** steps made so far */
  readonly steps: number
  /** its clocks: monotonic since its start, and since 1970 */
  readonly clock: Micros
  readonly wall: Micros
  /** armed, in the order they were set; `left` on the node's own clock, 0 when overdue */
  readonly timers: readonly { readonly timer: Timer; readonly left: Micros }[]
  readonly state: string | null
}
