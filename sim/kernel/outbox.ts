// The end of a step that wrote something, or of a node whose disk is busy: early outputs leave, the
// batch joins the disk, the other outputs stand in line behind it. Syncs are shared.

import type { Odds } from '../chooser.ts'
import type { Micros } from '../units.ts'
import {
  type Cell,
  closing,
  completion,
  durableMark,
  earlySend,
  type Held,
  Line,
  selfSend,
  type Trouble,
} from './cell.ts'
import type { Disk } from './disk.ts'
import type { Disks } from './disks.ts'
import type { Life } from './life.ts'
import type { EventQueue } from './queue.ts'
import type { Recorder } from './recorder.ts'
import type { Streams } from './streams.ts'
import type { Strikes } from './strikes.ts'
import type { System } from './compile.ts'
import * as kinds from './wire.ts'

export interface OutboxHost {
  readonly system: System
  readonly queue: EventQueue
  readonly streams: Streams
  readonly recorder: Recorder | null
  readonly strikes: Strikes
  readonly disks: Disks
  readonly life: Life
  decide(purpose: number, what: number, from: number, to: number, nth: number, odds: Odds): number
  word(text: string): number
  diskOf(cell: Cell): Disk
  stepName(): string
  /** what waits for goals that the step reached strikes now */
  strikeGoals(): void
  /** an output leaves now */
  leave(cell: Cell, kind: number, to: number, body: unknown, serial: number, event: number): void
}

export class Outbox {
  /** The outputs of the step under way, in the order they were made. */
  readonly kind: number[] = []
  readonly to: number[] = []
  readonly body: unknown[] = []
  count = 0
  readonly #host: OutboxHost

  constructor(host: OutboxHost) {
    this.#host = host
  }

  put(kind: number, to: number, body: unknown): void {
    const at = this.count++
    this.kind[at] = kind
    this.to[at] = to
    this.body[at] = body
  }

  endStep(cell: Cell): void {
    const { strikes } = this.#host
    const { life } = cell
    const step = strikes.watching ? this.#host.stepName() : ''
    const event = this.#host.recorder?.current ?? 0
    if (!this.#leaveEarly(cell, step, event)) return this.#host.strikeGoals()
    const disk = this.#host.diskOf(cell)
    const wrote = disk.endStep(event)
    if (step !== '') {
      strikes.place(cell, step, 'written', 0)
      if (wrote) strikes.persisted()
      strikes.role(cell.id, step)
      this.#host.strikeGoals()
      if (!cell.up || cell.life !== life) return
    }
    this.#standInLine(cell, disk, step, event)
    if (wrote) this.#sync(cell, disk)
    this.#release(cell, disk)
  }

  /** @returns false when the node died on the way */
  #leaveEarly(cell: Cell, step: string, event: number): boolean {
    const { life } = cell
    let early = 0
    for (let at = 0; at < this.count; at++) {
      if (this.kind[at] !== earlySend) continue
      this.#host.leave(cell, earlySend, this.to[at] as number, this.body[at], 0, event)
      if ((this.to[at] as number) < 0) continue // it went nowhere: no place of its own
      early += 1
      if (step !== '') this.#host.strikes.place(cell, step, 'early', early)
      if (!cell.up || cell.life !== life) return false
    }
    return true
  }

