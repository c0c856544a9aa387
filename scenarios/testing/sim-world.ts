// The world as a body of a test sees and drives it: virtual time, faults that strike now, States by
// name. It is synchronous, and it throws as soon as a property of the scenario breaks.

import type { Message } from '../../sim/actor.ts'
import type { Call } from '../../sim/fault.ts'
import type { History } from '../../sim/history.ts'
import type { Occurrence } from '../../sim/nemesis/plan.ts'
import { parseDuration } from '../../sim/duration.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Plain } from '../../sim/plain.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import type { AnyValues, Duration } from '../params.ts'
import { eventInWords } from '../runner/case-events.ts'
import { askedNow, struckNow, unknownNode } from '../runner/inject.ts'
import type { Live } from '../runner/live.ts'
import type { NodeView } from '../view.ts'
import { lasting } from './lasting.ts'
import { type Leader, leaderless, leadersOf } from './roles-now.ts'
import { Inconclusive, Violation } from './violation.ts'

/** A client: what a node shows, and a way to have it asked. */
export interface ClientView extends NodeView {
  /** Gives it a call now, as the workload does. */
  ask(message: Said): void
}

/** A message with whatever fields its kind has. */
export type Said = Message & { readonly [field: string]: Plain }

/** The time on the clocks of a node, which faults may have bent. */
export interface Clock {
  readonly monotonic: Micros
  /** since 1970 in microseconds, as the node believes */
  readonly wall: Micros
}

/** What has gone over the network so far. */
export interface Net {
  /** messages of a kind that have left, copies not counted */
  sent(kind: string): number
  /** messages of a kind that were received, copies too */
  delivered(kind: string): number
  readonly total: number
}

/** What only the machinery around a body may see. */
export interface Inside {
  readonly live: Live
  readonly seed: number
  /** what the body has struck and asked, in the order of its doing */
  readonly struck: readonly Occurrence[]
  readonly asked: readonly Call[]
}

/** Whose node it is: of two worlds on one stage, of the later. */
const worlds = new WeakMap<object, SimWorld>()

export class SimWorld {
  readonly #live: Live
  readonly #struck: Occurrence[] = []
  readonly #asked: Call[] = []
  /** to where the body has let time pass: a strike may be a microsecond later */
  #to: Micros = 0
  /** the same list all the time, and as it is now whenever it is looked at */
  readonly history: History
  readonly net: Net

  private constructor(live: Live) {
    this.#live = live
    const { world } = live
    this.history = lasting(
      () => world.history(),
      () => world.events,
    )
    for (const node of this.nodes) worlds.set(node, this)
    this.net = {
      sent: (kind) => world.sentOf(kind),
      delivered: (kind) => world.deliveredOf(kind),
      get total() {
        return world.sentInAll()
      },
    }
  }

  /**
   * A world whose nodes have started, and in which what holds from the beginning on is there.
   * @param opened told before a property may break
   */
  static of(live: Live, opened: (world: SimWorld) => void): SimWorld {
    const world = new SimWorld(live)
    opened(world)
    live.to(0)
    world.#check()
    return world
  }

