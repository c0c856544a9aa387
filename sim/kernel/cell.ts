// A node of a simulated world: what its actor sees (AnyNode), its timers, and what the world keeps
// of it. Rare parts are made when first needed, because a world may have a million idle nodes.

import type { AnyActor, AnyNode, Message, Timer } from '../actor.ts'
import { assert } from '../assert.ts'
import { type Clock, epoch } from '../clock.ts'
import type { Micros, NodeId, OpId } from '../units.ts'
import type { Disk } from './disk.ts'
import { type EventQueue, timeMax } from './queue.ts'
import { onlyKind, TimerEntry, TimersOfKind } from './timers.ts'
import { timer as timerEvent, whatShift } from './wire.ts'

// Kinds of outputs.
export const waitingSend = 0
export const earlySend = 1
export const selfSend = 2
export const completion = 3
export const closing = 4
/** no output: the place where everything before it is durable */
export const durableMark = 5

/** A delay up to this is a small number: half an hour. */
const soonMax = 2 ** 31 - 1

/** What a node asks of its world. */
export interface Host {
  readonly queue: EventQueue
  readonly now: Micros
  /** counts settings of timers, so that those due together can expire in the order they were set */
  timerOrder: number
  /** position of a node, -1 for a name nobody has */
  indexOf(id: string): number
  /** the same, of a name that often follows upon `last` in the roster of those who are not `self` */
  indexAfter(last: number, self: number, id: string): number
  timerWord(kind: string): number
  /** hash of the words of a timer's draws */
  timerHash(cell: Cell, what: number): number
  jitterOf(cell: Cell, entry: TimerEntry, nth: number, spread: Micros): Micros
  randomOf(cell: Cell, below: number, what: string): number
  output(kind: number, to: number, body: unknown): void
  invoked(cell: Cell, call: unknown): OpId
  /** an operation is being completed; it must be one of the node's own that is open */
  completes(cell: Cell, op: OpId): void
  noted(cell: Cell, text: string): void
  reached(cell: Cell, goal: string): void
  timerSet(entry: TimerEntry): void
  diskOf(cell: Cell): Disk
}

export class Cell implements AnyNode {
  readonly id: NodeId
  readonly index: number
  readonly actor: AnyActor
  readonly host: Host
  /** null while down */
  state: object | null = null
  life = 0
  startedAt: Micros = 0
  /** queue slot of the start that is to come, or -1 */
  bootSlot = -1
  /** paused or slow: events go through life.ts */
  gated = false
  /** ends of streams that were told to it */
  lostCount = 0
  clockOf: Clock | null = null
  disk: Disk | null = null
  /** outputs that wait for the disk, made when first needed */
  line: Line | null = null
  /** timers without fields, each with the next: a list costs less than an array of one or two */
  plain: TimerEntry | null = null
  /** those with fields, by their kind; null: it never had any */
  keyed: TimersOfKind[] | null = null
  /** the words of messages that it is known to hear, a bit each */
  heard = 0
  // The peer that was named last, because the next is often the same, or the next in the roster.
  lastTo = ''
  lastToAt = -1

  constructor(id: NodeId, index: number, actor: AnyActor, host: Host) {
    this.id = id
    this.index = index
    this.actor = actor
    this.host = host
  }

  /** As before its first start. */
  empty(): void {
    this.state = null
    this.life = 0
    this.startedAt = 0
    this.bootSlot = -1
    this.gated = false
    this.lostCount = 0
    this.clockOf = null
    this.disk = null
    this.line = null
    this.plain = null
    this.keyed = null
  }

  get up(): boolean {
    return this.state !== null
  }

  get store(): Disk {
    return this.disk ?? this.host.diskOf(this)
  }

  clock(): Micros {
    const { now } = this.host
    return this.clockOf === null ? now - this.startedAt : this.clockOf.monotonic(now)
  }

  wallClock(): Micros {
    const { now } = this.host
    return this.clockOf === null ? epoch + now : this.clockOf.wall(now)
  }

  random(below: number, what: string): number {
    assert(Number.isSafeInteger(below) && below > 0, 'random draws below a positive whole number')
    return this.host.randomOf(this, below, what)
  }

