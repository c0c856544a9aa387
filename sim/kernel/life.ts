// The life of nodes: crash and restart, pause, slowness, clocks. A node that is paused or busy
// takes no step; what would have come to it waits here, and each thing that waited is an event of
// its own again, so that a node runs one step at a time whoever lets it go on.
//
// Faults of one kind on one node may overlap: it runs when the last pause has ended; of drifts,
// strobes, coarse clocks and slowness the latest that lasts counts; a frozen clock stands whatever
// else it does. An end before its beginning ends nothing, and a pause of a node that is down too.

import { assert } from '../assert.ts'
import { Clock } from '../clock.ts'
import {
  type ClockFault,
  isClockFault,
  type Lasting,
  settleClock,
  turnsClock,
} from '../clock-faults.ts'
import type { Fault } from '../fault.ts'
import { tableOf } from '../span-table.ts'
import type { Micros, NodeId } from '../units.ts'
import type { Cell } from './cell.ts'
import { empty } from './empty.ts'
import type { Streams } from './streams.ts'
import type { TimerEntry } from './timers.ts'
import type { Wire } from './wire.ts'
import * as kinds from './wire.ts'

/** An event that waits for its node. */
export interface Waits {
  readonly word: number
  readonly a: number
  readonly b: number
  readonly c: number
  readonly body: unknown
  /** its cause in the trace, 0 when nobody records */
  readonly event: number
}

/** What life asks of the world beside the wire. */
export interface LifeHost extends Wire {
  readonly cells: readonly Cell[]
  readonly streams: Streams
  /** the crash of the world's bookkeeping: history, trace; `fault` is the entry that made it */
  crashed(cell: Cell, undone: readonly number[], fault: number): void
  /** runs an event now; used for what waited */
  dispatch(waits: Waits): void
  /** what waited meets nobody any more */
  discard(waits: Waits): void
}

/** The gates of a node: why its events wait. */
interface Gate {
  paused: Set<number>
  slow: { id: number; table: Int32Array }[]
  /** what waits, in order of arrival */
  line: Waits[]
  /** the work under way, and its queue slot or -1 */
  work: Waits | null
  serving: number
  served: number
}

export class Life {
  readonly #host: LifeHost
  readonly #gates = new Map<number, Gate>()
  readonly #staysDown = new Set<number>()
  /** lasting clock and process faults by id, so that they can end, in the order they began */
  readonly #lasting = new Map<number, Lasting>()

  constructor(host: LifeHost) {
    this.#host = host
  }

