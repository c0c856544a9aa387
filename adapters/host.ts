// The real node: one actor, its steps one at a time, its outputs in line behind the disk. Sockets
// and files are behind the transport and the store; what dies here takes the process with it.

import { performance } from 'node:perf_hooks'

import type { AnyActor, AnyNode, Ended, Message, Timer } from '../sim/actor.ts'
import { assert } from '../sim/assert.ts'
import type { DropWhy } from '../sim/trace.ts'
import type { Micros, NodeId, OpId } from '../sim/units.ts'
import { nodeId } from '../sim/units.ts'
import { Alarms } from './alarms.ts'
import type { HistoryLine } from './history-file.ts'
import type { DurableStore, StoreEvents } from './leveldb.ts'
import { randomBelow } from './random.ts'
import { noTally, type Tally } from './tally.ts'
import type { Ears, Link, Transport } from './transport.ts'

export interface HostOptions {
  readonly id: NodeId
  readonly actor: AnyActor
  /** from 1, one more at each start of the process */
  readonly life: number
  /** the machine's monotonic clock when the run began, nanoseconds */
  readonly origin: bigint
  /** outputs that may stand in line before sockets are read no more */
  readonly heldMax: number
  readonly records: Records
}

/** Where a node's life is written down. */
export interface Records {
  /** Is on file when this returns. */
  history(line: HistoryLine): void
  note(text: string): void
  /** Bytes from outside that were refused. */
  refused(remote: string, why: string): void
  /** The end: a handler threw or the disk failed. The process goes down after this call. */
  died(step: string, error: unknown): void
}

export const heldMaxDefault = 1_024
/** Operations of one life; the rest of the number tells the life. */
const opsOfLife = 2 ** 32

type Output =
  | { readonly kind: 'send'; readonly link: Link; readonly message: Message }
  | { readonly kind: 'close'; readonly link: Link }
  | { readonly kind: 'self'; readonly message: Message }
  | { readonly kind: 'complete'; readonly op: OpId; readonly result: unknown }

interface Held {
  /** the store's mark that frees it */
  readonly mark: number
  readonly output: Output
}

export class Host implements Ears, StoreEvents {
  readonly #options: HostOptions
  readonly #alarms: Alarms
  readonly tally: Tally = noTally()
  #store: DurableStore | null = null
  #transport: Transport | null = null
  #state: object | null = null
  #node: AnyNode | null = null
  /** the step under way, or null between steps */
  #step: string | null = null
  #made: Output[] = []
  #early: Output[] = []
  #line: Held[] = []
  #lineAt = 0
  #draining = false
  /** what came while nothing may run */
  #inbox: (() => void)[] = []
  #frozen = true
  #full = false
  #dead = false
  #started: Micros = 0
  #ops = 0

  constructor(options: HostOptions) {
    this.#options = options
    this.#alarms = new Alarms(now, (timer) => this.#expire(timer))
  }

