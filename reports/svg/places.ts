// The words of a picture's geometry: what stands where, in pixels. layout.ts fills them in, draw*.ts
// turns them into marks.

import type { FaultTold, Lane, OperationTold } from '../../sim/report.ts'
import type { TraceEvent } from '../../sim/trace.ts'
import type { EventId, NodeId } from '../../sim/units.ts'
import type { Spell } from '../spells.ts'
import type { Axis } from './axis.ts'
import type { Crossing } from './crossings.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Layout {
  readonly wide: number
  readonly high: number
  readonly axis: Axis
  readonly lanes: readonly LanePlace[]
  readonly bars: readonly Bar[]
  /** faults for which the lane had no row */
  readonly barsLeft: number
  readonly boxes: readonly Box[]
  readonly dots: readonly Dot[]
  readonly arrows: readonly Arrow[]
  readonly downs: readonly Down[]
  /** lasting faults, each with the line of the plan that it belongs to */
  readonly held: readonly Held[]
  /** the instants of steps, sends and crashes that are drawn */
  readonly pointOf: (event: EventId) => Point | null
  /** of a lane; null: it is not drawn */
  readonly yOf: (node: NodeId) => number | null
  /** foot of the lanes, where the ruler lies */
  readonly ruler: number
}

export interface LanePlace {
  readonly lane: Lane
  readonly y: number
}

/** A fault in its lane. */
export interface Bar {
  readonly told: FaultTold
  readonly label: string
  readonly row: number
  readonly x: number
  readonly y: number
  readonly wide: number
  readonly toTheEnd: boolean
  readonly instant: boolean
}

/** An operation from call to return; an unknown one is open at the right. */
export interface Box {
  readonly told: OperationTold
  readonly label: string
  readonly x: number
  readonly y: number
  readonly wide: number
}

/** A step on a lane. */
export interface Dot extends Point {
  readonly event: TraceEvent
}

/** From `tail` to `head`; a message that did not arrive ends where it was lost. */
export interface Arrow {
  readonly crossing: Crossing
  readonly tail: Point
  readonly head: Point
  /** how many like it were lost one after the other, itself included */
  readonly times: number
}

/** A node that is down, from its crash to its next start or the end. */
export interface Down {
  readonly crash: Extract<TraceEvent, { kind: 'crash' }>
  readonly start: Extract<TraceEvent, { kind: 'start' }> | null
  readonly y: number
  readonly from: number
  readonly to: number
}

export interface Held {
  readonly spell: Spell
  readonly told: FaultTold | null
  readonly from: number
  readonly to: number
}

export const boxHigh = 25
export const barHigh = 20
export const rowHigh = 40
