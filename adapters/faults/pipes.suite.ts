// A carrier in memory for tests of faults: sealed mail goes from one node to another at once, so
// that a hundred thousand messages cost nothing and each loss is a fault's. No sockets, no time.

import type { Ended, Message } from '../../sim/actor.ts'
import type { Fault } from '../../sim/fault.ts'
import type { LinkKind } from '../../sim/link.ts'
import type { Shapes } from '../../sim/shape.ts'
import type { DropWhy } from '../../sim/trace.ts'
import { type NodeId, nodeId } from '../../sim/units.ts'
import type { Struck } from '../records/tally.ts'
import {
  type Ears,
  type Link,
  limitsDefault,
  type Mark,
  type Transport,
  type TransportOptions,
} from '../transport.ts'
import { openMail, sealMail } from '../wire.ts'
import { type FaultyTransport, withMessageFaults } from './faulty-transport.ts'

export const s1: NodeId = nodeId('s1')
export const r1: NodeId = nodeId('r1')
export const r2: NodeId = nodeId('r2')

export interface Letter extends Message {
  readonly kind: 'letter' | 'note'
  readonly n: number
  readonly text: string
}

export const letter = (n: number, kind: Letter['kind'] = 'letter'): Letter => ({
  ...{ kind, n, text: `the ${n}th` },
})

/** One end: what came, and what became of the rest. */
export class Ear implements Ears {
  readonly came: { from: NodeId; message: Letter; mark: Mark | null; at: number }[] = []
  readonly dropped_: Map<DropWhy, number> = new Map()
  readonly lost_: string[] = []
  #waiting: (() => void)[] = []

  get numbers(): number[] {
    return this.came.map(({ message }) => message.n)
  }

  receive(from: NodeId, message: Message, mark: Mark | null): void {
    this.came.push({ from, message: message as Letter, mark, at: performance.now() })
    for (const look of this.#waiting) look()
  }
  lost(peer: NodeId, why: Ended): void {
    this.lost_.push(`${peer} ${why}`)
    for (const look of this.#waiting) look()
  }
  dropped(_peer: NodeId, _message: string, why: DropWhy): void {
    this.dropped_.set(why, (this.dropped_.get(why) ?? 0) + 1)
  }
  refused(): void {}

  /** Settles when it is so; looked at whenever something comes. */
  until(fact: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!fact()) return
        this.#waiting = this.#waiting.filter((one) => one !== look)
        resolve()
      }
      this.#waiting.push(look)
      look()
    })
  }
}

/** A stream that has been closed is another one from then on. */
class Pipe implements Link {
  readonly peer: NodeId
  ended = false
  readonly #options: TransportOptions
  readonly #ears: Ears
  readonly #gone: () => void

  constructor(peer: NodeId, options: TransportOptions, ears: Ears, gone: () => void) {
    this.peer = peer
    this.#options = options
    this.#ears = ears
    this.#gone = gone
  }

  send(message: Message, nth: number): void {
    this.sendSealed(message.kind, sealMail(message, { life: this.#options.life, nth }))
  }

  sendSealed(kind: string, mail: Uint8Array): void {
    const { id, ears } = this.#options
    if (this.ended) return ears.dropped(this.peer, kind, 'reset')
    const heard = openMail(mail, null)
    if (heard.kind === 'message') this.#ears.receive(id, heard.message, heard.mark)
    else this.#ears.dropped(id, kind, heard.kind === 'damaged' ? 'corrupt' : 'unheard')
  }

  close(): void {
    this.ended = true
    this.#gone()
    this.#ears.lost(this.#options.id, 'closed')
  }
}

export interface Wish {
  readonly link?: LinkKind
  readonly seed?: number
  readonly life?: number
  readonly queue?: number
  readonly carrier?: 'tcp' | 'udp'
  readonly hears?: Shapes
}

/** A sender `s1` and its two receivers, as its carrier sees them. */
export interface Scene {
  readonly transport: FaultyTransport
  readonly faults: Map<number, Struck>
  readonly near: Ear
  readonly far: Ear
  readonly other: Ear
  /** its connection to the peer breaks */
  breaks(peer: NodeId): void
  /** the peer says something */
  hears(from: NodeId, message: Letter): void
  send(message: Letter, to?: NodeId): void
  fault(id: number, fault: Fault): void
}

export async function scene(wish: Wish = {}): Promise<Scene> {
  const [near, far, other] = [new Ear(), new Ear(), new Ear()]
  const pipes = new Map<NodeId, Pipe>()
  const faults = new Map<number, Struck>()
  let told: Ears = near
  const options: TransportOptions = {
    ...{ id: s1, life: wish.life ?? 1, hears: null, book: new Map(), ears: near },
    ...{ kindOf: () => wish.link ?? 'datagram', host: '127.0.0.1', port: null },
    ...{ queue: wish.queue ?? 1_000_000, limits: limitsDefault },
  }
  const listen = async (under: TransportOptions): Promise<Transport> => {
    told = under.ears
    return {
      address: nodeId(`${wish.carrier ?? 'tcp'}/127.0.0.1:1`),
      linkTo(peer) {
        if (peer !== r1 && peer !== r2) return null
        const known = pipes.get(peer)
        if (known !== undefined) return known
        const gone = (): boolean => pipes.delete(peer)
        const pipe = new Pipe(peer, under, peer === r1 ? far : other, gone)
        pipes.set(peer, pipe)
        return pipe
      },
      pause() {},
      resume() {},
      close: async () => {},
    }
  }
  const hearsOf = (): Shapes | null => wish.hears ?? null
  const how = { seed: wish.seed ?? 1, faults, hearsOf }
  const transport = await withMessageFaults(options, how, listen)
  let nth = 0
  return {
    ...{ transport, faults, near, far, other },
    breaks(peer) {
      const pipe = pipes.get(peer)
      if (pipe === undefined) return
      pipe.ended = true
      pipes.delete(peer)
      told.lost(peer, 'reset')
    },
    hears: (from, message) => told.receive(from, message, null),
    send(message, to = r1) {
      nth += 1
      transport.linkTo(to)?.send(message, nth)
    },
    fault: (id, fault) => transport.fault(id, fault),
  }
}