  /** First step of this life. What came before it is heard after it. */
  start(store: DurableStore, transport: Transport): void {
    const { actor } = this.#options
    this.#store = store
    this.#transport = transport
    this.#started = now()
    const node = this.#face(store)
    this.#node = node
    this.#run('start', () => {
      const state: unknown = actor.start(node)
      assert(isState(state), 'start returns a State, which is an object')
      this.#state = state
    })
    this.thaw()
  }

  /** Its State between two steps, not to be changed; null before `start` and after death. */
  get state(): object | null {
    return this.#dead ? null : this.#state
  }

  /** Outputs that wait for the disk. */
  get held(): number {
    return this.#line.length - this.#lineAt
  }

  /** No step runs until `thaw`; what comes meanwhile waits its turn. */
  freeze(): void {
    this.#frozen = true
    this.#alarms.stop()
    this.#transport?.pause()
  }

  thaw(): void {
    this.#frozen = false
    const waiting = this.#inbox
    this.#inbox = []
    for (const input of waiting) this.#input(input)
    if (this.#frozen || this.#dead) return
    this.#alarms.go()
    if (!this.#full) this.#transport?.resume()
  }

  /** Mail of the workload. */
  mail(message: Message): void {
    this.receive(nodeId('workload'), message)
  }

  /** No further step, ever. The owner closes transport and store. */
  stop(): void {
    this.#dead = true
    this.#alarms.stop()
  }

  // What the transport and the store tell.

  receive(from: NodeId, message: Message): void {
    this.#input(() => {
      const { actor } = this.#options
      count(this.tally.delivered, message.kind)
      this.#handle(`${message.kind} from ${from}`, (node, state) =>
        actor.receive(node, state, message, from),
      )
    })
  }

  lost(peer: NodeId, why: Ended): void {
    this.#input(() => {
      const { actor } = this.#options
      if (actor.lost === undefined) return
      this.#handle(`lost ${peer}`, (node, state) => actor.lost?.(node, state, peer, why))
    })
  }

  dropped(_peer: NodeId, _message: string, why: DropWhy): void {
    count(this.tally.dropped, why)
  }

  refused(remote: string, why: string): void {
    this.tally.refused += 1
    this.#options.records.refused(remote, why)
  }

  synced(): void {
    this.#drain()
  }

  failed(error: Error): void {
    this.#die('sync', error)
  }

  // Steps.

  #expire(timer: Timer): void {
    const { actor } = this.#options
    this.#handle(`expire ${timer.kind}`, (node, state) => {
      assert(actor.expire !== undefined, 'an actor that sets timers handles their expiry')
      return actor.expire(node, state, timer)
    })
  }

  #input(input: () => void): void {
    if (this.#dead) return
    if (this.#frozen) this.#inbox.push(input)
    else input()
  }

  #handle(step: string, handler: (node: AnyNode, state: object) => unknown): void {
    this.#run(step, () => {
      assert(this.#node !== null && this.#state !== null, 'a node starts before it hears anything')
      const returned = handler(this.#node, this.#state)
      assert(returned === undefined, 'a handler returns nothing (an async one returns a promise)')
    })
  }

  #run(step: string, body: () => void): void {
    if (this.#dead) return
    assert(this.#step === null && this.#store !== null, 'steps run one at a time')
    this.#step = step
    try {
      body()
      const mark = this.#store.endStep()
      this.#step = null
      for (const output of this.#early.splice(0)) this.#leave(output)
      for (const output of this.#made.splice(0)) this.#line.push({ mark, output })
    } catch (error) {
      return this.#die(step, error)
    }
    this.#drain()
  }

  #die(step: string, error: unknown): void {
    if (this.#dead) return
    this.stop()
    this.#options.records.died(step, error)
  }

  // Outputs.

  /** Lets go what the disk has caught up with, in the order it was made. */
  #drain(): void {
    if (this.#draining || this.#dead) return
    this.#draining = true
    try {
      const durable = this.#store?.durable ?? 0
      for (;;) {
        const head = this.#line[this.#lineAt]
        if (head === undefined || head.mark > durable || this.#dead) break
        this.#lineAt += 1
        this.#leave(head.output)
      }
    } catch (error) {
      this.#die('an output', error)
    }
    this.#draining = false
    if (this.#lineAt > 256 && this.#lineAt * 2 > this.#line.length) {
      this.#line = this.#line.slice(this.#lineAt)
      this.#lineAt = 0
    }
    this.#press()
  }

  /** Back-pressure: while much is held, peers are not read. */
  #press(): void {
    const { heldMax } = this.#options
    if (!this.#full && this.held >= heldMax) {
      this.#full = true
      this.#transport?.pause()
    } else if (this.#full && this.held <= heldMax / 2) {
      this.#full = false
      // Reading again runs steps, so not from inside whatever ends here.
      setImmediate(() => {
        if (!this.#full && !this.#frozen && !this.#dead) this.#transport?.resume()
      })
    }
  }

  #leave(output: Output): void {
    switch (output.kind) {
      case 'send':
        count(this.tally.sent, output.message.kind)
        return output.link.send(output.message)
      case 'close':
        return output.link.close()
      case 'self':
        // A turn of its own: a node that talks to itself for ever still hears others.
        setImmediate(() => this.receive(this.#options.id, output.message))
        return
      case 'complete': {
        const { op, result } = output
        const line = { kind: 'complete', op, time: this.#sinceOrigin(), result } as HistoryLine
        return this.#options.records.history(line)
      }
    }
  }

  #sinceOrigin(): Micros {
    return Number((process.hrtime.bigint() - this.#options.origin) / 1_000n)
  }

  /** All that the actor sees of the world. */
  #face(store: DurableStore): AnyNode {
    const { id, life, records } = this.#options
    const inStep = (): void =>
      assert(this.#step !== null, 'a node is used within a step, never kept beyond it')
    return {
      id,
      store: guarded(store, inStep),
      clock: () => now() - this.#started,
      wallClock: () => Date.now() * 1_000,
      random: (below) => randomBelow(below),
      send: (to, message, when) => {
        inStep()
        const link = to === id ? null : (this.#transport?.linkTo(to) ?? null)
        if (link === null && to !== id) return this.dropped(to, message.kind, 'gone')
        const output: Output =
          link === null ? { kind: 'self', message } : { kind: 'send', link, message }
        if (when === 'early') this.#early.push(output)
        else this.#made.push(output)
      },
      close: (peer) => {
        inStep()
        const link = this.#transport?.linkTo(peer) ?? null
        if (link !== null) this.#made.push({ kind: 'close', link })
      },
      setTimer: (timer, after, spread = 0) => {
        inStep()
        assert(Number.isSafeInteger(after) && after >= 0, '`after` is a number of microseconds')
        assert(Number.isSafeInteger(spread) && spread >= 0, '`spread` is a number of microseconds')
        this.#alarms.set(timer, after + (spread > 0 ? randomBelow(spread) : 0))
      },
      cancelTimer: (timer) => {
        inStep()
        this.#alarms.cancel(timer)
      },
      invoke: (call) => {
        inStep()
        this.#ops += 1
        const op = (life * opsOfLife + this.#ops) as OpId
        records.history({ kind: 'invoke', op, time: this.#sinceOrigin(), call } as HistoryLine)
        return op
      },
      complete: (op, result) => {
        inStep()
        this.#made.push({ kind: 'complete', op, result })
      },
      note: (text) => records.note(text),
      sometimes: (goal, reached = true) => {
        if (reached) count(this.tally.goals, goal)
      },
    }
  }
}

/** Microseconds of this process's monotonic clock. */
const now = (): Micros => Math.floor(performance.now() * 1_000)

const isState = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !('then' in value)

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

/** The store for handlers: outside a step nothing could say what its writes belong to. */
function guarded(store: DurableStore, inStep: () => void): AnyNode['store'] {
  return {
    get: (table, key) => store.get(table, key),
    scan: (table, from, to) => store.scan(table, from, to),
    put: (table, key, value, how) => {
      inStep()
      store.put(table, key, value, how)
    },
    delete: (table, key, how) => {
      inStep()
      store.delete(table, key, how)
    },
    deleteRange: (table, from, to) => {
      inStep()
      store.deleteRange(table, from, to)
    },
  }
}
