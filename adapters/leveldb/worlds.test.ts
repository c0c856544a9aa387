// The simulated disk and the real one, side by side: whatever is written, synced and lost, both
// read the same, count the same steps, and after a crash have kept the same steps, each whole.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { ClassicLevel } from 'classic-level'
import fc from 'fast-check'
import { MemoryLevel } from 'memory-level'
import { expect, test } from 'vitest'

import { Disk } from '../../sim/kernel/disk.ts'
import type { Key } from '../../sim/store.ts'
import { asBytes, type DurableStore, type Level, openStore } from './leveldb.ts'

const keys = fc.oneof(
  fc.integer({ min: 0, max: 12 }),
  fc.constantFrom<Key>(1_100, 2 ** 40, 'a', 'b', '', 'é', '\u{10000}', '\uffff'),
)
const tables = fc.constantFrom('t', 'u')
const how = fc.constantFrom<'relaxed' | undefined>(undefined, undefined, 'relaxed')
const acts = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant('put' as const), tables, keys, keys, how) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('delete' as const), tables, keys, keys, how) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('range' as const), tables, keys, keys, how) },
  { weight: 5, arbitrary: fc.tuple(fc.constant('step' as const), tables, keys, keys, how) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('sync' as const), tables, keys, keys, how) },
  // The batch that is under way when the process dies has survived, or not.
  { weight: 1, arbitrary: fc.tuple(fc.constant('dies' as const), tables, keys, keys, how) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('dies late' as const), tables, keys, keys, how) },
)
type Act = typeof acts extends fc.Arbitrary<infer One> ? One : never

/** A level whose batches are written when the test says so, and that can be opened again. */
interface Slow {
  /** of the batch under way: writes it; null while none is */
  write: (() => Promise<void>) | null
  /** Called with each batch that the store hands over. */
  begins: () => void
  open(): Promise<Level>
  close(): Promise<void>
}

function slow(fresh: () => Level, again: (level: Level) => Promise<Level>): Slow {
  let level: Level | null = null
  let life = 0
  const made: Slow = {
    write: null,
    begins: () => {},
    async open() {
      life += 1
      const mine = life
      level = level === null ? fresh() : await again(level)
      await level.open()
      const now = level
      const write = now.batch.bind(now)
      return Object.assign(Object.create(now) as Level, {
        open: () => now.open(),
        close: () => Promise.resolve(),
        get: (key: Uint8Array) => now.get(key),
        iterator: () => now.iterator(),
        batch: (operations: Parameters<Level['batch']>[0], options: { sync: boolean }) =>
          new Promise<void>((resolve, reject) => {
            if (mine !== life) return // of a process that is dead
            made.begins()
            made.write = () => {
              made.write = null
              const done = write(operations, options)
              done.then(resolve, reject)
              return done
            }
          }),
      })
    },
    async close() {
      life += 1
      made.write = null
      await level?.close()
    },
  }
  return made
}

/** Both worlds through one script. */
async function live(script: readonly Act[], levels: Slow): Promise<void> {
  const disk = new Disk()
  let store: DurableStore
  let ended = 0 // steps of this life that wrote anything
  let covered = 0 // of these, the ones whose batch was handed to the level, and survived or may
  let survived = 0
  let heard = (): void => {}
  const open = async (): Promise<DurableStore> => {
    const level = await levels.open()
    levels.begins = () => {}
    const opening = openStore(level, 'here', 'n1', {
      synced: () => heard(),
      failed: (error) => expect(error).toBeNull(),
    })
    let done = false
    void opening.then(() => (done = true))
    while (!done) {
      await levels.write?.() // the row that says whose folder it is
      await new Promise((resolve) => setImmediate(resolve))
    }
    ;[ended, covered, survived] = [0, 0, 0]
    levels.begins = () => (covered = ended + (wrote ? 1 : 0))
    return opening
  }
  let wrote = false
  const endStep = (nth: number): void => {
    disk.endStep(nth)
    store.endStep()
    if (wrote) ended += 1
    wrote = false
    expect(store.mark).toBe(disk.written)
  }
  store = await open()
  for (const [index, [act, table, key, other, relaxed]] of script.entries()) {
    switch (act) {
      case 'put':
        for (const one of [disk, store]) one.put(table, key, { index, key }, relaxed)
        wrote = true
        break
      case 'delete':
        // Also of a row that is not there: what the step says waits as if it had been.
        for (const one of [disk, store]) one.delete(table, key, relaxed)
        wrote = true
        break
      case 'range':
        wrote ||= [...disk.scan(table, key, other)].length > 0
        for (const one of [disk, store]) one.deleteRange(table, key, other)
        break
      case 'step':
        endStep(index)
        break
      case 'sync': {
        if (wrote) endStep(index) // steps run to their end: no sync ends in the midst of one
        if (levels.write === null) break
        const after = covered
        const told = new Promise<void>((resolve) => (heard = resolve))
        await levels.write()
        await told
        heard = () => {}
        survived = after
        disk.makeDurable(store.durable)
        break
      }
      case 'dies':
      case 'dies late': {
        if (act === 'dies late' && levels.write !== null) {
          survived = covered
          await levels.write()
        }
        levels.write = null
        // What the real disk has kept is one of the prefixes that the simulated one may keep.
        const lost = ended - survived
        expect(lost).toBeGreaterThanOrEqual(0)
        expect(lost).toBeLessThanOrEqual(disk.pending)
        disk.crash(lost)
        wrote = false
        store = await open()
      }
    }
    for (const one of ['t', 'u']) expect([...store.scan(one)]).toEqual([...disk.scan(one)])
    expect([...store.scan(table, key, other)]).toEqual([...disk.scan(table, key, other)])
    expect(store.get(table, key)).toEqual(disk.get(table, key))
  }
  await levels.close()
}

const inMemory = (): Slow =>
  slow(
    () => new MemoryLevel<Uint8Array, Uint8Array>({ ...asBytes, storeEncoding: 'view' }),
    (level) => Promise.resolve(level),
  )

test('in memory: the same reads, the same marks, the same prefix after each crash', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(acts, { maxLength: 80 }), (script) => live(script, inMemory())),
    { numRuns: 600 },
  )
})

test('in LevelDB, opened anew after each crash', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(acts, { minLength: 20, maxLength: 80 }), async (script) => {
      const folder = mkdtempSync(join(tmpdir(), 'worldline-worlds-'))
      const fresh = (): Level => new ClassicLevel<Uint8Array, Uint8Array>(folder, asBytes)
      try {
        await live(
          script,
          slow(fresh, async (level) => {
            await level.close()
            return fresh()
          }),
        )
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    }),
    { numRuns: 25 },
  )
})
