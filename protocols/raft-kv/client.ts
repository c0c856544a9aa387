// The client of the map: a client of any replicated service, whose mail are the map's commands.

import type { Actor } from '../../sim/actor.ts'
import type { Asking, ClientConfig } from '../raft/client-state.ts'
import { client } from '../raft/client.ts'
import type { KvCommand, KvResult } from './messages.ts'

export type KvAsking = Asking<KvCommand, KvResult>

/** Reads are queries: they are answered without a place in the log. */
export const kvClient = (config: Omit<ClientConfig<KvCommand>, 'reads'>): Actor<KvAsking> =>
  client<KvCommand, KvResult>({
    ...config,
    reads: ({ kind }) => kind === 'get' || kind === 'range',
  })
