// One node in this process: its store, its actor, its ways, until it is stopped. What several need of
// each other they find over the network.

import { join } from 'node:path'

import { heldMaxDefault, Host } from '../../adapters/host/host.ts'
import { type DurableStore, openLevelStore } from '../../adapters/leveldb/leveldb.ts'
import { openNothingKept } from '../../adapters/leveldb/nothing-kept.ts'
import { tablesIn } from '../../adapters/process/folders.ts'
import { limitsDefault, type Transport } from '../../adapters/transport.ts'
import { nodeId } from '../../sim/units.ts'
import { makeHome } from './keepsakes.ts'
import { nodeOf, type ServedNode } from './node.ts'
import { type Home, placeName, type ServedOrder, type Told } from './orders.ts'

export interface Lone {
  /** where others reach it, `127.0.0.1:41873`; null: nobody does */
  readonly address: string | null
  /** its name among others */
  readonly name: string
  readonly host: Host
  readonly program: ServedNode
  /** Settles when everything is on disk and closed. */
  stop(): Promise<void>
}

export interface LoneOptions {
  readonly order: ServedOrder
  /** in which a folder of its role and number is made; null: it keeps nothing */
  readonly data: string | null
  tell(told: Told): void
  /** A handler threw or the disk failed: the node is no more. */
  died(step: string, error: unknown): void
}

/** Starts it. @throws Mistake (WL5002, WL5007, WL5008) with nothing left open */
export async function startLone({ order, data, tell, died }: LoneOptions): Promise<Lone> {
  const place = placeName(order)
  const folder = data === null ? null : join(data, place)
  if (folder !== null) makeHome(folder)
  const home: Home = { folder, house: folder, tell }
  let store: DurableStore | null = null
  let transport: Transport | null = null
  const program = await nodeOf(order, home)
  const host = new Host({
    id: program.name ?? nodeId(place),
    actor: program.actor,
    ...{ life: 1, origin: process.hrtime.bigint(), seed: 1, heldMax: heldMaxDefault, scribe: null },
    records: {
      history() {},
      note() {},
      refused: seldom((sentence) => tell({ kind: 'refused', sentence })),
      died,
    },
  })
  const stop = async (): Promise<void> => {
    host.stop()
    await transport?.close()
    await store?.close()
  }
  try {
    const listen = program.listen?.bind(program)
    if (listen === undefined) throw new Error('a served node has ways of its own')
    transport = await listen(
      {
        ...{ id: host.id, life: 1, hears: program.hears, book: new Map(), ears: host },
        ...{ kindOf: program.kindOf, host: '127.0.0.1', port: null, queue: program.queue },
        limits: limitsDefault,
      },
      { seed: 1, faults: host.tally.faults },
    )
    store =
      folder === null
        ? await openNothingKept(place, host)
        : await openLevelStore(tablesIn(folder), place, host)
    host.start(store, transport)
    program.begun?.()
    return { address: addressIn(transport), name: host.id, host, program, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const addressIn = ({ address }: Transport): string | null =>
  address.includes(':') ? address.slice(address.indexOf('/') + 1) : null

/** Lines a second about strangers, of one reason and in all, however many they are. */
const refusalsMax = { each: 3, all: 30 }

function seldom(tell: (sentence: string) => void): (remote: string, why: string) => void {
  const told = new Map<string, number>()
  let since = 0
  let lines = 0
  let left = 0
  return (remote, why) => {
    const now = performance.now()
    if (now - since > 1_000) {
      if (left > 0) tell(`and ${left} more`)
      since = now
      lines = 0
      left = 0
      told.clear()
    }
    const before = told.get(why) ?? 0
    if (before >= refusalsMax.each || lines >= refusalsMax.all) {
      left += 1
      return
    }
    told.set(why, before + 1)
    lines += 1
    tell(`${remote}: ${why}`)
  }
}
