// A node on the workbench: what an actor may do, written down, with a disk that is synced when the
// test says so. It keeps the order of outputs that worlds owe an actor, and nothing happens by itself.

import type { AnyActor, AnyNode, AnyStore, Message, Timer } from '../../sim/actor.ts'
import { freeze } from '../../sim/plain-freeze.ts'
import { compareKeys } from '../../sim/plain-key.ts'
import type { Key } from '../../sim/store.ts'
import type { Micros, NodeId, OpId } from '../../sim/units.ts'

/** Something that a step has said, and whether it waits for the disk. */
export type Output = { readonly to: NodeId; readonly body: Message; readonly early: boolean }

/** The same while it waits for the writes of a step. */
export type Held = Output & { readonly since: number }

/** One write; a `value` that is undefined: the row goes. A relaxed one holds nothing back. */
export type Write = {
  readonly table: string
  readonly key: Key
  readonly value: unknown
  readonly relaxed: boolean
  /** number of the step */
  readonly step: number
}

/** A timer as it was set last. */
export type Armed = { readonly timer: Timer; readonly after: Micros; readonly spread: Micros }

type Tables = Map<string, Map<Key, unknown>>

export class WorkbenchNode implements AnyNode {
  readonly id: NodeId
  readonly actor: AnyActor
  readonly timers: Map<string, Armed> = new Map()
  readonly goals: Set<string> = new Set()
  /** outputs of the step under way */
  readonly said: Output[] = []
  /** outputs that wait for the disk, oldest first */
  readonly line: Held[] = []
  /** writes of the step under way, and those that are not on the disk yet */
  readonly wrote: Write[] = []
  readonly unsynced: Write[] = []
  /** null while it is down */
  state: object | null = null
  /** steps taken so far */
  steps = 0
  /** a prompt disk syncs at the end of each step, a slow one when told */
  prompt = true
  readonly #now: () => Micros
  #bornAt: Micros = 0
  #image: Tables = new Map()
  #durable: Tables = new Map()

  constructor(id: NodeId, actor: AnyActor, now: () => Micros) {
    this.id = id
    this.actor = actor
    this.#now = now
  }

  // ---- what the actor sees

  clock(): Micros {
    return this.#now() - this.#bornAt
  }
  wallClock(): Micros {
    return this.#now()
  }
  random(): number {
    return 0
  }
  send(to: NodeId, message: Message, when?: 'early'): void {
    this.said.push({ to, body: freeze(message), early: when === 'early' })
  }
  close(): void {}
  setTimer(timer: Timer, after: Micros, spread: Micros = 0): void {
    this.timers.set(timer.kind, { timer, after, spread })
  }
  cancelTimer(timer: Timer): void {
    this.timers.delete(timer.kind)
  }
  invoke(): OpId {
    throw new Error('a server has no operations')
  }
  complete(): void {
    throw new Error('a server has no operations')
  }
  note(): void {}
  sometimes(goal: string, reached = true): void {
    if (reached) this.goals.add(goal)
  }

  readonly store: AnyStore = {
    get: (table, key) => this.#image.get(table)?.get(key),
    put: (table, key, value, how) => this.#write(table, key, freeze(value), how === 'relaxed'),
    delete: (table, key, how) => this.#write(table, key, undefined, how === 'relaxed'),
    deleteRange: (table, from, to) => {
      for (const [key] of this.rows(table, from, to)) {
        this.#write(table, key, undefined, false)
      }
    },
    scan: (table, from, to) => this.rows(table, from, to),
  }

  /** Rows as this node wrote them last, in the order of their keys; `to` excluded. */
  rows(table: string, from?: Key, to?: Key): [Key, unknown][] {
    return [...(this.#image.get(table) ?? [])]
      .filter(([key]) => from === undefined || compareKeys(from, key) <= 0)
      .filter(([key]) => to === undefined || compareKeys(key, to) < 0)
      .sort(([one], [other]) => compareKeys(one, other))
  }

  #write(table: string, key: Key, value: unknown, relaxed: boolean): void {
    const write: Write = { table, key, value, relaxed, step: this.steps }
    put(this.#image, write)
    this.wrote.push(write)
    this.unsynced.push(write)
  }

  // ---- what the workbench does with it

  /** The step whose writes what it says now has to wait for, or null. */
  get waitsFor(): number | null {
    const full = this.unsynced.findLast(({ relaxed }) => !relaxed)
    return full?.step ?? null
  }

  /** What the step under way has said and must wait stands in line. @returns what leaves */
  endStep(): Output[] {
    const { waitsFor } = this
    const leaves: Output[] = []
    for (const output of this.said.splice(0)) {
      if (waitsFor === null || output.early) leaves.push(output)
      else this.line.push({ ...output, since: waitsFor })
    }
    return leaves
  }

  /** What was written up to a step is on the disk. @returns what waited for that, in order */
  sync(upTo: number): Output[] {
    while (this.unsynced[0] !== undefined && this.unsynced[0].step <= upTo) {
      put(this.#durable, this.unsynced.shift() as Write)
    }
    const leaves: Output[] = []
    while (this.line[0] !== undefined && this.line[0].since <= upTo) {
      leaves.push(this.line.shift() as Held)
    }
    return leaves
  }

  /** State, timers, outputs that waited and writes that were not on the disk are gone. */
  crash(): void {
    this.state = null
    this.timers.clear()
    this.line.length = 0
    this.unsynced.length = 0
    this.#image = new Map([...this.#durable].map(([table, rows]) => [table, new Map(rows)]))
  }

  /** A new life begins. */
  born(): void {
    this.#bornAt = this.#now()
  }

  /** What an earlier life, which nobody saw, left on the disk. */
  furnish(table: string, key: Key, value: unknown): void {
    const row = { table, key, value: freeze(value), relaxed: false, step: 0 }
    put(this.#image, row)
    put(this.#durable, row)
  }
}

function put(tables: Tables, { table, key, value }: Write): void {
  const rows = tables.get(table) ?? new Map<Key, unknown>()
  tables.set(table, rows)
  if (value === undefined) rows.delete(key)
  else rows.set(key, value)
}
