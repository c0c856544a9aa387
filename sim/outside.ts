// How callers from outside are understood, as data: an HTTP exchange, and bytes without frames.
// Protocols fill these in with pure functions (their wire files); adapters carry them out.

import type { Message } from './actor.ts'
import type { NodeId } from './units.ts'

export interface HttpAsk {
  readonly method: string
  /** without the query */
  readonly path: string
  /** what its body is said to be, in lower case and without parameters; null: nothing is said */
  readonly type: string | null
  /** null: it is no text (UTF-8) */
  readonly body: string | null
}

export interface HttpAnswer {
  readonly status: number
  /** of the body, as the header has it */
  readonly type: string
  readonly body: string
}

/** What a request comes to: something the actor hears, or an answer that needs no actor. */
export type Understood =
  | { readonly kind: 'says'; readonly message: Message }
  | { readonly kind: 'answer'; readonly answer: HttpAnswer }

export interface HttpRoute {
  readonly method: 'GET' | 'POST'
  readonly path: string
  hear(ask: HttpAsk): Understood
}

/** Why a request is turned away before anybody hears it, or what became of it afterwards. */
export type Refusal =
  | 'bad request'
  | 'no such path'
  | 'other method'
  | 'too slow'
  | 'too large'
  | 'headers too large'
  | 'not answered'
  | 'too many'

export const refusalStatus: Readonly<Record<Refusal, number>> = {
  'bad request': 400,
  'no such path': 404,
  'other method': 405,
  'too slow': 408,
  'too large': 413,
  'headers too large': 431,
  'not answered': 503,
  'too many': 503,
}

/** A service over HTTP. */
export interface HttpWire {
  readonly routes: readonly HttpRoute[]
  /** The actor's reply to what a request said. */
  answer(reply: Message, asked: Message): HttpAnswer
  refuse(why: Refusal): HttpAnswer
}

/** What a service answered to a message: what its actor hears of it, or why it is nonsense. */
export type HttpHeard<Memory> =
  | { readonly kind: 'says'; readonly message: Message; readonly memory: Memory }
  | { readonly kind: 'nonsense'; readonly why: string }

/** A caller of a service over HTTP. `Memory` is what it was told and has to say again (an id). */
export interface HttpCaller<Memory> {
  readonly memory: Memory
  /** Null: this message has no form on this wire; it is dropped. */
  ask(
    message: Message,
    memory: Memory,
  ): { method: string; path: string; body: string | null } | null
  heard(message: Message, answer: HttpAnswer, memory: Memory): HttpHeard<Memory>
}

/** Bytes without frames, on the side that is called: a connection is a peer. */
export interface PlainService {
  /** said as soon as a connection is accepted; null: nothing */
  readonly opened: Message | null
  /** most bytes that are read of a connection; what comes beyond is not read as a letter */
  readonly readMax: number
  /** ms of silence after which what came is whole; 0: what one read gives */
  readonly quiet: number
  hear(bytes: Uint8Array): Message | { readonly refused: string; readonly say: Uint8Array | null }
  say(reply: Message): Uint8Array
}

/** Bytes without frames, on the side that calls: one exchange a connection. */
export interface PlainCaller {
  /** `open`: only a connection; `bytes`: what is said on it; `reply`: needs no connection at all. */
  say(message: Message, to: NodeId): PlainSaid
  /** Null: these bytes are no answer to that. */
  hear(bytes: Uint8Array, said: Message, from: NodeId): Message | null
}

export type PlainSaid =
  | { readonly kind: 'open' }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'reply'; readonly message: Message }