  reset(): void {
    empty(this.#gates)
    empty(this.#staysDown)
    empty(this.#lasting)
  }

  // ---- crash and restart

  crash(cell: Cell, lose: 'drawn' | 'memory' | 'unsynced' | 'disk', fault: number): void {
    const host = this.#host
    const boots = cell.bootSlot >= 0
    if (boots) host.queue.cancel(cell.bootSlot)
    cell.bootSlot = -1
    if (!cell.up && !boots) return
    for (const entry of cell.armedTimers()) cell.disarm(entry)
    const undone = this.#loseWrites(cell, lose)
    if (cell.line !== null) {
      if (cell.line.syncSlot >= 0) host.queue.cancel(cell.line.syncSlot)
      cell.line.clear()
    }
    cell.state = null
    host.crashed(cell, undone, fault)
    this.#dropWaiting(cell)
    host.streams.crashed(cell.index)
  }

  /** A node does not run on a disk that failed it; what it wanted to keep is not there. */
  syncFailed(cell: Cell, fault: number): void {
    this.crash(cell, 'unsynced', fault)
  }

  /** Nor on one whose rows it cannot read; what it had written meets what any crash leaves. */
  readFailed(cell: Cell, fault: number): void {
    this.crash(cell, 'drawn', fault)
  }

  #loseWrites(cell: Cell, lose: 'drawn' | 'memory' | 'unsynced' | 'disk'): number[] {
    const { disk } = cell
    if (disk === null) return []
    if (lose === 'disk') {
      disk.wipe()
      return []
    }
    disk.abandonStep()
    const pending = disk.pending
    let gone = lose === 'unsynced' ? pending : 0
    if (lose === 'drawn' && pending > 0) {
      const word = this.#host.word('writes')
      const odds = { kind: 'even', below: pending + 1 } as const
      gone = this.#host.decide(kinds.kept, word, cell.index, -1, cell.life, odds)
    }
    return disk.crash(gone)
  }

  /** A process that dies hears nothing of what waited for it. */
  #dropWaiting(cell: Cell): void {
    const gate = this.#gates.get(cell.index)
    if (gate === undefined) return
    if (gate.serving >= 0) this.#host.queue.cancel(gate.serving)
    const line = gate.work === null ? gate.line : [gate.work, ...gate.line]
    gate.serving = -1
    gate.work = null
    gate.line = []
    gate.paused.clear()
    this.#tidy(cell, gate)
    for (const waits of line) {
      if ((waits.word & 15) === kinds.arrive) this.#host.discard(waits)
    }
  }

  restart(cell: Cell): void {
    if (cell.up || cell.bootSlot >= 0) return
    cell.bootSlot = this.#host.queue.after(0, kinds.boot, cell.index, 0, 0, null)
  }

  /** The boot event has struck: the node begins a new life. */
  begins(cell: Cell): void {
    cell.bootSlot = -1
    assert(!cell.up, 'a node that is up does not boot')
    cell.life += 1
    cell.startedAt = this.#host.now
    cell.clockOf?.restart(this.#host.now)
  }

  staysDown(node: number): void {
    this.#staysDown.add(node)
  }

  /** The calm: everything goes on, and who is down starts again. */
  calm(): void {
    for (const id of [...this.#lasting.keys()]) this.end(id)
    for (const cell of this.#host.cells) {
      if (cell.clockOf !== null) this.#trueClock(cell)
      if (!cell.up && !this.#staysDown.has(cell.index)) this.restart(cell)
    }
  }

  // ---- pause and slowness

  #gate(cell: Cell): Gate {
    let gate = this.#gates.get(cell.index)
    if (gate === undefined) {
      gate = { paused: new Set(), slow: [], line: [], work: null, serving: -1, served: 0 }
      this.#gates.set(cell.index, gate)
    }
    return gate
  }

  #tidy(cell: Cell, gate: Gate): void {
    cell.gated =
      gate.paused.size > 0 || gate.slow.length > 0 || gate.line.length > 0 || gate.serving >= 0
  }

  /** An event for a gated node. */
  waits(cell: Cell, waits: Waits): void {
    const gate = this.#gate(cell)
    if ((waits.word & 15) === kinds.durable && gate.paused.size === 0) {
      return this.#host.dispatch(waits) // the disk is not slow, the process is
    }
    // Its place in the queue is free for others: a crash must not take that from them.
    if ((waits.word & 15) === kinds.durable && cell.line !== null) cell.line.syncSlot = -1
    if ((waits.word & 15) === kinds.timer) {
      const entry = waits.body as TimerEntry
      entry.slot = -1
      entry.overdue = true
    }
    gate.line.push(waits)
    this.#serveNext(cell, gate)
  }

  /** The next piece of work: a slow node takes its time for it, and the disk is never slow. */
  #serveNext(cell: Cell, gate: Gate): void {
    while (gate.paused.size === 0 && gate.serving < 0 && gate.line.length > 0) {
      const waits = gate.line.shift() as Waits
      if (isGone(waits)) continue
      const table = (waits.word & 15) === kinds.durable ? undefined : gate.slow.at(-1)?.table
      const took = table === undefined ? 0 : this.#serviceTime(cell, gate, table)
      const { queue } = this.#host
      gate.work = waits
      gate.serving = queue.push(queue.now + took, kinds.serve, cell.index, 0, 0, waits)
    }
    this.#tidy(cell, gate)
  }

  /** Messages from a peer that wait here, up to the end of a connection: its node has closed it. */
  takeClosed(cell: Cell, peer: number, serial: number): Waits[] {
    const gate = this.#gate(cell)
    const ends = gate.line.findIndex(
      ({ word, b, c }) => (word & 15) === kinds.lost && b === peer && c === serial,
    )
    const until = ends < 0 ? gate.line.length : ends
    const isIts = ({ word, b }: Waits, at: number): boolean =>
      at < until && (word & 15) === kinds.arrive && b === peer
    const taken = gate.line.filter(isIts)
    if (taken.length > 0) gate.line = gate.line.filter((waits, at) => !isIts(waits, at))
    return taken
  }

  #serviceTime(cell: Cell, gate: Gate, table: Int32Array): Micros {
    const odds = { kind: 'quantiles', table } as const
    const word = this.#host.word('step')
    gate.served += 1
    const least = table[0] as number
    return least + this.#host.decide(kinds.faultDraw, word, cell.index, -1, gate.served, odds)
  }

  /** The work is done: the step happens now. */
  served(cell: Cell, waits: Waits): void {
    const gate = this.#gate(cell)
    gate.serving = -1
    gate.work = null
    if (gate.paused.size > 0) {
      gate.line.unshift(waits)
      return
    }
    this.#tidy(cell, gate)
    if (!isGone(waits)) this.#host.dispatch(waits)
    this.#serveNext(cell, gate)
  }

  /** Timers fall due together, in the order they were set; then come the messages. */
  #resume(cell: Cell, gate: Gate): void {
    const isTimer = (one: Waits): boolean => (one.word & 15) === kinds.timer
    const timers = gate.line.filter(isTimer)
    timers.sort((a, b) => (a.body as TimerEntry).order - (b.body as TimerEntry).order)
    gate.line = [...timers, ...gate.line.filter((one) => !isTimer(one))]
    this.#serveNext(cell, gate)
  }

