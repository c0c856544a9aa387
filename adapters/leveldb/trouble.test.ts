import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { MemoryLevel } from 'memory-level'
import { afterEach, describe, expect, test } from 'vitest'

import type { Fault } from '../../sim/fault.ts'
import { generatorOf } from '../../sim/generator.ts'
import { nodeId } from '../../sim/units.ts'
import { now } from '../host/clock.ts'
import type { Struck } from '../records/tally.ts'
import { asBytes, type DurableStore, type Level, openLevelStore, openStore } from './leveldb.ts'
import { DiskFull } from './trouble.ts'

const n1 = nodeId('n1')
const full: Fault = { kind: 'disk-full', node: n1 }
const stall: Fault = { kind: 'disk-stall', node: n1 }
const slow: Fault = { kind: 'disk-slow', node: n1, by: { kind: 'const', at: 3_000 } }
const end = (of: number): Fault => ({ kind: 'end', of })
const heal: Fault = { kind: 'heal', links: null }

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Lets whatever is ready to happen without a timer happen. */
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

interface Bench {
  readonly store: DurableStore
  readonly level: Level
  readonly counts: Map<number, Struck>
  readonly failures: Error[]
  /** rows of each batch that the level was given */
  readonly batches: number[]
  /** Ends a step that wrote one row. */
  step(): number
  /** Settles when the disk has come so far. */
  durable(mark: number): Promise<void>
}

async function bench(folder: string | null = null): Promise<Bench> {
  const counts = new Map<number, Struck>()
  const failures: Error[] = []
  const batches: number[] = []
  let look = (): void => {}
  const level: Level = new MemoryLevel<Uint8Array, Uint8Array>({
    ...asBytes,
    storeEncoding: 'view',
  })
  const write = level.batch.bind(level)
  level.batch = (operations, options) => {
    batches.push(operations.length)
    return write(operations, options)
  }
  const events = { synced: () => look(), failed: (error: Error) => failures.push(error) }
  const faulted = { draws: (name: string) => generatorOf(1, name), counts }
  const store =
    folder === null
      ? await openStore(level, 'memory', 'n1', events, faulted)
      : await openLevelStore(folder, 'n1', events, faulted)
  batches.length = 0
  let rows = 0
  return {
    ...{ store, level, counts, failures, batches },
    step() {
      rows += 1
      store.put('t', rows, rows)
      return store.endStep()
    },
    durable: (mark) =>
      new Promise((resolve) => {
        look = () => {
          if (store.durable < mark) return
          look = () => {}
          resolve()
        }
        look()
      }),
  }
}

describe('a full disk', () => {
  test('fails the sync before anything is written, by the fault, once', async () => {
    const { store, step, durable, failures, batches, counts } = await bench()
    await durable(step())
    store.fault(full, 7)
    step()
    step()
    await turns()
    expect(batches).toEqual([1])
    expect(failures).toMatchObject([{ fault: 7, code: 'ENOSPC' }])
    expect(failures[0]).toBeInstanceOf(DiskFull)
    expect(failures[0]?.message).toBe('no space left on the disk (fault 7 of the plan)')
    expect(store.durable).toBe(1)
    expect(counts.get(7)).toEqual({ met: 1, hit: 1 })
  })

  test('lets the sync that is under way succeed', async () => {
    const { store, level, step, failures } = await bench()
    const write = level.batch.bind(level)
    let go = (): void => {}
    level.batch = async (operations, options) => {
      await new Promise<void>((resolve) => (go = resolve))
      return write(operations, options)
    }
    step()
    store.fault(full, 1)
    go()
    await turns()
    expect(store.durable).toBe(1)
    step()
    await turns()
    expect(failures).toHaveLength(1)
  })

  test('fails nobody who writes nothing, and nobody once there is room', async () => {
    const { store, step, durable, failures, batches } = await bench()
    store.fault(full, 1)
    store.endStep()
    store.put('t', 'later', 1, 'relaxed') // nobody waits for it
    store.endStep()
    await turns()
    store.fault(end(1), 2)
    await durable(step())
    expect([failures, batches]).toEqual([[], [2]])
    await store.close()
  })

  test('keeps every row that was said to be durable, and nothing of the batch that failed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'worldline-trouble-'))
    folders.push(folder)
    const { store, step, durable, failures } = await bench(folder)
    await durable(step())
    await durable(step())
    store.fault(full, 1)
    step()
    await turns()
    expect(failures).toHaveLength(1)
    await store.close()
    const again = await bench(folder)
    expect([...again.store.scan('t')]).toEqual([
      [1, 1],
      [2, 2],
    ])
    await again.store.close()
  })
})

