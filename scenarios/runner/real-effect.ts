// The effect of a fault in a real run, and what those who saw something of it have to say. Plain.

import type { Struck } from '../../adapters/records/tally.ts'
import type { Fault, Links } from '../../sim/fault.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import type { Clocks } from './real-clocks.ts'

/** One fault of the plan. */
export interface Effect {
  /** `f1`, in the order of the plan */
  readonly name: string
  /** of the entry of the plan */
  readonly id: number
  /** in the notation, with named nodes, and its damage alone */
  readonly fault: string
  readonly damage: string
  readonly kind: Fault['kind']
  /** since the storm began; null: the storm ended before */
  readonly from: Micros | null
  /** null: it strikes once */
  readonly to: Micros | null
  /** in words */
  readonly asked: string
  readonly seen: string
  /** whether it did anything */
  readonly bites: boolean
  /** what the words are made of; times in microseconds */
  readonly figures: Readonly<Record<string, number | boolean>>
}

/** What a proxy did to what it hit: sums of time that was asked and that it took. */
export interface Footprint extends Struck {
  readonly asked: Micros
  readonly took: Micros
}

/** Whatever has seen something of the faults. */
export interface Witnesses {
  /** of the processes, by entry of the plan */
  readonly tally: ReadonlyMap<number, Struck>
  /** of the proxies */
  readonly footprints: ReadonlyMap<number, Footprint>
  readonly kills: readonly Kill[]
  readonly pauses: readonly Pause[]
  readonly clocks: Clocks
  readonly crossings: {
    /** messages that crossed these links meanwhile */
    over(links: readonly Links[], from: Micros, to: Micros): number
  }
}

/** One SIGKILL. */
export interface Kill {
  /** of the entry of the plan */
  readonly id: number
  readonly node: NodeId
  readonly pid: number
  readonly life: number
  readonly at: Micros
  readonly lose: 'drawn' | 'memory' | 'unsynced' | 'disk'
  /** whether it fell where such a crash is meant to: between a sync and what was to be told, say */
  readonly owed: boolean
  /** when the next life was ready, and which it was; null: it never was */
  readonly upAt: Micros | null
  readonly nextLife: number | null
}

/** One SIGSTOP. */
export interface Pause {
  /** of the entry of the plan */
  readonly id: number
  readonly node: NodeId
  readonly at: Micros
  /** the longest time without a word of the process; null: it did not go on */
  silence: Micros | null
}
