import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { ClassicLevel } from 'classic-level'
import fc from 'fast-check'
import { MemoryLevel } from 'memory-level'
import { afterEach, describe, expect, test } from 'vitest'

import { compareKeys } from '../../sim/plain.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Key } from '../../sim/store.ts'
import { asBytes, type DurableStore, type Level, openLevelStore, openStore } from './leveldb.ts'
import { parseRowKey, rowKey } from './row-key.ts'
import { missing } from '../optional.ts'

const folders: string[] = []
const freshFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'worldline-store-'))
  folders.push(folder)
  return folder
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const quiet = { synced: () => {}, failed: (error: Error) => expect(error).toBeNull() }
const memory = (): Level =>
  new MemoryLevel<Uint8Array, Uint8Array>({ ...asBytes, storeEncoding: 'view' })

/** Ends the step and waits until it has survived. */
async function durable(
  open: (events: typeof quiet) => Promise<DurableStore>,
  act: (store: DurableStore) => void,
) {
  let told = (): void => {}
  const store = await open({ ...quiet, synced: () => told() })
  act(store)
  const mark = store.endStep()
  await new Promise<void>((resolve) => {
    told = () => store.durable >= mark && resolve()
    told()
  })
  return store
}

const key = fc.oneof(
  fc.nat(300),
  fc.maxSafeNat(),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.constantFrom('', '\u{10000}', '\uffff', '\ue000', 'a', 'b'),
)

describe('keys of rows', () => {
  test('their bytes are ordered as the contract orders the keys, and read back', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        const byBytes = Math.sign(Buffer.compare(rowKey('t', a), rowKey('t', b)))
        expect(byBytes).toBe(Math.sign(compareKeys(a, b)))
        expect(parseRowKey(rowKey('t', a))).toEqual({ table: 't', key: a })
      }),
    )
  })

  test('a table is a range of its own, whatever the names', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z]{0,3}$/),
        fc.stringMatching(/^[a-z]{0,3}$/),
        key,
        key,
        (s, t, a, b) => {
          if (s === t) return
          const byTable = Math.sign(Buffer.compare(Buffer.from(s), Buffer.from(t)))
          expect(Math.sign(Buffer.compare(rowKey(s, a), rowKey(t, b)))).toBe(byTable)
        },
      ),
    )
  })

  test.each([-1, 1.5, 2 ** 53, '\ud800'])('%j is refused', (wrong) => {
    expect(() => rowKey('t', wrong)).toThrow('a store key')
  })

  test('bytes of others are no rows', () => {
    for (const bytes of [[], [0], [116, 0, 3], [116, 0, 1, 2], [116, 0, 2, 255]]) {
      expect(parseRowKey(new Uint8Array(bytes))).toBeNull()
    }
  })
})

type Act =
  | { do: 'put'; table: string; key: Key; value: number; relaxed: boolean }
  | { do: 'delete'; table: string; key: Key; relaxed: boolean }
  | { do: 'range'; table: string; from: Key; to: Key | undefined }
  | { do: 'step' }

const table = fc.constantFrom('a', 'b')
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    do: fc.constant('put' as const),
    table,
    key,
    value: fc.nat(),
    relaxed: fc.boolean(),
  }),
  fc.record({ do: fc.constant('delete' as const), table, key, relaxed: fc.boolean() }),
  fc.record({
    do: fc.constant('range' as const),
    table,
    from: key,
    to: fc.option(key, { nil: undefined }),
  }),
  fc.record({ do: fc.constant('step' as const) }),
)

/** The tables as nobody would keep them: a list that is sorted when it is looked at. */
class Naive {
  rows: { table: string; key: Key; value: number }[] = []
  put(table: string, key: Key, value: number): void {
    this.delete(table, key)
    this.rows.push({ table, key, value })
  }
  delete(table: string, key: Key): void {
    this.rows = this.rows.filter((row) => row.table !== table || row.key !== key)
  }
  scan(table: string, from?: Key, to?: Key): [Key, number][] {
    return this.rows
      .filter((row) => row.table === table)
      .filter(({ key }) => from === undefined || compareKeys(key, from) >= 0)
      .filter(({ key }) => to === undefined || compareKeys(key, to) < 0)
      .sort((a, b) => compareKeys(a.key, b.key))
      .map(({ key, value }) => [key, value])
  }
}