  send(to: NodeId, message: Message, when?: 'early'): void {
    if (to !== this.lastTo) {
      this.lastToAt = this.host.indexAfter(this.lastToAt, this.index, to)
      this.lastTo = to
    }
    const at = this.lastToAt
    if (at === this.index) this.host.output(selfSend, at, message)
    else this.host.output(when === undefined ? waitingSend : earlySend, at, message)
  }

  close(peer: NodeId): void {
    const at = this.host.indexOf(peer)
    if (at >= 0 && at !== this.index) this.host.output(closing, at, null)
  }

  setTimer(timer: Timer, after: Micros, spread: Micros = 0): void {
    assert(Number.isSafeInteger(after) && after >= 0, 'a timer is set to a whole number >= 0')
    assert(Number.isSafeInteger(spread) && spread >= 0, 'a spread is a whole number >= 0')
    const entry = this.#entryOf(timer)
    const { host } = this
    entry.order = ++host.timerOrder
    const nth = (entry.nth = this.keyed === null ? entry.nth + 1 : this.#nextNth(entry))
    this.arm(entry, spread === 0 ? after : after + host.jitterOf(this, entry, nth, spread))
    host.timerSet(entry)
  }

  /** Timers of a kind are counted together, with fields or without: a step has a name of its own. */
  #nextNth(entry: TimerEntry): number {
    for (const kind of this.keyed ?? []) {
      if (kind.what === entry.what) return (kind.count += 1)
    }
    return entry.nth + 1
  }

  #plainNth(what: number): number {
    let entry = this.plain
    while (entry !== null && entry.what !== what) entry = entry.next
    return entry?.nth ?? 0
  }

  /** @param after local time */
  arm(entry: TimerEntry, after: Micros): void {
    entry.overdue = false
    entry.left = -1
    if (this.clockOf !== null || after > soonMax) return this.#armByClock(entry, after)
    const { queue } = this.host
    if (entry.slot >= 0) return queue.putOff(entry.slot, after, entry.nth)
    const word = timerEvent | (entry.what << whatShift)
    entry.slot = queue.after(after, word, this.index, 0, entry.nth, entry)
  }

  #armByClock(entry: TimerEntry, after: Micros): void {
    const { queue, now } = this.host
    let due = this.clockOf === null ? now + after : this.clockOf.due(now, after)
    if (due !== null && due > timeMax) due = timeMax // beyond the end of time: never
    if (due === null) {
      if (entry.slot >= 0) queue.cancel(entry.slot)
      entry.slot = -1
      entry.left = after
    } else if (entry.slot >= 0) {
      queue.move(entry.slot, due)
      queue.words[(entry.slot << 2) + 3] = entry.nth
    } else {
      const word = timerEvent | (entry.what << whatShift)
      entry.slot = queue.push(due, word, this.index, 0, entry.nth, entry)
    }
  }

  cancelTimer(timer: Timer): void {
    const entry = this.#find(timer)
    if (entry !== null) this.disarm(entry)
  }

  disarm(entry: TimerEntry): void {
    if (entry.slot >= 0) this.host.queue.cancel(entry.slot)
    this.forget(entry)
  }

  /** The timer expires or is gone; its event is no longer in the queue. */
  forget(entry: TimerEntry): void {
    entry.slot = -1
    entry.left = -1
    entry.overdue = false
    if (entry.table !== null) entry.table.delete(entry.key)
  }

  #find(timer: Timer): TimerEntry | null {
    for (let entry = this.plain; entry !== null; entry = entry.next) {
      if (entry.timer === timer) return entry
    }
    if (!onlyKind(timer)) return this.#kindOf(timer)?.find(timer) ?? null
    let entry = this.plain
    while (entry !== null && entry.timer.kind !== timer.kind) entry = entry.next
    return entry
  }

  #kindOf({ kind }: Timer): TimersOfKind | null {
    if (this.keyed === null) return null
    for (const one of this.keyed) if (one.kind === kind) return one
    return null
  }

  #entryOf(timer: Timer): TimerEntry {
    const known = this.#find(timer)
    if (known !== null) {
      // Constants are found by identity the next time.
      if (known.timer !== timer) known.timer = timer
      return known
    }
    if (!onlyKind(timer)) return (this.#kindOf(timer) ?? this.#newKind(timer)).add(timer)
    const what = this.host.timerWord(timer.kind)
    const entry = new TimerEntry(timer, what, this.host.timerHash(this, what))
    entry.next = this.plain
    this.plain = entry
    return entry
  }

  #newKind(timer: Timer): TimersOfKind {
    const what = this.host.timerWord(timer.kind)
    const hash = this.host.timerHash(this, what)
    const kind = new TimersOfKind(timer, what, hash, this.#plainNth(what))
    this.keyed ??= []
    this.keyed.push(kind)
    return kind
  }

  armedTimers(): TimerEntry[] {
    const all = (this.keyed ?? []).flatMap((kind) => kind.entries())
    for (let entry = this.plain; entry !== null; entry = entry.next) all.push(entry)
    return all.filter((entry) => entry.armed)
  }

  invoke(call: unknown): OpId {
    return this.host.invoked(this, call)
  }

  complete(op: OpId, result: unknown): void {
    this.host.completes(this, op)
    this.host.output(completion, op, result)
  }

  note(text: string): void {
    this.host.noted(this, text)
  }

  sometimes(goal: string, reached = true): void {
    if (reached) this.host.reached(this, goal)
  }
}

