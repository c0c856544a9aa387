// Discovery over HTTP, the side that is called: the routes of the source, its statuses and its
// bytes. The correct variant takes POST for the list too and names what it does not like; the
// original is as Flask left it.

import {
  type HttpAnswer,
  type HttpAsk,
  type HttpRoute,
  type HttpWire,
  type Refusal,
  refusalStatus,
  type Understood,
} from '../../sim/outside.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import { addressOf, idOf, ownWire, placeOf, type Spoken } from './address.ts'
import type { Alive, Full, Heard, Look, Register, Registered, Seen } from './messages.ts'
import type * as source from './original-messages.ts'
import { type Body, bodyOf, fieldOf, json, objectJson, page } from './wire-json.ts'

type Reply = Registered | Heard | Seen | Full
type SourceReply = source.Registered | source.Heard | source.Seen

const says = (message: Register | Alive | Look | source.Heartbeat): Understood => ({
  kind: 'says',
  message,
})
const told = (answer: HttpAnswer): Understood => ({ kind: 'answer', answer })
const sorry = (status: number, message: string): HttpAnswer => json(status, objectJson({ message }))
const heartbeatReceived = sorry(200, 'Heartbeat received')
const registered = (id: string): HttpAnswer =>
  json(201, objectJson({ id, message: 'Receiver registered' }))

/** The correct variant. */
export const discoveryWire: HttpWire = {
  routes: [
    { method: 'GET', path: '/receivers', hear: () => says({ kind: 'look' }) },
    // As the text of the source promises; its program answered 405.
    { method: 'POST', path: '/receivers', hear: () => says({ kind: 'look' }) },
    route('/register', (value) => {
      const wire = fieldOf(value, 'wire')
      const at = receiverIn(value, wire === ownWire ? 'tcp' : 'plain')
      return typeof at === 'string' ? told(sorry(400, at)) : says({ kind: 'register', at: at.at })
    }),
    route('/heartbeat', (value) => {
      const id = fieldOf(value, 'id')
      const fits = typeof id === 'string' && id.length <= 64
      return fits
        ? says({ kind: 'alive', id })
        : told(sorry(400, wanted('id', id, 'the id that registering gave')))
    }),
  ],
  answer(reply, asked) {
    const said = reply as Reply // all that this actor says to callers
    switch (said.kind) {
      case 'registered':
        return registered(idOf((asked as Register).at)) // nothing else is answered with registered
      case 'heard':
        return said.known ? heartbeatReceived : sorry(404, 'unknown id: register again')
      case 'full':
        return sorry(503, 'the list is full')
      case 'seen':
        return listed(said.receivers.map((one) => ({ ...one, id: idOf(one.at) })))
    }
  },
  refuse: (why) => sorry(refusalStatus[why], refusals[why]),
}

/** `:original`. */
export const originalDiscoveryWire: HttpWire = {
  routes: [
    { method: 'GET', path: '/receivers', hear: () => says({ kind: 'look' }) },
    sourceRoute('/register', (value) => {
      const at = receiverIn(value, 'plain')
      return typeof at === 'string' ? told(exception) : says({ kind: 'register', at: at.at })
    }),
    sourceRoute('/heartbeat', (value) => {
      const id = fieldOf(value, 'id')
      return id === undefined ? told(exception) : says({ kind: 'heartbeat', id: idText(id) })
    }),
  ],
  answer(reply) {
    const said = reply as SourceReply // all that this actor says to callers
    switch (said.kind) {
      case 'registered':
        return registered(said.id)
      case 'heard':
        return heartbeatReceived
      case 'seen':
        return listed(said.receivers)
    }
  },
  refuse(why) {
    const [title, text] = pages[why]
    return page(refusalStatus[why], title, text)
  },
}

function route(path: string, hear: (value: unknown) => Understood): HttpRoute {
  return {
    method: 'POST',
    path,
    hear: (ask) => {
      const body = bodyOf(ask)
      return body.kind === 'value' ? hear(body.value) : told(noBody(body))
    },
  }
}

const noBody = ({ kind }: Exclude<Body, { kind: 'value' }>): HttpAnswer =>
  kind === 'no json'
    ? sorry(400, 'the body is no JSON')
    : sorry(415, 'the body has to be application/json')

