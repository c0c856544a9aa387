// The source's receiver: one thread that accepts a connection, waits on it for as long as it takes,
// prints what came, and acks by the toss of a coin. What it printed stays printed, so the inbox is on
// disk; all else dies with it. Its second thread sends heartbeats and never looks at the answers.

import type { Actor, Node } from '../../sim/actor.ts'
import type { NodeId } from '../../sim/units.ts'
import type { Connect, Inbox, Read } from './messages.ts'
import type {
  BareAck,
  Heard,
  Heartbeat,
  Hello,
  Listed,
  ListWanted,
  Register,
  Registered,
} from './original-messages.ts'
import type { Timings } from './timings.ts'

export interface OriginalReceiverConfig {
  readonly discovery: NodeId
  readonly timings: Timings
  /** sides of the coin, of which one says ack: 2 as in the source, 1 acks always */
  readonly sides: number
}

export type OriginalReceiverState = {
  applied: Set<string>
  effects: number
  latest: string | null
  /** the uuid that discovery gave it, null before that */
  id: string | null
  registered: boolean
  /** polls discovery, has asked to be registered, serves, or has died of an exception */
  phase: 'waiting' | 'registering' | 'serving' | 'exited'
  /** the connection its thread is reading from */
  current: Connection | null
  /** connections that are open and not yet accepted */
  backlog: Connection[]
  /** the peer that got no ack: nobody closes its connection before the next is accepted */
  leaked: NodeId | null
}

type Connection = {
  readonly peer: NodeId
  /** what has arrived on it and nobody has read yet */
  text: string | null
  /** the other end has hung up */
  ended: boolean
}

export type OriginalReceiving = {
  state: OriginalReceiverState
  hears: Connect | Hello | Listed | Registered | Heard | Read
  says: BareAck | Register | Heartbeat | ListWanted | Inbox
  timers: { kind: 'wait' } | { kind: 'heartbeat' }
  disk: { inbox: { key: number; value: string } }
}

/** `recv(1024)` takes this much of a letter, and nothing reads the rest. */
const received = 1_024
const wait = { kind: 'wait' } as const
const heartbeat = { kind: 'heartbeat' } as const

export function originalReceiver(config: OriginalReceiverConfig): Actor<OriginalReceiving> {
  const { timings, discovery, sides } = config

  function start(node: Node<OriginalReceiving>): OriginalReceiverState {
    const printed = Array.from(node.store.scan('inbox'), ([, text]) => text)
    askWhetherThere(node)
    return {
      applied: new Set(printed),
      effects: printed.length,
      latest: printed.at(-1) ?? null,
      id: null,
      registered: false,
      phase: 'waiting',
      current: null,
      backlog: [],
      leaked: null,
    }
  }

  function askWhetherThere(node: Node<OriginalReceiving>): void {
    node.send(discovery, { kind: 'list' })
    node.setTimer(wait, timings.poll)
  }

  function beat(node: Node<OriginalReceiving>, id: string): void {
    node.send(discovery, { kind: 'heartbeat', id })
    node.setTimer(heartbeat, timings.heartbeat)
  }

  function register(node: Node<OriginalReceiving>, state: OriginalReceiverState): void {
    if (state.phase !== 'waiting') return
    state.phase = 'registering'
    node.cancelTimer(wait)
    node.send(discovery, { kind: 'register', at: node.id })
  }

  /** The thread returns to `accept` until it finds a connection on which it must wait. */
  function acceptNext(node: Node<OriginalReceiving>, state: OriginalReceiverState): void {
    while (state.current === null) {
      const next = state.backlog.shift()
      if (next === undefined) return
      // Python closes the old connection when its variable gets the new one.
      if (state.leaked !== null) node.close(state.leaked)
      state.leaked = null
      state.current = next
      serve(node, state, next)
    }
  }

  function arrived(
    node: Node<OriginalReceiving>,
    state: OriginalReceiverState,
    text: string,
    from: NodeId,
  ): void {
    const connection = openTo(state, from)
    if (connection === undefined) return
    connection.text = text
    if (connection !== state.current) return
    serve(node, state, connection)
    acceptNext(node, state)
  }

  function serve(
    node: Node<OriginalReceiving>,
    state: OriginalReceiverState,
    { peer, text, ended }: Connection,
  ): void {
    if (text === null && !ended) return // recv blocks
    state.current = null
    if (text === null) return
    print(node, state, text.slice(0, received))
    const acks = node.random(sides, 'coin') === 0
    if (ended) return // whatever is said goes nowhere: a ghost was processed
    if (!acks) {
      node.note('tossed no ack')
      state.leaked = peer
    } else {
      node.send(peer, { kind: 'ack' })
      node.close(peer)
    }
  }

  function print(node: Node<OriginalReceiving>, state: OriginalReceiverState, text: string): void {
    state.effects += 1
    state.applied.add(text)
    state.latest = text
    node.store.put('inbox', state.effects, text)
  }

  function lost(node: Node<OriginalReceiving>, state: OriginalReceiverState, peer: NodeId): void {
    if (peer === discovery && state.phase === 'registering') {
      node.note('exits: requests.post raised ConnectionError')
      state.phase = 'exited'
    }
    if (peer === state.leaked) state.leaked = null
    const connection = openTo(state, peer)
    if (connection !== undefined) connection.ended = true
    if (connection === undefined || connection !== state.current) return
    serve(node, state, connection)
    acceptNext(node, state)
  }

  /** There is one open connection to a peer at a time; those of the backlog may have ended. */
  function openTo(state: OriginalReceiverState, peer: NodeId): Connection | undefined {
    const { current, backlog } = state
    if (current?.peer === peer) return current
    return backlog.find((one) => one.peer === peer && !one.ended)
  }

  return {
    start,
    receive(node, state, message, from) {
      if (state.phase === 'exited') return
      switch (message.kind) {
        case 'connect':
          state.backlog.push({ peer: from, text: null, ended: false })
          return acceptNext(node, state)
        case 'letter':
          return arrived(node, state, message.text, from)
        case 'listed':
          return register(node, state)
        case 'registered':
          state.id = message.id
          state.registered = true
          state.phase = 'serving'
          return beat(node, message.id)
        case 'heard':
          return
        case 'read':
          return node.send(from, {
            kind: 'inbox',
            ask: message.ask,
            texts: Array.from(node.store.scan('inbox'), ([, text]) => text),
          })
      }
    },
    expire(node, state, timer) {
      if (timer.kind === 'wait') return askWhetherThere(node)
      if (state.id !== null) beat(node, state.id)
    },
    lost,
  }
}
