// A simulated world: one queue of events, one virtual clock, and the steps of its nodes. A world is
// made once for a system and reset for each seed. The hot path is here: one send and one delivery
// allocate nothing but their place in the queue. Links with faults, streams and disks are elsewhere.

import type { Ended, Message } from '../actor.ts'
import { assert } from '../assert.ts'
import {
  type Chooser,
  type DrawKey,
  type DrawName,
  type Odds,
  purposes,
  type RunKey,
} from '../chooser.ts'
import { Digest } from '../digest.ts'
import {
  drawOn,
  evenBelow,
  evenBelowWide,
  hashText,
  mix32,
  occasionOf,
  purposeHashes,
  thresholdsOf,
  weighted,
} from '../draw.ts'
import type { Call, Planned } from '../fault.ts'
import type { History } from '../history.ts'
import { copy, hashPlain } from '../plain.ts'
import { sampleTable } from '../span-table.ts'
import type { DropWhy } from '../trace.ts'
import { type Micros, type NodeId, nodeId, type OpId } from '../units.ts'
import {
  Cell,
  closing,
  completion,
  durableMark,
  earlySend,
  type Host,
  Line,
  selfSend,
  type TimerEntry,
} from './cell.ts'
import type { System } from './compile.ts'
import { Datagrams } from './datagrams.ts'
import { Disk } from './disk.ts'
import { Life, type Waits } from './life.ts'
import { Overlays } from './overlay.ts'
import { EventQueue } from './queue.ts'
import type { Recorder } from './recorder.ts'
import { type Connection, type Pair, Streams } from './streams.ts'
import { Strikes, type StrikesHost } from './strikes.ts'
import type { Parcel } from './wire.ts'
import * as kinds from './wire.ts'

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
}

export type Handler = 'start' | 'receive' | 'expire' | 'lost'

/** Why `run` returned. */
export type Stop =
  | { readonly kind: 'until' }
  /** the watch said what broke */
  | { readonly kind: 'broken'; readonly why: string }
  | {
      readonly kind: 'threw'
      readonly node: NodeId
      readonly handler: Handler
      readonly step: string
      readonly error: unknown
    }
  /** a handler returned something: a promise, say */
  | {
      readonly kind: 'returned'
      readonly node: NodeId
      readonly handler: Handler
      readonly step: string
      readonly promise: boolean
    }
  /** a message reached a node that does not hear its kind */
  | {
      readonly kind: 'unheard'
      readonly node: NodeId
      readonly step: string
      readonly message: string
    }

/** Called after every step; a sentence stops the run. */
export type Watch = (world: World) => string | null

const purposeHash: readonly number[] = purposes.map((purpose) => purposeHashes[purpose])
const fateHash = purposeHash[kinds.fate] as number
const delayHash = purposeHash[kinds.delay] as number
const copyHash = purposeHash[kinds.delayOfCopy] as number
const jitterHash = purposeHash[kinds.jitter] as number

/** Words (kinds, timers, draws) that one system may have. */
const wordsMax = 4_096

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

/** State of a node whose `start` has not returned. */
const booting: object = Object.freeze({})

const workloadName: NodeId = nodeId('workload')
/** the workload's position, and that of a name nobody has */
const nowhere = -1

interface Op {
  readonly id: OpId
  readonly client: NodeId
  readonly call: unknown
  readonly start: Micros
  end: Micros | null
  result: unknown
}

export class World implements Host, StrikesHost {
  readonly system: System
  readonly queue: EventQueue = new EventQueue()
  readonly cells: readonly Cell[]
  readonly overlays: Overlays
  readonly datagrams: Datagrams
  readonly streams: Streams
  readonly life: Life
  readonly goals: Map<string, number> = new Map()
  /** when each entry of the plan struck, by its id */
  readonly struckAt: Map<number, Micros> = new Map()
  events = 0
  timerOrder = 0

  readonly #strikes: Strikes
  readonly #digest: Digest = new Digest()
  readonly #content: Digest = new Digest()
  #withContent = false
  #byCopy = false
  #chooser: Chooser | null = null
  #recorder: Recorder | null = null
  /** neither chooser nor recorder nor order of datagrams: the short way is open */
  #short = true
  #hi = 0
  #lo = 0

  // Words: kinds of messages, of timers, names of draws. The text alone decides what is drawn.
  readonly #words: string[] = []
  readonly #wordHash: number[] = []
  readonly #wordIndex = new Map<string, number>()
  readonly #timerWords = new Map<string, number>()
  #sent: number[] = []
  #delivered: number[] = []
  readonly #drawCounts = new Map<number, number>()

