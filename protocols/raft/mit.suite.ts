// The tester of MIT's course 6.5840 (lab 3, Raft) over a simulated world: the same verbs, in virtual
// time. What differs: a command is a number that a replicated list takes up, within one session, so
// that places in the list stand for the indices of the lab (our logs also hold the entries that leaders
// begin with); messages stand for calls and their replies.

import { expect } from 'vitest'
import { type Generator, generatorOf } from '../../sim/generator.ts'
import type { Fault, Links } from '../../sim/fault.ts'
import { allMessages, openingOf, systemOf } from '../../sim/kernel/lab.ts'
import { World } from '../../sim/kernel/world.ts'
import { diskDefault, type LinkKind } from '../../sim/link.ts'
import type { Service } from '../../sim/service.ts'
import type { Span } from '../../sim/span.ts'
import {
  type LogIndex,
  type Micros,
  ms,
  type NodeId,
  nodeId,
  seconds,
  type Term,
} from '../../sim/units.ts'
import { type Safety, safety, type ServerSeen } from './invariants.ts'
import type { Members } from './members.ts'
import type { Hears } from './messages.ts'
import { parametersDefault, type Parameters } from './parameters.ts'
import { rules as rulesOfRaft, type Rules } from './rules.ts'
import { server } from './server.ts'
import { latestMembers, type RaftState } from './state.ts'

/** What the lab gives an election, at most. */
export const electionTimeout: Micros = seconds(1)

type List = { readonly values: number[] }

const list: Service<List, number, number> = {
  init: () => ({ values: [] }),
  apply: ({ values }, value) => values.push(value),
}

export interface MitSetup {
  readonly servers: number
  /** so many of them are voters from the beginning; without it, all */
  readonly voters?: number
  readonly seed: number
  readonly unreliable?: boolean
  readonly parameters?: Partial<Parameters>
  readonly rules?: Partial<Rules>
  readonly link?: LinkKind
  /** how long a sync of a disk takes */
  readonly sync?: Span
}

export class Mit {
  readonly ids: readonly NodeId[]
  readonly world: World
  readonly random: Generator
  /** places of servers that are cut off, and the fault that does it */
  readonly #cut: Map<number, number> = new Map()
  /** what has been applied anywhere, in order: every server's list is a beginning of it */
  readonly applied: number[] = []
  readonly #seen: number[]
  readonly #servers: ServerSeen[] = []
  readonly #promises: readonly Safety[] = Object.values(safety())
  #faults = 0
  #unreliable: readonly number[] = []
  #session: number | null = null
  #command = 0

  constructor(setup: MitSetup) {
    const { servers, voters = servers, seed, unreliable = false, parameters, rules } = setup
    const { link = 'datagram', sync = diskDefault.sync } = setup
    this.ids = Array.from({ length: servers }, (_, at) => nodeId(`n${at + 1}`))
    const actor = server({
      members: this.ids.slice(0, voters),
      service: list,
      parameters: { ...parametersDefault, compactAfter: 1_000_000, ...parameters },
      rules: { ...rulesOfRaft, ...rules },
    })
    const latency = { kind: 'uniform', min: 100, max: 1_000 } as const
    const nodes = Object.fromEntries(this.ids.map((id) => [id, actor]))
    this.world = new World(systemOf({ nodes, network: { latency, link }, sync }))
    this.world.reset(openingOf(seed))
    this.random = generatorOf(seed, 'mit')
    this.#seen = this.ids.map(() => 0)
    if (unreliable) this.unreliable(true)
    this.sleep(1)
  }

  // ---- what the tester sees

  get now(): Micros {
    return this.world.now
  }

  /** A number below `below`. */
  rand(below: number): number {
    return this.random.below(below)
  }

  /** A command that nobody has used. */
  fresh(): number {
    this.#command += 1
    return this.#command
  }

  /** State of a server, also of a dead one as it was; by its place, which wraps around. */
  state(place: number): RaftState | null {
    return this.world.stateOf(place % this.ids.length) as RaftState | null
  }

  isUp(place: number): boolean {
    return this.world.isUp(place % this.ids.length)
  }

  isConnected(place: number): boolean {
    return this.isUp(place) && !this.#cut.has(place % this.ids.length)
  }

  get places(): number[] {
    return this.ids.map((_, place) => place)
  }

