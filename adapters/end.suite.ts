// One end of a conversation over a transport, for tests: what it heard as sentences in order, and a
// wait for the next ones.

import type { Message } from '../sim/actor.ts'
import type { LinkKind } from '../sim/link.ts'
import type { Shapes } from '../sim/shape.ts'
import type { NodeId } from '../sim/units.ts'
import { nodeId } from '../sim/units.ts'
import {
  type Book,
  type Ears,
  type Limits,
  limitsDefault,
  type Mark,
  type Transport,
  type TransportOptions,
} from './transport.ts'

export const hears: Shapes = { say: { text: { kind: 'string', max: 1_000_000 } } }
export const say = (text: string): Message & { text: string } => ({ kind: 'say', text })

/** One end: what it heard as sentences in order, and a wait for the next ones. */
export class End implements Ears {
  readonly told: string[] = []
  readonly marks: (Mark | null)[] = []
  readonly id: NodeId
  transport: Transport | null = null
  /** runs inside each receive */
  onReceive: (from: NodeId, message: Message) => void = () => {}
  #waiting: (() => void)[] = []

  constructor(id: string) {
    this.id = nodeId(id)
  }

  get wire(): Transport {
    if (this.transport === null) throw new Error(`${this.id} does not listen`)
    return this.transport
  }

  send(to: string, text: string): void {
    this.wire.linkTo(nodeId(to))?.send(say(text), 1)
  }

  receive(from: NodeId, message: Message, mark: Mark | null): void {
    this.marks.push(mark)
    this.#tell(`${'text' in message ? message.text : message.kind} from ${from}`)
    this.onReceive(from, message)
  }
  lost(peer: NodeId, why: string): void {
    this.#tell(`lost ${peer} ${why}`)
  }
  dropped(peer: NodeId, message: string, why: string): void {
    this.#tell(`dropped ${message} ${peer} ${why}`)
  }
  refused(_remote: string, why: string): void {
    this.#tell(`refused: ${why}`)
  }

  #tell(sentence: string): void {
    this.told.push(sentence.length > 120 ? `${sentence.slice(0, 120)}…` : sentence)
    for (const look of this.#waiting) look()
  }

  /** Settles when something told contains `part`. */
  hears(part: string): Promise<void> {
    return this.until(() => this.told.some((one) => one.includes(part)))
  }

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

/** What a test may want otherwise than usual. */
export interface Wish {
  readonly link?: LinkKind
  readonly queue?: number
  readonly limits?: Partial<Limits>
  readonly port?: number
  readonly life?: number
}

/** The ends of one test, which share an address book. */
export class Ends {
  readonly book: Book = new Map()
  readonly #listen: (options: TransportOptions) => Promise<Transport>
  #ends: End[] = []

  constructor(listen: (options: TransportOptions) => Promise<Transport>) {
    this.#listen = listen
  }

  /** Another end, which listens and is in the book. */
  async open(id: string, wish: Wish = {}): Promise<End> {
    const one = new End(id)
    one.transport = await this.#listen({
      id: one.id,
      life: wish.life ?? 1,
      hears,
      book: this.book,
      ears: one,
      kindOf: () => wish.link ?? 'stream',
      host: '127.0.0.1',
      port: wish.port ?? null,
      queue: wish.queue ?? 1_024,
      limits: { ...limitsDefault, ...wish.limits },
    })
    this.book.set(one.id, one.transport.address)
    this.#ends.push(one)
    return one
  }

  async close(): Promise<void> {
    await Promise.all(this.#ends.splice(0).map(async ({ transport }) => transport?.close()))
    this.book.clear()
  }
}

export const portOf = ({ wire }: End): number => Number(wire.address.split(':').at(-1))
