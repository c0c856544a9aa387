// Who plays in the scenarios of the source's failures: three servers and two clients, the protocol's
// own or the source's under the same names, in the library's own times.

import { type KvAsking, kvClient } from '../protocols/raft-kv/client.ts'
import {
  type OriginalServing,
  type OriginalTimings,
  originalServer,
  originalServerHears,
  type Usage,
} from '../protocols/raft-kv/original.ts'
import { originalView } from '../protocols/raft-kv/original-view.ts'
import { kvService } from '../protocols/raft-kv/service.ts'
import { kvClientHears, kvServerHears } from '../protocols/raft-kv/shapes.ts'
import { clientRules, type Patience } from '../protocols/raft/client-rules.ts'
import type { Raft } from '../protocols/raft/config.ts'
import { rules } from '../protocols/raft/rules.ts'
import { server } from '../protocols/raft/server.ts'
import { setUp } from '../protocols/raft/setup.ts'
import { raftView } from '../protocols/raft/view.ts'
import type { Actor } from '../sim/actor.ts'
import type { Shapes } from '../sim/shape.ts'
import { minutes, ms, type NodeId, nodeId, seconds } from '../sim/units.ts'
import type { KvCommand } from '../protocols/raft-kv/messages.ts'
import type { Duration } from './params.ts'
import type { NetworkForm } from './scenario.ts'
import type { Asked } from './workload.ts'

type Sizes = 'compactionEntries' | 'batch'

/** As the library has them. */
export const libraryTimes: Readonly<Record<Exclude<keyof OriginalTimings, Sizes>, Duration>> &
  Readonly<Record<Sizes, number>> = {
  tick: '50ms',
  electionMin: '400ms',
  electionMax: '1400ms',
  append: '100ms',
  connection: '3500ms',
  reconnect: '5s',
  fallback: '30s',
  compaction: '300s',
  compactionEntries: 5_000,
  batch: 65_536,
}

/** A cut is felt by the library's own timeout, not by TCP's. */
export const libraryNetwork: NetworkForm = {
  link: 'stream',
  latency: '1ms..5ms',
  resetAfter: '60s',
}

interface One<A> {
  readonly actor: A
  readonly hears: Shapes
  readonly client: true
}

interface Servers<A> {
  readonly count: number
  readonly actor: A
  readonly hears: Shapes
}

type Clients = { readonly writer: One<Actor<KvAsking>>; readonly reader: One<Actor<KvAsking>> }
export type OwnCast = { readonly n: Servers<Actor<Raft>> } & Clients
export type OriginalCast = { readonly n: Servers<Actor<OriginalServing>> } & Clients

const servers: readonly NodeId[] = ['n1', 'n2', 'n3'].map(nodeId)

/** Asks another server when one is silent, for as long as a scenario lasts. */
const persistent: Patience = {
  attempt: seconds(1),
  attemptMax: seconds(4),
  pause: ms(100),
  giveUp: minutes(15),
}

/** Waits for the one server that it is attached to. */
const attached: Patience = { ...persistent, attempt: minutes(15), attemptMax: minutes(15) }

const asking = (of: readonly NodeId[], patience: Patience): One<Actor<KvAsking>> => ({
  actor: kvClient({ servers: of, copies: false, patience, rules: clientRules }),
  hears: kvClientHears,
  client: true,
})

/** The protocol, as slow as the library. */
export function ours(of: OriginalTimings): OwnCast {
  const { parameters } = setUp(
    { voters: [...servers] },
    {
      electionMin: of.electionMin,
      electionMax: of.electionMax,
      heartbeat: of.append,
      compactAfter: of.compactionEntries,
      trail: Math.min(20, Math.floor(of.compactionEntries / 4)),
    },
  )
  return {
    n: {
      count: servers.length,
      actor: server({ members: servers, service: kvService, parameters, rules }),
      hears: kvServerHears,
    },
    writer: asking(servers, persistent),
    reader: asking(servers, persistent),
  }
}

/** What the servers are, for screens: the protocol's, and the source's. */
export const ourViews: { readonly n: typeof raftView } = { n: raftView }
export const theirViews: { readonly n: typeof originalView } = { n: originalView }

export interface Attached {
  readonly writer: string
  readonly reader: string
  /** of its clients, where it is not endless */
  readonly patience?: Partial<Patience>
}

/** The source: each client is attached to one replica, as portals and replicas of theirs were. */
export const theirs =
  (usage: Usage, { writer, reader, patience = {} }: Attached) =>
  (timings: OriginalTimings): OriginalCast => ({
    n: {
      count: servers.length,
      actor: originalServer({ servers, timings, usage }),
      hears: originalServerHears,
    },
    writer: asking([nodeId(writer)], { ...attached, ...patience }),
    reader: asking([nodeId(reader)], { ...attached, ...patience }),
  })

/** So many seconds after the start. */
export const asks = (client: keyof Clients, at: number, message: KvCommand): Asked => ({
  client,
  at: seconds(at),
  message,
})

export const put = (key: string, value: string): KvCommand => ({ kind: 'put', key, value })
export const cas = (key: string, from: string, to: string): KvCommand => ({
  kind: 'cas',
  ...{ key, from, to },
})
export const get = (key: string): KvCommand => ({ kind: 'get', key })

/** The source systems, as they are named. */
export const tasks = 'gabrielrbernardi/SistemasDistribuidos, pySync01'
export const versioned = 'DanielGoncalves666/Projeto-Sistemas-Distribuidos, entrega2'
export const shop = 'Alba-22/projeto-sistemas-distribuidos, part 2'

/** To whom their clients are attached. */
export const apart: Attached = { writer: 'n1', reader: 'n3' }
export const together: Attached = { writer: 'n1', reader: 'n1' }

/** As many operations as show it. */
export const many: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8]
