// A simulated world: one queue of events, one virtual clock, and the steps of its nodes. A world is
// made once for a system and reset for each seed. The hot path is here: one send and one delivery
// allocate nothing but their place in the queue. Links with faults, streams, disks and the life of
// nodes are beside it.

import type { Ended, Message } from '../actor.ts'
import { assert } from '../assert.ts'
import type { Chooser, DrawKey, DrawName, Odds, RunKey } from '../chooser.ts'
import { Digest } from '../digest.ts'
import { drawOn, hashText, occasionOf } from '../draw.ts'
import type { Chosen } from '../whoever.ts'
import type { Call, Planned, Settled } from '../fault.ts'
import type { History } from '../history.ts'
import { copy, hashPlain, type Plain } from '../plain.ts'
import type { Resume } from '../resume.ts'
import { sampleTable } from '../span-table.ts'
import type { Key } from '../store.ts'
import type { DropWhy } from '../trace.ts'
import { type Micros, type NodeId, nodeId, type OpId } from '../units.ts'
import { Cell, closing, completion, earlySend, type Host, selfSend } from './cell.ts'
import { Channels } from './channels.ts'
import { Choices, purposeHash } from './choices.ts'
import type { System } from './compile.ts'
import { Datagrams } from './datagrams.ts'
import { Disk } from './disk.ts'
import { Disks } from './disks.ts'
import { empty } from './empty.ts'
import { type Damaged, Unreadable } from '../harm.ts'
import { Ledger } from './ledger.ts'
import { Life, type Waits } from './life.ts'
import { Outbox, type OutboxHost } from './outbox.ts'
import { type LinkState, Overlays } from './overlays.ts'
import { EventQueue } from './queue.ts'
import type { Recorder } from './recorder.ts'
import { type Handler, Halt, isPromise, type Stop } from './stop.ts'
import { resume } from './resumed.ts'
import { type Connection, Streams } from './streams.ts'
import { Strikes, type StrikesHost, type Surveyor } from './strikes.ts'
import type { TimerEntry } from './timers.ts'
import * as kinds from './wire.ts'
import type { Parcel } from './wire.ts'
import { Words } from './words.ts'

/** What one run starts from. */
export interface Opening {
  readonly key: RunKey
  readonly plan: readonly Planned[]
  /** in any order; calls at the same instant keep theirs */
  readonly workload: readonly Call[]
  /** null: the seeded one */
  readonly chooser: Chooser | null
  /** hand messages over by copy: a run must be the same */
  readonly byCopy: boolean
  /** also hash the contents of messages and states */
  readonly content: boolean
  readonly recorder: Recorder | null
  /** goes on from there in place of the first boot of the nodes */
  readonly resume?: Resume
  /** told of every crash place that a step reaches while the storm lasts */
  readonly surveyor?: Surveyor
}

/** Called after every step; a sentence stops the run. */
export type Watch = (world: World) => string | null

const fateHash = purposeHash[kinds.fate] as number
const delayHash = purposeHash[kinds.delay] as number
const copyHash = purposeHash[kinds.delayOfCopy] as number

const dropWhys: readonly DropWhy[] = [
  'lost',
  'cut',
  'down',
  'reset',
  'gone',
  'full',
  'unheard',
  'corrupt',
]
/** digest kinds of what is not a step */
const dropDigest = 32
const faultDigest = 64
const crashDigest = 65
const damageDigest = 66

/** State of a node whose `start` has not returned. */
const booting: object = Object.freeze({})

const workloadName: NodeId = nodeId('workload')
const copied = (_table: string, _key: Key, value: unknown): unknown => copy(value as Plain)

/** the workload's position, and that of a name nobody has */
const nowhere = -1

export class World implements Host, StrikesHost, OutboxHost {
  readonly system: System
  readonly queue: EventQueue = new EventQueue()
  readonly cells: readonly Cell[]
  readonly overlays: Overlays
  readonly datagrams: Datagrams
  readonly streams: Streams
  readonly life: Life
  readonly disks: Disks
  readonly strikes: Strikes
  readonly goals: Map<string, number> = new Map()
  /** when each entry of the plan struck, by its id */
  readonly struckAt: Map<number, Micros> = new Map()
  recorder: Recorder | null = null
  events = 0
  timerOrder = 0
  /** whether something happened at the very instant at which the last `run` ended */
  busy = false

