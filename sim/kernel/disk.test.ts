import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareKeys } from '../plain.ts'
import type { Key } from '../store.ts'
import { Disk } from './disk.ts'

/** A table as a sorted list, copied whole at every step: slow, and plainly right. */
type Tables = ReadonlyMap<string, unknown>
type Batch = { readonly before: Tables; readonly full: boolean }

const keys = fc.oneof(
  fc.integer({ min: 0, max: 12 }),
  fc.constantFrom<Key>(1_100, 1_101, 5_000, 'a', 'b', '', 'é', '\u{10000}', '\uffff'),
)
const tables = fc.constantFrom('t', 'u')
const how = fc.constantFrom<'relaxed' | undefined>(undefined, undefined, 'relaxed')
const acts = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant('put' as const), tables, keys, keys, how) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('delete' as const), tables, keys, keys, how) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('range' as const), tables, keys, keys, how) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('step' as const), tables, keys, keys, how) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('sync' as const), tables, keys, keys, how) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('crash' as const), tables, keys, keys, how) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('wipe' as const), tables, keys, keys, how) },
)

test('a disk is a list of tables, whatever is written, synced and lost', () => {
  fc.assert(
    fc.property(fc.array(acts, { maxLength: 120 }), fc.nat(), (script, salt) => {
      const disk = new Disk()
      let now = new Map<string, unknown>()
      let stepBefore: Tables = new Map()
      let [wrote, full, synced] = [false, false, 0]
      let batches: Batch[] = []
      const nameOf = (table: string, key: Key): string => JSON.stringify([table, key])
      const rows = (table: string, from?: Key, to?: Key): [Key, unknown][] =>
        [...now]
          .map(([name, value]): [string, Key, unknown] => [
            ...(JSON.parse(name) as [string, Key]),
            value,
          ])
          .filter(([own]) => own === table)
          .map(([, key, value]): [Key, unknown] => [key, value])
          .sort(([a], [b]) => compareKeys(a, b))
          .filter(([key]) => from === undefined || compareKeys(key, from) >= 0)
          .filter(([key]) => to === undefined || compareKeys(key, to) < 0)
      const set = (table: string, key: Key, value: unknown, relaxed: boolean): void => {
        now = new Map(now)
        if (value === undefined) now.delete(nameOf(table, key))
        else now.set(nameOf(table, key), value)
        wrote = true
        full ||= !relaxed
      }
      for (const [index, [act, table, key, other, relaxed]] of script.entries()) {
        if (act === 'put') {
          disk.put(table, key, index, relaxed)
          set(table, key, index, relaxed === 'relaxed')
        } else if (act === 'delete') {
          disk.delete(table, key, relaxed)
          set(table, key, undefined, relaxed === 'relaxed')
        } else if (act === 'range') {
          for (const [gone] of rows(table, key, other)) set(table, gone, undefined, false)
          disk.deleteRange(table, key, other)
        } else if (act === 'step') {
          expect(disk.endStep(index)).toBe(wrote && full)
          if (wrote) batches.push({ before: stepBefore, full })
          ;[wrote, full, stepBefore] = [false, false, now]
        } else if (act === 'sync') {
          // A sync covers the full batches of ended steps, and the relaxed ones before the last.
          synced = disk.written
          disk.makeDurable(synced)
          batches = batches.slice(batches.findLastIndex((batch) => batch.full) + 1)
        } else {
          const lost = act === 'wipe' ? 0 : (salt + index) % (batches.length + 1)
          if (act === 'wipe') disk.wipe()
          else expect(disk.crash(lost)).toHaveLength(lost)
          const kept = batches.length - lost
          now = act === 'wipe' ? new Map() : new Map(batches[kept]?.before ?? stepBefore)
          ;[wrote, full, batches, stepBefore] = [false, false, [], now]
        }
        expect(disk.pending).toBe(batches.length)
        expect(disk.get(table, key)).toBe(now.get(nameOf(table, key)))
        for (const [from, to] of [
          [undefined, undefined],
          [key, other],
          [other],
          [undefined, key],
        ]) {
          expect([...disk.scan(table, from, to)]).toEqual(rows(table, from, to))
        }
      }
    }),
  )
})

test('a scan sees the table as it was when called', () => {
  const disk = new Disk()
  for (const key of [3, 1, 'x']) disk.put('t', key, key)
  const seen: Key[] = []
  for (const [key] of disk.scan('t')) {
    seen.push(key)
    disk.delete('t', key)
    disk.put('t', 2, 2)
  }
  expect(seen).toEqual([1, 3, 'x'])
})

test.each([[-1], [1.5], [Number.NaN], ['\ud800']])('a key %s is refused, deleted or put', (key) => {
  const disk = new Disk()
  expect(() => disk.put('t', key, 1)).toThrow('usable')
  expect(() => disk.delete('t', key)).toThrow('usable')
})
