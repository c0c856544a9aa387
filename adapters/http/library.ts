// What of fastify is used here, spelled out: it is optional, and everything else compiles and runs
// where it is not installed.

import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

import { missing } from '../optional.ts'

export interface Request {
  readonly raw: IncomingMessage
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  /** bytes, as our parser leaves them */
  readonly body: unknown
}

export interface Reply {
  readonly raw: ServerResponse
  code(status: number): Reply
  header(name: string, value: string): Reply
  send(body: Uint8Array): Reply
}

export interface Application {
  route(route: {
    readonly method: string
    readonly url: string
    handler(request: Request, reply: Reply): Promise<Reply>
  }): void
  removeAllContentTypeParsers(): void
  addContentTypeParser(
    type: string,
    how: { readonly parseAs: 'buffer' },
    parse: (
      request: Request,
      body: Uint8Array,
      done: (error: Error | null, body: Uint8Array) => void,
    ) => void,
  ): void
  addHook(name: 'onRequest' | 'onResponse', hook: (request: Request) => Promise<void>): void
  setErrorHandler(
    handle: (error: { readonly code?: string }, request: Request, reply: Reply) => Reply,
  ): void
  setNotFoundHandler(handle: (request: Request, reply: Reply) => Reply): void
  ready(): Promise<unknown>
  close(): Promise<unknown>
}

export interface Fastify {
  fastify(options: {
    readonly bodyLimit: number
    readonly requestTimeout: number
    serverFactory(
      handler: (request: IncomingMessage, response: ServerResponse) => void,
      options: ServerOptions,
    ): Server
    clientErrorHandler(error: { readonly code: string }, socket: Socket): void
  }): Application
}

/** @throws Mistake WL5008 when fastify is not installed */
export async function loadFastify(): Promise<Fastify> {
  // Not a literal: the compiler need not find it.
  const name: string = 'fastify'
  try {
    return (await import(name)) as Fastify // its members above are those of version 5
  } catch (error) {
    throw missing('fastify', '5.12.8', 'answers HTTP', error)
  }
}
