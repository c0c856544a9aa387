// What two ends of a connection say besides their nodes' messages: who is calling whom, welcome,
// no, and farewell. Pure: bytes in, a checked value out.

import { type Shapes, validate } from '../../sim/shape.ts'
import { type NodeId, nodeId } from '../../sim/units.ts'
import { baseOf, channelOf, isFree } from '../transport.ts'
import { decodeMessage, encodeMessage } from '../wire.ts'

export const protocol = 'worldline/1'

export type Control =
  /** First words of the caller. `dial` counts the calls of this `life` of its process. */
  | {
      readonly kind: 'hello'
      readonly protocol: string
      readonly from: NodeId
      readonly to: NodeId
      readonly life: string
      readonly dial: number
    }
  /** First words of the called. Of its own calls, those up to `dial` are void. */
  | { readonly kind: 'welcome'; readonly life: string; readonly dial: number }
  | { readonly kind: 'sorry'; readonly why: string }
  /** Last words: the end that follows is one in order. */
  | { readonly kind: 'bye' }

export type Hello = Extract<Control, { kind: 'hello' }>
export type Welcome = Extract<Control, { kind: 'welcome' }>

const counter = { kind: 'int', min: 0, max: Number.MAX_SAFE_INTEGER } as const
const word = { kind: 'string', max: 64 } as const

const shapes: Shapes = {
  hello: {
    protocol: word,
    from: { kind: 'node' },
    to: { kind: 'node' },
    life: word,
    dial: counter,
  },
  welcome: { life: word, dial: counter },
  sorry: { why: { kind: 'string', max: 512 } },
  bye: {},
}

export const encodeControl = (said: Control): Uint8Array => encodeMessage(said)

export interface Nonsense {
  readonly kind: 'nonsense'
  readonly why: string
}

/** @returns what was said, or why these bytes say nothing we know */
export function decodeControl(body: Uint8Array): Control | Nonsense {
  const heard = decodeMessage(body, shapes)
  if (heard.kind === 'unheard') {
    return { kind: 'nonsense', why: `${JSON.stringify(heard.name)} is no word of the handshake` }
  }
  if (heard.kind === 'refused') return { kind: 'nonsense', why: heard.why }
  return heard.message as Control // every field was checked against the shapes above
}

interface Fields {
  readonly kind: string
  readonly [field: string]: unknown
}

/** The same for words that came as fields: what they say is as bounded as what came as bytes. */
export function checkControl(fields: Fields): Control | Nonsense {
  const checked = validate(shapes, fields)
  if ('message' in checked) return checked.message as Control // as above
  const { path, expected, got } = checked.wrong
  const why = `its ${fields.kind} at ${path} is ${got}, and ${expected} is expected`
  return { kind: 'nonsense', why }
}

/** The hello of `id` to a peer: a connection of its own (`receiver/3`) is one to the other as well. */
export const helloTo = (peer: NodeId, id: NodeId, life: string, dial: number): Hello => ({
  kind: 'hello',
  protocol,
  from: nodeId(id + channelOf(peer)),
  to: baseOf(peer),
  life,
  dial,
})

/** Why a caller with this hello is turned away, or null. `id` and `address` are the called's. */
export function helloProblem(hello: Hello, id: NodeId, address: NodeId): string | null {
  const caller = baseOf(hello.from)
  if (hello.protocol !== protocol) {
    return `it speaks ${hello.protocol}, and this node ${protocol}`
  }
  if (hello.to !== id && hello.to !== address) return `it wants ${hello.to}, and this is ${id}`
  return isFree(caller, id) ? null : `nobody else may be called ${caller}`
}