describe('a stalled disk', () => {
  test('holds back what is to be durable, and lets it go in one batch', async () => {
    const { store, step, durable, batches, counts } = await bench()
    store.fault(stall, 3)
    step()
    await turns()
    step()
    step()
    await turns()
    expect([store.durable, batches]).toEqual([0, []])
    expect([...store.scan('t')]).toHaveLength(3)
    store.fault(end(3), 4)
    await durable(3)
    expect(batches).toEqual([1, 2])
    expect(counts.get(3)).toEqual({ met: 1, hit: 1 })
  })

  test('holds the end of a sync that is under way, too', async () => {
    const { store, step, durable, batches } = await bench()
    const mark = step() // the level is writing it
    store.fault(stall, 1)
    await turns()
    expect([store.durable, batches]).toEqual([0, [1]])
    store.fault(heal, 2)
    await durable(mark)
  })

  test('stalls until the last of several stalls has ended', async () => {
    const { store, step, durable } = await bench()
    store.fault(stall, 1)
    store.fault(stall, 2)
    step()
    store.fault(end(1), 3)
    await turns()
    expect(store.durable).toBe(0)
    store.fault(end(2), 4)
    await durable(1)
  })

  test('that fills up meanwhile fails when it goes on', async () => {
    const { store, step, failures, batches } = await bench()
    store.fault(stall, 1)
    step()
    store.fault(full, 2)
    store.fault(end(1), 3)
    await turns()
    expect(failures).toMatchObject([{ fault: 2 }])
    expect(batches).toEqual([])
  })

  test('keeps nobody from closing, and nothing that was written from being kept', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'worldline-trouble-'))
    folders.push(folder)
    const { store, step } = await bench(folder)
    store.fault(stall, 1)
    step()
    step()
    await store.close()
    const again = await bench(folder)
    expect([...again.store.scan('t')]).toHaveLength(2)
    await again.store.close()
  })

  test('writes nothing more once no sync is to begin any more', async () => {
    const { store, step, batches } = await bench()
    store.fault(stall, 1)
    step()
    await store.hold()
    store.fault(end(1), 2)
    await turns()
    expect([store.durable, batches]).toEqual([0, []])
  })
})

describe('a slow disk', () => {
  test('takes that much longer for each sync, on the whole', async () => {
    const { store, step, durable, counts } = await bench()
    store.fault(slow, 5)
    const began = now()
    for (let nth = 0; nth < 40; nth += 1) await durable(step())
    // What one is late by is taken off the next, so the sum is what was asked and little more.
    expect(now() - began).toBeGreaterThan(40 * 3_000 - 21_000)
    expect(counts.get(5)).toEqual({ met: 40, hit: 40 })
    store.fault(end(5), 6)
    await durable(step())
    expect(counts.get(5)).toEqual({ met: 40, hit: 40 })
  })

  test('counts for every fault that lasts, and is as slow as the latest', async () => {
    const { store, step, durable, counts } = await bench()
    store.fault(slow, 1)
    store.fault({ ...slow, by: { kind: 'const', at: 0 } }, 2)
    await durable(step())
    expect(counts).toEqual(
      new Map([
        [1, { met: 1, hit: 0 }],
        [2, { met: 1, hit: 1 }],
      ]),
    )
  })
})

test('a healthy disk has met nothing, whatever happens elsewhere', async () => {
  const { store, step, durable, counts } = await bench()
  store.fault({ kind: 'pause', node: n1 }, 1)
  store.fault({ kind: 'heal', links: [{ from: [n1], to: [n1] }] }, 2)
  store.fault(end(1), 3)
  await durable(step())
  expect(counts.size).toBe(0)
})
