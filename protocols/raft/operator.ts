// An operator: it asks a cluster to change its members and to hand leadership over, all servers at once,
// of which the leader takes it up, and again until it is done or refused for good. It says upon which members
// it asks for others; told that there are others, it asks anew upon those. It writes no history: what became
// of its wishes is not for clients to see.

import type { Actor, Node } from '../../sim/actor.ts'
import { freeze } from '../../sim/plain.ts'
import type { LogIndex, Micros, NodeId } from '../../sim/units.ts'
import type { Change } from './members.ts'
import type { ClientHears, Done, Outdated, Reconfigure, Refusal, Transfer } from './messages.ts'

/** What the workload mails it. */
export type Wish =
  /** these members, by joint consensus */
  | {
      readonly kind: 'reshape'
      readonly voters: readonly NodeId[]
      readonly learners: readonly NodeId[]
    }
  /**
   * One voter more or one fewer, in one step: a voter goes, anybody else comes. Counted from the members
   * that it asked for last, or from the last ones of which it was told that they are.
   */
  | { readonly kind: 'toggle'; readonly server: NodeId; readonly from: 'asked' | 'done' }
  /** another leader; null: whoever is furthest */
  | { readonly kind: 'hand over'; readonly to: NodeId | null }

export type OperatorConfig = {
  readonly servers: readonly NodeId[]
  /** the voters that the cluster begins with */
  readonly members: readonly NodeId[]
  /** fewer voters than these are never asked for */
  readonly votersMin: number
  /** between two attempts */
  readonly pause: Micros
  /** attempts before a wish is given up */
  readonly attempts: number
}

export type Operating = {
  state: {
    asked: number
    /** the members, as far as it was told, and as it has asked for them since */
    members: { done: Change; asked: Change }
    /** where those that it was told stand in the log */
    upon: LogIndex
    /** the wish under way, and how it is asked for */
    wish: Wish | null
    question: Asked | null
    attempts: number
    done: number
  }
  hears: Wish | ClientHears
  says: Reconfigure | Transfer
  timers: { kind: 'again' }
  disk: { self: { key: 'life'; value: number } }
}
type Asked = Reconfigure | Transfer
type Self = Node<Operating>
type State = Operating['state']

const again = { kind: 'again' } as const
const asksPerLife = 65_536

/** A new wish takes the place of the one under way. */
export function operator(config: OperatorConfig): Actor<Operating> {
  const { servers, pause } = config

  function ask(node: Self, state: State): void {
    const { question } = state
    if (question === null) return
    if (state.attempts >= config.attempts) return drop(node, state)
    state.attempts += 1
    node.setTimer(again, pause, pause)
    for (const server of servers) node.send(server, question)
  }

  function drop(node: Self, state: State): void {
    state.wish = null
    state.question = null
    node.cancelTimer(again)
  }

  function onDone(node: Self, state: State, { index }: Done): void {
    const { question } = state
    state.done += 1
    if (question?.kind === 'reconfigure') {
      state.members.done = question.change
      state.upon = index
    }
    drop(node, state)
  }

  /** It has missed a change: what is wished for is asked for anew, with the next attempt. */
  function onOutdated(node: Self, state: State, { index, members }: Outdated): void {
    // Who was deposed and does not know it tells of members that are no more.
    if (index < state.upon) return
    const { voters, learners } = members
    const known: Change = { how: 'joint', voters, learners }
    freeze(known)
    state.members = { done: known, asked: known }
    state.upon = index
    // Another question has another number: an answer to the one before must not be taken for its own.
    state.asked += 1
    state.question = questionOf(state, state.asked, config.votersMin)
    if (state.question === null) drop(node, state)
  }

  return {
    start(node) {
      // An answer to an earlier life must not be taken for one to this life.
      const life = (node.store.get('self', 'life') ?? 0) + 1
      node.store.put('self', 'life', life)
      const known: Change = { how: 'joint', voters: config.members, learners: [] }
      freeze(known)
      const nothing = { upon: 0, wish: null, question: null, attempts: 0, done: 0 }
      return { asked: life * asksPerLife, members: { done: known, asked: known }, ...nothing }
    },
    receive(node, state, message) {
      if (message.kind === 'reshape' || message.kind === 'toggle' || message.kind === 'hand over') {
        state.wish = message
        state.asked += 1
        state.question = questionOf(state, state.asked, config.votersMin)
        state.attempts = 0
        return ask(node, state)
      }
      if (message.ask !== state.question?.ask) return
      if (message.kind === 'done') return onDone(node, state, message)
      if (message.kind === 'outdated') return onOutdated(node, state, message)
      const isFinal = message.kind === 'refused' && forGood.has(message.why)
      if (!isFinal) return // the timer asks again
      state.members.asked = state.members.done
      drop(node, state)
    },
    expire: (node, state) => ask(node, state),
  }
}

const forGood: ReadonlySet<Refusal> = new Set<Refusal>(['impossible', 'not taken over'])

function questionOf(state: State, ask: number, votersMin: number): Asked | null {
  const { wish, upon } = state
  if (wish === null) return null
  if (wish.kind === 'hand over') return { kind: 'transfer', ask, to: wish.to }
  const change = changeOf(state, wish)
  if (change.voters.length < votersMin) return null
  freeze(change) // it is known as what was asked and as what is done
  state.members.asked = change
  return { kind: 'reconfigure', ask, upon, change }
}

function changeOf(state: State, wish: Exclude<Wish, { kind: 'hand over' }>): Change {
  if (wish.kind === 'reshape') {
    return { how: 'joint', voters: wish.voters, learners: wish.learners }
  }
  const { server, from } = wish
  const { voters: before, learners } = state.members[from]
  const others = before.filter((one) => one !== server)
  const voters = others.length < before.length ? others : [...others, server]
  return { how: 'single', voters, learners: learners.filter((one) => one !== server) }
}
