// Who may be sent to: receivers register, are listed while they are heard of, and are told when they
// are unknown. It keeps nothing on disk: after a restart its receivers tell it everything again
// within one heartbeat.

import type { Actor, Node } from '../../sim/actor.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import { idOf, samePlace } from './address.ts'
import type {
  Alive,
  Full,
  Heard,
  Heartbeat,
  Listed,
  ListWanted,
  Look,
  Register,
  Registered,
  Seen,
} from './messages.ts'
import { listedMax } from './messages.ts'
import type { Rules } from './rules.ts'
import type { Timings } from './timings.ts'

export interface DiscoveryConfig {
  readonly timings: Timings
  readonly rules: Rules
}

/** `lastHeard` on discovery's own clock, which decides; `lastSeen` on its wall clock, for people. */
export type Entry = {
  readonly at: NodeId
  readonly lastHeard: Micros
  readonly lastSeen: Micros
}

export type DiscoveryState = {
  /** by address, in the order of registration; times on discovery's clock */
  entries: Map<string, Entry>
  /** the answer given last: when, who, and when the most silent of them had been heard of last */
  served: { at: Micros; oldest: Micros; receivers: readonly NodeId[] } | null
}

export type Discovering = {
  state: DiscoveryState
  hears: Register | Heartbeat | ListWanted | Alive | Look
  says: Registered | Heard | Listed | Seen | Full
  timers: { kind: 'cleanup' }
}

const cleanup = { kind: 'cleanup' } as const
const registered: Registered = { kind: 'registered' }
const known: Heard = { kind: 'heard', known: true }
const unknown: Heard = { kind: 'heard', known: false }
const full: Full = { kind: 'full' }

export function discovery(config: DiscoveryConfig): Actor<Discovering> {
  const { rules, timings } = config

  function hear(node: Node<Discovering>, state: DiscoveryState, beat: Heartbeat): Heard {
    if (!rules.isKnown(state.entries, beat.at)) return unknown
    // Only what is on the list is kept on it: a rule that is wrong about that adds nobody.
    if (state.entries.has(beat.at)) admit(node, state, beat.at)
    return known
  }

  function admit(node: Node<Discovering>, state: DiscoveryState, at: NodeId): void {
    state.entries.set(at, { at, lastHeard: node.clock(), lastSeen: node.wallClock() })
  }

  function register(node: Node<Discovering>, state: DiscoveryState, at: NodeId): Registered | Full {
    const before = listedAs(state, at)
    if (before === null && state.entries.size >= listedMax) return full
    // The same address with another wire is the same receiver, started anew.
    if (before !== null && before !== at) state.entries.delete(before)
    admit(node, state, at)
    return registered
  }

  /** Outsiders are told apart by their ids, which are pure functions of their addresses. */
  function hearById(node: Node<Discovering>, state: DiscoveryState, { id }: Alive): Heard {
    for (const { at } of state.entries.values()) {
      if (idOf(at) === id) return hear(node, state, { kind: 'heartbeat', at })
    }
    return unknown
  }

  function look(node: Node<Discovering>, state: DiscoveryState): Seen {
    const now = node.clock()
    const heard = Array.from(state.entries.values()).filter(
      ({ lastHeard }) => !rules.isSilent(lastHeard, now, timings.expiry),
    )
    return { kind: 'seen', receivers: heard.map(({ at, lastSeen }) => ({ at, lastSeen })) }
  }

  function list(node: Node<Discovering>, state: DiscoveryState, ask: number): Listed {
    const now = node.clock()
    const receivers: NodeId[] = []
    let oldest = now
    for (const { at, lastHeard } of state.entries.values()) {
      if (rules.isSilent(lastHeard, now, timings.expiry)) continue
      receivers.push(at)
      if (lastHeard < oldest) oldest = lastHeard
    }
    state.served = { at: now, oldest, receivers }
    return { kind: 'listed', ask, receivers }
  }

  function forgetSilent(node: Node<Discovering>, state: DiscoveryState): void {
    const now = node.clock()
    for (const { at, lastHeard } of state.entries.values()) {
      if (!rules.isSilent(lastHeard, now, timings.expiry)) continue
      state.entries.delete(at)
      node.sometimes('a silent receiver was forgotten')
    }
    node.setTimer(cleanup, timings.cleanup)
  }

  return {
    start(node) {
      node.setTimer(cleanup, timings.cleanup)
      return { entries: new Map(), served: null }
    },
    receive(node, state, message, from) {
      switch (message.kind) {
        case 'register':
          return node.send(from, register(node, state, message.at))
        case 'heartbeat':
          return node.send(from, hear(node, state, message))
        case 'list':
          return node.send(from, list(node, state, message.ask))
        case 'alive':
          return node.send(from, hearById(node, state, message))
        case 'look':
          return node.send(from, look(node, state))
      }
    },
    expire: forgetSilent,
  }
}

/** The name under which this receiver is listed; null when it is not. */
function listedAs({ entries }: DiscoveryState, at: NodeId): NodeId | null {
  if (entries.has(at)) return at
  for (const one of entries.values()) if (samePlace(one.at, at)) return one.at
  return null
}
