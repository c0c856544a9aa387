// Servers on a workbench: a test puts them into a state, hands them messages and expiries one by one,
// and sees what each step says and stores. There is no time but the test's and no chance at all.
// The contract is kept: a step runs to its end, outputs wait for the writes before them in order,
// early ones leave with their step, and what a server sends itself arrives when its writes are durable.

import { assert } from '../../sim/assert.ts'
import { type Micros, type NodeId, nodeId, type Term } from '../../sim/units.ts'
import { kvService } from '../raft-kv/service.ts'
import { type Config, election, handover, heartbeat, type Raft } from './config.ts'
import type { Body, Entry, Hears, Says } from './messages.ts'
import { parametersDefault, type Parameters } from './parameters.ts'
import { rules as rulesOfRaft, type Rules } from './rules.ts'
import { sealed, sumOfVote } from './seal.ts'
import { server } from './server.ts'
import type { RaftState } from './state.ts'
import { type Output, WorkbenchNode, type Write } from './workbench-node.suite.ts'

export type Letter = { readonly from: NodeId; readonly to: NodeId; readonly body: Hears | Says }

export type TimerName = Raft['timers']['kind']
const timers = { election, heartbeat, handover } as const

/** What one step did. */
export interface Step {
  readonly node: NodeId
  readonly cause:
    | { readonly kind: 'starts' }
    | { readonly kind: 'hears'; readonly letter: Letter }
    | { readonly kind: 'expires'; readonly timer: TimerName }
    | { readonly kind: 'loses'; readonly peer: NodeId }
  readonly wrote: readonly Write[]
  readonly before: RaftState | null
  readonly after: RaftState
}

/** What happened, in order: steps, and messages at the moment they leave. */
export type Fact =
  | ({ readonly kind: 'step' } & Step)
  | { readonly kind: 'leaves'; readonly letter: Letter }

export interface Setup {
  readonly servers: readonly string[]
  /** the cluster begins with these; without it, with all of them */
  readonly voters?: readonly string[]
  readonly parameters?: Partial<Parameters>
  readonly rules?: Partial<Rules>
}

/** What the disk of a server holds before it starts. */
export interface Shelf {
  /** without it, that of the last entry */
  readonly term?: Term
  readonly votedFor?: string
  /** terms by index, or bodies with their terms */
  readonly log?: readonly (Term | (Body & { readonly term: Term }))[]
}

/** Plain etcd, as its tests begin: no PreVote, no CheckQuorum. */
const bare = { preVote: false, checkQuorum: false }

/** The names of so many servers. */
export const named = (count: number): string[] =>
  Array.from({ length: count }, (_, nth) => `n${nth + 1}`)

/** Entries of these terms, the first at index 1: the same terms make the same entries. */
export function entriesOf(terms: readonly (Term | (Body & { readonly term: Term }))[]): Entry[] {
  const entries: Entry[] = []
  for (const one of terms) {
    const [term, body] =
      typeof one === 'number' ? [one, { kind: 'no-op' } as const] : [one.term, one]
    entries.push(sealed(entries.at(-1)?.sum ?? 0, entries.length + 1, term, body))
  }
  return entries
}

export class Workbench {
  /** what has left and has not arrived, in the order of leaving */
  readonly flying: Letter[] = []
  readonly facts: Fact[] = []
  readonly members: readonly NodeId[]
  time: Micros = 0
  readonly #nodes: ReadonlyMap<NodeId, WorkbenchNode>

  constructor({ servers, voters = servers, parameters = {}, rules = {} }: Setup) {
    this.members = servers.map(nodeId)
    const config: Config = {
      members: voters.map(nodeId),
      service: kvService,
      parameters: { ...parametersDefault, ...bare, ...parameters },
      rules: { ...rulesOfRaft, ...rules },
    }
    const actor = server(config)
    const now = (): Micros => this.time
    this.#nodes = new Map(this.members.map((id) => [id, new WorkbenchNode(id, actor, now)]))
  }

  node(id: string): WorkbenchNode {
    const node = this.#nodes.get(nodeId(id))
    assert(node !== undefined, `there is a server "${id}"`)
    return node
  }

  /** State of a server that is up. */
  state(id: string): RaftState {
    const { state } = this.node(id)
    assert(state !== null, `${id} is up`)
    return state as RaftState
  }

  // ---- lives

  /** Fills the disk of a server that has never started. */
  shelve(id: string, { term, votedFor, log = [] }: Shelf): void {
    const node = this.node(id)
    const entries = entriesOf(log)
    const vote = {
      term: term ?? entries.at(-1)?.term ?? 0,
      votedFor: votedFor === undefined ? null : nodeId(votedFor),
    }
    node.furnish('vote', 'latest', { ...vote, sum: sumOfVote(vote) })
    for (const entry of entries) node.furnish('log', entry.index, entry)
  }

