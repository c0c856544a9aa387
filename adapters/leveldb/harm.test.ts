import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { MemoryLevel } from 'memory-level'
import { afterEach, describe, expect, test } from 'vitest'

import type { Fault } from '../../sim/fault.ts'
import { generatorOf } from '../../sim/generator.ts'
import { Unreadable } from '../../sim/harm.ts'
import { nodeId } from '../../sim/units.ts'
import type { Struck } from '../records/tally.ts'
import { asBytes, type DurableStore, type Level, openLevelStore, openStore } from './leveldb.ts'

const n1 = nodeId('n1')
const rot = (ppm: number): Fault => ({ kind: 'disk-rot', node: n1, ppm })
const lying: Fault = { kind: 'disk-lying-sync', node: n1 }
const end = (of: number): Fault => ({ kind: 'end', of })

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'worldline-harm-'))
  folders.push(made)
  return made
}

interface Bench {
  readonly store: DurableStore
  readonly level: Level
  readonly counts: Map<number, Struck>
  /** Writes these rows of table t in one step, which is durable then, or is said to be. */
  write(...rows: readonly (readonly [number, string])[]): Promise<void>
}

async function bench(where: string | null = null): Promise<Bench> {
  const counts = new Map<number, Struck>()
  const level = new MemoryLevel<Uint8Array, Uint8Array>({ ...asBytes, storeEncoding: 'view' })
  const events = {
    synced: () => {},
    failed(error: Error) {
      throw error
    },
  }
  const faulted = { draws: (name: string) => generatorOf(1, name), counts }
  const store =
    where === null
      ? await openStore(level, 'memory', 'n1', events, faulted)
      : await openLevelStore(where, 'n1', events, faulted)
  return {
    ...{ store, level, counts },
    async write(...rows) {
      for (const [key, value] of rows) store.put('t', key, value)
      const mark = store.endStep()
      while (store.durable < mark) await new Promise((resolve) => setImmediate(resolve))
    },
  }
}
const many = Array.from({ length: 4_000 }, (_, key) => [key, `row ${key}`] as const)
const spoilt = ({ store }: Bench): number =>
  [...store.scan('t')].filter(([key, value]) => value !== `row ${key}`).length

describe('rot of a real store', () => {
  test('damages as many rows as were asked for, counts them, and has them on the disk', async () => {
    const where = folder()
    const one = await bench(where)
    await one.write(...many)
    one.store.fault(rot(50_000), 7)
    const rows = spoilt(one)
    expect(rows).toBeGreaterThan(150)
    expect(rows).toBeLessThan(250)
    expect(one.counts.get(7)).toEqual({ met: 4_000, hit: rows })
    expect(spoilt(one)).toBe(rows)
    await one.store.close()
    const again = await bench(where)
    expect(spoilt(again)).toBe(rows)
    await again.store.close()
  })

  test('ends when it is over, and when all is healed', async () => {
    const one = await bench()
    await one.write(...many.slice(0, 50))
    one.store.fault(rot(1_000_000), 1)
    one.store.fault(end(1), 2)
    expect(spoilt(one)).toBe(0)
    one.store.fault(rot(1_000_000), 3)
    one.store.fault({ kind: 'heal', links: null }, 4)
    expect(spoilt(one)).toBe(0)
    expect(one.counts.size).toBe(0)
  })
})

test('a read that fails throws, by its fault, and is counted', async () => {
  const one = await bench()
  await one.write([1, 'one'])
  one.store.fault({ kind: 'disk-read-error', node: n1, ppm: 1_000_000 }, 5)
  expect(one.store.get('t', 2)).toBeUndefined()
  expect(() => one.store.get('t', 1)).toThrow(Unreadable)
  try {
    one.store.get('t', 1)
  } catch (error) {
    expect(error).toMatchObject({ fault: 5, message: 'a row of table "t" cannot be read' })
  }
  expect(one.counts.get(5)).toEqual({ met: 2, hit: 2 })
})

describe.each(['disk-phantom', 'disk-misdirect'] as const)('%s', (kind) => {
  test('strikes as many writes as were asked for', async () => {
    const one = await bench()
    one.store.fault({ kind, node: n1, ppm: 100_000 }, 3)
    let off = 0
    for (const [key, value] of many.slice(0, 1_000)) {
      one.store.put('t', key, value)
      if (one.store.get('t', key) !== value) off += 1
    }
    one.store.endStep()
    expect(off).toBeGreaterThan(65)
    expect(off).toBeLessThan(140)
    expect(one.counts.get(3)).toMatchObject({ met: 1_000, hit: off })
  })
})

describe('a disk that lies', () => {
  test('writes nothing, says that it has, and makes up for it with the first true sync', async () => {
    const one = await bench()
    let batches: number[] = []
    const write = one.level.batch.bind(one.level)
    one.level.batch = (operations, options) => {
      batches.push(operations.length)
      return write(operations, options)
    }
    one.store.fault(lying, 1)
    await one.write([1, 'one'], [2, 'two'])
    await one.write([3, 'three'])
    expect(batches).toEqual([])
    expect(one.counts.get(1)).toEqual({ met: 2, hit: 2 })
    one.store.fault(end(1), 2)
    await one.write([4, 'four'])
    expect(batches).toEqual([4])
    batches = []
    await one.write([5, 'five'])
    expect(batches).toEqual([1])
  })

  test('keeps what it has in its cache when its process ends in order', async () => {
    const where = folder()
    const one = await bench(where)
    one.store.fault(lying, 1)
    await one.write([1, 'one'])
    await one.store.close()
    const again = await bench(where)
    expect([...again.store.scan('t')]).toEqual([[1, 'one']])
    await again.store.close()
  })
})
