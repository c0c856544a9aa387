// What ack-retry promises, as functions of its nodes' states: what broke, in words, or null. They are
// asked after every step of a run, so each looks at what is newest and at little else. Their views
// name the few fields they need: the copy of the source has other states with the same fields.

import type { Micros, NodeId } from '../../sim/units.ts'

/** A node as a property sees it; while it is down, with its last state. */
export interface Seen<S> {
  readonly id: NodeId
  readonly up: boolean
  readonly state: S
}

export type ReceiverSeen = Seen<{
  readonly applied: ReadonlySet<string>
  readonly effects: number
  readonly latest: string | null
  readonly registered: boolean
}>

export type ClientSeen = Seen<{
  readonly open: { readonly size: number }
  readonly acked: readonly { readonly text: string; readonly by: NodeId }[]
  readonly unsent: readonly string[]
  readonly givenUp: number
}>

export type SenderSeen = Seen<{
  readonly letters: { readonly size: number } | { readonly length: number }
  readonly listed: readonly NodeId[]
  readonly soonest: Micros | null
}>

export type DiscoverySeen = Seen<{
  readonly entries: ReadonlyMap<string, { readonly at: NodeId }>
  readonly served: {
    readonly at: Micros
    readonly oldest: Micros
    readonly receivers: readonly NodeId[]
  } | null
}>

/** A letter has at most one effect, over all receivers together. */
export function noDuplicateEffect(receivers: readonly ReceiverSeen[]): string | null {
  for (const { id, state } of receivers) {
    const { latest } = state
    if (latest === null) continue
    if (state.effects !== state.applied.size) return `${id} processed "${latest}" again`
    for (const other of receivers) {
      if (other.id !== id && other.state.applied.has(latest)) {
        return `${id} and ${other.id} both processed "${latest}"`
      }
    }
  }
  return null
}

/**
 * What a client was told to be acked, the receiver it was told of has processed. A restart that
 * lost something is seen before its receiver has registered: until then every letter is looked at,
 * later the newest.
 */
export function nothingAckedIsUnprocessed(
  clients: readonly ClientSeen[],
  receivers: readonly ReceiverSeen[],
): string | null {
  for (const receiver of receivers) {
    if (!receiver.up) continue
    const { registered, applied } = receiver.state
    for (const client of clients) {
      const { acked } = client.state
      for (let nth = acked.length - 1; nth >= 0; nth--) {
        const letter = acked[nth]
        if (letter !== undefined && letter.by === receiver.id && !applied.has(letter.text)) {
          return unprocessed(client.id, letter.text, receiver.id)
        }
        if (registered) break
      }
    }
  }
  return null
}

const unprocessed = (client: NodeId, text: string, receiver: NodeId): string =>
  `${client} was told that "${text}" is acked, and ${receiver} has not processed it`

/** What a client was told to be never sent, nobody has processed. */
export function nothingRefusedHasAnEffect(
  clients: readonly ClientSeen[],
  receivers: readonly ReceiverSeen[],
): string | null {
  for (const client of clients) {
    const { unsent } = client.state
    if (unsent.length === 0) continue
    for (const { id, state } of receivers) {
      const newest = unsent.at(-1)
      for (const text of [newest, state.latest]) {
        if (text === undefined || text === null || !unsent.includes(text)) continue
        if (state.applied.has(text)) return `${id} processed "${text}", reported as never sent`
      }
    }
  }
  return null
}

/** The list that discovery gives out names nobody twice. */
export function nobodyIsListedTwice({ state }: DiscoverySeen): string | null {
  if (state.served === null) return null
  const { receivers } = state.served
  for (let nth = 1; nth < receivers.length; nth++) {
    const one = receivers[nth]
    if (one !== undefined && receivers.indexOf(one) !== nth) return `${one} is listed twice`
  }
  return null
}

/** It names nobody who has been silent for longer than the expiry, on discovery's clock. */
export function theSilentAreNotListed({ state }: DiscoverySeen, expiry: Micros): string | null {
  if (state.served === null) return null
  const silence = state.served.at - state.served.oldest
  if (silence <= expiry) return null
  return `the list names a receiver that has been silent for ${Math.round(silence / 1_000)} ms`
}

/** Two attempts of one letter are never closer than the ack timeout (1 % for a clock that drifts). */
export function retriesArePatient(
  senders: readonly SenderSeen[],
  ackTimeout: Micros,
): string | null {
  for (const { id, state } of senders) {
    if (state.soonest !== null && state.soonest < ackTimeout * 0.99) {
      return `${id} tried a letter again after ${Math.round(state.soonest / 1_000)} ms`
    }
  }
  return null
}

/** With endless attempts no letter is given up. */
export function nothingIsGivenUp(clients: readonly ClientSeen[]): string | null {
  for (const { id, state } of clients) {
    if (state.givenUp > 0) return `${id} was told that a letter is given up`
  }
  return null
}

/** In the end: every accepted letter is settled. */
export function delivered(senders: readonly SenderSeen[]): string | null {
  for (const { id, state } of senders) {
    const count = 'size' in state.letters ? state.letters.size : state.letters.length
    if (count > 0) return `${id} still looks after ${letters(count)}`
  }
  return null
}

/** In the end: every client whose connection lasted has its answer. */
export function answered(clients: readonly ClientSeen[]): string | null {
  for (const { id, state } of clients) {
    if (state.open.size > 0) return `${id} still waits for ${state.open.size} answers`
  }
  return null
}

const letters = (count: number): string => (count === 1 ? '1 letter' : `${count} letters`)

/** In the end: discovery lists every receiver, and every sender knows them. */
export function listIsRight(
  { state }: DiscoverySeen,
  senders: readonly SenderSeen[],
  receivers: readonly ReceiverSeen[],
): string | null {
  const listed = Array.from(state.entries.values(), ({ at }) => at)
  for (const { id } of receivers) {
    const times = listed.filter((at) => at === id).length
    if (times === 0) return `${id} is alive and not listed`
    if (times > 1) return `${id} is listed ${times} times`
    for (const sender of senders) {
      if (!sender.state.listed.includes(id)) return `${sender.id} does not know of ${id}`
    }
  }
  return null
}