  #standInLine(cell: Cell, disk: Disk, step: string, event: number): void {
    cell.line ??= new Line()
    const { line } = cell
    if (step !== '') this.#waits(line.join(), durableMark, 0, null, disk, 0, event, step, 0)
    if (this.count === 0) return
    const { system, streams } = this.#host
    let nth = 0
    for (let at = 0; at < this.count; at++) {
      const kind = this.kind[at] as number
      if (kind === earlySend) continue
      const to = this.to[at] as number
      const body = this.body[at]
      this.body[at] = null
      const linked = system.anyStream && kind !== completion && kind !== selfSend && to >= 0
      // What comes after a close belongs to the next connection, though this one is still there.
      const next = linked && line.closes(to)
      const serial = linked && !next ? streams.serialSeen(cell.index, to) : 0
      if (kind !== closing && to >= 0) nth += 1
      this.#waits(line.join(), kind, to, body, disk, serial, event, step, nth)
    }
  }

  #waits(
    held: Held,
    kind: number,
    to: number,
    body: unknown,
    disk: Disk,
    serial: number,
    event: number,
    step: string,
    nth: number,
  ): void {
    held.kind = kind
    held.to = to
    held.body = body
    held.needs = disk.written
    held.serial = serial
    held.event = event
    held.step = step
    held.nth = nth
  }

  /** Starts a sync unless one is under way: steps during it share the next. */
  #sync(cell: Cell, disk: Disk): void {
    const line = cell.line as Line
    if (line.syncing > 0 || disk.written === disk.durable) return
    line.syncs += 1
    line.syncing = disk.written
    if (line.trouble === null) this.#begin(cell, disk, line, 0)
    else this.#beginInTrouble(cell, disk, line, line.trouble)
  }

  #begin(cell: Cell, disk: Disk, line: Line, longer: Micros): void {
    const took = this.#syncTime(cell, line.syncs) + longer
    if (took === 0) return this.#synced(cell, disk)
    line.syncSlot = this.#host.queue.after(took, kinds.durable, cell.index, 0, 0, null)
  }

  /** A stalled disk hears of the sync later; a full one fails it, and the node with it. */
  #beginInTrouble(cell: Cell, disk: Disk, line: Line, { stalls, full, lying }: Trouble): void {
    line.begun = stalls.size === 0
    line.hung = !line.begun
    if (line.hung) return
    const [fault] = full
    if (fault !== undefined) return this.#host.life.syncFailed(cell, fault)
    const [lie] = lying
    if (lie !== undefined) return this.#lied(cell, disk, line, lie)
    this.#begin(cell, disk, line, this.#host.disks.slowness(cell, line))
  }

  #syncTime(cell: Cell, nth: number): Micros {
    const table = this.#host.system.sync
    const least = table[0] as number
    if (least === table[table.length - 1]) return least
    const odds: Odds = { kind: 'quantiles', table }
    return least + this.#host.decide(kinds.sync, this.#host.word('sync'), cell.index, -1, nth, odds)
  }

  #synced(cell: Cell, disk: Disk): void {
    const line = cell.line as Line
    disk.makeDurable(line.syncing)
    line.syncing = 0
    line.syncSlot = -1
    this.#host.recorder?.durable(this.#host.queue.now, cell, disk.lastDurable)
  }

  /** The disk says at once that all is well. */
  #lied(cell: Cell, disk: Disk, line: Line, fault: number): void {
    const upTo = disk.lie(line.syncing)
    line.syncing = 0
    line.syncSlot = -1
    this.#host.recorder?.durable(this.#host.queue.now, cell, upTo, fault)
  }

  /** A sync has ended. */
  synced(cell: Cell): void {
    const { disk, life, line } = cell
    if (disk === null || line === null || line.syncing === 0) return
    line.syncSlot = -1
    if (line.trouble !== null && line.trouble.stalls.size > 0) {
      line.hung = true
      return
    }
    if (!line.begun) {
      this.#beginAtLast(cell, disk, line)
      if (line.syncing > 0) return
    } else this.#synced(cell, disk)
    this.#release(cell, disk)
    if (cell.up && cell.life === life) this.#sync(cell, disk)
  }

  #beginAtLast(cell: Cell, disk: Disk, line: Line): void {
    line.begun = true
    if (line.trouble === null) this.#begin(cell, disk, line, 0)
    else this.#beginInTrouble(cell, disk, line, line.trouble)
  }

  /** What waited for these writes leaves, in order. */
  #release(cell: Cell, disk: Disk): void {
    const { line, life } = cell
    if (line === null) return
    for (let held = line.take(disk.durable); held !== null; held = line.take(disk.durable)) {
      const { kind, to, body, step, nth } = held
      held.body = null
      if (kind === durableMark) this.#host.strikes.place(cell, step, 'durable', 0)
      else {
        this.#host.leave(cell, kind, to, body, held.serial, held.event)
        const named = step !== '' && kind !== closing && to >= 0
        if (named) this.#host.strikes.place(cell, step, 'sent', nth)
      }
      if (!cell.up || cell.life !== life) return
    }
  }
}
