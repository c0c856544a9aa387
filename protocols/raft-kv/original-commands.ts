// How a call of a replicated method becomes an entry of the log, in the source's library: through a
// queue to the thread, from there into the log or on to the leader, and back to whoever waits for it.

import type { LogIndex, NodeId } from '../../sim/units.ts'
import type { Refusal } from '../raft/messages.ts'
import type { KvResult } from './messages.ts'
import { say } from './original-links.ts'
import type {
  ApplyCommand,
  ApplyCommandResponse,
  FailReason,
  OriginalEntry,
  Replicated,
} from './original-messages.ts'
import { carryOut, raised } from './original-rows.ts'
import {
  type Caller,
  type Client,
  entriesFrom,
  isLeader,
  lastEntry,
  type OriginalConfig,
  type OriginalState,
  type Self,
} from './original-state.ts'

/** What a client is told: whether it happened is known of all but a changed leader. */
const refusals: Readonly<Record<FailReason, Refusal>> = {
  QUEUE_FULL: 'busy',
  MISSING_LEADER: 'not the leader',
  NOT_LEADER: 'not the leader',
  DISCARDED: 'not the leader',
  LEADER_CHANGED: 'no such session',
}

/** To a client that is still there, on the connection on which it asked. */
export function answer(self: Self, state: OriginalState, client: Client, result: KvResult): void {
  if (client.line !== (state.lines.get(client.at) ?? 0)) return
  self.send(client.at, { kind: 'answer', ask: client.ask, result })
}

/** The same for a command that came to nothing. */
export function refuse(self: Self, state: OriginalState, client: Client, why: Refusal): void {
  if (client.line !== (state.lines.get(client.at) ?? 0)) return
  self.send(client.at, { kind: 'refused', ask: client.ask, why, leader: null })
}

/** Where nobody waits, nobody learns that the queue was full. */
export function enqueue(
  self: Self,
  state: OriginalState,
  config: OriginalConfig,
  command: Replicated,
  caller: Caller,
): void {
  if (state.queue.length > config.usage.queue) {
    self.note('QUEUE_FULL')
    return fail(self, state, config, caller, 'QUEUE_FULL')
  }
  state.queue.push({ command, caller })
}

function fail(
  self: Self,
  state: OriginalState,
  config: OriginalConfig,
  caller: Caller,
  why: FailReason,
): void {
  if (caller === null) return
  if (caller.kind === 'thread') return refuse(self, state, caller.client, refusals[why])
  const { server, request } = caller
  respond(self, state, config, server, { request_id: request, log_idx: 0, log_term: 0, error: why })
}

function respond(
  self: Self,
  state: OriginalState,
  config: OriginalConfig,
  server: NodeId,
  response: Omit<ApplyCommandResponse, 'kind'>,
): void {
  say(self, state, config, server, { kind: 'apply_command_response', ...response })
}

/** In each tick: what is queued goes into the log, or to the leader. It waits while there is none. */
export function passQueued(self: Self, state: OriginalState, config: OriginalConfig): void {
  while (state.leader !== null) {
    const queued = state.queue.shift()
    if (queued === undefined) return
    const { command, caller } = queued
    if (isLeader(state)) append(self, state, config, command, caller)
    else if (caller?.kind === 'server') fail(self, state, config, caller, 'NOT_LEADER')
    else passOn(self, state, config, command, caller)
  }
}

function append(
  self: Self,
  state: OriginalState,
  config: OriginalConfig,
  command: Replicated,
  caller: Caller,
): void {
  const entry: OriginalEntry = { idx: lastEntry(state).idx + 1, term: state.term, command }
  state.log.push(entry)
  if (caller?.kind === 'thread') return subscribe(state, entry, caller)
  if (caller === null) return
  const { server, request } = caller
  const { idx, term } = entry
  respond(self, state, config, server, {
    request_id: request,
    log_idx: idx,
    log_term: term,
    error: null,
  })
}

/** Who waits for a command that was passed on waits for an answer, not for a time. */
function passOn(
  self: Self,
  state: OriginalState,
  config: OriginalConfig,
  command: Replicated,
  caller: Extract<Caller, { kind: 'thread' }> | null,
): void {
  if (state.leader === null) return
  let request: number | null = null
  if (caller !== null) {
    state.requests += 1
    request = state.requests
    state.passedOn.set(request, caller.client)
  }
  say(self, state, config, state.leader, { kind: 'apply_command', command, request_id: request })
}

function subscribe(
  state: OriginalState,
  { idx, term }: { readonly idx: LogIndex; readonly term: number },
  caller: Caller,
): void {
  const others = state.waiting.get(idx) ?? []
  state.waiting.set(idx, [...others, { term, caller }])
}

/** A leader queues what another server passes on, behind what its own callers asked. */
export function onApplyCommand(
  self: Self,
  state: OriginalState,
  config: OriginalConfig,
  { command, request_id: request }: ApplyCommand,
  from: NodeId,
): void {
  const caller: Caller = request === null ? null : { kind: 'server', server: from, request }
  enqueue(self, state, config, command, caller)
}

/** It stands in the leader's log, or failed: who asked waits on, or is told. */
export function onApplyCommandResponse(
  self: Self,
  state: OriginalState,
  config: OriginalConfig,
  { request_id: request, log_idx, log_term, error }: ApplyCommandResponse,
): void {
  const client = state.passedOn.get(request)
  if (client === undefined) return
  state.passedOn.delete(request)
  const caller: Caller = { kind: 'thread', client }
  if (error !== null) return fail(self, state, config, caller, error)
  // The library asserts that it comes before the entry is applied; else its callback is gone.
  if (log_idx <= state.applied) return self.note('AssertionError: idx > raftLastApplied')
  subscribe(state, { idx: log_idx, term: log_term }, caller)
}

/** Callers whose commands were passed on to the leader before are told. */
export function leaderChanged(self: Self, state: OriginalState, config: OriginalConfig): void {
  const waiting = [...state.passedOn.values()]
  state.passedOn.clear()
  for (const client of waiting) {
    fail(self, state, config, { kind: 'thread', client }, 'LEADER_CHANGED')
  }
}

/** In each tick. @returns false when a method raised: its entry comes again in the next, for ever */
export function applyCommitted(self: Self, state: OriginalState, config: OriginalConfig): boolean {
  const count = state.commit - state.applied
  if (count <= 0) return true
  for (const { idx, term, command } of entriesFrom(state, state.applied + 1, { count })) {
    const waiting = state.waiting.get(idx) ?? []
    state.waiting.delete(idx)
    const result = command === null ? true : applied(self, state, config, command)
    if (result === raised) return false
    for (const one of waiting) {
      if (one.term !== term) fail(self, state, config, one.caller, 'DISCARDED')
      else if (one.caller?.kind === 'thread') answer(self, state, one.caller.client, result)
    }
    state.applied += 1
  }
  return true
}

/** While the database is not there yet, the exception is swallowed, and with it the command. */
function applied(
  self: Self,
  state: OriginalState,
  config: OriginalConfig,
  command: Replicated,
): KvResult | typeof raised {
  if (!state.opened) {
    self.note("AttributeError: no attribute 'db', swallowed")
    return true
  }
  const result = carryOut(self, state, config, command)
  if (result !== raised) state.answer = result
  return result
}
