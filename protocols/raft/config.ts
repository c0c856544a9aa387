// What a server is made with, and the parts it is made of as an actor.

import type { Node } from '../../sim/actor.ts'
import type { Service } from '../../sim/service.ts'
import type { LogIndex, NodeId } from '../../sim/units.ts'
import type { Entry, Hears, Says } from './messages.ts'
import type { Parameters } from './parameters.ts'
import type { Rules, VoteRow } from './rules.ts'
import type { Base, RaftState, Snapshot } from './state.ts'

export interface Config {
  /** the voters of a cluster that begins; a server that is not among them waits to be added */
  readonly members: readonly NodeId[]
  readonly service: Service
  readonly parameters: Parameters
  readonly rules: Rules
}

export type Raft = {
  state: RaftState
  hears: Hears
  says: Says
  timers: { kind: 'election' } | { kind: 'heartbeat' } | { kind: 'handover' }
  disk: {
    vote: { key: 'latest'; value: VoteRow & { readonly sum: number } }
    log: { key: LogIndex; value: Entry }
    base: { key: 'latest'; value: Base }
    snapshot: { key: 'latest'; value: Snapshot }
  }
}

export type RaftNode = Node<Raft>

export const election = { kind: 'election' } as const
export const heartbeat = { kind: 'heartbeat' } as const
export const handover = { kind: 'handover' } as const
