// The fault budget: what a protocol promises to survive. A run inside it that fails shows a bug; one
// outside says what was asked too much (beyond.ts says which it is).

import type { DiskHarm } from './fault.ts'
import type { Micros, Ppm } from './units.ts'

/** The most of each kind. 0, false, null and an absent role: none of it is promised. */
export interface Budget {
  /** of the messages on a link, lost one by one or in bursts */
  readonly loss: Ppm
  /** of the messages on a link, delivered twice */
  readonly copies: Ppm
  /** how much later than its message a copy may come */
  readonly lateCopies: Micros
  /** how much later than usual a message may come, by `delay` or by `reorder` */
  readonly lateness: Micros
  /** of the messages on a link, damaged; the checksum rejects them … */
  readonly damaged: Ppm
  /** … or does not, and they reach the actors */
  readonly unchecked: boolean
  /** the slowest link in bytes a second; null: links are as fast as they are */
  readonly bandwidth: number | null
  /** how long two nodes may not hear each other: partitions, stalls, held messages, refusals */
  readonly cut: Micros | 'any'
  /** connections may be reset, closed, refused, left hanging or half open */
  readonly connections: boolean
  /** nodes of each role that are down at the same time: crashed, or stopped by a full disk */
  readonly down: Readonly<Record<string, number>>
  /** racks or sites of which any number of nodes may be down at the same time, beside `down` */
  readonly domains: number
  /** a crash or a full disk may lose what was not synced (without this: `lose memory` only) */
  readonly unsynced: boolean
  /** nodes of each role that may lose their disk in one run */
  readonly disks: Readonly<Record<string, number>>
  /**
   * How disks may be damaged: rot, lying syncs, misdirected and phantom writes those that
   * `damagedDisks` counts; torn writes and read errors any, because they matter only where a node
   * goes down.
   */
  readonly diskDamage: readonly DiskHarm[]
  /** nodes of each role whose disk may be damaged in one run; a lost one counts as damaged then */
  readonly damagedDisks: Readonly<Record<string, number>>
  /** how long a node may stand still */
  readonly pause: Micros | 'any'
  /** how long a step may take */
  readonly slow: Micros
  /** how much longer a sync may take, and how long none may end */
  readonly diskSlow: Micros
  readonly diskStall: Micros | 'any'
  /** how far a wall clock may be off by jumps */
  readonly clockStep: Micros
  /** how much faster or slower a clock may run */
  readonly clockDrift: Ppm
  /** how long a clock may stand still */
  readonly clockFreeze: Micros
  /** how coarse a clock may tick */
  readonly clockTick: Micros
}

/** Nothing is promised: to be spread, and what is promised put over it. */
export const noFaults: Budget = {
  ...{ loss: 0, copies: 0, lateCopies: 0, lateness: 0, damaged: 0, unchecked: false },
  ...{ bandwidth: null, cut: 0, connections: false, down: {}, domains: 0, unsynced: false },
  ...{ disks: {}, diskDamage: [], damagedDisks: {}, pause: 0, slow: 0, diskSlow: 0, diskStall: 0 },
  ...{ clockStep: 0, clockDrift: 0, clockFreeze: 0, clockTick: 0 },
}