  /** For matchers and for whoever shrinks; no part of what tests use. */
  static inside(world: SimWorld): Inside {
    const [live, struck, asked] = [world.#live, world.#struck, world.#asked]
    return { live, seed: live.seed, struck, asked }
  }

  /** For matchers: a node with the world that it is of; null for anything else. */
  static around(node: unknown): { readonly node: NodeView; readonly world: SimWorld } | null {
    const world = typeof node === 'object' && node !== null ? worlds.get(node) : undefined
    const found = world?.nodes.find((one) => one === node || one.id === idOf(node))
    return world === undefined || found === undefined ? null : { node: found, world }
  }

  /** Virtual time in microseconds. */
  get now(): Micros {
    return this.#live.now
  }

  get params(): AnyValues {
    return this.#live.site.values
  }

  get nodes(): readonly NodeView[] {
    return this.#live.stage.sight.view.nodes
  }

  /** How often each goal was reached so far; declared ones that nobody reached are 0. */
  get goals(): Readonly<Record<string, number>> {
    return this.#live.stage.judge.goals(this.#live.world.goals)
  }

  get clients(): readonly ClientView[] {
    const { clients, nodes } = this.#live.site.cast
    const asked = new Set(this.#live.workload.map(({ client }) => String(client)))
    const called = nodes.filter(({ id, role }) => clients.has(role) || asked.has(id))
    return called.map(({ id }) => this.#client(id))
  }

  #client(id: NodeId): ClientView {
    const view = this.n(id)
    const client: ClientView = {
      id,
      role: view.role,
      get up() {
        return view.up
      },
      get life() {
        return view.life
      },
      get state() {
        return view.state
      },
      ask: (message) => this.ask(id, message),
    }
    worlds.set(client, this)
    return client
  }

  /**
   * A node by its name. While it is down, its State is what it was when it stopped.
   * @throws Mistake (WL3002) for a name that no node has
   */
  n<S extends object = object>(id: string): NodeView<S>
  n(id: string): NodeView {
    const found = this.nodes.find((node) => node.id === id)
    if (found === undefined) {
      throw unknownNode(
        id,
        this.nodes.map((node) => node.id),
      )
    }
    return found
  }

  /** All nodes of a role. @throws Mistake (WL3002) for a role that there is not */
  all<S extends object = object>(role: string): readonly NodeView<S>[]
  all(role: string): readonly NodeView[] {
    const found = this.nodes.filter((node) => node.role === role)
    if (found.length === 0) throw unknownNode(role, Object.keys(this.#live.site.cast.byRole))
    return found
  }

  /**
   * Who leads just now, by the views of the scenario; of several the one of the highest term.
   * @throws Mistake (WL1004) for a scenario without views; an error with everybody's roles where
   * nobody leads
   */
  leader(): NodeId {
    const [first, ...others] = leadersOf(this.#live, 'world.leader()')
    if (first === undefined) throw leaderless(this.#live)
    const later = (one: Leader, other: Leader): Leader =>
      (other.role.term ?? 0) > (one.role.term ?? 0) ? other : one
    return others.reduce(later, first).id
  }

  /** The other nodes of its role; in a text they stand as the notation has them, `n2,n3`. */
  others(id: string): readonly NodeId[] {
    const { role } = this.n(id)
    return this.all(role).flatMap((node) => (node.id === id ? [] : [node.id]))
  }

  /** @throws Mistake (WL3002) for a name that no node has */
  clock(id: string): Clock {
    this.n(id)
    const { world } = this.#live
    const cell = world.cells[world.indexOf(id)]
    return { monotonic: cell?.clock() ?? 0, wall: cell?.wallClock() ?? 0 }
  }

  /** Messages of a kind that have left (`send job`) or arrived (`deliver job`). */
  count(what: `${'send' | 'deliver'} ${string}`): number {
    return this.#live.stage.sight.view.count(what)
  }

  /**
   * Lets time pass. The calm begins when the storm's end is met on the way.
   * @param by `'200ms'`, or microseconds
   * @throws Violation when a property of the scenario breaks
   */
  advance(by: Duration | Micros): void {
    const time = typeof by === 'number' ? by : parseDuration(by)
    if (time === null || !Number.isSafeInteger(time) || time < 0) {
      const lines = ["allowed        '200ms', '1.5s', or microseconds"]
      const sentence = `time cannot advance by ${String(by)}.`
      throw new Mistake([{ code: 'WL1004', sentence, lines }])
    }
    this.#check()
    this.#to += time
    this.#live.to(Math.max(this.#to, this.now))
    this.#check()
  }

  /** Through the storm and the calm after it, to where the run of a seed ends. */
  untilQuiet(): void {
    this.advance(Math.max(0, this.#live.end - this.#to))
  }

  /** The same, and all that the scenario claims is judged as it is for any seed. */
  finish(): void {
    this.#check()
    const { verdict, findings } = this.#live.finish()
    this.#check()
    const unsure = findings.find((one) => one.verdict === 'inconclusive')
    if (verdict === 'inconclusive') throw new Inconclusive(unsure?.why ?? 'nothing was tested')
  }

  /**
   * A fault in words strikes now: `partition n1 | n2,n3`, `crash n2 restart +200ms`.
   * @throws Mistake for a fault that cannot be, and in the calm
   */
  inject(fault: string): void {
    this.#check()
    for (const occurrence of struckNow(this.#live, fault, this.#struck.length + 1)) {
      this.#live.strike(this.#live.free, occurrence.planned)
      this.#struck.push(occurrence)
    }
  }

  /** Ends every fault of network and disks. */
  heal(): void {
    this.inject('heal')
  }

  /** Gives a client a call now, as the workload does. @throws Mistake (WL3002) */
  ask(client: string, message: Said): void {
    this.#check()
    const call = askedNow(this.#live, client, message)
    this.#live.ask(call)
    this.#asked.push(call)
  }

  /** The last events so far, in words, one a line. */
  explain(last = 40): string {
    this.#check()
    const trace = this.#live.again({ trace: true }).soFar().trace ?? []
    return trace.slice(-last).map(eventInWords).join('\n')
  }

  #check(): void {
    const { mistake, broken } = this.#live
    if (mistake !== null) throw mistake
    if (broken !== null) throw new Violation(broken)
  }
}

const idOf = (node: unknown): unknown =>
  typeof node === 'object' && node !== null && 'id' in node ? node.id : null
