// The stage of a row in the real world: hosts with their tables in this process, each way between
// two of them over a socket. A node that crashes is torn off its sockets and its disk.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { MemoryLevel } from 'memory-level'

import type { Fault } from '../../sim/fault.ts'
import { Unreadable } from '../../sim/harm.ts'
import type { DropWhy } from '../../sim/trace.ts'
import { type NodeId, nodeId } from '../../sim/units.ts'
import { addressOf, type Carrier, spotOf } from '../address.ts'
import { listenOver } from '../carriers.ts'
import { Host } from '../host/host.ts'
import { asBytes, type Level, levels } from '../leveldb/level.ts'
import { type DurableStore, openStore } from '../leveldb/leveldb.ts'
import { DiskFull } from '../leveldb/trouble.ts'
import { type Book, limitsDefault, type Transport } from '../transport.ts'
import { Diary, hears, mailOf, type Order, puppet } from './puppet.suite.ts'
import { type Relay, relayConnections, relayDatagrams } from './relay.suite.ts'
import type { Needs, Stage } from './stage.suite.ts'

/** How long a fact is waited for, ms, on a machine that may be busy. */
const patience = 20_000
const ids = ['a1', 'b1', 'c1'].map(nodeId)

interface Life {
  readonly host: Host
  readonly transport: Transport
  readonly store: DurableStore
  readonly level: MortalLevel
}

interface Place {
  readonly id: NodeId
  readonly book: Book
  readonly memory: Level
  lives: number
  life: Life | null
  /** settles when a life that ended by itself is torn off */
  dying: Promise<void>
}

/** A level whose writes go nowhere once its process is dead. */
class MortalLevel implements Level {
  readonly #level: Level
  dead = false

  constructor(level: Level) {
    this.#level = level
  }
  batch: Level['batch'] = (operations, options) =>
    this.dead ? new Promise(() => {}) : this.#level.batch(operations, options)
  open(): Promise<void> {
    return this.#level.open()
  }
  close(): Promise<void> {
    return this.#level.close()
  }
  get(key: Uint8Array): Promise<Uint8Array | undefined> {
    return this.#level.get(key)
  }
  iterator(): AsyncIterable<[Uint8Array, Uint8Array]> {
    return this.#level.iterator()
  }
}

/** Three puppets over a carrier. */
export class RealStage implements Stage {
  readonly world: Carrier
  readonly otherwise: boolean
  readonly diary: Diary = new Diary()
  readonly #needs: Needs
  readonly #folder = mkdtempSync(join(tmpdir(), 'worldline-conformance-'))
  readonly #places = new Map<string, Place>()
  readonly #relays = new Map<string, Relay>()
  readonly #past = new Map<string, number>()
  #broke: string | null = null

  constructor(carrier: Carrier, needs: Needs, otherwise: boolean) {
    this.otherwise = otherwise
    this.world = carrier
    this.#needs = needs
  }

