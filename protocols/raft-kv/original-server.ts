// A server of the source systems: their service before, PySyncObj 0.3.14 in the middle, their database
// behind it. One thread of the library ticks; a message that arrives ends its wait, so it ticks at once.

import type { Actor } from '../../sim/actor.ts'
import type { NodeId } from '../../sim/units.ts'
import type { ClientSays } from '../raft/messages.ts'
import type { KvCommand } from './messages.ts'
import {
  answer,
  applyCommitted,
  enqueue,
  onApplyCommand,
  onApplyCommandResponse,
  passQueued,
  refuse,
} from './original-commands.ts'
import { maybeCompact } from './original-compaction.ts'
import { maybeStand, onRequestVote, onResponseVote } from './original-elections.ts'
import { connect, disconnected, heard } from './original-links.ts'
import type { PeerSays, Replicated } from './original-messages.ts'
import { lead, maybeSendAppends, onAppend, onNextIdx } from './original-replication.ts'
import { look, openAt } from './original-rows.ts'
import {
  type Client,
  freshState,
  type OriginalConfig,
  type OriginalServing,
  type OriginalState,
  type Self,
} from './original-state.ts'

const ticking = { kind: 'tick' } as const
const opening = { kind: 'open database' } as const
const taking = { kind: 'take the answer' } as const

/** @param config the same for every server of a cluster */
export function originalServer(config: OriginalConfig): Actor<OriginalServing> {
  const { servers, timings, usage } = config

  /** One round of the thread. An exception ends it where it is thrown, before the sockets. */
  function tick(self: Self, state: OriginalState): void {
    self.setTimer(ticking, timings.tick)
    maybeStand(self, state, config)
    lead(self, state, config)
    state.deaf = !applyCommitted(self, state, config) || !goOn(self, state)
    if (!state.deaf) connect(self, state, config)
  }

  function goOn(self: Self, state: OriginalState): boolean {
    maybeSendAppends(self, state, config)
    passQueued(self, state, config)
    return maybeCompact(self, state, config)
  }

  function onPeer(self: Self, state: OriginalState, message: PeerSays, from: NodeId): void {
    heard(self, state, message, from)
    switch (message.kind) {
      case 'request_vote':
        return onRequestVote(self, state, config, message, from)
      case 'response_vote':
        return onResponseVote(self, state, config, message)
      case 'append_entries':
      case 'append_serialized':
        return onAppend(self, state, config, message, from)
      case 'next_node_idx':
        return onNextIdx(self, state, message, from)
      case 'apply_command':
        return onApplyCommand(self, state, config, message, from)
      case 'apply_command_response':
        return onApplyCommandResponse(self, state, config, message)
      default:
    }
  }

  /** The service: threads of their own, which go on whatever becomes of the library's. */
  function onClient(self: Self, state: OriginalState, message: ClientSays, from: NodeId): void {
    const { ask } = message
    const client = { at: from, line: state.lines.get(from) ?? 0, ask }
    switch (message.kind) {
      case 'open':
        return self.send(from, { kind: 'opened', ask, session: 1 })
      case 'command':
      case 'query':
        // What a stranger may say is bounded by the shape table: a command of the map.
        if (!state.opened) return refuse(self, state, client, 'busy')
        return call(self, state, client, message.command as KvCommand)
      case 'reconfigure':
      case 'transfer':
        return refuse(self, state, client, 'impossible')
    }
  }

  function call(self: Self, state: OriginalState, client: Client, command: KvCommand): void {
    if (usage.answers === 'after a pause') {
      state.calls.push({ client, command })
      if (state.calls.length === 1) serveNext(self, state)
      return
    }
    if (command.kind === 'get' || command.kind === 'range') {
      return answer(self, state, client, look(state, command))
    }
    if (command.kind !== 'cas') return write(self, state, client, command)
    // First looked up here, then written through the log: nothing holds the two together.
    const { key, from, to } = command
    const found = state.machine.get(key) ?? null
    if (found !== from) return answer(self, state, client, { found })
    if (to === null) return write(self, state, client, { kind: 'delete', key })
    write(self, state, client, { kind: 'put', key, value: to })
  }

  function write(self: Self, state: OriginalState, client: Client, command: KvCommand): void {
    const replicated: Replicated = { command, version: 0 }
    if (usage.answers === 'applied') {
      return enqueue(self, state, config, replicated, { kind: 'thread', client })
    }
    enqueue(self, state, config, replicated, null)
    answer(self, state, client, true)
  }

  /** One connection at a time: call the replicated method, sleep, and read the variable. */
  function serveNext(self: Self, state: OriginalState): void {
    const [next] = state.calls
    if (next === undefined) return
    const version = Math.floor(self.wallClock() / 1_000)
    enqueue(self, state, config, { command: next.command, version }, null)
    self.setTimer(taking, usage.pause)
  }

  function takeAnswer(self: Self, state: OriginalState): void {
    const served = state.calls.shift()
    if (served !== undefined) answer(self, state, served.client, state.answer)
    serveNext(self, state)
  }

  return {
    start(self) {
      const state = freshState(self, config)
      openAt(self, state, state.path)
      if (usage.opens > 0) {
        state.opened = false
        self.setTimer(opening, usage.opens)
      }
      self.setTimer(ticking, timings.append, timings.tick)
      return state
    },
    receive(self, state, message, from) {
      if (!isPeer(message)) return onClient(self, state, message, from)
      if (state.deaf || !servers.includes(from)) return
      onPeer(self, state, message, from)
      tick(self, state)
    },
    expire(self, state, timer) {
      if (timer.kind === 'tick') return tick(self, state)
      if (timer.kind === 'take the answer') return takeAnswer(self, state)
      state.opened = true
    },
    lost(self, state, peer) {
      if (servers.includes(peer)) return disconnected(self, state, config, peer)
      state.lines.set(peer, (state.lines.get(peer) ?? 0) + 1)
    },
  }
}

const asked: ReadonlySet<string> = new Set<ClientSays['kind']>([
  'open',
  'command',
  'query',
  'reconfigure',
  'transfer',
])

const isPeer = (message: PeerSays | ClientSays): message is PeerSays => !asked.has(message.kind)
