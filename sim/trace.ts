// The event record of a run, made by the tracing run only. Everything a report draws comes from it.

import type { Ended, Message, Timer } from './actor.ts'
import type { DiskHarm, Fault } from './fault.ts'
import type { Plain } from './plain.ts'
import type { Key } from './store.ts'
import type { EventId, Micros, NodeId, OpId } from './units.ts'

/** JSON Pointer, string keys of Maps quoted; `to` absent = removed. */
export type Patch = readonly { readonly path: string; readonly to?: Plain }[]

export type DropWhy = 'lost' | 'cut' | 'down' | 'reset' | 'gone' | 'full' | 'unheard' | 'corrupt'

export type TraceEvent = {
  readonly id: EventId
  readonly time: Micros
  readonly node: NodeId | null
  readonly cause: EventId | null
  /** decisions other than the dull one, in words: `fate of append#3 n1>n2: lost` */
  readonly draws: readonly string[]
} & What

export type What =
  | { readonly kind: 'start'; readonly life: number; readonly patch: Patch }
  | { readonly kind: 'lost'; readonly peer: NodeId; readonly why: Ended; readonly patch: Patch }
  | {
      readonly kind: 'receive'
      /** its name, `append#3 n1>n2` */
      readonly message: string
      readonly copy: 1 | 2
      readonly from: NodeId
      readonly body: Message
      readonly patch: Patch
    }
  | { readonly kind: 'expire'; readonly timer: Timer; readonly nth: number; readonly patch: Patch }
  /** the moment it leaves; its cause is the step */
  | {
      readonly kind: 'send'
      readonly message: string
      readonly to: NodeId
      readonly body: Message
      readonly early: boolean
    }
  | {
      readonly kind: 'drop'
      readonly message: string
      readonly copy: 1 | 2
      readonly why: DropWhy
      /** id of the planned fault, or null */
      readonly fault: number | null
    }
  | {
      readonly kind: 'write'
      readonly table: string
      readonly key: Key
      /** undefined = deleted */
      readonly value: Plain
      readonly relaxed: boolean
    }
  /** `lie`: the entry of the plan that made the disk say so, though it is not */
  | { readonly kind: 'durable'; readonly upTo: EventId; readonly lie?: number }
  /** a row is not as it was written, or cannot be read; its cause is the step that met it */
  | {
      readonly kind: 'damage'
      readonly harm: DiskHarm
      readonly table: string
      readonly key: Key
      /** what the disk has there now; undefined: nothing */
      readonly value: Plain
      /** of a write that went astray: the key it was meant for; else null */
      readonly meant: Key | null
      readonly fault: number
    }
  | {
      readonly kind: 'crash'
      readonly place: string
      /** steps whose writes are gone */
      readonly undone: readonly EventId[]
      /** the entry of the plan that made it: a crash, or a disk that was full or unreadable */
      readonly fault: number
    }
  /** `planned` is the entry of the plan that struck; `id` is taken by the event itself */
  | { readonly kind: 'fault'; readonly planned: number; readonly fault: Fault }
  | { readonly kind: 'invoke'; readonly op: OpId; readonly call: Plain }
  | { readonly kind: 'complete'; readonly op: OpId; readonly result: Plain }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'sometimes'; readonly goal: string }

/** Node null: the world itself (a fault of the plan). */
export type Trace = readonly TraceEvent[]
