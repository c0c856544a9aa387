// What the parts of the source system say to each other. A letter has no name and an ack says only
// that something has been processed; both are told apart by their connection alone.

import type { Shape, Shapes } from '../../sim/shape.ts'
import type { Micros, NodeId } from '../../sim/units.ts'

/** TCP: the bytes of a message, without framing. */
export type Hello = { readonly kind: 'letter'; readonly text: string }
/** TCP: the three bytes `ACK`. */
export type BareAck = { readonly kind: 'ack' }
/** `POST /register`; 201 with a fresh uuid, also for an address that is registered already. */
export type Register = { readonly kind: 'register'; readonly at: NodeId }
export type Registered = { readonly kind: 'registered'; readonly id: string }
/** `POST /heartbeat`; 200 whatever the id. */
export type Heartbeat = { readonly kind: 'heartbeat'; readonly id: string }
export type Heard = { readonly kind: 'heard' }
/** `GET /receivers`: in the order of registration. */
export type ListWanted = { readonly kind: 'list' }
export type Listed = {
  readonly kind: 'listed'
  readonly receivers: readonly { readonly id: string; readonly at: NodeId }[]
}
/** The same for a caller from outside, who sees the times as well. */
export type Look = { readonly kind: 'look' }
/** `lastSeen` since 1970, on discovery's wall clock. */
export type Seen = {
  readonly kind: 'seen'
  readonly receivers: readonly {
    readonly id: string
    readonly at: NodeId
    readonly lastSeen: Micros
  }[]
}
/** The cleanup thread of discovery has been running: its step's second half. */
export type Sweep = { readonly kind: 'sweep' }

const node: Shape = { kind: 'node' }
const id: Shape = { kind: 'string', max: 64 }
const count: Shape = { kind: 'int', min: 0, max: Number.MAX_SAFE_INTEGER }
const text: Shape = { kind: 'string', max: 65_536 }
const receivers: Shape = {
  kind: 'list',
  of: { kind: 'record', fields: { id, at: node } },
  max: 1_024,
}

export const senderHears: Shapes = {
  post: {
    ask: count,
    to: { kind: 'one of', shapes: [node, { kind: 'literal', value: null }] },
    text,
  },
  ack: {},
  listed: { receivers },
}

export const receiverHears: Shapes = {
  connect: {},
  letter: { text },
  listed: { receivers },
  registered: { id },
  heard: {},
  read: { ask: count },
}

export const discoveryHears: Shapes = {
  register: { at: node },
  heartbeat: { id },
  list: {},
  sweep: {},
}

/** What only callers from outside say. */
export const discoveryHearsOutside: Shapes = { look: {} }
