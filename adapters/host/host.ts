// The real node: one actor, its steps one at a time, its outputs in line behind the disk. Sockets
// and files are behind the transport and the store; what dies here takes the process with it.

import type { AnyActor, AnyNode, Ended, Message, Timer } from '../../sim/actor.ts'
import { assert } from '../../sim/assert.ts'
import type { Fault } from '../../sim/fault.ts'
import { generatorOf } from '../../sim/generator.ts'
import type { DropWhy } from '../../sim/trace.ts'
import type { Micros, NodeId, OpId } from '../../sim/units.ts'
import { nodeId } from '../../sim/units.ts'
import { Alarms } from './alarms.ts'
import { since } from './clock.ts'
import { Doom, type Lose } from './doom.ts'
import { type Behind, faceOf } from './face.ts'
import { Gate } from './gate.ts'
import { type HistoryLine, opOf } from '../records/history-file.ts'
import type { DurableStore, StoreEvents } from '../leveldb/leveldb.ts'
import { Line } from './line.ts'
import { NodeClock } from './node-clock.ts'
import { Pace } from './pace.ts'
import { nextLink } from './next-link.ts'
import { Pressure } from './pressure.ts'
import type { Snapshot } from '../process/mail.ts'
import type { Records } from '../records/records.ts'
import type { Cause } from '../records/recording.ts'
import type { Scribe } from '../records/scribe.ts'
import { count, noTally, type Tally } from '../records/tally.ts'
import { isPassing, type Ears, type Link, type Mark, type Transport } from '../transport.ts'

export interface HostOptions {
  readonly id: NodeId
  readonly actor: AnyActor
  /** from 1, one more at each start of the process */
  readonly life: number
  /** the machine's monotonic clock when the run began, nanoseconds */
  readonly origin: bigint
  /** of the run: draws what slow steps take */
  readonly seed: number
  /** outputs that may stand in line before sockets are read no more */
  readonly heldMax: number
  readonly records: Records
  /** writes down every step; null: nobody does */
  readonly scribe: Scribe | null
}

/** Of the outputs that may stand in line. */
export const heldMaxDefault = 1_024

type Output =
  /** `said` counts the sends of this life */
  | {
      readonly kind: 'send'
      readonly link: Link
      readonly message: Message
      readonly said: number
    }
  | { readonly kind: 'close'; readonly link: Link }
  | { readonly kind: 'self'; readonly message: Message; readonly said: number }
  | { readonly kind: 'complete'; readonly op: OpId; readonly result: unknown }

/** One actor at work. The owner opens its transport and store, starts it and closes them again. */
export class Host implements Ears, StoreEvents, Behind {
  readonly #options: HostOptions
  readonly id: NodeId
  readonly #alarms: Alarms
  readonly #line = new Line<Output>((output) => this.#leave(output))
  readonly tally: Tally = noTally()
  #store: DurableStore | null = null
  #transport: Transport | null = null
  #state: object | null = null
  #node: AnyNode | null = null
  /** the step under way, or null between steps */
  #step: string | null = null
  #made: Output[] = []
  #early: Output[] = []
  readonly #gate = new Gate()
  readonly #clock: NodeClock
  readonly #pace: Pace
  readonly #pressure: Pressure
  #frozen = false
  #doom: Doom | null = null
  #dead = false
  #ops = 0
  #said = 0
  /** by peer: messages that have left for it in this life */
  readonly #left = new Map<NodeId, number>()