function perform(store: DurableStore, naive: Naive, acts: readonly Act[]): void {
  for (const one of acts) {
    if (one.do === 'step') store.endStep()
    else if (one.do === 'put') {
      store.put(one.table, one.key, one.value, one.relaxed ? 'relaxed' : undefined)
      naive.put(one.table, one.key, one.value)
    } else if (one.do === 'delete') {
      store.delete(one.table, one.key, one.relaxed ? 'relaxed' : undefined)
      naive.delete(one.table, one.key)
    } else {
      store.deleteRange(one.table, one.from, one.to)
      for (const [gone] of naive.scan(one.table, one.from, one.to)) naive.delete(one.table, gone)
    }
  }
  store.endStep()
}

describe('the store', () => {
  test('reads what was written last, and again after it was opened anew', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 60 }), key, key, async (acts, from, to) => {
        const level = memory()
        const naive = new Naive()
        const store = await openStore(level, 'memory', 'n1', quiet)
        perform(store, naive, acts)
        const looks = (one: DurableStore): void => {
          for (const t of ['a', 'b']) {
            expect([...one.scan(t)]).toEqual(naive.scan(t))
            expect([...one.scan(t, from, to)]).toEqual(naive.scan(t, from, to))
            for (const [k, value] of naive.scan(t)) expect(one.get(t, k)).toBe(value)
          }
        }
        looks(store)
        // A level in memory forgets when it is closed, so its rows are looked at through a second image.
        while (store.durable < store.endStep())
          await new Promise((resolve) => setImmediate(resolve))
        store.put('z', 0, 0)
        const mark = store.endStep()
        while (store.durable < mark) await new Promise((resolve) => setImmediate(resolve))
        looks(await openStore(level, 'memory', 'n1', quiet))
      }),
      { numRuns: 60 },
    )
  })

  test('a scan sees the table as it was when called', async () => {
    const store = await openStore(memory(), 'memory', 'n1', quiet)
    for (const k of [1, 2, 3]) store.put('t', k, k)
    const rows = store.scan('t')
    store.delete('t', 2)
    store.put('t', 4, 4)
    expect(Array.from(rows, ([k]) => k)).toEqual([1, 2, 3])
  })

  test('steps made during a sync share the next one', async () => {
    const batches: number[] = []
    const level = memory()
    const write = level.batch.bind(level)
    const gates: (() => void)[] = []
    level.batch = async (operations, options) => {
      batches.push(operations.length)
      await new Promise<void>((resolve) => gates.push(resolve))
      return write(operations, options)
    }
    const opening = openStore(level, 'memory', 'n1', quiet)
    while (gates.length === 0) await new Promise((resolve) => setImmediate(resolve))
    gates.shift()?.() // the row that says whose folder it is
    const store = await opening
    for (let step = 0; step < 10; step += 1) {
      store.put('t', step, step)
      expect(store.endStep()).toBe(step + 1)
    }
    expect(batches).toEqual([1, 1])
    expect(store.durable).toBe(0)
    gates.shift()?.()
    while (gates.length === 0) await new Promise((resolve) => setImmediate(resolve))
    expect(batches).toEqual([1, 1, 9])
    expect(store.durable).toBe(1)
    gates.shift()?.()
    while (store.durable < 10) await new Promise((resolve) => setImmediate(resolve))
  })

  test('a step without full writes waits for nothing of its own', async () => {
    const store = await openStore(memory(), 'memory', 'n1', quiet)
    store.put('t', 1, 1, 'relaxed')
    expect(store.endStep()).toBe(0)
    store.put('t', 2, 2)
    expect(store.endStep()).toBe(1)
    expect(store.endStep()).toBe(1)
    await store.close()
  })

  test('a failed sync is told once, and nothing is durable after it', async () => {
    const level = memory()
    const failures: string[] = []
    const store = await openStore(level, 'memory', 'n1', {
      synced: () => {},
      failed: (error) => failures.push(error.message),
    })
    level.batch = () => Promise.reject(new Error('no space left'))
    store.put('t', 1, 1)
    store.endStep()
    store.put('t', 2, 2)
    store.endStep()
    while (failures.length === 0) await new Promise((resolve) => setImmediate(resolve))
    expect(failures).toEqual(['no space left'])
    expect(store.durable).toBe(0)
  })

  test('what is not plain is refused within the step', async () => {
    const store = await openStore(memory(), 'memory', 'n1', quiet)
    expect(() => store.put('t', 1, new Date())).toThrow('plain')
    expect(() => store.put('t', 1, () => 1)).toThrow('plain')
    expect(store.get('t', 1)).toBeUndefined()
  })
})