  readonly #digest: Digest = new Digest()
  readonly #content: Digest = new Digest()
  readonly #words: Words = new Words()
  readonly #channels: Channels
  readonly #choices: Choices
  readonly #ledger: Ledger = new Ledger()
  readonly #outbox: Outbox
  #withContent = false
  #byCopy = false
  #looksAtOutputs = false
  /** somebody records, hashes contents or waits for events: each step is looked at */
  #observed = false
  /** somebody records, or there are streams: what arrives is looked at */
  #besides = false
  /** neither chooser nor recorder nor order of datagrams: a healthy send takes the short way */
  #short = true
  #hi = 0
  #lo = 0
  #workload: readonly Call[] = []
  #nextCall = 0
  /** slot of the next call's mail, or -1 */
  #mailSlot = -1
  /** goals that the step under way has reached, while anything waits for one */
  readonly #reached: string[] = []

  // The step under way, or just made; null between steps.
  #stepCell: Cell | null = null
  #stepKind = 0
  #stepWord = 0
  #stepNth = 0
  #stepFrom = nowhere

  constructor(system: System) {
    this.system = system
    this.cells = system.ids.map(
      (id, at) => new Cell(id, at, system.actors[at] as Cell['actor'], this),
    )
    this.overlays = new Overlays(system)
    this.datagrams = new Datagrams(this, this.overlays)
    this.streams = new Streams(this, this.overlays)
    this.life = new Life(this)
    this.disks = new Disks(this)
    this.strikes = new Strikes(this)
    this.#channels = new Channels(system, this.#words)
    this.#choices = new Choices(system, this.#words)
    this.#outbox = new Outbox(this)
  }

  get now(): Micros {
    return this.queue.now
  }

  // ---- a run

  reset(opening: Opening): void {
    this.queue.reset()
    this.overlays.reset()
    this.datagrams.reset()
    this.streams.reset()
    this.life.reset()
    this.disks.reset()
    empty(this.goals)
    empty(this.struckAt)
    this.events = 0
    this.timerOrder = 0
    this.busy = false
    this.#digest.reset()
    this.#content.reset()
    const forgot = this.#words.reset()
    this.#channels.reset(forgot)
    this.#choices.reset(opening.key, opening.chooser, opening.recorder)
    this.#ledger.reset()
    this.#outbox.count = 0
    this.recorder = opening.recorder
    this.#withContent = opening.content
    this.#byCopy = opening.byCopy
    this.#looksAtOutputs = opening.byCopy || opening.recorder !== null
    this.#observed = opening.content || opening.recorder !== null
    this.#besides = opening.recorder !== null || this.system.anyStream
    this.#short = opening.chooser === null && opening.recorder === null && !this.system.network.fifo
    this.#hi = opening.key.hi
    this.#lo = opening.key.lo
    this.#stepCell = null
    for (const cell of this.cells) {
      cell.empty()
      if (forgot) cell.heard = 0
      if (opening.resume === undefined) this.life.restart(cell)
    }
    this.strikes.reset(opening.plan, opening.surveyor)
    this.#workload = opening.workload.toSorted((a, b) => a.at - b.at)
    this.#nextCall = 0
    this.#scheduleCall()
    opening.recorder?.begin(this.system.ids)
    if (opening.resume !== undefined) this.#resume(opening.resume)
  }

