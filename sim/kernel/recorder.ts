// The tracing run's pen: writes the event record while the world runs, and holds the actors to
// their word about values. It decides nothing: a run with it has the same digest as one without.

import type { Ended, Message } from '../actor.ts'
import { type Odds, purposes } from '../chooser.ts'
import type { Due } from '../due.ts'
import type { Settled } from '../fault.ts'
import { Shadow } from '../patch.ts'
import { brokenSeal, firstNotPlain, freeze, type Plain, type Seal, seal } from '../plain.ts'
import type { Key } from '../store.ts'
import type { DropWhy, Trace, What } from '../trace.ts'
import type { EventId, Micros, NodeId, OpId } from '../units.ts'
import { Breach } from './breach.ts'
import type { Cell } from './cell.ts'
import type { Damaged } from '../harm.ts'
import type { EventQueue } from './queue.ts'
import type { Act, Stands } from './stands.ts'
import type { TimerEntry } from './timers.ts'

/** An event while it is written: its decisions and its patch come after it began. */
type Draft = {
  id: EventId
  time: Micros
  node: NodeId | null
  cause: EventId | null
  draws: string[]
} & What

export class Recorder {
  /** event of the step under way, the cause of what it does; 0 before the first */
  current = 0
  readonly #stands: Stands | null
  #events: Draft[] = []
  #ids: readonly NodeId[] = []
  #shadows: Shadow[] = []
  /** the send event of each message in the queue, by slot */
  readonly #causes = new Map<number, number>()
  /** the step that set each timer */
  readonly #setBy = new WeakMap<TimerEntry, number>()
  readonly #seals = new WeakMap<object, Seal>()
  /** decisions taken before the event that they belong to was written */
  #early: string[] = []

  /** @param stands told where each step stands in its source; nothing in the run depends on it */
  constructor(stands: Stands | null = null) {
    this.#stands = stands
  }

  begin(ids: readonly NodeId[]): void {
    this.#ids = ids
    this.current = 0
    this.#events = []
    this.#early = []
    this.#shadows = ids.map(() => new Shadow())
    this.#causes.clear()
  }

  trace(): Trace {
    return this.#events
  }

