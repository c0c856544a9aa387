// Discovery over HTTP, the side that calls: what receivers and senders say to it, and what they hear
// of its answers. The id that it gave is what a receiver has to say again; whatever else an answer
// holds is not trusted.

import type { HttpAnswer, HttpCaller, HttpHeard } from '../../sim/outside.ts'
import type { Message } from '../../sim/actor.ts'
import type { NodeId } from '../../sim/units.ts'
import { addressOf, ownWire, placeOf } from './address.ts'
import type { Heard, Heartbeat, Listed, ListWanted, Register, Registered } from './messages.ts'
import { listedMax } from './messages.ts'
import type * as source from './original-messages.ts'
import { bodyOf, fieldOf, objectJson } from './wire-json.ts'

/** The id that discovery gave at the registration, null before it. */
export type Given = string | null

type Said = Register | Heartbeat | ListWanted | source.Heartbeat | source.ListWanted

/** A receiver as a list of discovery has it. */
export interface Row {
  readonly id: string
  readonly at: NodeId
  /** since 1970, in seconds; null where the list does not say */
  readonly lastSeen: number | null
}

/** Our own actors' caller. */
export const discoveryCaller: HttpCaller<Given> = callerOf({
  registered: (): Registered => ({ kind: 'registered' }),
  heard: (known): Heard => ({ kind: 'heard', known }),
  listed(rows, asked): Listed {
    const { ask } = asked as ListWanted // only a question for the list is answered with one
    return { kind: 'listed', ask, receivers: rows.map(({ at }) => at) }
  },
})

/** The caller of `:original`'s actors. */
export const originalDiscoveryCaller: HttpCaller<Given> = callerOf({
  registered: (id): source.Registered => ({ kind: 'registered', id }),
  heard: (): source.Heard => ({ kind: 'heard' }),
  listed: (rows): source.Listed => ({
    kind: 'listed',
    receivers: rows.map(({ id, at }) => ({ id, at: plainly(at) })),
  }),
})

/**
 * The list that an answer holds, or why it is none. Receivers that nobody could reach (a port of 0,
 * a host that is no name) are left out: the source takes any registration.
 */
export function rowsIn(answer: HttpAnswer): readonly Row[] | string {
  if (answer.status !== 200) return `it answered GET /receivers with ${answer.status}`
  const body = bodyOf(answer)
  if (body.kind !== 'value') return 'its list is no JSON'
  const { value } = body
  if (!Array.isArray(value)) return 'its answer is no list'
  if (value.length > listedMax) return `its list has ${value.length} entries`
  const rows: Row[] = []
  for (const entry of value as unknown[]) {
    const id = fieldOf(entry, 'id')
    const host = fieldOf(entry, 'host')
    const port = fieldOf(entry, 'port')
    const lastSeen = fieldOf(entry, 'last_seen')
    if (typeof id !== 'string' || id.length > 64) return 'an entry of its list has no id'
    if (typeof host !== 'string') return 'an entry of its list has no host'
    if (typeof port !== 'number') return 'an entry of its list has no port'
    const at = addressOf(fieldOf(entry, 'wire') === ownWire ? 'tcp' : 'plain', host, port)
    if (at === null) continue
    rows.push({ id, at, lastSeen: typeof lastSeen === 'number' ? lastSeen : null })
  }
  return rows
}

/** How the actors of a variant hear what discovery answers. */
interface Hearing {
  registered(id: string): Message
  heard(known: boolean): Message
  listed(rows: readonly Row[], asked: Message): Message
}

function callerOf(hearing: Hearing): HttpCaller<Given> {
  return {
    memory: null,
    ask(message, given) {
      const said = message as Said // all that these actors say to discovery
      switch (said.kind) {
        case 'register':
          return post('/register', registration(said.at))
        case 'heartbeat':
          return post('/heartbeat', objectJson({ id: 'id' in said ? said.id : (given ?? '') }))
        case 'list':
          return { method: 'GET', path: '/receivers', body: null }
      }
    },
    heard(message, answer, given): HttpHeard<Given> {
      const said = message as Said // what was asked above
      switch (said.kind) {
        case 'register':
          return enrolled(answer, hearing)
        case 'heartbeat':
          return beaten(answer, given, hearing)
        case 'list': {
          const rows = rowsIn(answer)
          if (typeof rows === 'string') return nonsense(rows)
          return { kind: 'says', message: hearing.listed(rows, message), memory: given }
        }
      }
    },
  }
}

function enrolled(answer: HttpAnswer, hearing: Hearing): HttpHeard<Given> {
  if (answer.status !== 201 && answer.status !== 200) {
    return nonsense(`it answered POST /register with ${answer.status}`)
  }
  const body = bodyOf(answer)
  const id = body.kind === 'value' ? fieldOf(body.value, 'id') : undefined
  if (typeof id !== 'string' || id.length > 64) return nonsense('its answer to /register has no id')
  return { kind: 'says', message: hearing.registered(id), memory: id }
}

function beaten(answer: HttpAnswer, given: Given, hearing: Hearing): HttpHeard<Given> {
  const known = answer.status === 200
  if (!known && answer.status !== 404) {
    return nonsense(`it answered POST /heartbeat with ${answer.status}`)
  }
  return { kind: 'says', message: hearing.heard(known), memory: given }
}

function registration(at: NodeId): string {
  const place = placeOf(at)
  const wire: Record<string, string> = place?.spoken === 'tcp' ? { wire: ownWire } : {}
  return objectJson({ host: place?.host ?? at, port: place?.port ?? 0, ...wire })
}

const post = (path: string, body: string) => ({ method: 'POST', path, body })
const nonsense = (why: string): HttpHeard<Given> => ({ kind: 'nonsense', why })

/** The source knows no other wire than its own. */
function plainly(at: NodeId): NodeId {
  const place = placeOf(at)
  return (place === null ? null : addressOf('plain', place.host, place.port)) ?? at
}