  #resume(from: Resume): void {
    resume(this, from)
    this.#words.resume(from.sent, from.delivered)
    this.#ledger.resume(from.history)
    for (const [goal, times] of from.goals) this.goals.set(goal, times)
  }

  /** The node is there as if it had just taken a step; no event of this world made it. */
  appears(cell: Cell): void {
    this.recorder?.start(this.queue.now, cell)
    this.recorder?.stepped(cell.index, cell.state)
  }

  /** A message that was on its way before this world leaves again. */
  flies(from: Cell, to: number, message: Message): void {
    this.#send(from, from.index === to ? selfSend : earlySend, to, message, 0, 0)
  }

  /** Runs everything that is due by `until`; virtual time is `until` then. */
  run(until: Micros, watch: Watch | null): Stop {
    for (;;) {
      const stop = this.#runOn(until, watch)
      if (stop !== null) return stop
    }
  }

  /** @returns null when a step met a row that cannot be read: its node is down, all else goes on */
  #runOn(until: Micros, watch: Watch | null): Stop | null {
    const { queue } = this
    try {
      for (let slot = queue.pop(until); slot >= 0; slot = queue.pop(until)) {
        this.#happen(slot)
        if (watch !== null && this.#stepCell !== null) {
          const why = watch(this)
          if (why !== null) return { kind: 'broken', why }
        }
      }
    } catch (error) {
      const cell = this.#stepCell
      if (!(error instanceof Unreadable) || cell === null) return this.#stopped(error)
      this.life.readFailed(cell, error.fault)
      return null
    }
    this.busy = queue.now >= until
    queue.now = Math.max(queue.now, until)
    return { kind: 'until' }
  }

  /**
   * Entries that nobody planned are added to the plan; those that are due strike at once. Between
   * two calls of `run` only.
   */
  inject(planned: readonly Planned[]): void {
    this.#stepCell = null
    this.strikes.inject(planned)
  }

  /** A call is added to the workload, between two calls of `run`; it is due now or later. */
  ask(call: Call): void {
    assert(call.at >= this.queue.now, 'nobody asks in the past')
    const later = this.#workload.findIndex((one, at) => at >= this.#nextCall && one.at > call.at)
    const at = later === -1 ? this.#workload.length : later
    this.#workload = this.#workload.toSpliced(at, 0, call)
    if (this.#mailSlot >= 0) this.queue.cancel(this.#mailSlot)
    this.#scheduleCall()
  }

  #stopped(error: unknown): Stop {
    const cell = this.#stepCell
    if (error instanceof Halt) return error.stop
    if (cell === null) throw error
    return { kind: 'threw', node: cell.id, handler: this.#handler(), step: this.stepName(), error }
  }

  /** The event of a slot happens; the slot is free before anything else is pushed. */
  #happen(slot: number): void {
    const { queue } = this
    const at = slot << 2
    const word = queue.words[at] as number
    const a = queue.words[at + 1] as number
    const b = queue.words[at + 2] as number
    const c = queue.words[at + 3] as number
    const body = queue.body[slot]
    queue.release(slot)
    const kind = word & 15
    if (kind > kinds.lost) return this.#beside(slot, kind, a, c, body)
    const cell = this.cells[a] as Cell
    const event = this.#besides && kind !== kinds.timer ? this.#leaves(slot, kind, a, b, c) : 0
    if (cell.gated && cell.up && kind !== kinds.boot) {
      this.#stepCell = null
      return this.life.waits(cell, { word, a, b, c, body, event })
    }
    if (kind === kinds.arrive) this.#receive(cell, word, b, c, body as Message, event)
    else this.#step(cell, word, b, c, body, event)
  }

  /** What has come leaves the lane of its stream. @returns its cause in the trace, or 0 */
  #leaves(slot: number, kind: number, to: number, from: number, serial: number): number {
    const { recorder, streams } = this
    const event = recorder !== null && kind === kinds.arrive ? recorder.taken(slot) : 0
    if (kind === kinds.lost) streams.lostArrived(slot, to, from, serial)
    if (kind !== kinds.arrive || from < 0 || from === to || !this.system.anyStream) return event
    if (this.system.isStream(from, to)) streams.arrived(slot, from, to)
    return event
  }

  #step(cell: Cell, word: number, b: number, c: number, body: unknown, event: number): void {
    switch (word & 15) {
      case kinds.arrive:
        return this.#receive(cell, word, b, c, body as Message, event)
      case kinds.timer:
        return this.#expire(cell, word, c, body as TimerEntry)
      case kinds.boot:
        return this.#boot(cell)
      case kinds.lost:
        return this.#lost(cell, b, c, body as Ended)
      default:
        this.#stepCell = null
        return this.#outbox.synced(cell)
    }
  }

  /** What is no step of a node. */
  #beside(slot: number, kind: number, a: number, c: number, body: unknown): void {
    this.#stepCell = null
    switch (kind) {
      case kinds.fault:
        return this.strikes.due(slot, a)
      case kinds.mail:
        return this.#mail()
      case kinds.dial:
        return this.streams.dialled(body as Connection, c)
      case kinds.stalled:
        return this.streams.stalledFor(body as Connection)
      case kinds.serve:
        return this.life.served(this.cells[a] as Cell, body as Waits)
      default:
        assert(false, `the queue holds known events, not ${kind}`)
    }
  }

  /** An event that had to wait happens now. */
  dispatch({ word, a, b, c, body, event }: Waits): void {
    this.#step(this.cells[a] as Cell, word, b, c, body, event)
  }

  /** A message that had to wait finds its node dead. */
  discard({ word, a, b, c, event }: Waits): void {
    this.#drop(b, a, word >> kinds.whatShift, c, word, 'down', null, event)
  }

  /** Heals everything, lets everyone run, starts who is down; the plan's later entries are void. */
  calm(): void {
    this.#stepCell = null
    this.strikes.calm()
  }

  // ---- steps

  /** @returns false when a planned crash fell before the step */
  #begin(cell: Cell, kind: number, word: number, nth: number, from: number): boolean {
    this.#stepCell = cell
    this.#stepKind = kind
    this.#stepWord = word
    this.#stepNth = nth
    this.#stepFrom = from
    this.#outbox.count = 0
    if (this.strikes.watching && !this.#stillThere(cell, kind, word)) return false
    this.events += 1
    const hash = ((this.#words.hash[word] as number) + Math.imul(nth, 0x9e3779b1)) | 0
    this.#digest.event(this.queue.now, kind, cell.index, from, hash)
    return true
  }

  #stillThere(cell: Cell, kind: number, word: number): boolean {
    this.#reached.length = 0
    this.strikes.place(cell, this.stepName(), 'before', 0)
    if (kind === kinds.arrive) this.strikes.message('before', this.#words.text(word))
    return cell.up
  }

  #receive(
    cell: Cell,
    word: number,
    from: number,
    nth: number,
    message: Message,
    event: number,
  ): void {
    const what = word >> kinds.whatShift
    if (cell.state === null || !this.#begin(cell, kinds.arrive, what, nth, from)) {
      this.#stepCell = null
      return this.#drop(from, cell.index, what, nth, word, 'down', null, event)
    }
    if (what > 30 || (cell.heard & (1 << what)) === 0) this.#hears(cell, what, message.kind)
    const counts = this.#words.delivered
    counts[what] = (counts[what] as number) + 1
    const peer = from === nowhere ? workloadName : (this.system.ids[from] as NodeId)
    if (this.#observed) this.#seeMessage(cell, event, word, peer, message)
    const returned: unknown = cell.actor.receive(cell, cell.state, message, peer)
    if (returned !== undefined) this.#returned(returned)
    this.#end(cell)
    if (this.strikes.watching) this.strikes.message('on', message.kind)
  }

  /** The kinds that came before are known by a bit each, as far as there are bits. */
  #hears(cell: Cell, what: number, message: string): void {
    const heard = this.system.heard[cell.index] as ReadonlySet<string> | null
    if (heard !== null && !heard.has(message)) {
      throw new Halt({ kind: 'unheard', node: cell.id, step: this.stepName(), message })
    }
    if (what <= 30) cell.heard |= 1 << what
  }

  #seeMessage(cell: Cell, event: number, word: number, from: NodeId, message: Message): void {
    if (this.#withContent) this.#mixContent(message)
    const copyOf = (word & kinds.copyBit) === 0 ? 1 : 2
    this.recorder?.receive(this.queue.now, cell, event, this.stepName(), copyOf, from, message)
  }

  #expire(cell: Cell, word: number, nth: number, entry: TimerEntry): void {
    cell.forget(entry)
    if (
      cell.state === null ||
      !this.#begin(cell, kinds.timer, word >> kinds.whatShift, nth, nowhere)
    ) {
      this.#stepCell = null
      return
    }
    const { actor } = cell
    this.recorder?.expire(this.queue.now, cell, entry, nth)
    if (actor.expire === undefined) {
      return assert(false, `an actor that sets timers has "expire" (${entry.timer.kind})`)
    }
    const returned: unknown = actor.expire(cell, cell.state, entry.timer)
    if (returned !== undefined) this.#returned(returned)
    this.#end(cell)
  }

  #boot(cell: Cell): void {
    this.life.begins(cell)
    cell.state = booting
    if (!this.#begin(cell, kinds.boot, this.word('start'), cell.life, nowhere)) {
      this.#stepCell = null
      return
    }
    this.recorder?.start(this.queue.now, cell)
    const state: unknown = cell.actor.start(cell)
    if (typeof state !== 'object' || state === null || isPromise(state)) this.#returned(state)
    cell.state = state as object
    this.#end(cell)
  }

  #lost(cell: Cell, peer: number, serial: number, why: Ended): void {
    const { actor, state } = cell
    this.#stepCell = null
    if (!this.streams.told(cell.index, peer, serial)) return
    if (state === null || actor.lost === undefined) return
    cell.lostCount += 1
    if (!this.#begin(cell, kinds.lost, this.word('lost'), cell.lostCount, peer)) {
      this.#stepCell = null
      return
    }
    const id = this.system.ids[peer] as NodeId
    this.recorder?.lost(this.queue.now, cell, id, why)
    const returned: unknown = actor.lost(cell, state, id, why)
    if (returned !== undefined) this.#returned(returned)
    this.#end(cell)
  }

  #returned(value: unknown): void {
    const cell = this.#stepCell as Cell
    const [node, handler, step] = [cell.id, this.#handler(), this.stepName()]
    throw new Halt({ kind: 'returned', node, handler, step, promise: isPromise(value) })
  }

  #handler(): Handler {
    if (this.#stepKind === kinds.arrive) return 'receive'
    if (this.#stepKind === kinds.timer) return 'expire'
    return this.#stepKind === kinds.boot ? 'start' : 'lost'
  }

  /** The name of the step just made, by its cause: `append#3 n1>n2`, `election#5 at n2`. */
  stepName(): string {
    const cell = this.#stepCell
    if (cell === null) return ''
    const isMessage = this.#stepKind === kinds.arrive
    const [from, to] = isMessage ? [this.#stepFrom, cell.index] : [cell.index, nowhere]
    return this.#choices.inWords(from, to, this.#stepWord, this.#stepNth)
  }

  get stepNode(): NodeId | null {
    return this.#stepCell?.id ?? null
  }

  #end(cell: Cell): void {
    if (this.#observed) {
      this.recorder?.stepped(cell.index, cell.state)
      if (this.#withContent) this.#mixContent(cell.state)
    }
    const { disk } = cell
    if (this.strikes.watching || (disk !== null && disk.busy)) return this.#outbox.endStep(cell)
    const { count, kind, to, body } = this.#outbox
    const event = this.recorder === null ? 0 : this.recorder.current
    for (let at = 0; at < count; at++) {
      this.leave(cell, kind[at] as number, to[at] as number, body[at], 0, event)
      body[at] = null
    }
  }

  // ---- outputs

  output(kind: number, to: number, body: unknown): void {
    if (this.#looksAtOutputs && kind <= completion) this.#lookAtOutput(kind, to, body)
    else this.#outbox.put(kind, to, body)
  }

  /** What is sent or told never changes again from here on, also while it waits for the disk. */
  #lookAtOutput(kind: number, to: number, body: unknown): void {
    this.#outbox.put(kind, to, this.#byCopy ? copy(body as Plain) : body)
    if (this.recorder === null || this.#stepCell === null) return
    this.recorder.says(this.#stepCell, kind === completion ? to : null, body)
  }

  leave(cell: Cell, kind: number, to: number, body: unknown, serial: number, event: number): void {
    if (kind <= selfSend) this.#send(cell, kind, to, body as Message, serial, event)
    else if (kind === completion) this.#complete(cell, to, body, event)
    else if (kind === closing && this.system.isStream(cell.index, to)) {
      this.streams.close(cell.index, to, serial)
    }
  }

  #send(
    cell: Cell,
    kind: number,
    to: number,
    message: Message,
    serial: number,
    event: number,
  ): void {
    const from = cell.index
    if (to < 0) return this.#drop(from, nowhere, this.word(message.kind), 0, 0, 'gone', null, event)
    const channel = this.#channels.of(from, to, message.kind)
    const { what } = channel
    const nth = (channel.nth += 1)
    const counts = this.#words.sent
    counts[what] = (counts[what] as number) + 1
    const { system } = this
    const short = this.#short && from !== to && !(system.anyStream && system.isStream(from, to))
    const state = short ? this.overlays.at(from, to) : null
    if (from === to && this.recorder === null) {
      this.queue.after(0, kinds.arrive | (what << kinds.whatShift), to, from, nth, message)
    } else if (state === null || !state.simple) {
      this.#sendSlowly(cell, kind, to, what, nth, message, serial, event)
    } else {
      const words = this.#channels.hash(channel, from, to)
      this.#meetsFate(state, words, what, to, from, nth, message)
    }
    if (this.strikes.watching) this.strikes.message('after-send', message.kind)
  }

  #meetsFate(
    state: LinkState,
    words: number,
    what: number,
    to: number,
    from: number,
    nth: number,
    message: Message,
  ): void {
    const occasion = occasionOf(this.#hi, this.#lo, words, nth)
    const word = kinds.arrive | (what << kinds.whatShift)
    if (!state.fateful) return this.#arrives(word, to, from, nth, message, occasion, delayHash)
    const fate = drawOn(occasion, fateHash)
    if (fate < state.lossBelow) return this.#drop(from, to, what, nth, word, 'lost', null, 0)
    this.#arrives(word, to, from, nth, message, occasion, delayHash)
    if (fate < state.twiceFrom) return
    this.#arrives(word | kinds.copyBit, to, from, nth, message, occasion, copyHash)
  }

  /** It draws itself: half of all words are no small numbers and would be handed over as objects. */
  #arrives(
    word: number,
    to: number,
    from: number,
    nth: number,
    message: Message,
    occasion: number,
    purpose: number,
  ): void {
    const delay = sampleTable(this.system.latency, drawOn(occasion, purpose))
    this.queue.after(delay, word, to, from, nth, message)
  }

  #sendSlowly(
    cell: Cell,
    kind: number,
    to: number,
    what: number,
    nth: number,
    message: Message,
    serial: number,
    cause: number,
  ): void {
    const from = cell.index
    let event = 0
    if (this.recorder !== null) {
      const name = this.#choices.inWords(from, to, what, nth)
      const peer = this.system.ids[to] as NodeId
      const early = kind === earlySend
      event = this.recorder.send(this.queue.now, cell, cause, name, peer, message, early)
    }
    const parcel: Parcel = { from, to, what, nth, copy: 1, message, event }
    if (from === to) this.arriveAt(this.queue.now, parcel)
    else if (this.system.isStream(from, to)) this.streams.send(parcel, serial)
    else this.datagrams.send(parcel)
  }

  // ---- what nodes and the parts of the world ask for

  word(text: string): number {
    return this.#words.of(text)
  }

  timerWord(kind: string): number {
    return this.#words.ofTimer(kind)
  }

  textOf(what: number): string {
    return this.#words.text(what)
  }

  isUp(node: number): boolean {
    return (this.cells[node] as Cell).up
  }

  closed(node: number, peer: number, serial: number): void {
    const cell = this.cells[node] as Cell
    if (!cell.gated) return
    for (const { word, a, b, c, event } of this.life.takeClosed(cell, peer, serial)) {
      this.#drop(b, a, word >> kinds.whatShift, c, word, 'reset', null, event)
    }
  }

  idOf(node: number): NodeId {
    return node === nowhere ? workloadName : (this.system.ids[node] as NodeId)
  }

  indexOf(id: string): number {
    return this.system.index.get(id) ?? nowhere
  }

  indexAfter(last: number, self: number, id: string): number {
    const next = last + 1 === self ? last + 2 : last + 1
    return this.system.ids[next] === id ? next : this.indexOf(id)
  }

  diskOf(cell: Cell): Disk {
    if (cell.disk === null) {
      cell.disk = new Disk()
      if (this.recorder !== null) {
        cell.disk.listener = this.recorder.writes(cell, () => this.queue.now)
      } else if (this.#byCopy) cell.disk.listener = copied
    }
    return cell.disk
  }

  decide(purpose: number, what: number, from: number, to: number, nth: number, odds: Odds): number {
    return this.#choices.decide(purpose, what, from, to, nth, odds)
  }

  timerHash(cell: Cell, what: number): number {
    return this.#choices.hashAt(cell.index, what)
  }

  jitterOf(cell: Cell, entry: TimerEntry, nth: number, spread: Micros): Micros {
    return this.#choices.jitterOf(cell.index, entry.what, entry.hash, nth, spread)
  }

  randomOf(cell: Cell, below: number, what: string): number {
    return this.#choices.randomOf(cell.index, below, what)
  }

  /** The words of a packed draw. */
  nameOf(key: DrawKey): DrawName {
    return this.#choices.nameOf(key)
  }

  /** What the seed alone chooses, whoever is asked in this world. */
  seeded(key: DrawKey, odds: Odds): number {
    return this.#choices.seeded(key, odds)
  }

  arriveAt(at: Micros, parcel: Parcel): number {
    const copied = parcel.copy === 2 ? kinds.copyBit : 0
    const word = kinds.arrive | copied | (parcel.what << kinds.whatShift)
    const slot = this.queue.push(at, word, parcel.to, parcel.from, parcel.nth, parcel.message)
    this.recorder?.caused(slot, parcel.event)
    return slot
  }

  takeBack(slot: number): Parcel {
    const { queue } = this
    const [word, to, from, nth] = queue.wordsOf(slot)
    const what = word >> kinds.whatShift
    const copyOf = (word & kinds.copyBit) === 0 ? 1 : 2
    const message = queue.body[slot] as Message
    const event = this.recorder?.taken(slot) ?? 0
    queue.cancel(slot)
    return { from, to, what, nth, copy: copyOf, message, event }
  }

  dropped(parcel: Parcel, why: DropWhy, fault: number | null): void {
    const word = parcel.copy === 2 ? kinds.copyBit : 0
    const { from, to, what, nth, event } = parcel
    this.#drop(from, to, what, nth, word, why, fault, event)
  }

  #drop(
    from: number,
    to: number,
    what: number,
    nth: number,
    word: number,
    why: DropWhy,
    fault: number | null,
    event: number,
  ): void {
    this.events += 1
    const hash = ((this.#words.hash[what] as number) + Math.imul(nth, 0x9e3779b1)) | 0
    this.#digest.event(this.queue.now, dropDigest + dropWhys.indexOf(why), to, from, hash)
    if (this.recorder === null) return
    const copyOf = (word & kinds.copyBit) === 0 ? 1 : 2
    const node = to === nowhere ? null : this.idOf(to)
    const name = this.#choices.inWords(from, to, what, nth)
    this.recorder.drop(this.queue.now, node, event, name, copyOf, why, fault)
  }

  tellLost(at: Micros, node: number, peer: number, why: Ended, serial: number): number {
    return this.queue.push(at, kinds.lost, node, peer, serial, why)
  }

  timerSet(entry: TimerEntry): void {
    this.recorder?.timerSet(entry)
  }

  crashed(cell: Cell, undone: readonly number[], fault: number): void {
    this.events += 1
    this.#digest.event(this.queue.now, crashDigest, cell.index, undone.length, cell.life)
    this.recorder?.crash(this.queue.now, cell, this.stepName(), undone, fault)
  }

  damaged(cell: Cell, what: Damaged): void {
    this.events += 1
    const row = hashText(`${what.table} ${String(what.key)}`)
    this.#digest.event(this.queue.now, damageDigest, cell.index, hashText(what.harm), row)
    const cause = this.#stepCell === cell ? (this.recorder?.current ?? 0) : 0
    this.recorder?.damaged(this.queue.now, cell, cause, what)
  }

  /** Whom the faults of a role have struck, by the first entry of each occurrence. */
  get chosen(): ReadonlyMap<number, Chosen> {
    return this.strikes.chosen
  }

  whoHas(role: string, among: readonly NodeId[]): NodeId | null {
    let best: { id: NodeId; term: number } | null = null
    for (const id of among) {
      const at = this.indexOf(id)
      const view = this.system.views[at] ?? null
      const state = this.cells[at]?.state ?? null
      if (view === null || state === null) continue
      const { name, term } = view.role(state)
      if (name === role && (best === null || (term ?? 0) > best.term))
        best = { id, term: term ?? 0 }
    }
    return best?.id ?? null
  }

  struck(planned: Settled): void {
    this.events += 1
    this.struckAt.set(planned.id, this.queue.now)
    this.#digest.event(this.queue.now, faultDigest, hashText(planned.fault.kind), planned.id, 0)
    this.recorder?.fault(this.queue.now, planned)
  }

  // ---- the workload and the history

  #scheduleCall(): void {
    const call = this.#workload[this.#nextCall]
    this.#mailSlot =
      call === undefined
        ? -1
        : this.queue.push(Math.max(this.queue.now, call.at), kinds.mail, 0, 0, 0, null)
  }

  #mail(): void {
    const call = this.#workload[this.#nextCall++] as Call
    const nth = this.#nextCall
    this.#scheduleCall()
    const to = this.indexOf(call.client)
    assert(to !== nowhere, `the workload goes to nodes of the system, not "${call.client}"`)
    const cell = this.cells[to] as Cell
    const word = kinds.arrive | (this.word(call.message.kind) << kinds.whatShift)
    const body = this.#byCopy ? copy(call.message) : call.message
    const waits: Waits = { word, a: to, b: nowhere, c: nth, body, event: 0 }
    if (cell.gated && cell.up) this.life.waits(cell, waits)
    else this.dispatch(waits)
  }

  invoked(cell: Cell, call: unknown): OpId {
    const { next } = this.#ledger
    const { now } = this.queue
    this.recorder?.invoke(now, cell, next, call)
    return this.#ledger.open(cell.id, this.#byCopy ? copy(call as Plain) : call, now)
  }

  completes(cell: Cell, op: OpId): void {
    this.#ledger.completes(cell.id, op)
  }

  #complete(cell: Cell, op: number, result: unknown, event: number): void {
    const { now } = this.queue
    this.#ledger.close(cell.id, op, result, now)
    this.recorder?.complete(now, cell, event, op as OpId, result)
  }

  history(): History {
    return this.#ledger.history()
  }

  noted(cell: Cell, text: string): void {
    this.recorder?.note(this.queue.now, cell, text)
  }

  reached(cell: Cell, goal: string): void {
    this.goals.set(goal, (this.goals.get(goal) ?? 0) + 1)
    this.recorder?.goal(this.queue.now, cell, goal)
    if (this.strikes.watching) this.#reached.push(goal)
  }

  /** Faults that wait for a goal strike when its step has been made, not in the midst of it. */
  strikeGoals(): void {
    if (this.#reached.length === 0) return
    for (const goal of this.#reached.splice(0)) this.strikes.goal(goal)
  }

  // ---- what others read

  stateOf(node: number): object | null {
    return (this.cells[node] as Cell).state
  }

  /** Messages of a kind that have left. */
  sentOf(kind: string): number {
    return this.#words.sentOf(kind)
  }

  /** Messages of all kinds that have left. */
  sentInAll(): number {
    return this.#words.sent.reduce((sum, count) => sum + count, 0)
  }

  /** Messages of a kind that were received. */
  deliveredOf(kind: string): number {
    return this.#words.deliveredOf(kind)
  }

  digest(): string {
    return this.#digest.hex()
  }

  /** Digest of contents too; null unless the opening asked for it. */
  content(): string | null {
    return this.#withContent ? this.#content.hex() : null
  }

  #mixContent(value: unknown): void {
    const { hi, lo } = hashPlain(value)
    this.#content.event(this.queue.now, 1, hi, lo, 0)
  }
}
