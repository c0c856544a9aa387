// The source's discovery server: a dictionary in memory that request threads write and a cleanup
// thread reads. Threads are not steps, so the one race that matters is modelled: the cleanup's step
// sends itself its second half, and dies if a registration came between.

import type { Actor, Node } from '../../sim/actor.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import { uuid } from './address.ts'
import type { Entry } from './discovery.ts'
import type {
  Heard,
  Heartbeat,
  Listed,
  ListWanted,
  Look,
  Register,
  Registered,
  Seen,
  Sweep,
} from './original-messages.ts'
import type { Timings } from './timings.ts'

export interface OriginalDiscoveryConfig {
  readonly timings: Timings
}

export type OriginalDiscoveryState = {
  /** by uuid, in the order of registration */
  entries: Map<string, Entry>
  served: { at: Micros; oldest: Micros; receivers: readonly NodeId[] } | null
  /** size of the dictionary when the cleanup thread began to iterate, null while it sleeps */
  iterating: number | null
  /** "RuntimeError: dictionary changed size during iteration": the thread is gone, nobody notices */
  cleanupDied: boolean
}

export type OriginalDiscovering = {
  state: OriginalDiscoveryState
  hears: Register | Heartbeat | ListWanted | Look | Sweep
  says: Registered | Heard | Listed | Seen | Sweep
  timers: { kind: 'cleanup' }
}

const cleanup = { kind: 'cleanup' } as const

export function originalDiscovery({
  timings,
}: OriginalDiscoveryConfig): Actor<OriginalDiscovering> {
  function register(
    node: Node<OriginalDiscovering>,
    state: OriginalDiscoveryState,
    at: NodeId,
  ): string {
    const id = uuid(randomHex(node), '4')
    state.entries.set(id, { at, lastHeard: node.clock(), lastSeen: node.wallClock() })
    return id
  }

  function hear(node: Node<OriginalDiscovering>, state: OriginalDiscoveryState, id: string): void {
    const entry = state.entries.get(id)
    if (entry === undefined) return
    const { at } = entry
    state.entries.set(id, { at, lastHeard: node.clock(), lastSeen: node.wallClock() })
  }

  function list(node: Node<OriginalDiscovering>, state: OriginalDiscoveryState): Listed {
    const now = node.clock()
    const all = Array.from(state.entries, ([id, { at }]) => ({ id, at }))
    let oldest = now
    for (const { lastHeard } of state.entries.values()) oldest = Math.min(oldest, lastHeard)
    state.served = { at: now, oldest, receivers: all.map(({ at }) => at) }
    return { kind: 'listed', receivers: all }
  }

  function look({ entries }: OriginalDiscoveryState): Seen {
    const receivers = Array.from(entries, ([id, { at, lastSeen }]) => ({ id, at, lastSeen }))
    return { kind: 'seen', receivers }
  }

  function sweep(node: Node<OriginalDiscovering>, state: OriginalDiscoveryState): void {
    if (state.entries.size !== state.iterating) {
      node.note('RuntimeError: dictionary changed size during iteration')
      state.cleanupDied = true
      return
    }
    state.iterating = null
    const now = node.clock()
    for (const [id, { lastHeard }] of state.entries) {
      if (now - lastHeard > timings.expiry) state.entries.delete(id)
    }
    node.setTimer(cleanup, timings.cleanup)
  }

  return {
    start(node) {
      node.setTimer(cleanup, timings.cleanup)
      return { entries: new Map(), served: null, iterating: null, cleanupDied: false }
    },
    receive(node, state, message, from) {
      switch (message.kind) {
        case 'register':
          return node.send(from, { kind: 'registered', id: register(node, state, message.at) })
        case 'heartbeat':
          hear(node, state, message.id)
          return node.send(from, { kind: 'heard' })
        case 'list':
          return node.send(from, list(node, state))
        case 'look':
          return node.send(from, look(state))
        case 'sweep':
          return sweep(node, state)
      }
    },
    expire(node, state) {
      state.iterating = state.entries.size
      node.send(node.id, { kind: 'sweep' })
    },
  }
}

/** 32 hex digits. */
function randomHex(node: Node<OriginalDiscovering>): string {
  let hex = ''
  while (hex.length < 32) hex += node.random(65_536, 'uuid').toString(16).padStart(4, '0')
  return hex
}