  // Messages counted by (link, word) up to 64 nodes, by (sender, word) above.
  #channelWords = 8
  #counts: Int32Array
  /** hash of the words of a channel's draws; 0 = not computed */
  #channelHash: Int32Array

  #plan: readonly Planned[] = []
  #workload: readonly Call[] = []
  #nextCall = 0
  #history: Op[] = []

  // The step under way.
  #stepCell: Cell | null = null
  #stepKind = 0
  #stepWord = 0
  #stepNth = 0
  #stepFrom = nowhere
  #outKind: number[] = []
  #outTo: number[] = []
  #outBody: unknown[] = []
  #outCount = 0

  constructor(system: System) {
    this.system = system
    this.cells = system.ids.map(
      (id, at) => new Cell(id, at, system.actors[at] as Cell['actor'], this),
    )
    this.overlays = new Overlays(system)
    this.datagrams = new Datagrams(this, this.overlays)
    this.streams = new Streams(this, this.overlays)
    this.life = new Life(this)
    this.#strikes = new Strikes(this)
    const rows = system.perLink ? system.size * system.size : system.size
    this.#counts = new Int32Array(rows * this.#channelWords)
    this.#channelHash = new Int32Array(rows * this.#channelWords)
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
    this.goals.clear()
    this.struckAt.clear()
    this.events = 0
    this.timerOrder = 0
    this.#digest.reset()
    this.#content.reset()
    this.#withContent = opening.content
    this.#byCopy = opening.byCopy
    this.#chooser = opening.chooser
    this.#recorder = opening.recorder
    this.#short = opening.chooser === null && opening.recorder === null && !this.system.network.fifo
    this.#hi = opening.key.hi
    this.#lo = opening.key.lo
    this.#sent.fill(0)
    this.#delivered.fill(0)
    this.#drawCounts.clear()
    this.#counts.fill(0)
    this.#history = []
    this.#outCount = 0
    this.#stepCell = null
    for (const cell of this.cells) this.#empty(cell)
    for (const cell of this.cells) this.life.restart(cell)
    this.#plan = opening.plan
    this.#strikes.reset(opening.plan)
    this.#workload = [...opening.workload].sort((a, b) => a.at - b.at)
    this.#nextCall = 0
    this.#scheduleCall()
    opening.recorder?.begin(this.system.ids)
  }

