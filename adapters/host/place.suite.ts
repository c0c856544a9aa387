// A node in this process, for tests: real sockets, and a disk whose syncs can be held back.

import { MemoryLevel } from 'memory-level'
import { afterEach } from 'vitest'

import type { AnyActor, Message } from '../../sim/actor.ts'
import { networkDefault } from '../../sim/link.ts'
import { type NodeId, nodeId } from '../../sim/units.ts'
import type { Json } from '../../sim/plain.ts'
import type { HistoryLine } from '../records/history-file.ts'
import type { RecordLine } from '../records/recording.ts'
import { Scribe } from '../records/scribe.ts'
import { Host } from './host.ts'
import { asBytes, type DurableStore, type Level, openStore } from '../leveldb/leveldb.ts'
import { listenTcp } from '../tcp/tcp.ts'
import { type Book, limitsDefault, type Transport } from '../transport.ts'

/** A node in this process: real sockets, a disk whose syncs can be held back. */
export interface Place {
  readonly host: Host
  readonly transport: Transport
  readonly store: DurableStore
  readonly history: HistoryLine[]
  readonly deaths: string[]
  readonly gate: DiskGate
  /** lines of its recording and batches of its disk, as they came */
  readonly files: string[]
}

/** Lets syncs through, or holds them until `open`. */
export class DiskGate {
  #held: (() => void)[] | null = null
  shut(): void {
    this.#held ??= []
  }
  open(): void {
    const held = this.#held ?? []
    this.#held = null
    for (const go of held) go()
  }
  pass(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#held === null) resolve()
      else this.#held.push(resolve)
    })
  }
}

const book: Book = new Map()
const places: Place[] = []
afterEach(async () => {
  for (const { host, transport, store, gate } of places.splice(0)) {
    host.stop()
    gate.open()
    await transport.close()
    await store.close()
  }
  book.clear()
})

export async function place(id: string, actor: AnyActor, heldMax = 1_024): Promise<Place> {
  const history: HistoryLine[] = []
  const deaths: string[] = []
  const gate = new DiskGate()
  const files: string[] = []
  const write = (line: Json): void => void files.push((line as RecordLine).kind)
  const host = new Host({
    id: nodeId(id),
    actor,
    life: 3,
    origin: process.hrtime.bigint(),
    seed: 1,
    heldMax,
    scribe: new Scribe({ node: nodeId(id), life: 3, now: () => 0, write, redact: null }),
    records: {
      history: (line) => history.push(line),
      note: () => {},
      refused: () => {},
      died: (step, error) =>
        deaths.push(`${step}: ${error instanceof Error ? error.message : error}`),
    },
  })
  const level: Level = new MemoryLevel<Uint8Array, Uint8Array>({
    ...asBytes,
    storeEncoding: 'view',
  })
  const batch = level.batch.bind(level)
  level.batch = async (operations, options) => {
    files.push('batch')
    await gate.pass()
    return batch(operations, options)
  }
  const store = await openStore(level, 'memory', id, host)
  const transport = await listenTcp({
    id: host.id,
    life: 1,
    hears: null,
    book,
    ears: host,
    kindOf: () => 'stream',
    host: '127.0.0.1',
    port: null,
    queue: networkDefault.queue,
    limits: limitsDefault,
  })
  book.set(host.id, transport.address)
  const made = { host, transport, store, history, deaths, gate, files }
  places.push(made)
  return made
}

export const start = ({ host, store, transport }: Place): void => host.start(store, transport)

/** An actor that writes down what it hears and lets the test wait for it. */
export class Listener {
  readonly heard: string[] = []
  #waiting: (() => void)[] = []
  readonly actor: AnyActor = {
    start: () => ({}),
    receive: (_node, _state, message, from) => this.tell(`${textOf(message)} from ${from}`),
    lost: (_node, _state, peer, why) => this.tell(`lost ${peer} ${why}`),
  }
  tell(sentence: string): void {
    this.heard.push(sentence)
    for (const look of this.#waiting) look()
  }
  hears(sentence: string): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.heard.includes(sentence)) resolve()
      }
      this.#waiting.push(look)
      look()
    })
  }
}

export const textOf = (message: Message): string =>
  'text' in message ? String(message.text) : message.kind
export const say = (text: string): Message & { text: string } => ({ kind: 'say', text })
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
export const a: NodeId = nodeId('a')
export const b: NodeId = nodeId('b')

/** An actor whose only step of interest is the mail `go`. */
export const on = (go: AnyActor['receive'], rest: Partial<AnyActor> = {}): AnyActor => ({
  start: () => ({}),
  receive: go,
  ...rest,
})
