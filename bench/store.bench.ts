// What a durable step costs: a node that writes a row a step, each step begun by the one before it
// having survived, once with a single chain of steps and once with 64 side by side, which share
// syncs. Beside it the same rows given to LevelDB by hand: the least that they can cost.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { ClassicLevel } from 'classic-level'

import { heldMaxDefault, Host } from '../adapters/host/host.ts'
import { asBytes, openLevelStore } from '../adapters/leveldb/leveldb.ts'
import { rowKey } from '../adapters/leveldb/row-key.ts'
import type { Transport } from '../adapters/transport.ts'
import type { Actor } from '../sim/actor.ts'
import { encode } from '../sim/plain.ts'
import { nodeId } from '../sim/units.ts'
import { type Bench, rateSince } from './bench.ts'

/** Of one repetition, ms. */
const length = 700

interface Row {
  readonly from: string
  readonly text: string
}
const rowOf = (nth: number): Row => ({
  from: `client${nth % 10}`,
  text: `letter ${nth} `.repeat(6),
})

type Next = { kind: 'next' }
type Writing = {
  state: { rows: number }
  hears: Next
  says: Next
  disk: { rows: { key: number; value: Row } }
}
const writer = (chains: number): Actor<Writing> => ({
  start(node) {
    for (let chain = 0; chain < chains; chain++) node.send(node.id, { kind: 'next' })
    return { rows: 0 }
  },
  receive(node, state) {
    state.rows += 1
    node.store.put('rows', state.rows, rowOf(state.rows))
    node.send(node.id, { kind: 'next' }) // arrives when the row has survived
  },
})

/** A node that knows nobody. */
const alone: Transport = {
  address: nodeId('tcp/127.0.0.1:0'),
  linkTo: () => null,
  pause() {},
  resume() {},
  close: () => Promise.resolve(),
}

/** Steps that have survived in a second. */
async function steps(chains: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'worldline-bench-'))
  const host = new Host({
    ...{ id: nodeId('n1'), actor: writer(chains), life: 1, origin: process.hrtime.bigint() },
    ...{ seed: 1, heldMax: heldMaxDefault, scribe: null },
    records: {
      history: () => {},
      note: () => {},
      refused: () => {},
      died: (step, error) => {
        throw new Error(`the node died: ${step}`, { cause: error })
      },
    },
  })
  const store = await openLevelStore(folder, 'n1', host)
  const began = process.hrtime.bigint()
  host.start(store, alone)
  await new Promise((resolve) => setTimeout(resolve, length))
  const rate = rateSince(began, store.durable)
  host.stop()
  await store.close()
  await rm(folder, { recursive: true })
  return rate
}

/** Rows that LevelDB has made durable in a second, so many a batch, one batch after the other. */
async function rows(each: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'worldline-bench-'))
  const level = new ClassicLevel<Uint8Array, Uint8Array>(folder, asBytes)
  await level.open()
  let written = 0
  const began = process.hrtime.bigint()
  const end = performance.now() + length
  while (performance.now() < end) {
    const batch = Array.from({ length: each }, (_, at) => {
      const nth = written + at + 1
      return { type: 'put', key: rowKey('rows', nth), value: encode(rowOf(nth)) } as const
    })
    await level.batch(batch, { sync: true })
    written += each
  }
  const rate = rateSince(began, written)
  await level.close()
  await rm(folder, { recursive: true })
  return rate
}

const bench = (name: string, run: () => Promise<number>): Bench => ({
  ...{ name: `real/store-commit/${name}`, unit: 'steps/s', better: 'more', run },
})

export const benches: readonly Bench[] = [
  bench('1', () => steps(1)),
  bench('64', () => steps(64)),
  bench('leveldb-1', () => rows(1)),
  bench('leveldb-64', () => rows(64)),
]
