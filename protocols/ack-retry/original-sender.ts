// The source's client program, as a sender: one letter at a time, each attempt on a connection of its
// own, five seconds for the ack, then at once another connection to the same receiver, for ever;
// except that a refused connection ends it. It keeps nothing, names nothing and never pauses.

import type { Actor, Node } from '../../sim/actor.ts'
import { assert } from '../../sim/assert.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
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
  triedAt: Micros | null
  asker: NodeId | null
  ask: number
}

export type OriginalSenderState = {
  listed: readonly NodeId[]
  /** what is to be sent, in order; the first is being sent */
  letters: Pending[]
  /** shortest time there ever was between two attempts of one letter, null before a second one */
  soonest: Micros | null
}

export type OriginalSending = {
  state: OriginalSenderState
  hears: Post | BareAck | Listed
  says: Connect | Hello | Reported | ListWanted
  timers: { kind: 'timeout' } | { kind: 'poll' }
}

const poll = { kind: 'poll' } as const
const timeout = { kind: 'timeout' } as const

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
    state.letters.push({ text, to: chosen, triedAt: null, asker, ask })
    if (state.letters.length === 1) attempt(node, state)
  }

  function pick(node: Node<OriginalSending>, { listed }: OriginalSenderState): NodeId | null {
    if (listed.length === 0) return null
    return listed[node.random(listed.length, 'index')] ?? null
  }

  function attempt(node: Node<OriginalSending>, state: OriginalSenderState): void {
    const [letter] = state.letters
    if (letter === undefined) return
    const now = node.clock()
    if (letter.triedAt !== null) {
      const gap = now - letter.triedAt
      if (state.soonest === null || gap < state.soonest) state.soonest = gap
    }
    letter.triedAt = now
    node.send(letter.to, { kind: 'connect' })
    node.send(letter.to, { kind: 'letter', text: letter.text })
    node.setTimer(timeout, timings.ackTimeout)
  }

  function settle(node: Node<OriginalSending>, state: OriginalSenderState, outcome: Outcome): void {
    const letter = state.letters.shift()
    assert(letter !== undefined, 'only a letter that is being sent is settled')
    node.cancelTimer(timeout)
    node.close(letter.to)
    const by = outcome === 'acked' ? letter.to : null
    if (letter.asker !== null) {
      node.send(letter.asker, { kind: 'outcome', ask: letter.ask, outcome, by })
    }
    attempt(node, state)
  }

  function askForList(node: Node<OriginalSending>): void {
    node.send(discovery, { kind: 'list' })
    node.setTimer(poll, timings.poll)
  }

  return {
    start(node) {
      askForList(node)
      return { listed: [], letters: [], soonest: null }
    },
    receive(node, state, message, from) {
      if (message.kind === 'post') return accept(node, state, message, from)
      if (message.kind === 'ack') {
        if (state.letters[0]?.to === from) settle(node, state, 'acked')
        return
      }
      state.listed = message.receivers.map(({ at }) => at)
    },
    expire(node, state, timer) {
      if (timer.kind === 'poll') return askForList(node)
      const [letter] = state.letters
      if (letter !== undefined) node.close(letter.to)
      attempt(node, state)
    },
    lost(node, state, peer, why) {
      for (const letter of state.letters) if (letter.asker === peer) letter.asker = null
      if (state.letters[0]?.to !== peer) return
      if (why === 'refused') settle(node, state, 'given up')
      else attempt(node, state) // an empty read is an error like any other: again, at once
    },
  }
}
