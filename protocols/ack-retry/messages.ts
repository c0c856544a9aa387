// What the parts of ack-retry say to each other, as types and, for the doors of the real world, as
// shape tables by hearing role. Who does what with a message is in the actor that hears it.

import type { Shape, Shapes } from '../../sim/shape.ts'
import type { Micros, NodeId } from '../../sim/units.ts'

/**
 * A letter's name within its sender, one number: lives ascend, and within a life the sequence
 * numbers do, so that older letters have smaller keys. Names of two senders are unrelated.
 */
export type LetterKey = number

/** Letters one life of a sender may number. */
export const lettersPerLife = 1_048_576

/** @param seq from 1 to `lettersPerLife - 1` */
export const letterKey = (life: number, seq: number): LetterKey => life * lettersPerLife + seq

/** What a sender reports of a letter that it no longer looks after. */
export type Outcome =
  /** processed, exactly once */
  | 'acked'
  /** attempts ran out after it had been sent: it may have been processed, once at most */
  | 'given up'
  /** attempts ran out and nobody was ever sent it: it has not been processed and never will be */
  | 'never sent'

// the workload to a client
/** Post this letter through that sender; `to` null leaves the receiver to the sender. */
export type Send = {
  readonly kind: 'send'
  readonly through: NodeId
  readonly to: NodeId | null
  readonly text: string
}
/** Ask a receiver what it has processed so far. */
export type Audit = { readonly kind: 'audit'; readonly of: NodeId }

// client and sender
/** `ask` is the client's own number; the outcome carries it back. */
export type Post = {
  readonly kind: 'post'
  readonly ask: number
  readonly to: NodeId | null
  readonly text: string
}
/** `by` is the receiver that holds the letter, null unless it was acked. */
export type Reported = {
  readonly kind: 'outcome'
  readonly ask: number
  readonly outcome: Outcome
  readonly by: NodeId | null
}

// sender and receiver
/** Would you take a letter? Has no effect, so any number of receivers may be asked. */
export type Offer = { readonly kind: 'offer'; readonly life: number; readonly seq: number }
/** Yes; `at` is the receiver that says so. */
export type Ready = {
  readonly kind: 'ready'
  readonly at: NodeId
  readonly life: number
  readonly seq: number
}
/**
 * `floor` is the key of the oldest letter that the sender still looks after when this one leaves:
 * whatever is older will never be sent again.
 */
export type Letter = {
  readonly kind: 'letter'
  readonly sender: NodeId
  readonly life: number
  readonly seq: number
  readonly floor: LetterKey
  readonly text: string
}
/** Processed by the receiver `at`, now or before, and on its disk. */
export type Ack = {
  readonly kind: 'ack'
  readonly at: NodeId
  readonly life: number
  readonly seq: number
}
/** To oneself: the connection that was closed before this was said is closed. */
export type HungUp = { readonly kind: 'hung up'; readonly from: NodeId }
/** A connection opens. The source's receiver waits on it; ours answers letters, not connections. */
export type Connect = { readonly kind: 'connect' }

// client and receiver
export type Read = { readonly kind: 'read'; readonly ask: number }
/** Texts in the order in which they were processed. */
export type Inbox = {
  readonly kind: 'inbox'
  readonly ask: number
  readonly texts: readonly string[]
}

// discovery
/** I receive letters at this address. */
export type Register = { readonly kind: 'register'; readonly at: NodeId }
export type Registered = { readonly kind: 'registered' }
export type Heartbeat = { readonly kind: 'heartbeat'; readonly at: NodeId }
/** `known` false: you are not on the list, register again. */
export type Heard = { readonly kind: 'heard'; readonly known: boolean }
/** `ask` is the sender's own number; the answer carries it back. */
export type ListWanted = { readonly kind: 'list'; readonly ask: number }
/** Who has been heard of lately, in the order of their registration. */
export type Listed = {
  readonly kind: 'listed'
  readonly ask: number
  readonly receivers: readonly NodeId[]
}

// callers from outside, who know less than our own nodes: they have no names
/** A heartbeat of whoever was given that id when it registered; answered as a heartbeat is. */
export type Alive = { readonly kind: 'alive'; readonly id: string }
/** Who is listed, and since when each of them has been silent? */
export type Look = { readonly kind: 'look' }
/** In the order of registration; `lastSeen` since 1970, on discovery's wall clock. */
export type Seen = {
  readonly kind: 'seen'
  readonly receivers: readonly { readonly at: NodeId; readonly lastSeen: Micros }[]
}
/** So many are listed that nobody else can be. */
export type Full = { readonly kind: 'full' }
/** A letter without a name, on a connection of its own: repeated, it is processed again. */
export type Plain = { readonly kind: 'plain'; readonly text: string }
/** What came on this connection is processed and on disk. */
export type PlainAck = { readonly kind: 'plain ack' }

/** Receivers that one discovery lists. */
export const listedMax = 1_024

const node: Shape = { kind: 'node' }
const count: Shape = { kind: 'int', min: 0, max: Number.MAX_SAFE_INTEGER }
const text: Shape = { kind: 'string', max: 65_536 }
const nodeOrNull: Shape = { kind: 'one of', shapes: [node, { kind: 'literal', value: null }] }
const id = { life: count, seq: count }

export const clientHears: Shapes = {
  send: { through: node, to: nodeOrNull, text },
  audit: { of: node },
  outcome: {
    ask: count,
    outcome: {
      kind: 'one of',
      shapes: [
        { kind: 'literal', value: 'acked' },
        { kind: 'literal', value: 'given up' },
        { kind: 'literal', value: 'never sent' },
      ],
    },
    by: nodeOrNull,
  },
  inbox: { ask: count, texts: { kind: 'list', of: text, max: 65_536 } },
}

export const senderHears: Shapes = {
  post: { ask: count, to: nodeOrNull, text },
  ready: { at: node, ...id },
  ack: { at: node, ...id },
  listed: { ask: count, receivers: { kind: 'list', of: node, max: listedMax } },
  'hung up': { from: node },
}

export const receiverHears: Shapes = {
  connect: {},
  offer: id,
  letter: { sender: node, ...id, floor: count, text },
  registered: {},
  heard: { known: { kind: 'boolean' } },
  read: { ask: count },
}

export const discoveryHears: Shapes = {
  register: { at: node },
  heartbeat: { at: node },
  list: { ask: count },
}

// What only callers from outside say: no world that has none of them should have to draw its kinds.

export const receiverHearsOutside: Shapes = { plain: { text } }

export const discoveryHearsOutside: Shapes = {
  alive: { id: { kind: 'string', max: 64 } },
  look: {},
}
