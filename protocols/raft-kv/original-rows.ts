// The databases behind the library: rows on the disk of one machine, which survive what the library
// forgets. A replicated method reads and writes them; the library knows nothing of what it does there.

import { compareKeys } from '../../sim/plain.ts'
import type { KvCommand, KvResult } from './messages.ts'
import type { Replicated } from './original-messages.ts'
import type { OriginalConfig, OriginalState, Self } from './original-state.ts'

/** Opens the database at a path on this machine: what was ever written there, or nothing. */
export function openAt(self: Self, state: OriginalState, path: string): void {
  state.path = path
  const rows = self.store.scan('rows', `${path}/`, `${path}0`)
  state.machine = new Map(Array.from(rows, ([key, value]) => [key.slice(path.length + 1), value]))
}

/** The method raised an exception, before it wrote anything. */
export const raised: unique symbol = Symbol('raised')

/** Carries a replicated method out. */
export function carryOut(
  self: Self,
  state: OriginalState,
  { usage }: OriginalConfig,
  { command, version }: Replicated,
): KvResult | typeof raised {
  const rows = rowsOf(self, state, usage.synced)
  return usage.rows === 'plain' ? plainly(rows, command) : byVersion(rows, command, version)
}

interface Rows {
  readonly now: ReadonlyMap<string, string>
  put(row: string, value: string): void
  delete(row: string): void
}

function rowsOf(self: Self, { machine, path }: OriginalState, synced: boolean): Rows {
  const how = synced ? undefined : 'relaxed'
  return {
    now: machine,
    put(row, value) {
      machine.set(row, value)
      self.store.put('rows', `${path}/${row}`, value, how)
    },
    delete(row) {
      machine.delete(row)
      self.store.delete('rows', `${path}/${row}`, how)
    },
  }
}

/** Reads go past the log, so what is replicated is a put or a delete. */
function plainly(rows: Rows, command: KvCommand): KvResult {
  if (command.kind === 'put') rows.put(command.key, command.value)
  if (command.kind === 'delete') rows.delete(command.key)
  return true
}

/** A read of the rows as they are here and now. */
export function look({ machine }: OriginalState, command: KvCommand): KvResult {
  if (command.kind === 'range') return within(machine, command)
  return machine.get(command.key) ?? null
}

function within(
  map: ReadonlyMap<string, string>,
  { from, to }: { readonly from: string; readonly to: string },
): (readonly [string, string])[] {
  return Array.from(map)
    .filter(([key]) => compareKeys(from, key) <= 0 && compareKeys(key, to) < 0)
    .sort(([one], [other]) => compareKeys(one, other))
}

/** Rows are `key!version`; a key with a `!` of its own cannot be taken apart again. */
function byVersion(rows: Rows, command: KvCommand, version: number): KvResult | typeof raised {
  const newest = latest(rows.now)
  if (newest === raised) return raised
  switch (command.kind) {
    case 'get':
      return newest.get(command.key) ?? null
    case 'range':
      return within(newest, command)
    case 'put':
      rows.put(`${command.key}!${version}`, command.value)
      return true
    case 'delete':
      wipe(rows, command.key)
      return true
    case 'cas': {
      const found = newest.get(command.key) ?? null
      if (found !== command.from) return { found }
      if (command.to === null) wipe(rows, command.key)
      else rows.put(`${command.key}!${version}`, command.to)
      return true
    }
  }
}

/** Whatever begins with the key goes with it, other keys too. */
function wipe(rows: Rows, key: string): void {
  for (const row of [...rows.now.keys()]) if (row.startsWith(key)) rows.delete(row)
}

/** The value of the greatest version, by key. */
function latest(rows: ReadonlyMap<string, string>): Map<string, string> | typeof raised {
  const versions = new Map<string, number>()
  const values = new Map<string, string>()
  for (const [row, value] of rows) {
    const [key, version, ...rest] = row.split('!')
    if (key === undefined || version === undefined || rest.length > 0) return raised
    if (Number(version) < (versions.get(key) ?? 0)) continue
    versions.set(key, Number(version))
    values.set(key, value)
  }
  return values
}