  constructor(options: HostOptions) {
    this.#options = options
    this.id = options.id
    this.#pressure = new Pressure(
      options.heldMax,
      () => this.#transport?.pause(),
      () => this.#gate.isOpen && !this.#dead && this.#transport?.resume(),
    )
    const { origin, seed, life } = options
    this.#clock = new NodeClock(origin, () => this.#alarms.turned())
    this.#pace = new Pace({
      gate: this.#gate,
      draws: (name) => generatorOf(seed, `${options.id} life ${life} ${name}`),
      faults: this.tally.faults,
    })
    this.#alarms = new Alarms({
      clock: this.#clock,
      due: (expire) => this.#pace.pass(expire),
      expire: (timer) => this.#expire(timer),
    })
  }

  /** First step of this life. What came before it is heard after it. */
  start(store: DurableStore, transport: Transport): void {
    this.#store = store
    this.#transport = transport
    this.#clock.start()
    const { scribe } = this.#options
    scribe?.begins(store.rows())
    const node = scribe?.face(faceOf(this, store)) ?? faceOf(this, store)
    this.#node = node
    this.#run('start', { kind: 'start' }, () => {
      const state: unknown = this.#options.actor.start(node)
      assert(isState(state), 'start returns a State, which is an object')
      this.#state = state
    })
    this.#goOn()
  }

  /** Its State between two steps, not to be changed; null before `start` and after death. */
  get state(): object | null {
    return this.#dead ? null : this.#state
  }

  /** Outputs that wait for the disk. */
  get held(): number {
    return this.#line.length
  }

  /** What came and waits for its turn, because steps take their time. */
  get waiting(): number {
    return this.#pace.waiting
  }

  /** What is to be seen of it between two steps. */
  snapshot(): Snapshot {
    const { state, tally, held, at } = this
    return { state, tally, held, at, clock: this.clock(), wall: this.wallClock() }
  }

  /**
   * No step runs until `thaw`; what comes meanwhile waits its turn.
   * @param nth of the standstill, which is the same at every node
   */
  freeze(nth: number = 0): void {
    this.#frozen = true
    this.#standStill()
    const clocks = { clock: this.clock(), wall: this.wallClock() }
    this.#options.scribe?.still(nth, this.state, clocks, this.#alarms.list())
  }

  thaw(): void {
    this.#frozen = false
    this.#goOn()
  }

  /**
   * It will be killed.
   * @param ready called once, when it stands where the crash is meant to find it
   */
  doom(lose: Lose, ready: (bites: boolean) => void): void {
    const store = this.#store
    if (store === null || this.#state === null || this.#dead) return ready(false)
    this.#doom ??= new Doom(lose, {
      ...{ store, line: this.#line, ready },
      standStill: () => this.#standStill(),
    })
  }

  /**
   * A fault of its clock or of its pace, or the end of one.
   * @param at when it struck; of its machine's clock that may have been before this life
   */
  fault(id: number, fault: Fault, at: Micros): void {
    const when = this.#state === null ? at : this.at
    if (fault.kind === 'slow') this.#pace.slow(id, fault)
    else if (fault.kind === 'end') {
      this.#clock.end(fault.of, when)
      this.#pace.end(fault.of)
    } else this.#clock.fault(id, fault, when)
  }

  /** Every fault ends: the clock is true, steps take no time. */
  calm(): void {
    this.#clock.makeTrue()
    this.#pace.endAll()
  }

  /** Mail of the workload. */
  mail(message: Message): void {
    this.receive(nodeId('workload'), message, null)
  }

  /** No further step, ever. The owner closes transport and store. */
  stop(): void {
    this.#dead = true
    this.#line.clear()
    this.#alarms.stop()
    this.#pace.stop()
    this.#doom?.stop()
  }

  #standStill(): void {
    this.#gate.shut()
    this.#alarms.stop()
    this.#transport?.pause()
  }

  /** Steps run again, unless something else keeps them from it. */
  #goOn(): void {
    if (this.#state === null || this.#frozen || this.#doom?.still === true || this.#dead) return
    this.#gate.open()
    if (!this.#gate.isOpen || this.#dead) return
    this.#alarms.go()
    if (!this.#pressure.high) this.#transport?.resume()
  }

  // What the actor asks of its node.

  get inStep(): boolean {
    return this.#step !== null
  }

  clock(): Micros {
    return this.#clock.monotonic()
  }

  wallClock(): Micros {
    return this.#clock.wall()
  }

  /** True time since the run began, whatever its clocks show. */
  get at(): Micros {
    return since(this.#options.origin)
  }

  send(to: NodeId, message: Message, early: boolean): void {
    this.#said += 1
    const said = this.#said
    const link = to === this.id ? null : this.#linkTo(to)
    if (link === null && to !== this.id) return this.dropped(to, message.kind, 'gone')
    const output: Output =
      link === null ? { kind: 'self', message, said } : { kind: 'send', link, message, said }
    if (early) this.#early.push(output)
    else this.#made.push(output)
  }

  close(peer: NodeId): void {
    const link = this.#linkTo(peer)
    if (link !== null) this.#made.push({ kind: 'close', link })
  }

  /** The connection that this step sees, or the next one where the step has closed it. */
  #linkTo(peer: NodeId): Link | null {
    if (this.#transport === null) return null
    const link = this.#transport.linkTo(peer)
    const closed = this.#made.some((one) => one.kind === 'close' && one.link === link)
    return closed ? nextLink(this.#transport, peer) : link
  }

  setTimer(timer: Timer, after: Micros): void {
    this.#alarms.set(timer, after)
  }

  cancelTimer(timer: Timer): void {
    this.#alarms.cancel(timer)
  }

  invoke(call: unknown): OpId {
    this.#ops += 1
    const op = opOf(this.#options.life, this.#ops)
    this.#history({ kind: 'invoke', op, call })
    return op
  }

  complete(op: OpId, result: unknown): void {
    this.#made.push({ kind: 'complete', op, result })
  }

  note(text: string): void {
    this.#options.records.note(text)
  }

  reached(goal: string): void {
    count(this.tally.goals, goal)
  }

  // What the transport and the store tell.

  receive(from: NodeId, message: Message, mark: Mark | null): void {
    this.#hear(() => {
      const { actor } = this.#options
      count(this.tally.delivered, message.kind)
      const [life, nth] = [mark?.life ?? null, mark?.nth ?? null]
      const cause: Cause = { kind: 'receive', from, message, life, nth }
      this.#handle(`${message.kind} from ${from}`, cause, (node, state) =>
        actor.receive(node, state, message, from),
      )
    })
  }

  lost(peer: NodeId, why: Ended): void {
    this.#hear(() => {
      const { actor } = this.#options
      if (actor.lost === undefined) return
      this.#handle(`lost ${peer}`, { kind: 'lost', peer, why }, (node, state) =>
        actor.lost?.(node, state, peer, why),
      )
    })
  }

  dropped(peer: NodeId, message: string, why: DropWhy): void {
    count(this.tally.dropped, why)
    if (!this.#dead) this.#options.scribe?.dropped(peer, message, why)
  }

  refused(remote: string, why: string): void {
    this.tally.refused += 1
    this.#options.records.refused(remote, why)
  }

  synced(): void {
    if (!this.#dead) this.#options.scribe?.durable(this.#store?.durable ?? 0)
    this.#drain()
  }

  failed(error: Error): void {
    this.#die('sync', error)
  }

  // Steps.

  /** A step when the node may take one: not while it stands still, nor before one that came first. */
  #hear(step: () => void): void {
    this.#gate.pass(() => this.#pace.pass(step))
    this.#feel()
  }

  #expire(timer: Timer): void {
    const { actor } = this.#options
    this.#handle(`expire ${timer.kind}`, { kind: 'expire', timer }, (node, state) => {
      assert(actor.expire !== undefined, 'an actor that sets timers handles their expiry')
      return actor.expire(node, state, timer)
    })
  }

  #handle(step: string, cause: Cause, handler: (node: AnyNode, state: object) => unknown): void {
    this.#run(step, cause, () => {
      assert(this.#node !== null && this.#state !== null, 'a node starts before it hears anything')
      const returned = handler(this.#node, this.#state)
      assert(returned === undefined, 'a handler returns nothing (an async one returns a promise)')
    })
  }

  #run(step: string, cause: Cause, body: () => void): void {
    if (this.#dead) return
    assert(this.#step === null && this.#store !== null, 'steps run one at a time')
    this.#step = step
    const { scribe } = this.#options
    scribe?.step(cause)
    try {
      body()
      // On file before it is on the disk: a kill in between leaves no row that nobody wrote.
      const mark = this.#store.endStep((reached) => scribe?.stepped(this.#state, reached))
      this.#step = null
      for (const output of this.#early.splice(0)) this.#leave(output)
      for (const output of this.#made.splice(0)) this.#line.join(mark, output)
    } catch (error) {
      return this.#die(step, error)
    }
    this.#drain()
    this.#doom?.stepped(this.#store.mark)
  }

  #die(step: string, error: unknown): void {
    if (this.#dead) return
    this.stop()
    if (this.#step !== null) this.#options.scribe?.threw(error)
    this.#options.records.died(step, error)
  }

  // Outputs.

  #drain(): void {
    if (this.#dead) return
    try {
      this.#line.drain(this.#store?.durable ?? 0)
    } catch (error) {
      return this.#die('an output', error)
    }
    this.#feel()
  }

  #feel(): void {
    this.#pressure.feel(this.held + this.#pace.waiting)
  }

  #leave(output: Output): void {
    switch (output.kind) {
      case 'send':
        return this.#post(output.link, output.message, output.said)
      case 'close':
        return output.link.close()
      case 'self':
        return this.#tellItself(output.message, output.said)
      case 'complete':
        return this.#history({ kind: 'complete', op: output.op, result: output.result })
    }
  }

  #post(link: Link, message: Message, said: number): void {
    const nth = this.#leaves(link.peer, said)
    count(this.tally.sent, message.kind)
    link.send(message, nth)
  }

  #tellItself(message: Message, said: number): void {
    const mark: Mark = { life: this.#options.life, nth: this.#leaves(this.id, said) }
    // A turn of its own: a node that talks to itself for ever still hears others.
    setImmediate(() => this.receive(this.id, message, mark))
  }

  /** @returns the number of the message among those of this life to the peer */
  #leaves(to: NodeId, said: number): number {
    const nth = (this.#left.get(to) ?? 0) + 1
    // A caller from outside is never heard of again: it would be remembered for nothing.
    if (!isPassing(to)) this.#left.set(to, nth)
    this.#options.scribe?.left(to, said, nth)
    return nth
  }

  #history(
    what:
      | { kind: 'invoke'; op: OpId; call: unknown }
      | { kind: 'complete'; op: OpId; result: unknown },
  ): void {
    const time = this.at
    this.#options.records.history({ ...what, time } as HistoryLine) // the codec refuses what is not plain
  }
}

const isState = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !('then' in value)
