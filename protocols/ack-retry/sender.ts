// The sending half: it keeps what it accepted on disk, binds each letter to one receiver before the
// letter leaves for the first time, and repeats it until the ack arrives or its attempts run out.
// It does not know who is alive: discovery lists receivers, and silence is all it ever sees.

import type { Actor, Node } from '../../sim/actor.ts'
import { assert } from '../../sim/assert.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import type {
  Ack,
  Connect,
  HungUp,
  Letter,
  LetterKey,
  ListWanted,
  Listed,
  Offer,
  Outcome,
  Post,
  Ready,
  Reported,
} from './messages.ts'
import { letterKey, lettersPerLife } from './messages.ts'
import type { Pending, Rules } from './rules.ts'
import type { Timings } from './timings.ts'

export interface SenderConfig {
  readonly discovery: NodeId
  readonly timings: Timings
  /** How often a letter is tried before the sender gives up; 0: for ever. */
  readonly attempts: number
  /**
   * `each`: every letter has a connection of its own, as the source had (stream links only). There is
   * one between two nodes at a time, so letters to one receiver take turns.
   */
  readonly connection: 'shared' | 'each'
  readonly rules: Rules
}

export type SenderState = {
  life: number
  lastSeq: number
  /** the letter whose connection it is just now, by receiver; where each has one of its own */
  held: Map<NodeId, LetterKey>
  listed: readonly NodeId[]
  /** the last question for the list, numbered within this life, and the one `listed` answers */
  asked: number
  answered: number
  letters: Map<LetterKey, Pending>
  /** shortest time there ever was between two attempts of one letter, null before a second one */
  soonest: Micros | null
}

export type Sending = {
  state: SenderState
  hears: Post | Ready | Ack | Listed | HungUp
  says: Connect | Offer | Letter | Reported | ListWanted | HungUp
  timers: { kind: 'resend'; letter: LetterKey } | { kind: 'poll' }
  disk: {
    self: { key: 'life'; value: number }
    outbox: { key: LetterKey; value: { readonly text: string; readonly to: NodeId | null } }
  }
}

const poll = { kind: 'poll' } as const
const connect: Connect = { kind: 'connect' }
/** In place of a letter: nobody's, it is just being closed. */
const closing: LetterKey = 0

const fresh = (text: string, to: NodeId | null, asker: NodeId | null, ask: number): Pending => ({
  text,
  to,
  asked: null,
  waits: false,
  attempts: 0,
  triedAt: null,
  asker,
  ask,
})