  // ---- what a plan does to nodes

  apply(id: number, fault: Fault): boolean {
    const cell = 'node' in fault ? this.#cell(fault.node) : null
    if (cell === null) return false
    switch (fault.kind) {
      case 'crash':
        this.crash(cell, fault.lose, id)
        return true
      case 'restart':
        this.restart(cell)
        return true
      case 'stay-down':
        this.staysDown(cell.index)
        return true
      case 'pause':
        if (!cell.up) return true // a process that is down cannot be stopped
        this.#gate(cell).paused.add(id)
        break
      case 'slow':
        this.#gate(cell).slow.push({ id, table: tableOf(fault.step) })
        break
      case 'clock-step':
        this.#clock(cell).step(fault.by)
        return true
      case 'clock-drift':
      case 'clock-freeze':
      case 'clock-strobe':
      case 'clock-coarse':
        break
      case 'clock-reset':
        this.#trueClock(cell)
        return true
      default:
        return false
    }
    this.#lasting.set(id, { fault, from: this.#host.now })
    if (fault.kind === 'pause' || fault.kind === 'slow') this.#tidy(cell, this.#gate(cell))
    else if (isClockFault(fault)) this.#setClock(cell, fault.kind)
    return true
  }

  /** Ends a lasting fault of a node. @returns whether it was one */
  end(id: number): boolean {
    const fault = this.#lasting.get(id)?.fault
    if (fault === undefined || !('node' in fault)) return false
    this.#lasting.delete(id)
    const cell = this.#cell(fault.node)
    if (fault.kind === 'pause') {
      const gate = this.#gate(cell)
      if (gate.paused.delete(id) && gate.paused.size === 0) this.#resume(cell, gate)
    } else if (fault.kind === 'slow') {
      const gate = this.#gate(cell)
      gate.slow = gate.slow.filter((one) => one.id !== id)
      this.#serveNext(cell, gate)
    } else if (isClockFault(fault)) this.#setClock(cell, fault.kind)
    return true
  }

  #cell(id: NodeId): Cell {
    const cell = this.#host.cells[this.#host.system.index.get(id) ?? -1]
    assert(cell !== undefined, `the plan names nodes of the system, not "${id}"`)
    return cell
  }

  #clock(cell: Cell): Clock {
    const now = this.#host.now
    cell.clockOf ??= new Clock(now, now - cell.startedAt)
    return cell.clockOf
  }

  /** A fault of the clock came or went. */
  #setClock(cell: Cell, kind: ClockFault['kind']): void {
    const { now } = this.#host
    const lasting = [...this.#lasting.values()].filter(
      ({ fault }) => 'node' in fault && fault.node === cell.id,
    )
    const settle = (clock: Clock): void => settleClock(clock, kind, lasting, now)
    if (turnsClock(kind)) this.#turn(cell, settle)
    else settle(this.#clock(cell))
  }

  /** The rate changes: what is left of each timer is local time, and its due time moves. */
  #turn(cell: Cell, change: (clock: Clock) => void): void {
    const clock = this.#clock(cell)
    const { queue } = this.#host
    const now: Micros = this.#host.now
    const armed = cell.armedTimers().filter((entry) => !entry.overdue)
    armed.sort((a, b) => a.order - b.order)
    const left = armed.map((entry) =>
      entry.slot >= 0 ? clock.until(now, queue.timeOf(entry.slot)) : entry.left,
    )
    change(clock)
    for (const [i, entry] of armed.entries()) cell.arm(entry, left[i] as number)
  }

  /** True again: the rate, the wall clock, and no steps; the monotonic clock only goes on. */
  #trueClock(cell: Cell): void {
    if (cell.clockOf === null) return
    const now = this.#host.now
    this.#turn(cell, (clock) => clock.makeTrue(now))
    for (const [id, { fault }] of [...this.#lasting]) {
      if ('node' in fault && fault.node === cell.id && fault.kind.startsWith('clock')) {
        this.#lasting.delete(id)
      }
    }
  }
}

/** A timer that was cancelled or set anew while it waited expires no more. */
const isGone = (waits: Waits): boolean => {
  if ((waits.word & 15) !== kinds.timer) return false
  const entry = waits.body as TimerEntry
  return !entry.overdue || entry.nth !== waits.c
}