  async open(): Promise<void> {
    for (const id of ids) {
      const memory = new MemoryLevel<Uint8Array, Uint8Array>({ ...asBytes, storeEncoding: 'view' })
      this.#places.set(id, {
        id,
        book: new Map(),
        memory,
        lives: 0,
        life: null,
        dying: Promise.resolve(),
      })
    }
    const datagrams = this.world === 'udp' && this.#needs.link === 'datagram'
    for (const place of this.#places.values()) {
      for (const to of ids) {
        if (to === place.id) continue
        const relay = await (datagrams ? relayDatagrams() : relayConnections())
        this.#relays.set(`${place.id}>${to}`, relay)
        place.book.set(to, addressOf(this.world, { host: '127.0.0.1', port: relay.port }))
      }
    }
    for (const place of this.#places.values()) await this.#begin(place)
  }

  mail(node: string, ...orders: readonly Order[]): void {
    this.#lifeOf(node).host.mail(mailOf(orders))
  }

  until(fact: () => boolean): Promise<void> {
    const last = performance.now() + patience
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (fact()) resolve()
        else if (performance.now() > last) reject(new Error(`it never came true\n${this.diary}`))
        else setTimeout(look, 1)
      }
      look()
    })
  }

  heard(node: string, line: string): Promise<void> {
    return this.until(() => this.diary.has(node, line))
  }

  async crash(node: string): Promise<void> {
    const place = this.#at(node)
    const { life } = place
    place.life = null
    if (life === null) return
    life.level.dead = true
    life.host.stop()
    this.#remember(life)
    for (const [way, relay] of this.#relays) {
      if (!way.split('>').includes(node)) continue
      if (way.endsWith(`>${node}`)) relay.aim(null)
      relay.cut()
    }
    await life.transport.close()
    if (this.#needs.disk) await life.level.close()
  }

  async restart(node: string): Promise<void> {
    const place = this.#at(node)
    await place.dying
    await this.#begin(place)
  }

  stall(node: string): void {
    this.#lifeOf(node).store.fault({ kind: 'disk-stall', node: nodeId(node) }, 1)
  }

  unstall(node: string): void {
    const end: Fault = { kind: 'end', of: 1 }
    this.#at(node).life?.store.fault(end, 2) // the next life finds a disk that is well
  }

  fill(node: string): void {
    this.#lifeOf(node).store.fault({ kind: 'disk-full', node: nodeId(node) }, 3)
  }

  makeRoom(): void {
    // The node has stopped; the next life finds a disk that is well.
  }

  harm(node: string, fault: Fault): void {
    this.#lifeOf(node).store.fault(fault, 4)
  }

  unharm(node: string): void {
    this.#at(node).life?.store.fault({ kind: 'end', of: 4 }, 5)
  }

  isUp(node: string): boolean {
    return this.#at(node).life !== null
  }

  pause(node: string): void {
    this.#lifeOf(node).host.freeze()
  }

  resume(node: string): void {
    this.#lifeOf(node).host.thaw()
  }

  hold(node: string): void {
    for (const [way, relay] of this.#relays) if (way.endsWith(`>${node}`)) relay.hold()
  }

  release(node: string): void {
    for (const [way, relay] of this.#relays) if (way.endsWith(`>${node}`)) relay.release()
  }

  dropped(why: DropWhy): number {
    let sum = this.#past.get(why) ?? 0
    for (const { life } of this.#places.values()) sum += life?.host.tally.dropped.get(why) ?? 0
    return sum
  }

  broke(): string | null {
    return this.#broke
  }

  /** Nothing is left: no socket, no timer, no folder. */
  async close(): Promise<void> {
    for (const { life, dying } of this.#places.values()) {
      await dying
      if (life === null) continue
      life.level.dead = true
      life.host.stop()
      await life.transport.close()
      if (this.#needs.disk) await life.level.close()
    }
    for (const relay of this.#relays.values()) await relay.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #begin(place: Place): Promise<void> {
    const { id } = place
    place.lives += 1
    const host = new Host({
      ...{ id, actor: puppet(this.diary), life: place.lives, seed: 1, scribe: null },
      origin: process.hrtime.bigint(),
      heldMax: this.#needs.heldMax,
      records: {
        history: () => {},
        note: () => {},
        refused: () => {},
        died: (_step, error) => {
          const meant = error instanceof DiskFull || error instanceof Unreadable
          if (meant) place.dying = this.crash(id)
          else this.#broke = `threw ${String(error)}`
        },
      },
    })
    const level = new MortalLevel(
      this.#needs.disk ? (await levels())(join(this.#folder, id)) : place.memory,
    )
    await level.open()
    const store = await openStore(level, this.#folder, id, host)
    const transport = await listenOver(this.world, {
      ...{ id, life: place.lives, hears, book: place.book, ears: host },
      kindOf: () => this.#needs.link,
      ...{ host: '127.0.0.1', port: null, queue: this.#needs.queue, limits: limitsDefault },
    })
    place.life = { host, transport, store, level }
    const port = spotOf(transport.address)?.port ?? null
    for (const [way, relay] of this.#relays) if (way.endsWith(`>${id}`)) relay.aim(port)
    host.start(store, transport)
  }

  #remember({ host }: Life): void {
    for (const [why, count] of host.tally.dropped) {
      this.#past.set(why, (this.#past.get(why) ?? 0) + count)
    }
  }

  #at(node: string): Place {
    const place = this.#places.get(node)
    if (place === undefined) throw new Error(`there is no node ${node}`)
    return place
  }

  #lifeOf(node: string): Life {
    const { life } = this.#at(node)
    if (life === null) throw new Error(`${node} is down`)
    return life
  }
}
