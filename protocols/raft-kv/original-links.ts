// Connections between the servers of the source's library: one a pair, dialled by the server with the
// greater address. What is sent where none stands is dropped, and nobody is told.

import type { NodeId } from '../../sim/units.ts'
import type { PeerSays } from './original-messages.ts'
import { type OriginalConfig, type OriginalState, partners, type Self } from './original-state.ts'

export const isOpen = ({ links }: OriginalState, peer: NodeId): boolean =>
  links.get(peer)?.phase === 'open'

/** Nobody who is cut off from everybody stands for election. */
export const isConnected = ({ links }: OriginalState, { servers }: OriginalConfig): boolean =>
  servers.length === 1 || Array.from(links.values()).some(({ phase }) => phase === 'open')

/** Age is looked at when a connection is used: one that was idle for long is closed by the next send. */
export function say(
  self: Self,
  state: OriginalState,
  config: OriginalConfig,
  peer: NodeId,
  message: PeerSays,
): void {
  const link = state.links.get(peer)
  if (link?.phase !== 'open') return
  if (self.clock() - link.readAt <= config.timings.connection) return self.send(peer, message)
  self.close(peer)
  disconnected(self, state, config, peer)
}

/** Dials whom it should be connected to, each at most once in a while. */
export function connect(self: Self, state: OriginalState, config: OriginalConfig): void {
  for (const peer of partners(self, config)) maybeDial(self, state, config, peer)
}

function maybeDial(self: Self, state: OriginalState, config: OriginalConfig, peer: NodeId): void {
  if (self.id < peer || state.links.has(peer)) return
  const now = self.clock()
  const before = state.dialledAt.get(peer)
  if (before !== undefined && now - before < config.timings.reconnect) return
  state.dialledAt.set(peer, now)
  state.links.set(peer, { phase: 'dialling', readAt: now })
  self.send(peer, { kind: 'connect' })
}

/** The three messages that begin a connection, and the time of every other. */
export function heard(self: Self, state: OriginalState, message: PeerSays, peer: NodeId): void {
  const link = state.links.get(peer)
  if (link !== undefined) link.readAt = self.clock()
  switch (message.kind) {
    case 'connect':
      return self.send(peer, { kind: 'connected' })
    case 'connected':
      if (link !== undefined) link.phase = 'open'
      return self.send(peer, { kind: 'hello', address: self.id })
    case 'hello':
      state.links.set(peer, { phase: 'open', readAt: self.clock() })
      return
    default:
  }
}

/** @param peer whose connection has ended, here or there */
export function disconnected(
  self: Self,
  state: OriginalState,
  config: OriginalConfig,
  peer: NodeId,
): void {
  state.links.delete(peer)
  if (!state.deaf) maybeDial(self, state, config, peer)
}
