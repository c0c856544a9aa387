// Tables that live as long as their process: the same store over a level that keeps nothing.

import type { DurableStore, Level, StoreEvents } from './leveldb.ts'
import { openStore } from './leveldb.ts'

/** Nothing is there, and whatever is written is forgotten with the process. */
const nothing: Level = {
  open: async () => {},
  close: async () => {},
  get: async () => undefined,
  batch: async () => {},
  async *iterator() {},
}

/** A store for a node that keeps nothing. */
export const openNothingKept = (node: string, events: StoreEvents): Promise<DurableStore> =>
  openStore(nothing, 'memory', node, events)