  #stand(act: Act): void {
    this.#stands?.put(this.current as EventId, act)
  }

  #write(time: Micros, node: NodeId | null, cause: number, what: What): number {
    const id = (this.#events.length + 1) as EventId
    const from: EventId | null = cause === 0 ? null : (cause as EventId)
    this.#events.push({ id, time, node, cause: from, draws: this.#early, ...what } as Draft)
    this.#early = []
    return id
  }

  // ---- what stands in the queue

  caused(slot: number, event: number): void {
    this.#causes.set(slot, event)
  }

  /** The event of a slot has come up, or was taken back. @returns its cause, 0 = none */
  taken(slot: number): number {
    const event = this.#causes.get(slot) ?? 0
    this.#causes.delete(slot)
    return event
  }

  /** What had not happened yet when the run ended, the soonest first. */
  due(cells: readonly Cell[], queue: EventQueue): Due[] {
    const due: Due[] = []
    for (const slot of queue.pending()) {
      const sent = this.#causes.get(slot)
      if (sent !== undefined)
        due.push({ kind: 'message', sent: sent as EventId, at: queue.timeOf(slot) })
    }
    for (const cell of cells) {
      for (const entry of cell.armedTimers()) {
        const { timer } = entry
        const cause = (this.#setBy.get(entry) ?? null) as EventId | null
        const at = entry.slot >= 0 ? queue.timeOf(entry.slot) : null
        due.push({ kind: 'timer', node: cell.id, timer, cause, at })
      }
    }
    const never = Number.POSITIVE_INFINITY
    return due.sort((one, other) => (one.at ?? never) - (other.at ?? never))
  }

  // ---- steps

  start(time: Micros, cell: Cell): void {
    this.#shadows[cell.index]?.forget()
    this.current = this.#write(time, cell.id, 0, { kind: 'start', life: cell.life, patch: [] })
  }

  receive(
    time: Micros,
    cell: Cell,
    cause: number,
    message: string,
    copy: 1 | 2,
    from: NodeId,
    body: Message,
  ): void {
    const sealed = this.#seals.get(body)
    const broken = sealed === undefined ? null : brokenSeal(body, sealed)
    if (broken !== null) {
      throw new Breach(
        'changed',
        cell.id,
        `${message}: the bytes at ${broken} changed after sending`,
      )
    }
    // Mail of the workload was never sent by a node: it is checked here.
    if (cause === 0) this.#still(cell, body, `the message ${message}`)
    this.current = this.#write(time, cell.id, cause, {
      kind: 'receive',
      message,
      copy,
      from,
      body,
      patch: [],
    })
  }

  /** The step under way is the cause of this timer's expiry. */
  timerSet(entry: TimerEntry): void {
    this.#stand('timer')
    this.#setBy.set(entry, this.current)
  }

  expire(time: Micros, cell: Cell, entry: TimerEntry, nth: number): void {
    const { timer } = entry
    const cause = this.#setBy.get(entry) ?? 0
    this.current = this.#write(time, cell.id, cause, { kind: 'expire', timer, nth, patch: [] })
  }

  lost(time: Micros, cell: Cell, peer: NodeId, why: Ended): void {
    this.current = this.#write(time, cell.id, 0, { kind: 'lost', peer, why, patch: [] })
  }

  /** The handler has returned: what it did to the State. */
  stepped(index: number, state: object | null): void {
    const node = this.#ids[index] as NodeId
    const wrong = firstNotPlain(state, 'tree')
    if (wrong !== null) {
      throw new Breach(
        'not plain',
        node,
        `the State of ${node} is not plain at ${wrong.path || '/'}: ${wrong.what}`,
      )
    }
    const event = this.#events[this.current - 1]
    const patch = this.#shadows[index]?.update(state) ?? []
    if (event !== undefined && 'patch' in event) Object.assign(event, { patch })
  }

  // ---- what steps do

  /** A message, or the result of an operation, is on its way out of a step. */
  says(cell: Cell, op: number | null, body: unknown): void {
    this.#stand(op === null ? 'send' : 'complete')
    const what =
      op === null ? `the message ${(body as Message).kind}` : `the result of operation ${op}`
    this.#still(cell, body, what)
  }

  /** @returns the id of the event */
  send(
    time: Micros,
    cell: Cell,
    cause: number,
    message: string,
    to: NodeId,
    body: Message,
    early: boolean,
  ): number {
    return this.#write(time, cell.id, cause, { kind: 'send', message, to, body, early })
  }

  drop(
    time: Micros,
    node: NodeId | null,
    cause: number,
    message: string,
    copy: 1 | 2,
    why: DropWhy,
    fault: number | null,
  ): void {
    this.#write(time, node, cause, { kind: 'drop', message, copy, why, fault })
  }

  /** Listens to the writes of a node. */
  writes(
    cell: Cell,
    now: () => Micros,
  ): (table: string, key: Key, value: unknown, relaxed: boolean) => unknown {
    return (table, key, value, relaxed) => {
      this.#stand('write')
      if (value !== undefined)
        this.#still(cell, value, `the entry ${String(key)} of table "${table}"`)
      this.#write(now(), cell.id, this.current, {
        kind: 'write',
        table,
        key,
        value: value as Plain,
        relaxed,
      })
      return value
    }
  }

  /** @param lie the fault that made the disk say so, though it is not */
  durable(time: Micros, cell: Cell, step: number, lie: number | null = null): void {
    const upTo = step as EventId
    this.#write(time, cell.id, step, { kind: 'durable', upTo, ...(lie === null ? {} : { lie }) })
  }

  /** @param cause the step that met it; 0: a crash */
  damaged(time: Micros, cell: Cell, cause: number, { value, ...what }: Damaged): void {
    freeze(value)
    this.#write(time, cell.id, cause, { kind: 'damage', ...what, value: value as Plain })
  }

  crash(time: Micros, cell: Cell, place: string, undone: readonly number[], fault: number): void {
    const steps = undone as readonly EventId[]
    this.#write(time, cell.id, 0, { kind: 'crash', place, undone: steps, fault })
  }

  fault(time: Micros, planned: Settled): void {
    const node = 'node' in planned.fault ? planned.fault.node : null
    this.#write(time, node, 0, { kind: 'fault', planned: planned.id, fault: planned.fault })
  }

  invoke(time: Micros, cell: Cell, op: OpId, call: unknown): void {
    this.#stand('send')
    this.#still(cell, call, `the call of operation ${op}`)
    this.#write(time, cell.id, this.current, { kind: 'invoke', op, call: call as Plain })
  }

  complete(time: Micros, cell: Cell, cause: number, op: OpId, result: unknown): void {
    this.#write(time, cell.id, cause, { kind: 'complete', op, result: result as Plain })
  }

  note(time: Micros, cell: Cell, text: string): void {
    this.#stand('note')
    this.#write(time, cell.id, this.current, { kind: 'note', text })
  }

  goal(time: Micros, cell: Cell, goal: string): void {
    this.#stand('goal')
    this.#write(time, cell.id, this.current, { kind: 'sometimes', goal })
  }

  /** A decision other than the dull one, in words. It belongs to the event written last. */
  drew(purpose: number, name: string, outcome: number, odds: Odds): void {
    const unit = odds.kind === 'quantiles' ? ' µs' : ''
    const words = `${purposes[purpose]} of ${name}: ${outcome}${unit}`
    const last = this.#events[this.#events.length - 1]
    if (last === undefined) this.#early.push(words)
    else last.draws.push(words)
  }

  /** From now on the value never changes. */
  #still(cell: Cell, value: unknown, where: string): void {
    const wrong = firstNotPlain(value)
    if (wrong !== null) {
      throw new Breach(
        'not plain',
        cell.id,
        `${where} of ${cell.id} is not plain at ${wrong.path || '/'}: ${wrong.what}`,
      )
    }
    freeze(value)
    if (typeof value !== 'object' || value === null) return
    const sealed = seal(value)
    if (sealed !== null) this.#seals.set(value, sealed)
  }
}