  #leads(place: number): Term | null {
    const state = this.isUp(place) ? this.state(place) : null
    return state?.role.kind === 'leader' ? state.term : null
  }

  /** Members as the leader sees them, and what it is in the midst of. */
  members(): Members {
    const members = this.state(this.oneLeader())?.members
    expect(members).toBeDefined()
    return members as Members
  }

  /** Where the latest members stand in the log of a server that is up. */
  membersAt(place: number): LogIndex {
    return latestMembers(this.state(place) as RaftState)
  }

  /** Requests, as the lab counts calls; replies are not counted. */
  get calls(): number {
    return ['canvass', 'vote', 'append', 'chunk'].reduce(
      (n, kind) => n + this.world.sentOf(kind),
      0,
    )
  }

  // ---- time, and what must hold all along

  sleep(time: Micros): void {
    const stop = this.world.run(this.now + time, () => this.#watch())
    if (stop.kind === 'broken') throw new Error(stop.why)
    expect(stop).toEqual({ kind: 'until' })
  }

  /** Every promise of Raft after every step, and lists that agree. */
  #watch(): string | null {
    const id = this.world.stepNode
    const place = this.ids.findIndex((one) => one === id)
    const state = this.world.stateOf(place) as RaftState | null
    if (id === null || state?.role === undefined) return null
    const one = { id, up: true, state }
    const known = this.#servers.findIndex((server) => server.id === id)
    const stepped = known === -1 ? one : Object.assign(this.#servers[known] ?? one, one)
    if (known === -1) this.#servers.push(stepped)
    for (const { holds } of this.#promises) {
      const broken = holds(this.#servers, stepped)
      if (broken !== null) return broken
    }
    return this.#watchList(place, (state.machine as List).values)
  }

  /** What a server has applied is a beginning of what was applied anywhere. */
  #watchList(place: number, values: readonly number[]): string | null {
    if (values.length < (this.#seen[place] ?? 0)) this.#seen[place] = 0
    for (let at = this.#seen[place] ?? 0; at < values.length; at++) {
      const value = values[at] ?? 0
      if ((this.applied[at] ?? value) !== value)
        return `${this.ids[place]} applied ${value} at ${at}`
      this.applied[at] = value
    }
    this.#seen[place] = values.length
    return null
  }

  // ---- what the tester does

  #strike(fault: Fault): number {
    this.#faults += 1
    const when = { kind: 'time', time: this.now } as const
    this.world.inject([{ id: this.#faults, when, since: null, fault }])
    return this.#faults
  }

  disconnect(place: number): void {
    const at = place % this.ids.length
    const own = [this.ids[at] as NodeId]
    const others = this.ids.filter((_, other) => other !== at)
    const links = [
      { from: own, to: others },
      { from: others, to: own },
    ]
    if (!this.#cut.has(at)) this.#cut.set(at, this.#strike({ kind: 'cut', links }))
  }

  connect(place: number): void {
    const at = place % this.ids.length
    const of = this.#cut.get(at)
    if (of !== undefined) this.#strike({ kind: 'end', of })
    this.#cut.delete(at)
  }

  /** These hear each other, and nobody else. @returns a way to end that */
  split(places: readonly number[]): () => void {
    const from = places.map((place) => this.ids[place % this.ids.length] as NodeId)
    const to = this.ids.filter((id) => !from.includes(id))
    const links = [
      { from, to },
      { from: to, to: from },
    ]
    const of = this.#strike({ kind: 'cut', links })
    return () => void this.#strike({ kind: 'end', of })
  }

  /** Messages of these kinds, from or to these, are that much later. */
  late(kinds: readonly string[], links: readonly Links[], min: Micros, max: Micros): void {
    const extra = { kind: 'uniform', min, max } as const
    this.#strike({ kind: 'delay', links, extra, filter: { ...allMessages, kinds } })
  }

  /** What the lab calls persisted is kept, and nothing else. */
  crash(place: number): void {
    const node = this.ids[place % this.ids.length] as NodeId
    if (this.isUp(place)) this.#strike({ kind: 'crash', node, lose: 'unsynced' })
  }

  start(place: number): void {
    const node = this.ids[place % this.ids.length] as NodeId
    if (!this.isUp(place)) this.#strike({ kind: 'restart', node })
    this.sleep(1)
  }

  restart(...places: readonly number[]): void {
    for (const place of places) this.crash(place)
    for (const place of places) this.start(place)
  }

  /** A tenth of the requests and a tenth of the replies are lost, and all are up to 26 ms late. */
  unreliable(on: boolean): void {
    for (const of of this.#unreliable) this.#strike({ kind: 'end', of })
    const links = [{ from: this.ids, to: this.ids }]
    const extra = { kind: 'uniform', min: 0, max: ms(26) } as const
    this.#unreliable = on
      ? [
          this.#strike({ kind: 'drop', links, ppm: 100_000, filter: allMessages }),
          this.#strike({ kind: 'delay', links, extra, filter: allMessages }),
        ]
      : []
  }

  /** Two thirds of the replies come 200 to 2,200 ms late. */
  longReordering(): void {
    const links = [{ from: this.ids, to: this.ids }]
    const kinds = ['canvassed', 'voted', 'appended', 'rejected', 'chunked']
    const by = { kind: 'uniform', min: ms(200), max: ms(2_200) } as const
    const filter = { ...allMessages, kinds }
    this.#strike({ kind: 'reorder', links, ppm: 666_667, by, filter })
  }

  /** Gives a server a message from outside. */
  ask(place: number, message: Hears): void {
    this.world.ask({ client: this.ids[place % this.ids.length] as NodeId, at: this.now, message })
    this.sleep(1)
  }

  /** Gives a server a command. @returns whether it led, and so took it up */
  give(place: number, command: number): boolean {
    if (this.#leads(place) === null) return false
    const session = this.#session
    expect(session).not.toBeNull()
    const floor = Math.max(0, command - 200)
    this.ask(place, { kind: 'command', ask: command, session: session ?? 0, floor, command })
    return true
  }

  /** The session in which everything is asked. */
  #open(): void {
    const leader = this.oneLeader()
    this.ask(leader, { kind: 'open', ask: 1 })
    for (let tries = 0; this.#session === null; tries++) {
      expect(tries).toBeLessThan(100)
      this.sleep(ms(20))
      for (const session of this.state(leader)?.sessions.keys() ?? []) this.#session = session
      if (this.#session === null && tries % 10 === 9)
        this.ask(this.oneLeader(), { kind: 'open', ask: 1 })
    }
  }

  // ---- what the tester asserts

  /** The leader of the connected servers, found within five seconds; never two in a term. */
  oneLeader(): number {
    for (let tries = 0; tries < 10; tries++) {
      this.sleep(ms(450 + this.rand(100)))
      const terms = this.places
        .filter((place) => this.isConnected(place) && this.#leads(place) !== null)
        .map((place) => ({ place, term: this.#leads(place) ?? 0 }))
        .sort((one, other) => other.term - one.term)
      expect(new Set(terms.map(({ term }) => term)).size).toBe(terms.length)
      if (terms[0] !== undefined) return terms[0].place
    }
    throw new Error('expected one leader, got none')
  }

  noLeader(): void {
    const leaders = this.places.filter((p) => this.isConnected(p) && this.#leads(p) !== null)
    expect(leaders).toEqual([])
  }

  /** The term on which all connected servers agree. */
  terms(): Term {
    const terms = this.places
      .filter((p) => this.isConnected(p))
      .map((p) => this.state(p)?.term ?? 0)
    expect(new Set(terms).size).toBe(1)
    return terms[0] ?? 0
  }

  /** How many servers, dead ones left out, have applied a command. */
  committed(command: number): number {
    const has = (place: number): boolean => {
      const machine = this.isUp(place) ? this.state(place)?.machine : undefined
      return machine !== undefined && (machine as List).values.includes(command)
    }
    return this.places.filter(has).length
  }

  /** Commands, asked at once, are agreed upon by so many servers within ten seconds. */
  agree(commands: readonly number[], servers: number, retry = true): void {
    if (this.#session === null) this.#open()
    const deadline = this.now + seconds(10)
    const open = (): number[] => commands.filter((one) => this.committed(one) < servers)
    while (this.now < deadline) {
      const given = this.places.some(
        (p) =>
          this.isConnected(p) &&
          open()
            .map((one) => this.give(p, one))
            .includes(true),
      )
      const patience = this.now + seconds(2)
      while (given && this.now < patience) {
        if (open().length === 0) return
        this.sleep(ms(20))
      }
      expect(given && !retry, 'failed to reach agreement at the first attempt').toBe(false)
      this.sleep(ms(50))
    }
    throw new Error(`${commands.join()} failed to reach agreement`)
  }

  /** One new command is agreed upon. @returns its place in the list, from 1 */
  one(servers: number, retry = true): number {
    const command = this.fresh()
    this.agree([command], servers, retry)
    return this.applied.indexOf(command) + 1
  }
}