function sourceRoute(path: string, hear: (value: unknown) => Understood): HttpRoute {
  return {
    method: 'POST',
    path,
    hear: (ask: HttpAsk) => {
      const body = bodyOf(ask)
      if (body.kind === 'value') return hear(body.value)
      return told(body.kind === 'no json' ? badRequest : unsupported)
    },
  }
}

/** The address in a registration, or what is wrong with it. */
function receiverIn(value: unknown, spoken: Spoken): { readonly at: NodeId } | string {
  const host = fieldOf(value, 'host')
  const port = fieldOf(value, 'port')
  if (typeof host !== 'string') return wanted('host', host, 'a name or an address')
  if (typeof port !== 'number') return wanted('port', port, 'a number from 1 to 65535')
  const at = addressOf(spoken, host, port)
  if (at !== null) return { at }
  const rightPort = Number.isInteger(port) && port > 0 && port < 65_536
  return rightPort
    ? 'host has to be a name or an address, and this text is neither'
    : 'port has to be a number from 1 to 65535, and this one is not'
}

/** What was there is told by its type: whoever sent it knows the rest. */
function wanted(field: string, got: unknown, expected: string): string {
  if (got === undefined) return `${field} is missing`
  const what = got === null ? 'null' : Array.isArray(got) ? 'a list' : nouns[typeof got]
  return `${field} has to be ${expected}, and this is ${what ?? 'something else'}`
}

const nouns: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'a boolean',
  object: 'an object',
}

/** Python looks any hashable value up and finds none; no id that was given is as long as this. */
const idText = (id: unknown): string => (typeof id === 'string' ? id.slice(0, 64) : '')

interface Row {
  readonly id: string
  readonly at: NodeId
  readonly lastSeen: Micros
}

function listed(rows: readonly Row[]): HttpAnswer {
  const objects = rows.map(({ id, at, lastSeen }) => {
    const place = placeOf(at)
    const wire: Record<string, string> = place?.spoken === 'tcp' ? { wire: ownWire } : {}
    const last_seen = { float: lastSeen / 1_000_000 }
    return objectJson({ host: place?.host ?? at, id, last_seen, port: place?.port ?? 0, ...wire })
  })
  return json(200, `[${objects.join(',')}]`)
}

const refusals: Readonly<Record<Refusal, string>> = {
  'bad request': 'this is no HTTP request',
  'no such path': 'there are /register, /heartbeat and /receivers here',
  'other method': 'this path takes another method',
  'too slow': 'the request did not end in time',
  'too large': 'the body is too large',
  'headers too large': 'the headers are too large',
  'not answered': 'no answer in time',
  'too many': 'too many connections',
}

const pages: Readonly<Record<Refusal, readonly [string, string]>> = {
  'bad request': [
    'Bad Request',
    'The browser (or proxy) sent a request that this server could not understand.',
  ],
  'no such path': [
    'Not Found',
    'The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.',
  ],
  'other method': ['Method Not Allowed', 'The method is not allowed for the requested URL.'],
  'too slow': [
    'Request Timeout',
    'The server closed the network connection because the browser didn&#39;t finish the request within the specified time.',
  ],
  'too large': [
    'Request Entity Too Large',
    'The data value transmitted exceeds the capacity limit.',
  ],
  'headers too large': [
    'Request Header Fields Too Large',
    'One or more header fields exceeds the maximum size.',
  ],
  'not answered': [
    'Service Unavailable',
    'The server is temporarily unable to service your request due to maintenance downtime or capacity problems. Please try again later.',
  ],
  'too many': [
    'Service Unavailable',
    'The server is temporarily unable to service your request due to maintenance downtime or capacity problems. Please try again later.',
  ],
}

const badRequest = page(400, ...pages['bad request'])
const unsupported = page(
  415,
  'Unsupported Media Type',
  'Did not attempt to load JSON data because the request Content-Type was not &#39;application/json&#39;.',
)
/** A KeyError or TypeError in the handler. */
const exception = page(
  500,
  'Internal Server Error',
  'The server encountered an internal error and was unable to complete your request. Either the server is overloaded or there is an error in the application.',
)