/** @returns one actor for any number of senders */
export function sender(config: SenderConfig): Actor<Sending> {
  const { rules, timings, discovery } = config

  function start(node: Node<Sending>): SenderState {
    const life = rules.nextLife(node.store.get('self', 'life'))
    node.store.put('self', 'life', life)
    const letters = new Map<LetterKey, Pending>()
    const state: SenderState = {
      life,
      lastSeq: 0,
      held: new Map(),
      listed: [],
      asked: letterKey(life, 0),
      answered: 0,
      letters,
      soonest: null,
    }
    for (const [key, { text, to }] of node.store.scan('outbox')) {
      letters.set(key, fresh(text, to, null, 0))
    }
    node.sometimes('a sender took up its outbox', letters.size > 0)
    askForList(node, state)
    for (const key of letters.keys()) attempt(node, state, key)
    return state
  }

  function accept(node: Node<Sending>, state: SenderState, post: Post, from: NodeId): void {
    state.lastSeq += 1
    assert(state.lastSeq < lettersPerLife, 'a life numbers fewer letters than its keys can tell')
    const key = letterKey(state.life, state.lastSeq)
    state.letters.set(key, fresh(post.text, post.to, from, post.ask))
    node.store.put('outbox', key, { text: post.text, to: post.to })
    attempt(node, state, key)
  }

  function attempt(node: Node<Sending>, state: SenderState, key: LetterKey): void {
    const letter = state.letters.get(key)
    assert(letter !== undefined, 'a resend timer never outlives its letter')
    const next = rules.afterSilence(letter, config.attempts)
    if (next !== 'again') return settle(node, state, key, next, letter.to)
    begin(node, state, letter)
    const to = rules.mayChoose(letter) ? another(node, state, letter) : letter.to
    if (to !== letter.asked) hangUp(node, state, key, letter)
    if (to === null && !rules.waitsForList()) return
    if (to !== null) say(node, state, key, letter, to)
    arm(node, key, letter)
  }

  function arm(node: Node<Sending>, key: LetterKey, letter: Pending): void {
    const wait = rules.patience(letter.attempts, timings)
    if (wait !== null) node.setTimer({ kind: 'resend', letter: key }, wait, wait >> 2)
  }

  /** No answer will come on a connection that is gone: no backoff, but no sooner than any retry. */
  function hurry(node: Node<Sending>, key: LetterKey, { triedAt }: Pending): void {
    const since = triedAt === null ? timings.ackTimeout : node.clock() - triedAt
    const wait = Math.max(0, timings.ackTimeout - since)
    node.setTimer({ kind: 'resend', letter: key }, wait, timings.ackTimeout >> 2)
  }

  /** Counts the attempt and remembers the shortest time between two of one letter. */
  function begin(node: Node<Sending>, state: SenderState, letter: Pending): void {
    const now = node.clock()
    if (letter.triedAt !== null) {
      node.sometimes('a letter was tried again')
      const gap = now - letter.triedAt
      if (state.soonest === null || gap < state.soonest) state.soonest = gap
    }
    letter.triedAt = now
    letter.attempts += 1
  }

  /** The receiver to ask next; null when nobody is listed. */
  function another(node: Node<Sending>, state: SenderState, letter: Pending): NodeId | null {
    const { asked } = letter
    const { listed } = state
    letter.to = null
    const first = asked === null && listed.length > 1 ? node.random(listed.length, 'receiver') : 0
    const to = rules.choose(listed, asked, first)
    if (to === null) node.sometimes('nobody was listed')
    else if (asked !== null && asked !== to) node.sometimes('another receiver was asked')
    return to
  }

  /** An offer while the letter is nobody's; from its first sending on it stays with its receiver. */
  function say(
    node: Node<Sending>,
    state: SenderState,
    key: LetterKey,
    letter: Pending,
    to: NodeId,
  ): void {
    letter.asked = to
    letter.waits = config.connection === 'each' && !dial(node, state, key, to)
    if (letter.waits) return
    const life = Math.floor(key / lettersPerLife)
    const seq = key % lettersPerLife
    if (letter.to === null) return node.send(to, { kind: 'offer', life, seq })
    const floor = rules.floorOf(state.letters, key)
    node.send(to, { kind: 'letter', sender: node.id, life, seq, floor, text: letter.text })
  }

  function bind(node: Node<Sending>, state: SenderState, ready: Ready): void {
    const key = letterKey(ready.life, ready.seq)
    const letter = state.letters.get(key)
    if (letter === undefined) return
    if (!rules.mayBind(letter)) return node.sometimes('a second receiver was ready')
    letter.to = ready.at
    letter.attempts = 0
    letter.triedAt = null
    node.store.put('outbox', key, { text: letter.text, to: letter.to }, rules.bindingWrite())
    attempt(node, state, key)
  }

  function settle(
    node: Node<Sending>,
    state: SenderState,
    key: LetterKey,
    outcome: Outcome,
    by: NodeId | null,
  ): void {
    const letter = state.letters.get(key)
    assert(letter !== undefined, 'only a letter that is looked after is settled')
    state.letters.delete(key)
    node.store.delete('outbox', key) // before a floor above it can leave, or it would come back below
    node.cancelTimer({ kind: 'resend', letter: key })
    hangUp(node, state, key, letter)
    if (letter.asker === null) return
    node.send(letter.asker, { kind: 'outcome', ask: letter.ask, outcome, by })
  }

  function askForList(node: Node<Sending>, state: SenderState): void {
    state.asked += 1
    node.send(discovery, { kind: 'list', ask: state.asked })
    node.setTimer(poll, timings.poll, timings.poll >> 3)
  }

  /** A copy of an older answer that comes late says nothing new. */
  function learn(node: Node<Sending>, state: SenderState, { ask, receivers }: Listed): void {
    if (ask <= state.answered) return
    state.answered = ask
    state.listed = receivers
    if (receivers.length === 0) node.setTimer(poll, timings.ackTimeout)
  }

  /** The letter's connection, open or opened now; false while another letter has it. */
  function dial(node: Node<Sending>, state: SenderState, key: LetterKey, to: NodeId): boolean {
    const holder = state.held.get(to)
    if (holder !== undefined) return holder === key
    state.held.set(to, key)
    node.send(to, connect)
    return true
  }

  /** Ends the letter's connection, if it has one. What it is told by itself comes after the close. */
  function hangUp(
    node: Node<Sending>,
    state: SenderState,
    key: LetterKey,
    { asked }: Pending,
  ): void {
    if (asked === null || state.held.get(asked) !== key) return
    state.held.set(asked, closing)
    node.close(asked)
    node.send(node.id, { kind: 'hung up', from: asked })
  }

  /** The next letter that waits for a connection to this receiver has its turn. */
  function giveTurn(node: Node<Sending>, state: SenderState, to: NodeId): void {
    state.held.delete(to)
    for (const [key, letter] of state.letters) {
      if (!letter.waits || letter.asked !== to) continue
      letter.triedAt = node.clock()
      say(node, state, key, letter, to)
      return arm(node, key, letter)
    }
  }

  return {
    start,
    receive(node, state, message, from) {
      switch (message.kind) {
        case 'post':
          return accept(node, state, message, from)
        case 'ready':
          return bind(node, state, message)
        case 'listed':
          return learn(node, state, message)
        case 'hung up':
          return giveTurn(node, state, message.from)
        case 'ack': {
          const key = rules.ackedLetter(state.letters, message)
          if (key !== null) settle(node, state, key, 'acked', message.at)
          else node.sometimes('an ack came for a settled letter')
        }
      }
    },
    expire(node, state, timer) {
      if (timer.kind === 'poll') askForList(node, state)
      else attempt(node, state, timer.letter)
    },
    lost(node, state, peer, why) {
      for (const [key, letter] of state.letters) {
        // Where nobody waits any more, the letter still goes out and its outcome goes nowhere.
        if (letter.asker === peer) letter.asker = null
        if (letter.asked === peer && why !== 'refused') hurry(node, key, letter)
      }
      const holder = state.held.get(peer)
      if (holder !== undefined && holder !== closing) giveTurn(node, state, peer)
    },
  }
}