  #empty(cell: Cell): void {
    cell.state = null
    cell.life = 0
    cell.startedAt = 0
    cell.gated = false
    cell.lostCount = 0
    cell.clockOf = null
    cell.disk = null
    cell.line = null
    cell.plain = null
    cell.keyed = null
  }

  /** Runs everything that is due by `until`; virtual time is `until` then. */
  run(until: Micros, watch: Watch | null): Stop {
    const { queue } = this
    try {
      for (;;) {
        const slot = queue.pop(until)
        if (slot < 0) break
        const word = queue.kind[slot] as number
        const a = queue.a[slot] as number
        const b = queue.b[slot] as number
        const c = queue.c[slot] as number
        const body = queue.body[slot]
        queue.release(slot)
        const event = this.#recorder === null ? 0 : this.#recorder.taken(slot)
        const kind = word & 15
        if (kind === kinds.arrive && !(this.cells[a] as Cell).gated)
          this.#arrive(word, a, b, c, body as Message, event)
        else if (kind === kinds.timer && !(this.cells[a] as Cell).gated)
          this.#expire(word, a, c, body as TimerEntry, event)
        else this.#other(slot, kind, word, a, b, c, body, event)
        if (watch !== null && this.#stepCell !== null) {
          const why = watch(this)
          if (why !== null) return { kind: 'broken', why }
        }
      }
    } catch (error) {
      return this.#stopped(error)
    }
    queue.now = Math.max(queue.now, until)
    return { kind: 'until' }
  }

  #stopped(error: unknown): Stop {
    const cell = this.#stepCell
    if (error instanceof Halt) return error.stop
    if (cell === null) throw error
    return { kind: 'threw', node: cell.id, handler: this.#handler(), step: this.stepName(), error }
  }

  #handler(): Handler {
    if (this.#stepKind === kinds.arrive) return 'receive'
    if (this.#stepKind === kinds.timer) return 'expire'
    return this.#stepKind === kinds.boot ? 'start' : 'lost'
  }

  #other(
    slot: number,
    kind: number,
    word: number,
    a: number,
    b: number,
    c: number,
    body: unknown,
    event: number,
  ): void {
    switch (kind) {
      case kinds.fault:
        this.#stepCell = null
        return this.#strikes.due(slot, a)
      case kinds.mail:
        return this.#mail()
      case kinds.dial: {
        const { pair, connection } = body as { pair: Pair; connection: Connection }
        this.#stepCell = null
        return this.streams.dialled(pair, connection, c)
      }
      case kinds.stalled:
        this.#stepCell = null
        return this.streams.stalledFor(body as Pair)
      case kinds.serve:
        this.#stepCell = null
        return this.life.served(this.cells[a] as Cell, body as Waits)
      case kinds.boot:
        return this.#boot(this.cells[a] as Cell)
      default: {
        const cell = this.cells[a] as Cell
        const waits: Waits = { word, a, b, c, body, event }
        this.#stepCell = null
        if (kind === kinds.arrive && b !== a && b !== nowhere) this.#leftStream(b, a)
        if (cell.gated && cell.up) this.life.waits(cell, waits)
        else this.#perform(waits)
      }
    }
  }

  /** An event that had to wait is run now. */
  dispatch(waits: Waits): void {
    this.#perform(waits)
  }

  #perform({ word, a, b, c, body, event }: Waits): void {
    const kind = word & 15
    const cell = this.cells[a] as Cell
    if (kind === kinds.arrive) this.#deliver(cell, word, b, c, body as Message, event)
    else if (kind === kinds.timer) this.#expire(word, a, c, body as TimerEntry, event)
    else if (kind === kinds.durable) this.#durable(cell)
    else this.#lost(cell, b, c, body as Ended, event)
  }

  /** Heals everything, lets everyone run, starts who is down; the plan's later entries are void. */
  calm(): void {
    this.#stepCell = null
    this.#strikes.calm()
  }

  // ---- steps

  /** @returns false when a planned crash fell before the step */
  #begin(cell: Cell, kind: number, word: number, nth: number, from: number): boolean {
    this.#stepCell = cell
    this.#stepKind = kind
    this.#stepWord = word
    this.#stepNth = nth
    this.#stepFrom = from
    this.#outCount = 0
    if (this.#strikes.watching) {
      this.#strikes.place(this.stepName(), 'before', 0)
      if (kind === kinds.arrive) this.#strikes.message('before', this.#words[word] as string)
      if (!cell.up) return false
    }
    this.events += 1
    const hash = ((this.#wordHash[word] as number) + Math.imul(nth, 0x9e3779b1)) | 0
    this.#digest.event(this.queue.now, kind, cell.index, from, hash)
    return true
  }

  #arrive(
    word: number,
    to: number,
    from: number,
    nth: number,
    message: Message,
    event: number,
  ): void {
    if (from !== to && from !== nowhere) this.#leftStream(from, to)
    this.#deliver(this.cells[to] as Cell, word, from, nth, message, event)
  }

  #leftStream(from: number, to: number): void {
    if (this.system.anyStream && this.system.isStream(from, to)) this.streams.arrived(from, to)
  }

  #deliver(
    cell: Cell,
    word: number,
    from: number,
    nth: number,
    message: Message,
    event: number,
  ): void {
    const what = word >> kinds.whatShift
    if (cell.state === null) {
      this.#stepCell = null
      return this.#dropAs(from, cell.index, what, nth, word, 'down', null, event)
    }
    if (!this.#begin(cell, kinds.arrive, what, nth, from)) {
      return this.#dropAs(from, cell.index, what, nth, word, 'down', null, event)
    }
    const heard = this.system.heard[cell.index] as ReadonlySet<string> | null
    if (heard !== null && !heard.has(message.kind)) {
      const step = this.stepName()
      throw new Halt({ kind: 'unheard', node: cell.id, step, message: message.kind })
    }
    this.#delivered[what] = (this.#delivered[what] as number) + 1
    if (this.#withContent) this.#mixContent(message)
    const peer = from === nowhere ? workloadName : (this.system.ids[from] as NodeId)
    if (this.#recorder !== null) {
      const copyOf = (word & kinds.copyBit) === 0 ? 1 : 2
      this.#recorder.receive(this.queue.now, cell, event, this.stepName(), copyOf, peer, message)
    }
    const returned: unknown = cell.actor.receive(cell, cell.state, message, peer)
    if (returned !== undefined) this.#returned(returned)
    this.#end(cell)
    if (this.#strikes.watching) this.#strikes.message('on', message.kind)
  }

  #expire(word: number, node: number, nth: number, entry: TimerEntry, event: number): void {
    const cell = this.cells[node] as Cell
    cell.forget(entry)
    if (cell.state === null) return
    if (!this.#begin(cell, kinds.timer, word >> kinds.whatShift, nth, nowhere)) return
    const { actor, state } = cell
    this.#recorder?.expire(this.queue.now, cell, event, entry.timer, nth)
    assert(
      actor.expire !== undefined,
      `an actor that sets timers has "expire" (${entry.timer.kind})`,
    )
    const returned: unknown = actor.expire(cell, state as object, entry.timer)
    if (returned !== undefined) this.#returned(returned)
    this.#end(cell)
  }

  #boot(cell: Cell): void {
    this.life.begins(cell)
    cell.state = booting
    if (!this.#begin(cell, kinds.boot, this.word('start'), cell.life, nowhere)) return
    this.#recorder?.start(this.queue.now, cell)
    const state: unknown = cell.actor.start(cell)
    if (typeof state !== 'object' || state === null || isPromise(state)) this.#returned(state)
    cell.state = state as object
    this.#end(cell)
  }

  #lost(cell: Cell, peer: number, nth: number, why: Ended, event: number): void {
    this.streams.told(cell.index, peer)
    if (cell.state === null || cell.actor.lost === undefined) {
      this.#stepCell = null
      return
    }
    if (!this.#begin(cell, kinds.lost, this.word('lost'), nth, peer)) return
    const id = this.system.ids[peer] as NodeId
    this.#recorder?.lost(this.queue.now, cell, event, id, why)
    const returned: unknown = cell.actor.lost(cell, cell.state, id, why)
    if (returned !== undefined) this.#returned(returned)
    this.#end(cell)
  }

  #returned(value: unknown): void {
    const cell = this.#stepCell as Cell
    const promise = isPromise(value)
    const [handler, step] = [this.#handler(), this.stepName()]
    throw new Halt({ kind: 'returned', node: cell.id, handler, step, promise })
  }

  /** The name of the step just made, by its cause: `append#3 n1>n2`, `election#5 at n2`. */
  stepName(): string {
    const cell = this.#stepCell
    if (cell === null) return ''
    const text = `${this.#words[this.#stepWord]}#${this.#stepNth}`
    if (this.#stepKind !== kinds.arrive) return `${text} at ${cell.id}`
    return `${text} ${this.#stepFrom === nowhere ? workloadName : this.system.ids[this.#stepFrom]}>${cell.id}`
  }

  get stepNode(): NodeId | null {
    return this.#stepCell?.id ?? null
  }

  // ---- the end of a step: writes, then outputs

  output(kind: number, to: number, body: unknown): void {
    const at = this.#outCount++
    this.#outKind[at] = kind
    this.#outTo[at] = to
    this.#outBody[at] = body
  }

  #end(cell: Cell): void {
    if (this.#recorder !== null) this.#recorder.stepped(cell.index, cell.state)
    if (this.#withContent) this.#mixContent(cell.state)
    const { disk } = cell
    if (
      (disk !== null && (disk.touched || disk.written > disk.durable)) ||
      this.#strikes.watching
    ) {
      return this.#endSlowly(cell)
    }
    const count = this.#outCount
    const event = this.#recorder === null ? 0 : this.#recorder.current
    for (let at = 0; at < count; at++) {
      this.#leave(
        cell,
        this.#outKind[at] as number,
        this.#outTo[at] as number,
        this.#outBody[at],
        0,
        event,
      )
      this.#outBody[at] = null
    }
  }

  /** Early outputs leave, the batch joins the disk, the others stand in line behind it. */
  #endSlowly(cell: Cell): void {
    const { life } = cell
    const watching = this.#strikes.watching
    const step = watching ? this.stepName() : ''
    const event = this.#recorder?.current ?? 0
    const count = this.#outCount
    let early = 0
    for (let at = 0; at < count; at++) {
      if (this.#outKind[at] !== earlySend) continue
      this.#leave(cell, earlySend, this.#outTo[at] as number, this.#outBody[at], 0, event)
      early += 1
      if (!watching) continue
      this.#strikes.place(step, 'early', early)
      if (!cell.up || cell.life !== life) return
    }
    const disk = this.diskOf(cell)
    const wrote = disk.endStep(event)
    if (watching) {
      this.#strikes.place(step, 'written', 0)
      if (wrote) this.#strikes.persisted()
      if (!cell.up || cell.life !== life) return
    }
    this.#standInLine(cell, disk, step, event)
    if (wrote) this.#sync(cell, disk)
    this.#release(cell, disk)
  }

  #standInLine(cell: Cell, disk: Disk, step: string, event: number): void {
    cell.line ??= new Line()
    const needs = disk.written
    const shared = { needs, event, step }
    if (step !== '')
      cell.line.push({ ...shared, kind: durableMark, to: 0, body: null, serial: 0, nth: 0 })
    let nth = 0
    for (let at = 0; at < this.#outCount; at++) {
      const kind = this.#outKind[at] as number
      if (kind === earlySend) continue
      const to = this.#outTo[at] as number
      const linked = kind !== completion && kind !== selfSend && to >= 0
      const serial = linked && this.system.anyStream ? this.streams.serialSeen(cell.index, to) : 0
      nth += 1
      cell.line.push({ ...shared, kind, to, body: this.#outBody[at], serial, nth })
      this.#outBody[at] = null
    }
  }

  /** Starts a sync unless one is under way: steps during it share the next. */
  #sync(cell: Cell, disk: Disk): void {
    const line = cell.line as Line
    if (line.syncing > 0 || disk.written === disk.durable) return
    line.syncs += 1
    const table = this.system.sync
    const least = table[0] as number
    const odds: Odds = { kind: 'quantiles', table }
    const took =
      least === table[table.length - 1]
        ? least
        : least + this.decide(kinds.sync, this.word('sync'), cell.index, nowhere, line.syncs, odds)
    line.syncing = disk.written
    if (took === 0) return this.#synced(cell, disk)
    line.syncSlot = this.queue.push(this.queue.now + took, kinds.durable, cell.index, 0, 0, null)
  }

  #synced(cell: Cell, disk: Disk): void {
    const line = cell.line as Line
    disk.makeDurable(line.syncing)
    line.syncing = 0
    line.syncSlot = -1
    this.#recorder?.durable(this.queue.now, cell, disk.lastDurable)
  }

  #durable(cell: Cell): void {
    const { disk } = cell
    this.#stepCell = null
    if (disk === null || cell.line === null || cell.line.syncing === 0) return
    this.#synced(cell, disk)
    const { life } = cell
    this.#release(cell, disk)
    if (cell.up && cell.life === life) this.#sync(cell, disk)
  }

  /** What waited for these writes leaves, in order. */
  #release(cell: Cell, disk: Disk): void {
    const { line, life } = cell
    if (line === null) return
    for (let held = line.take(disk.durable); held !== null; held = line.take(disk.durable)) {
      if (held.kind === durableMark) this.#strikes.place(held.step, 'durable', 0)
      else {
        this.#leave(cell, held.kind, held.to, held.body, held.serial, held.event)
        if (held.step !== '') this.#strikes.place(held.step, 'sent', held.nth)
      }
      if (!cell.up || cell.life !== life) return
    }
  }

  // ---- sending

  #leave(cell: Cell, kind: number, to: number, body: unknown, serial: number, event: number): void {
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
    const what = this.#kindWord(cell, message.kind)
    if (to < 0) return this.#dropAs(from, nowhere, what, 0, 0, 'gone', null, event)
    const channel = this.#channel(from, to, what)
    const nth = (this.#counts[channel] as number) + 1
    this.#counts[channel] = nth
    this.#sent[what] = (this.#sent[what] as number) + 1
    const word = kinds.arrive | (what << kinds.whatShift)
    const sentMessage = this.#byCopy ? copy(message) : message
    if (
      this.#short &&
      kind !== selfSend &&
      !(this.system.anyStream && this.system.isStream(from, to))
    ) {
      const state = this.overlays.at(from, to)
      if (state.simple) {
        const occasion = occasionOf(
          this.#hi,
          this.#lo,
          this.#channelWordsHash(channel, from, to, what),
          nth,
        )
        let twice = false
        if (state.fateful) {
          const fate = drawOn(occasion, fateHash)
          if (fate < state.lossBelow) {
            this.#dropAs(from, to, what, nth, word, 'lost', null, 0)
            return this.#left(message.kind)
          }
          twice = fate >= state.twiceFrom
        }
        const { latency } = this.system
        const { queue } = this
        queue.push(
          queue.now + sampleTable(latency, drawOn(occasion, delayHash)),
          word,
          to,
          from,
          nth,
          sentMessage,
        )
        if (twice) {
          queue.push(
            queue.now + sampleTable(latency, drawOn(occasion, copyHash)),
            word | kinds.copyBit,
            to,
            from,
            nth,
            sentMessage,
          )
        }
        return this.#left(message.kind)
      }
    }
    this.#sendSlowly(cell, kind, to, what, nth, sentMessage, serial, event)
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
    const recorder = this.#recorder
    const event =
      recorder === null
        ? 0
        : recorder.send(
            this.queue.now,
            cell,
            cause,
            this.#nameOf(from, to, what, nth),
            this.system.ids[to] as NodeId,
            message,
            kind === earlySend,
          )
    const parcel: Parcel = { from, to, what, nth, copy: 1, message, event }
    if (kind === selfSend) this.arriveAt(this.queue.now, parcel)
    else if (this.system.isStream(from, to)) this.streams.send(parcel, serial)
    else this.datagrams.send(parcel)
    this.#left(message.kind)
  }

  #left(message: string): void {
    if (this.#strikes.watching) this.#strikes.message('after-send', message)
  }

  #kindWord(cell: Cell, kind: string): number {
    if (kind === cell.lastKind) return cell.lastWhat
    const what = this.word(kind)
    cell.lastKind = kind
    cell.lastWhat = what
    return what
  }

  #channel(from: number, to: number, what: number): number {
    if (what >= this.#channelWords) this.#widen(what)
    const row = this.system.perLink ? from * this.system.size + to : from
    return row * this.#channelWords + what
  }

  #channelWordsHash(channel: number, from: number, to: number, what: number): number {
    if (!this.system.perLink)
      return mix32(this.system.linkHash(from, to), this.#wordHash[what] as number)
    let hash = this.#channelHash[channel] as number
    if (hash === 0) {
      hash = mix32(this.system.linkHash(from, to), this.#wordHash[what] as number)
      this.#channelHash[channel] = hash
    }
    return hash
  }

  /** Rows get room for more words. */
  #widen(what: number): void {
    const old = this.#channelWords
    let wide = old
    while (wide <= what) wide *= 2
    const rows = this.#counts.length / old
    const counts = new Int32Array(rows * wide)
    for (let row = 0; row < rows; row++) {
      counts.set(this.#counts.subarray(row * old, (row + 1) * old), row * wide)
    }
    this.#counts = counts
    this.#channelHash = new Int32Array(rows * wide)
    this.#channelWords = wide
  }

  // ---- Wire: what datagrams, streams and faults ask for

  word(text: string): number {
    return this.#wordIndex.get(text) ?? this.#newWord(this.#wordIndex, text)
  }

  timerWord(kind: string): number {
    return this.#timerWords.get(kind) ?? this.#newWord(this.#timerWords, kind)
  }

  #newWord(index: Map<string, number>, text: string): number {
    const what = this.#words.length
    assert(what < wordsMax, `a system has at most ${wordsMax} kinds, timers and names of draws`)
    this.#words.push(text)
    this.#wordHash.push(hashText(text))
    this.#sent.push(0)
    this.#delivered.push(0)
    index.set(text, what)
    return what
  }

  textOf(what: number): string {
    return this.#words[what] as string
  }

  isUp(node: number): boolean {
    return (this.cells[node] as Cell).up
  }

  idOf(node: number): NodeId {
    return node === nowhere ? workloadName : (this.system.ids[node] as NodeId)
  }

  indexOf(id: string): number {
    return this.system.index.get(id) ?? nowhere
  }

  diskOf(cell: Cell): Disk {
    if (cell.disk === null) {
      cell.disk = new Disk()
      if (this.#recorder !== null)
        cell.disk.listener = this.#recorder.writes(cell, () => this.queue.now)
    }
    return cell.disk
  }

  decide(purpose: number, what: number, from: number, to: number, nth: number, odds: Odds): number {
    const outcome =
      this.#chooser === null
        ? this.#seeded(purpose, what, from, to, nth, odds)
        : this.#chooser.pick(this.#keyOf(purpose, what, from, to, nth), odds)
    if (this.#recorder !== null && outcome !== 0) {
      this.#recorder.drew(purpose, this.#nameOf(from, to, what, nth), outcome, odds)
    }
    return outcome
  }

  #seeded(
    purpose: number,
    what: number,
    from: number,
    to: number,
    nth: number,
    odds: Odds,
  ): number {
    const link =
      to === nowhere ? (this.system.nameHash[from] as number) : this.system.linkHash(from, to)
    const words = mix32(link, this.#wordHash[what] as number)
    const occasion = occasionOf(this.#hi, this.#lo, words, nth)
    const drawn = drawOn(occasion, purposeHash[purpose] as number)
    return seededOutcome(occasion, drawn, odds)
  }

  jitterOf(cell: Cell, what: number, nth: number, spread: Micros): Micros {
    const place = Math.floor((spread * cell.index) / this.system.size)
    let outcome: number
    if (this.#short) {
      const words = mix32(
        this.system.nameHash[cell.index] as number,
        this.#wordHash[what] as number,
      )
      outcome = evenBelow(drawOn(occasionOf(this.#hi, this.#lo, words, nth), jitterHash), spread)
    } else {
      outcome = this.decide(kinds.jitter, what, cell.index, nowhere, nth, {
        kind: 'even',
        below: spread,
      })
    }
    // A dull world is not a symmetric one: jitter is counted from the node's place in the roster.
    return (outcome + place) % spread
  }

  randomOf(cell: Cell, below: number, what: string): number {
    const word = this.word(what)
    const at = cell.index * wordsMax + word
    const nth = (this.#drawCounts.get(at) ?? 0) + 1
    this.#drawCounts.set(at, nth)
    return this.decide(kinds.random, word, cell.index, nowhere, nth, { kind: 'even', below })
  }

  #keyOf(purpose: number, what: number, from: number, to: number, nth: number): DrawKey {
    const { size, perLink } = this.system
    const link = perLink ? from * (size + 1) + to + 1 : from
    const links = perLink ? size * (size + 1) : size
    const key = ((nth * purposes.length + purpose) * wordsMax + what) * links + link
    assert(Number.isSafeInteger(key), 'a draw is numbered below the bound of its packed name')
    return key as DrawKey
  }

  /** What the seed alone chooses: for choosers that write decisions down, or change some of them. */
  seeded(key: DrawKey, odds: Odds): number {
    const { size, perLink } = this.system
    const links = perLink ? size * (size + 1) : size
    const link = key % links
    const rest = Math.floor(key / links)
    const what = rest % wordsMax
    const numbered = Math.floor(rest / wordsMax)
    const from = perLink ? Math.floor(link / (size + 1)) : link
    const to = perLink ? (link % (size + 1)) - 1 : nowhere
    const nth = Math.floor(numbered / purposes.length)
    return this.#seeded(numbered % purposes.length, what, from, to, nth, odds)
  }

  /** The words of a packed name. */
  nameOf(key: DrawKey): DrawName {
    const { size, perLink, ids } = this.system
    const links = perLink ? size * (size + 1) : size
    const link = key % links
    let rest = Math.floor(key / links)
    const what = this.#words[rest % wordsMax] as string
    rest = Math.floor(rest / wordsMax)
    const purpose = purposes[rest % purposes.length] as DrawName['purpose']
    const nth = Math.floor(rest / purposes.length)
    const from = ids[perLink ? Math.floor(link / (size + 1)) : link] as NodeId
    const to = perLink ? (ids[(link % (size + 1)) - 1] ?? null) : null
    return { purpose, what, nth, from, to }
  }

  #nameOf(from: number, to: number, what: number, nth: number): string {
    const text = `${this.#words[what]}#${nth}`
    return to === nowhere
      ? `${text} at ${this.idOf(from)}`
      : `${text} ${this.idOf(from)}>${this.idOf(to)}`
  }

  arriveAt(at: Micros, parcel: Parcel): number {
    const word =
      kinds.arrive | (parcel.copy === 2 ? kinds.copyBit : 0) | (parcel.what << kinds.whatShift)
    const slot = this.queue.push(at, word, parcel.to, parcel.from, parcel.nth, parcel.message)
    this.#recorder?.caused(slot, parcel.event)
    return slot
  }

  takeBack(slot: number): Parcel {
    const { queue } = this
    const word = queue.kind[slot] as number
    const parcel: Parcel = {
      from: queue.b[slot] as number,
      to: queue.a[slot] as number,
      what: word >> kinds.whatShift,
      nth: queue.c[slot] as number,
      copy: (word & kinds.copyBit) === 0 ? 1 : 2,
      message: queue.body[slot] as Message,
      event: this.#recorder?.taken(slot) ?? 0,
    }
    queue.cancel(slot)
    return parcel
  }

  dropped(parcel: Parcel, why: DropWhy, fault: number | null): void {
    const word = parcel.copy === 2 ? kinds.copyBit : 0
    this.#dropAs(parcel.from, parcel.to, parcel.what, parcel.nth, word, why, fault, parcel.event)
  }

  #dropAs(
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
    const hash = ((this.#wordHash[what] as number) + Math.imul(nth, 0x9e3779b1)) | 0
    this.#digest.event(this.queue.now, dropDigest + dropWhys.indexOf(why), to, from, hash)
    if (this.#recorder === null) return
    const copyOf = (word & kinds.copyBit) === 0 ? 1 : 2
    const node = to === nowhere ? null : this.idOf(to)
    this.#recorder.drop(
      this.queue.now,
      node,
      event,
      this.#nameOf(from, to, what, nth),
      copyOf,
      why,
      fault,
    )
  }

  tellLost(at: Micros, node: number, peer: number, why: Ended): number {
    const cell = this.cells[node] as Cell
    cell.lostCount += 1
    return this.queue.push(at, kinds.lost, node, peer, cell.lostCount, why)
  }

  caused(slot: number, event: number): void {
    this.#recorder?.caused(slot, event)
  }

  timerSet(entry: TimerEntry): void {
    if (this.#recorder !== null && entry.slot >= 0)
      this.#recorder.caused(entry.slot, this.#recorder.current)
  }

  crashed(cell: Cell, undone: readonly number[]): void {
    this.events += 1
    this.#digest.event(this.queue.now, crashDigest, cell.index, undone.length, cell.life)
    this.#recorder?.crash(this.queue.now, cell, this.stepName(), undone)
  }

  struck(planned: Planned): void {
    this.events += 1
    this.struckAt.set(planned.id, this.queue.now)
    this.#digest.event(this.queue.now, faultDigest, hashText(planned.fault.kind), planned.id, 0)
    this.#recorder?.fault(this.queue.now, planned)
  }

  // ---- the workload and the history

  #scheduleCall(): void {
    const call = this.#workload[this.#nextCall]
    if (call !== undefined)
      this.queue.push(Math.max(this.queue.now, call.at), kinds.mail, 0, 0, 0, null)
  }

  #mail(): void {
    const call = this.#workload[this.#nextCall++] as Call
    this.#scheduleCall()
    const to = this.indexOf(call.client)
    assert(to !== nowhere, `the workload goes to nodes of the system, not "${call.client}"`)
    const word = this.word(call.message.kind)
    const nth = this.#nextCall
    const waits: Waits = {
      word: kinds.arrive | (word << kinds.whatShift),
      a: to,
      b: nowhere,
      c: nth,
      body: this.#byCopy ? copy(call.message) : call.message,
      event: 0,
    }
    const cell = this.cells[to] as Cell
    if (cell.gated && cell.up) {
      this.#stepCell = null
      this.life.waits(cell, waits)
    } else this.#perform(waits)
  }

  invoked(cell: Cell, call: unknown): OpId {
    const id = (this.#history.length + 1) as OpId
    const kept =
      this.#recorder === null ? call : this.#recorder.invoke(this.queue.now, cell, id, call)
    this.#history.push({
      id,
      client: cell.id,
      call: kept,
      start: this.queue.now,
      end: null,
      result: undefined,
    })
    return id
  }

  #complete(cell: Cell, op: number, result: unknown, event: number): void {
    const entry = this.#history[op - 1]
    assert(
      entry !== undefined && entry.client === cell.id,
      'a client completes operations of its own',
    )
    assert(entry.end === null, 'an operation completes once')
    entry.end = this.queue.now
    entry.result =
      this.#recorder === null
        ? result
        : this.#recorder.complete(this.queue.now, cell, event, entry.id, result)
  }

  history(): History {
    return this.#history as unknown as History
  }

  noted(cell: Cell, text: string): void {
    this.#recorder?.note(this.queue.now, cell, text)
  }

  reached(cell: Cell, goal: string): void {
    this.goals.set(goal, (this.goals.get(goal) ?? 0) + 1)
    this.#recorder?.goal(this.queue.now, cell, goal)
    if (this.#strikes.watching) this.#strikes.goal(goal)
  }

  // ---- what others read

  stateOf(node: number): object | null {
    return (this.cells[node] as Cell).state
  }

  /** Messages of a kind that have left, and that were received. */
  sentOf(kind: string): number {
    return this.#sent[this.#wordIndex.get(kind) ?? -1] ?? 0
  }

  /** Messages of all kinds that have left. */
  sentInAll(): number {
    return this.#sent.reduce((sum, count) => sum + count, 0)
  }

  deliveredOf(kind: string): number {
    return this.#delivered[this.#wordIndex.get(kind) ?? -1] ?? 0
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

/** Ends a run from within a step. */
class Halt extends Error {
  override readonly name = 'Halt'
  readonly stop: Stop

  constructor(stop: Stop) {
    super(stop.kind)
    this.stop = stop
  }
}

const isPromise = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'

/** The outcome that the seed gives, from a draw and, where 32 bits are too few, one more. */
function seededOutcome(occasion: number, drawn: number, odds: Odds): number {
  switch (odds.kind) {
    case 'even':
      return odds.below <= 4_294_967_296
        ? evenBelow(drawn, odds.below)
        : evenBelowWide(drawn, drawOn(occasion, drawn | 0), odds.below)
    case 'weights':
      return weighted(drawn, thresholdsOf(odds.parts))
    case 'quantiles':
      return sampleTable(odds.table, drawn) - (odds.table[0] as number)
  }
}