describe('the folder', () => {
  test('keeps every kind of value over a restart', async () => {
    const folder = freshFolder()
    const value = {
      list: [1, 'two', null],
      map: new Map([['k', new Set([1])]]),
      bytes: new Uint8Array([1, 2]),
    }
    const open = (events: typeof quiet): Promise<DurableStore> =>
      openLevelStore(folder, 'n1', events)
    await (await durable(open, (store) => store.put('t', 'k', value))).close()
    const again = await open(quiet)
    expect(again.get('t', 'k')).toEqual(value)
    await again.close()
  })

  test('a second opener is refused in words, and the first goes on', async () => {
    const folder = freshFolder()
    const first = await openLevelStore(folder, 'n1', quiet)
    const second = await openLevelStore(folder, 'n1', quiet).catch((error: unknown) => error)
    expect(second).toBeInstanceOf(Mistake)
    expect(String(second)).toContain('WL5007: n1 cannot use its tables in')
    expect(String(second)).toContain('another process has it open')
    first.put('t', 1, 1)
    await first.close()
  })

  test('tables of another node are refused', async () => {
    const folder = freshFolder()
    await (await openLevelStore(folder, 'n1', quiet)).close()
    await expect(openLevelStore(folder, 'n2', quiet)).rejects.toThrow('holds the tables of n1')
  })

  test('a row that is no value stops the opening, with the folder given back', async () => {
    const folder = freshFolder()
    await (await openLevelStore(folder, 'n1', quiet)).close()
    const level = new ClassicLevel<Uint8Array, Uint8Array>(folder, asBytes)
    await level.put(rowKey('t', 1), new Uint8Array([255, 255, 255]))
    await level.close()
    await expect(openLevelStore(folder, 'n1', quiet)).rejects.toThrow(
      'a row of table "t" that is no value',
    )
    await expect(openLevelStore(folder, 'n1', quiet)).rejects.toThrow('no value')
  })

  test('a SIGKILL in mid-batch keeps a prefix of the steps, all or none of each', async () => {
    const folder = freshFolder()
    for (const steps of [300, 700]) {
      const writer = storeWriter(folder)
      const marks: number[] = []
      writer.on('message', (mark: number) => {
        marks.push(mark)
        if (mark >= steps) writer.kill('SIGKILL')
      })
      await once(writer, 'exit')
      const store = await openLevelStore(folder, 'n1', quiet)
      const a = Array.from(store.scan('a'), ([k]) => k)
      const b = Array.from(store.scan('b'), ([k]) => k)
      const last = a.length
      expect(a).toEqual(Array.from({ length: last }, (_, at) => at + 1)) // no gap
      expect(b).toEqual(a) // both rows of a step or neither
      expect(last).toBeGreaterThanOrEqual(Math.max(...marks)) // what was durable is there
      await store.close()
    }
  })
})

function storeWriter(folder: string): ChildProcess {
  const boot = fileURLToPath(new URL('../process/boot.mjs', import.meta.url))
  const entry = new URL('./leveldb.suite.ts', import.meta.url).href
  return fork(boot, [entry, folder], { execArgv: ['--disable-warning=ExperimentalWarning'] })
}

test('a package that is not installed is named with its command', () => {
  const error = Object.assign(new Error('gone'), { code: 'ERR_MODULE_NOT_FOUND' })
  expect(String(missing('classic-level', '3.0.0', 'keeps tables', error))).toContain(
    'WL5008: classic-level is not installed; it keeps tables.',
  )
  expect(missing('classic-level', '3.0.0', 'keeps tables', new Error('other'))).toEqual(
    new Error('other'),
  )
})