  start(...ids: readonly string[]): void {
    for (const id of ids) {
      const node = this.node(id)
      assert(node.state === null, `${id} is down`)
      node.born()
      this.#step(node, { kind: 'starts' }, () => {
        node.state = node.actor.start(node)
      })
    }
  }

  startAll(): void {
    this.start(...this.members)
  }

  /** What has left stays on its way; what waited for the disk never was. */
  crash(id: string): void {
    this.node(id).crash()
  }

  // ---- steps

  hear(id: string, from: string, body: Hears): void {
    this.#hear({ from: nodeId(from), to: nodeId(id), body })
  }

  #hear(letter: Letter): void {
    const node = this.node(letter.to)
    if (node.state === null) return
    const { state } = node
    this.#step(node, { kind: 'hears', letter }, () =>
      node.actor.receive(node, state, letter.body, letter.from),
    )
  }

  /** The timer of a server expires, whatever its time. */
  expire(id: string, kind: TimerName): void {
    const node = this.node(id)
    const { state } = node
    assert(state !== null, `${id} is up`)
    assert(node.timers.delete(kind), `the ${kind} timer of ${id} is set`)
    this.#step(node, { kind: 'expires', timer: kind }, () =>
      node.actor.expire?.(node, state, timers[kind]),
    )
  }

  /** The stream from a server to a peer has ended. */
  lose(id: string, peer: string): void {
    const node = this.node(id)
    const { state } = node
    assert(state !== null, `${id} is up`)
    this.#step(node, { kind: 'loses', peer: nodeId(peer) }, () =>
      node.actor.lost?.(node, state, nodeId(peer), 'reset'),
    )
  }

  #step(node: WorkbenchNode, cause: Step['cause'], run: () => void): void {
    const before = node.state === null ? null : (structuredClone(node.state) as RaftState)
    node.steps += 1
    node.wrote.length = 0
    run()
    const after = structuredClone(node.state) as RaftState
    this.facts.push({ kind: 'step', node: node.id, cause, wrote: [...node.wrote], before, after })
    this.#leave(node.id, node.endStep())
    if (node.prompt) this.sync(node.id)
  }

  #leave(id: NodeId, outputs: readonly Output[]): void {
    const letters = outputs.map(({ to, body }) => ({ from: id, to, body: body as Says }))
    for (const letter of letters) {
      this.facts.push({ kind: 'leaves', letter })
      if (letter.to !== id) this.flying.push(letter)
    }
    for (const letter of letters) if (letter.to === id) this.#hear(letter)
  }

  // ---- disks

  slow(id: string): void {
    this.node(id).prompt = false
  }

  /** The disk has caught up: what waited leaves, what the server told itself arrives. */
  sync(id: string, upTo?: number): void {
    const node = this.node(id)
    this.#leave(node.id, node.sync(upTo ?? node.steps))
  }

  // ---- the network

  /** Takes letters out of the air. */
  take(which: (letter: Letter) => boolean, most: number = Number.POSITIVE_INFINITY): Letter[] {
    const taken: Letter[] = []
    for (let at = 0; at < this.flying.length && taken.length < most; ) {
      const letter = this.flying[at] as Letter
      if (which(letter)) taken.push(...this.flying.splice(at, 1))
      else at += 1
    }
    return taken
  }

  /** Those on their way now arrive, in the order in which they left. @returns how many */
  deliver(which: (letter: Letter) => boolean = () => true, most?: number): number {
    const letters = this.take(which, most)
    for (const letter of letters) this.#hear(letter)
    return letters.length
  }

  /** Delivers until nothing of it flies any more. Letters to others than servers stay where they are. */
  settle(which: (letter: Letter) => boolean = () => true): void {
    const reach = (letter: Letter): boolean => this.#nodes.has(letter.to) && which(letter)
    for (let rounds = 0; this.deliver(reach) > 0; rounds += 1) {
      assert(rounds < 10_000, 'servers fall silent when nothing is asked')
    }
  }

  // ---- short ways

  /** An election in which everybody reached votes as it likes. */
  campaign(id: string, which?: (letter: Letter) => boolean): void {
    this.expire(id, 'election')
    this.settle(which)
  }

  /** What a server has sent to the other servers, from the `from`-th fact on. */
  sent(id: string, from = 0): (Hears | Says)[] {
    return this.facts
      .slice(from)
      .flatMap((fact) =>
        fact.kind === 'leaves' && this.#between(fact.letter, id) ? [fact.letter.body] : [],
      )
  }

  #between({ from, to }: Letter, id: string): boolean {
    return from === id && to !== id && this.#nodes.has(to)
  }

  /** The terms of a server's log, from its base on. */
  terms(id: string): Term[] {
    return this.state(id).log.map(({ term }) => term)
  }
}

/** Letters between these servers only. */
export const among =
  (...ids: readonly string[]) =>
  ({ from, to }: Letter): boolean =>
    ids.includes(from) && ids.includes(to)
