// What the scenarios of the source's faults have in common: its times, its streams, and the same
// properties asked of the copy of the source and of the protocol.

import type { Send } from '../protocols/ack-retry/messages.ts'
import { type Rules, rules } from '../protocols/ack-retry/rules.ts'
import type { Timings } from '../protocols/ack-retry/timings.ts'
import { nodeId, seconds } from '../sim/units.ts'
import { type Cast, cast, type OriginalCast, originalCast } from './ack-retry-cast.ts'
import type { Duration } from './params.ts'
import type { NetworkForm } from './scenario.ts'
import type { Asked } from './workload.ts'

/** Heartbeat 10 s, expiry 30 s, cleanup 5 s, ack timeout 5 s, as in the source. */
export const sourceTimes: Readonly<Record<keyof Timings, Duration>> = {
  heartbeat: '10s',
  expiry: '30s',
  cleanup: '5s',
  ackTimeout: '5s',
  backoffMax: '10s',
  poll: '4s',
}

export const sourceNetwork: NetworkForm = { link: 'stream', latency: '5ms..30ms' }

export const sourceName = 'TarefasUFSC/Sistemas_Distribuidos-Trab_Pratico'

type Given = Timings & { readonly rules: Rules }

interface Size {
  readonly clients?: number
  readonly receivers?: number
}

/** The protocol as the source would have it: on streams, a connection a letter, endless attempts. */
export const ours =
  ({ clients = 1, receivers = 1 }: Size): ((of: Given) => Cast) =>
  ({ rules: decisions, ...timings }) =>
    cast({ timings, clients, receivers, link: 'stream', attempts: 0, rules: decisions })

/** @param sides of the coin: 1 where a lost ack would hide what the scenario is about */
export const theirs =
  ({ clients = 1, receivers = 1 }: Size, sides: 1 | 2): ((of: Timings) => OriginalCast) =>
  (timings) =>
    originalCast({ timings, clients, receivers, sides })

/** A letter of the client of that number to receiver 1, so many seconds after the start. */
export function letter(client: number, at: number, text: string, to = 'receiver1'): Asked {
  const message: Send = { kind: 'send', through: nodeId(`sender${client}`), to: nodeId(to), text }
  return { client: `client${client}`, at: seconds(at), message }
}

export { rules }
