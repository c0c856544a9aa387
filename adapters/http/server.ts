// A service over HTTP: each request says one message to the node as a call from outside, and the
// node's reply is its answer. What requests mean is in the wire of a protocol; here they are bounded
// and timed. fastify reads them.

import { createServer, STATUS_CODES, type Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

import {
  type HttpAnswer,
  type HttpAsk,
  type HttpRoute,
  type HttpWire,
  type Refusal,
  refusalStatus,
} from '../../sim/outside.ts'
import type { Calls } from '../outside/calls.ts'
import { type Doorstep, linger } from '../outside/doorstep.ts'
import { Guests } from './guests.ts'
import { type Application, loadFastify, type Reply, type Request } from './library.ts'

export interface HttpLimits {
  /** bytes of a body */
  readonly bodyMax: number
  /** ms until the headers, and until the whole request has to be there */
  readonly headersWithin: number
  readonly requestWithin: number
  /** ms until the node has to have answered */
  readonly answerWithin: number
  readonly connectionsMax: number
}

export const httpLimitsDefault: HttpLimits = {
  bodyMax: 65_536,
  headersWithin: 5_000,
  requestWithin: 10_000,
  answerWithin: 10_000,
  connectionsMax: 256,
}

export interface HttpOptions {
  readonly wire: HttpWire
  readonly calls: Calls
  readonly doorstep: Doorstep
  readonly limits: HttpLimits
  /** Bytes from outside that were refused. */
  refused(remote: string, why: string): void
}

/** Answers until it is closed. @throws Mistake WL5008 when fastify is not installed */
export async function serveHttp(options: HttpOptions): Promise<{ close(): Promise<void> }> {
  const { doorstep, limits, refused, wire } = options
  const guests = new Guests(limits.connectionsMax, refused)
  const { server, app } = await applicationOf(options, guests)
  for (const route of wire.routes) {
    app.route({
      method: route.method,
      url: route.path,
      handler: (request, reply) => answer(options, route, request, reply),
    })
  }
  await app.ready()
  // It never listens itself, and only a server that does looks for requests that take too long.
  server.emit('listening')
  doorstep.greet((socket) => {
    if (guests.admit(socket)) server.emit('connection', socket)
    else turnAway(socket, 'too many', wire)
  })
  return {
    async close() {
      guests.end()
      await app.close()
    },
  }
}

async function applicationOf(
  { wire, limits, refused }: HttpOptions,
  guests: Guests,
): Promise<{ readonly server: Server; readonly app: Application }> {
  const { fastify } = await loadFastify()
  let server: Server | null = null
  const app = fastify({
    bodyLimit: limits.bodyMax,
    requestTimeout: limits.requestWithin,
    serverFactory: (handler) => {
      const times = {
        headersTimeout: limits.headersWithin,
        requestTimeout: limits.requestWithin,
        connectionsCheckingInterval: Math.min(1_000, limits.headersWithin / 2),
      }
      server = createServer(times, handler)
      return server
    },
    clientErrorHandler(error, socket) {
      if (error.code === 'ECONNRESET' || !socket.writable) return socket.destroy()
      const why = clientErrors[error.code] ?? 'bad request'
      refused(remoteOf(socket), `its HTTP request: ${why}`)
      turnAway(socket, why, wire)
    },
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.addHook('onRequest', async ({ raw }) => guests.begin(raw.socket))
  app.addHook('onResponse', async ({ raw }) => guests.finish(raw.socket))
  app.setErrorHandler((error, request, reply) => {
    const why = error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? 'too large' : 'bad request'
    refused(remoteOf(request.raw.socket), `its HTTP request: ${why}`)
    // What it still sends is not waited for.
    return send(reply.header('connection', 'close'), wire.refuse(why))
  })
  app.setNotFoundHandler((request, reply) => lost(wire, request, reply))
  if (server === null) throw new Error('fastify makes its server at once')
  return { server, app }
}

const clientErrors: Readonly<Record<string, Refusal>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'too slow',
  HPE_HEADER_OVERFLOW: 'headers too large',
}

async function answer(
  { wire, calls, limits }: HttpOptions,
  route: HttpRoute,
  request: Request,
  reply: Reply,
): Promise<Reply> {
  const understood = route.hear(askOf(request))
  if (understood.kind === 'answer') return send(reply, understood.answer)
  const hangsUp = new AbortController()
  reply.raw.once('close', () => hangsUp.abort())
  const { message } = understood
  const said = await calls.call(message, limits.answerWithin, hangsUp.signal)
  if (said.kind !== 'reply') return send(reply, wire.refuse('not answered'))
  return send(reply, wire.answer(said.message, message))
}

function askOf({ method, url, headers, body }: Request): HttpAsk {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? null
  return { method, path: pathOf(url), type, body: Buffer.isBuffer(body) ? textOf(body) : '' }
}

const pathOf = (url: string): string => url.split('?')[0] ?? url

/** Null for what is not UTF-8. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** A request that no route takes: a path that is not here, or another method of one that is. */
function lost(wire: HttpWire, { method, url }: Request, reply: Reply): Reply {
  const path = pathOf(url)
  const methods = wire.routes.filter((route) => route.path === path).map((route) => route.method)
  if (methods.length === 0) return send(reply, wire.refuse('no such path'))
  const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].sort()
  reply.header('allow', allowed.join(', '))
  if (method !== 'OPTIONS') return send(reply, wire.refuse('other method'))
  return send(reply, { status: 200, type: 'text/html; charset=utf-8', body: '' })
}

/** Bytes, because to a text fastify would add what it thinks is missing. */
const send = (reply: Reply, { status, type, body }: HttpAnswer): Reply =>
  reply.code(status).header('content-type', type).send(Buffer.from(body))

/** A refusal to a socket of which no request has come. */
function turnAway(socket: Duplex, why: Refusal, wire: HttpWire): void {
  const { type, body } = wire.refuse(why)
  const status = refusalStatus[why]
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `content-type: ${type}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
  // What it still sends is read, or the answer would be lost with the connection; but not for long.
  socket.resume()
  const patience = setTimeout(() => socket.destroy(), linger)
  patience.unref()
  socket.once('close', () => clearTimeout(patience))
}

const remoteOf = ({ remoteAddress, remotePort }: Partial<Socket>): string =>
  `${remoteAddress ?? 'nowhere'}:${remotePort ?? 0}`
