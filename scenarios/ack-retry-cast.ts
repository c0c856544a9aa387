// Who plays in the scenarios of ack-retry: the protocol's own actors, or those of the source system
// under the same names, so that every property can be asked of both.

import type { Actor } from '../sim/actor.ts'
import type { Shapes } from '../sim/shape.ts'
import { type NodeId, nodeId } from '../sim/units.ts'
import { type Asking, client } from '../protocols/ack-retry/client.ts'
import { type Discovering, discovery } from '../protocols/ack-retry/discovery.ts'
import * as own from '../protocols/ack-retry/messages.ts'
import * as source from '../protocols/ack-retry/original-messages.ts'
import {
  type OriginalDiscovering,
  type OriginalReceiving,
  type OriginalSending,
  originalDiscovery,
  originalReceiver,
  originalSender,
} from '../protocols/ack-retry/original.ts'
import { type Receiving, receiver } from '../protocols/ack-retry/receiver.ts'
import type { Rules } from '../protocols/ack-retry/rules.ts'
import { type Sending, sender } from '../protocols/ack-retry/sender.ts'
import type { Timings } from '../protocols/ack-retry/timings.ts'

interface Several<A> {
  readonly count: number
  readonly actor: A
  readonly hears: Shapes
}

interface One<A> {
  readonly actor: A
  readonly hears: Shapes
}

/** Clients 1, 2, … post through the senders of their number. */
export type Cast = {
  readonly client: Several<Actor<Asking>>
  readonly sender: Several<Actor<Sending>>
  readonly receiver: Several<Actor<Receiving>>
  readonly discovery: One<Actor<Discovering>>
}

export type OriginalCast = {
  readonly client: Several<Actor<Asking>>
  readonly sender: Several<Actor<OriginalSending>>
  readonly receiver: Several<Actor<OriginalReceiving>>
  readonly discovery: One<Actor<OriginalDiscovering>>
}

export interface CastOf {
  readonly timings: Timings
  readonly clients: number
  readonly receivers: number
}

/** Where discovery is: receivers and senders are told, clients need not know. */
export const discoveryAt: NodeId = nodeId('discovery')

/** The protocol's own actors. @param of.link stream: every letter has a connection of its own */
export function cast(
  of: CastOf & {
    readonly link: 'datagram' | 'stream'
    readonly attempts: number
    readonly rules: Rules
  },
): Cast {
  const { timings, attempts, rules } = of
  const connection = of.link === 'stream' ? 'each' : 'shared'
  const sends = sender({ discovery: discoveryAt, timings, attempts, connection, rules })
  const receives = receiver({ discovery: discoveryAt, timings, rules })
  return {
    client: { count: of.clients, actor: client, hears: own.clientHears },
    sender: { count: of.clients, actor: sends, hears: own.senderHears },
    receiver: { count: of.receivers, actor: receives, hears: own.receiverHears },
    discovery: { actor: discovery({ timings, rules }), hears: own.discoveryHears },
  }
}

/** The source's actors. @param of.sides of the receivers' coin: 2 as in the source, 1 for receivers that always ack */
export function originalCast(of: CastOf & { readonly sides: 1 | 2 }): OriginalCast {
  const { timings, sides } = of
  const sends = originalSender({ discovery: discoveryAt, timings })
  const receives = originalReceiver({ discovery: discoveryAt, timings, sides })
  return {
    client: { count: of.clients, actor: client, hears: own.clientHears },
    sender: { count: of.clients, actor: sends, hears: source.senderHears },
    receiver: { count: of.receivers, actor: receives, hears: source.receiverHears },
    discovery: { actor: originalDiscovery({ timings }), hears: source.discoveryHears },
  }
}
