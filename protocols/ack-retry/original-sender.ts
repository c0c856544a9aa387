// The source's client program, as a sender: one connection a letter, five seconds for its ack, then
// at once another connection to the same receiver, for ever; except that a refused connection ends it.
// It keeps nothing, numbers nothing, and waits for nothing between two attempts.

import type { Actor, Node } from '../../sim/actor.ts'
import { assert } from '../../sim/assert.ts'
import { type Micros, type NodeId, nodeId } from '../../sim/units.ts'
import type { Connect, Outcome, Post, Reported } from './messages.ts'
import type { BareAck, Hello, Listed, ListWanted } from './original-messages.ts'
import type { Timings } from './timings.ts'

export interface OriginalSenderConfig {
  readonly discovery: NodeId
  readonly timings: Timings
}

type Pending = {
  text: string
  to: NodeId
  connection: NodeId | null
  triedAt: Micros | null
  asker: NodeId | null
  ask: number
}

export type OriginalSenderState = {
  accepted: number
  dialled: number
  listed: readonly NodeId[]
  letters: Map<number, Pending>
  /** shortest time there ever was between two attempts of one letter, null before a second one */
  soonest: Micros | null
}

export type OriginalSending = {
  state: OriginalSenderState
  hears: Post | BareAck | Listed
  says: Connect | Hello | Reported | ListWanted
  timers: { kind: 'timeout'; letter: number } | { kind: 'poll' }
}

const poll = { kind: 'poll' } as const

export function originalSender(config: OriginalSenderConfig): Actor<OriginalSending> {
  const { timings, discovery } = config

  function accept(
    node: Node<OriginalSending>,
    state: OriginalSenderState,
    { to, text, ask }: Post,
    asker: NodeId,
  ): void {
    const chosen = to ?? pick(node, state)
    if (chosen === null) {
      node.note('Invalid receiver chosen')
      return node.send(asker, { kind: 'outcome', ask, outcome: 'never sent', by: null })
    }
    state.accepted += 1
    const letter = { text, to: chosen, connection: null, triedAt: null, asker, ask }
    state.letters.set(state.accepted, letter)
    attempt(node, state, state.accepted)
  }

  function pick(node: Node<OriginalSending>, { listed }: OriginalSenderState): NodeId | null {
    if (listed.length === 0) return null
    return listed[node.random(listed.length, 'index')] ?? null
  }

  function attempt(node: Node<OriginalSending>, state: OriginalSenderState, number: number): void {
    const letter = state.letters.get(number)
    assert(letter !== undefined, 'only a letter that waits is tried')
    const now = node.clock()
    if (letter.triedAt !== null) {
      const gap = now - letter.triedAt
      if (state.soonest === null || gap < state.soonest) state.soonest = gap
    }
    letter.triedAt = now
    state.dialled += 1
    letter.connection = nodeId(`${letter.to}/${state.dialled}`)
    node.send(letter.connection, { kind: 'connect' })
    node.send(letter.connection, { kind: 'letter', text: letter.text })
    node.setTimer({ kind: 'timeout', letter: number }, timings.ackTimeout)
  }

  function settle(
    node: Node<OriginalSending>,
    state: OriginalSenderState,
    number: number,
    outcome: Outcome,
  ): void {
    const letter = state.letters.get(number)
    assert(letter !== undefined, 'only a letter that waits is settled')
    state.letters.delete(number)
    node.cancelTimer({ kind: 'timeout', letter: number })
    if (letter.asker === null) return
    const by = outcome === 'acked' ? letter.to : null
    node.send(letter.asker, { kind: 'outcome', ask: letter.ask, outcome, by })
  }

  function askForList(node: Node<OriginalSending>): void {
    node.send(discovery, { kind: 'list' })
    node.setTimer(poll, timings.poll)
  }

  return {
    start(node) {
      askForList(node)
      return { accepted: 0, dialled: 0, listed: [], letters: new Map(), soonest: null }
    },
    receive(node, state, message, from) {
      if (message.kind === 'post') return accept(node, state, message, from)
      if (message.kind === 'listed') {
        state.listed = message.receivers.map(({ at }) => at)
        return
      }
      const number = over(state, from)
      if (number === null) return
      settle(node, state, number, 'acked')
      node.close(from)
    },
    expire(node, state, timer) {
      if (timer.kind === 'poll') return askForList(node)
      const connection = state.letters.get(timer.letter)?.connection ?? null
      if (connection !== null) node.close(connection)
      attempt(node, state, timer.letter)
    },
    lost(node, state, peer, why) {
      for (const letter of state.letters.values()) if (letter.asker === peer) letter.asker = null
      const number = over(state, peer)
      if (number === null) return
      if (why === 'refused') settle(node, state, number, 'given up')
      else attempt(node, state, number) // an empty read is an error like any other: again, at once
    },
  }
}

/** The letter that this connection carries. */
function over(state: OriginalSenderState, connection: NodeId): number | null {
  for (const [number, letter] of state.letters) if (letter.connection === connection) return number
  return null
}
