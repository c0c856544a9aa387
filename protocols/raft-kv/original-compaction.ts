// Log compaction in the source's library: it happens without any file, after five minutes or five
// thousand entries, and pickles the attributes that the application gave its object. What the
// application keeps in a database is none of them.

import type { Dump } from './original-messages.ts'
import {
  entriesFrom,
  type OriginalConfig,
  type OriginalState,
  type Self,
} from './original-state.ts'
import { openAt } from './original-rows.ts'

/** @returns false when it raised an exception, as it will in the next tick, and in every one */
export function maybeCompact(self: Self, state: OriginalState, config: OriginalConfig): boolean {
  const { timings, usage } = config
  const now = self.clock()
  const isDue =
    state.log.length > timings.compactionEntries || now - state.dumpedAt > timings.compaction
  if (!isDue) return true
  const [before, last] = entriesFrom(state, state.applied - 1, { count: 2 })
  if (before === undefined || last === undefined || before.idx === state.dumpedEntry) {
    state.dumpedAt = now
    return true
  }
  if (usage.attributes === 'handle') return false
  state.dump = { before, last, db_path: usage.attributes === 'path' ? state.path : null }
  state.dumpedAt = now
  state.dumpedEntry = before.idx
  state.log = entriesFrom(state, before.idx)
  return true
}

/** The attributes of another server take the place of the own ones; its rows do not come along. */
export function install(self: Self, state: OriginalState, dump: Dump): void {
  if (dump.db_path !== null) openAt(self, state, dump.db_path)
  state.dump = dump
  state.log = [dump.before, dump.last]
  state.applied = dump.last.idx
}