/** An output that waits for the disk. */
export class Held {
  kind = 0
  to = 0
  body: unknown = null
  /** full batches that must be durable before it leaves */
  needs = 0
  /** the connection that its step saw, 0 = none */
  serial = 0
  /** its step's event in the trace, 0 when nobody records */
  event = 0
  /** its step by name, '' unless places are watched, and its number among the step's outputs */
  step = ''
  nth = 0
}

/** What is wrong with a node's disk, by ids of the faults, in the order they began. */
export interface Trouble {
  readonly stalls: ReadonlySet<number>
  readonly full: ReadonlySet<number>
  /** how much longer a sync takes */
  readonly slow: ReadonlyMap<number, Int32Array>
  /** a sync succeeds at once and makes nothing durable */
  readonly lying: ReadonlySet<number>
}

/** The line moves up when so many places at its head are free. */
const headMax = 64

/**
 * A line of outputs. It keeps its array, since emptying one frees it, and its places: whoever comes
 * later stands where another stood.
 */
export class Line {
  readonly #held: Held[] = []
  #head = 0
  #tail = 0
  /** full batches that the sync under way covers; 0 = none is under way */
  syncing = 0
  syncSlot = -1
  syncs = 0
  /** what is wrong with the disk; null: nothing */
  trouble: Trouble | null = null
  /** whether the sync under way has come to the disk, which a stall keeps it from … */
  begun = true
  /** … and whether it waits for the end of a stall */
  hung = false

  get empty(): boolean {
    return this.#head === this.#tail
  }

  get length(): number {
    return this.#tail - this.#head
  }

  /** The place behind the last: whoever comes fills it in. */
  join(): Held {
    if (this.#tail === this.#held.length) this.#held.push(new Held())
    return this.#held[this.#tail++] as Held
  }

  /** Whether an end of the stream to this node stands in line. */
  closes(to: number): boolean {
    for (let at = this.#head; at < this.#tail; at++) {
      const held = this.#held[at]
      if (held?.kind === closing && held.to === to) return true
    }
    return false
  }

  /** The first, if it needs no more than `durable` batches; valid until the next joins. */
  take(durable: number): Held | null {
    if (this.#head === this.#tail) {
      this.#head = this.#tail = 0
      return null
    }
    const first = this.#held[this.#head] as Held
    if (first.needs > durable) {
      if (this.#head >= headMax) this.#moveUp()
      return null
    }
    this.#head += 1
    return first
  }

  /** Places that are free go behind the last: a line that is never empty must not grow. */
  #moveUp(): void {
    const free = this.#held.splice(0, this.#head)
    this.#tail -= this.#head
    this.#head = 0
    this.#held.push(...free)
  }

  clear(): void {
    for (let at = this.#head; at < this.#tail; at++) (this.#held[at] as Held).body = null
    this.#head = this.#tail = 0
    this.syncing = 0
    this.syncSlot = -1
    this.begun = true
    this.hung = false
  }
}
