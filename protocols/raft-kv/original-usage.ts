// How the source systems used the library: each of them put a map on disk behind it, and each in its
// own way. What is in common stands in the other files; what differs is told here, and nowhere else.

import { type Micros, seconds } from '../../sim/units.ts'

export interface Usage {
  /**
   * When a write is answered. `applied`: its thread blocks until it is carried out here, however long
   * that takes. `at once`: as soon as the replicated method was called, which says nothing.
   * `after a pause`: whatever the last command left in a variable is taken for its answer.
   */
  readonly answers: 'applied' | 'at once' | 'after a pause'
  /** that pause */
  readonly pause: Micros
  /** Commands that wait for the library's thread; one more than that is taken, the next is not. */
  readonly queue: number
  /**
   * What the object has got for attributes when the library pickles it. A `handle` cannot be
   * pickled; a `path` leads to a database on the machine of whoever made the snapshot.
   */
  readonly attributes: 'handle' | 'path' | 'nothing'
  /** The library's thread runs for so long before the database is there. */
  readonly opens: Micros
  /** `versioned`: each put makes a row of its own, `key!version`, and rows are found by prefix. */
  readonly rows: 'plain' | 'versioned'
  /** Whether the database syncs before it says that something is written. */
  readonly synced: boolean
}

/** gabrielrbernardi/SistemasDistribuidos, pySync01: replicated_sync, LevelDB opened after super(). */
export const tasksUsage: Usage = {
  answers: 'applied',
  pause: 0,
  queue: 1,
  attributes: 'handle',
  opens: 0,
  rows: 'plain',
  synced: false,
}

/** DanielGoncalves666/Projeto-Sistemas-Distribuidos, entrega2: replicated, then a fixed sleep. */
export const versionedUsage: Usage = {
  answers: 'after a pause',
  pause: seconds(1),
  queue: 100_000,
  attributes: 'nothing',
  opens: 0,
  rows: 'versioned',
  synced: false,
}

/** Alba-22/projeto-sistemas-distribuidos, part 2: replicated, answered `{}`, read from LMDB here. */
export const shopUsage: Usage = {
  answers: 'at once',
  pause: 0,
  queue: 100_000,
  attributes: 'path',
  opens: 0,
  rows: 'plain',
  synced: true,
}
