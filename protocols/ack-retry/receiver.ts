// The receiving half: it processes a letter once, however often it comes, and acks every copy. It
// registers with discovery and does so again whenever discovery says that it does not know it.

import type { Actor, Node } from '../../sim/actor.ts'
import type { NodeId } from '../../sim/units.ts'
import type {
  Ack,
  Connect,
  Heard,
  Heartbeat,
  Inbox,
  Letter,
  Offer,
  Plain,
  PlainAck,
  Read,
  Ready,
  Register,
  Registered,
} from './messages.ts'
import { letterKey } from './messages.ts'
import type { Rules, Seen } from './rules.ts'
import type { Timings } from './timings.ts'

export interface ReceiverConfig {
  readonly discovery: NodeId
  readonly timings: Timings
  readonly rules: Rules
}

export type ReceiverState = {
  /** what was processed: the texts, how many effects that was, and the newest of them */
  applied: Set<string>
  effects: number
  latest: string | null
  /** by sender */
  seen: Map<string, Seen>
  registered: boolean
}

export type Receiving = {
  state: ReceiverState
  hears: Connect | Offer | Letter | Registered | Heard | Read | Plain
  says: Ready | Ack | Register | Heartbeat | Inbox | PlainAck
  timers: { kind: 'heartbeat' }
  disk: {
    inbox: { key: number; value: string }
    /** one row a sender, as long as the letters that it looks after at once */
    seen: { key: string; value: Seen }
  }
}

const heartbeat = { kind: 'heartbeat' } as const
const nothing: Seen = { floor: 0, above: [] }
const plainAck: PlainAck = { kind: 'plain ack' }

/** @returns one actor for any number of receivers */
export function receiver(config: ReceiverConfig): Actor<Receiving> {
  const { rules, timings, discovery } = config

  function start(node: Node<Receiving>): ReceiverState {
    const inbox = Array.from(node.store.scan('inbox'), ([, text]) => text)
    const state: ReceiverState = {
      applied: new Set(inbox),
      effects: inbox.length,
      latest: inbox.at(-1) ?? null,
      seen: rules.recall(node.store.scan('seen')),
      registered: false,
    }
    if (inbox.length > 0) node.sometimes('a receiver came back to its inbox')
    beat(node, state)
    return state
  }

  function beat(node: Node<Receiving>, state: ReceiverState): void {
    node.send(discovery, { kind: state.registered ? 'heartbeat' : 'register', at: node.id })
    node.setTimer(heartbeat, timings.heartbeat, timings.heartbeat >> 4)
  }

  function take(node: Node<Receiving>, state: ReceiverState, letter: Letter, from: NodeId): void {
    const { sender, life, seq, text } = letter
    const key = letterKey(life, seq)
    const seen = state.seen.get(sender) ?? nothing
    if (rules.isObsolete(seen, key))
      return node.sometimes('a copy came after its letter was settled')
    if (rules.isRepeat(seen, key)) node.sometimes('a repeated letter was only acked')
    else {
      const now = rules.remember(seen, key, letter.floor)
      state.seen.set(sender, now)
      node.store.put('seen', sender, now)
      process(node, state, text) // the memory and the effect or neither: one step is one batch
    }
    node.send(from, { kind: 'ack', at: node.id, life, seq }, rules.ackLeaves())
  }

  /** Nothing tells a repetition from a second letter, so it is processed and always acked. */
  function takePlain(
    node: Node<Receiving>,
    state: ReceiverState,
    { text }: Plain,
    from: NodeId,
  ): void {
    process(node, state, text)
    node.send(from, plainAck)
    node.close(from)
  }

  function answer(node: Node<Receiving>, ask: number, from: NodeId): void {
    const texts = Array.from(node.store.scan('inbox'), ([, text]) => text)
    node.send(from, { kind: 'inbox', ask, texts })
  }

  /** A letter's effect: its text is in the inbox. */
  function process(node: Node<Receiving>, state: ReceiverState, text: string): void {
    state.effects += 1
    state.applied.add(text)
    state.latest = text
    node.store.put('inbox', state.effects, text)
  }

  return {
    start,
    receive(node, state, message, from) {
      switch (message.kind) {
        case 'connect':
          return
        case 'offer':
          node.send(from, { kind: 'ready', at: node.id, life: message.life, seq: message.seq })
          return
        case 'letter':
          return take(node, state, message, from)
        case 'registered':
          state.registered = true
          return
        case 'heard':
          if (message.known) return
          node.sometimes('a receiver registered again')
          state.registered = false
          return beat(node, state)
        case 'read':
          return answer(node, message.ask, from)
        case 'plain':
          return takePlain(node, state, message, from)
      }
    },
    expire: beat,
  }
}
