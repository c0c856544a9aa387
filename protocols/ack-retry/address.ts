// Receivers of the real world: their addresses, and the ids that go with them. An address says with
// its first word what is spoken there, `tcp` our own wire and `plain` the source's bare bytes.

import { isNodeName } from '../../sim/shape.ts'
import { hashPlain, hashText } from '../../sim/plain.ts'
import { type NodeId, nodeId } from '../../sim/units.ts'

export type Spoken = 'tcp' | 'plain'

/** What a receiver that speaks our own wire says of it when it registers. */
export const ownWire = 'worldline/1'

const address = /^(tcp|plain)\/(\[.+\]|[^[\]]+):(\d+)$/

/** Null for what is no host or no port. */
export function addressOf(spoken: Spoken, host: string, port: number): NodeId | null {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return null
  const text = `${spoken}/${host.includes(':') ? `[${host}]` : host}:${port}`
  return isNodeName(text) ? nodeId(text) : null
}

export interface Place {
  readonly spoken: Spoken
  readonly host: string
  readonly port: number
}

/** Null for a name that is no address: a node of a simulated world. */
export function placeOf(at: NodeId): Place | null {
  const [, spoken, host, port] = address.exec(at) ?? []
  if (host === undefined || (spoken !== 'tcp' && spoken !== 'plain')) return null
  return { spoken, host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) }
}

/** Whether two names are of one receiver: the same address, whatever is spoken there. */
export const samePlace = (one: NodeId, other: NodeId): boolean =>
  one === other || (placeOf(one) !== null && spotOf(one) === spotOf(other))

/** Of the shape of a uuid (version 8), and a pure function of host and port alone. */
export function idOf(at: NodeId): string {
  const spot = spotOf(at)
  return uuid(hashText(hashPlain(`${spot} one`)) + hashText(hashPlain(`${spot} two`)), '8')
}

/** A uuid of that version out of 32 hex digits. */
export function uuid(hex: string, version: '4' | '8'): string {
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) & 3] ?? '8'
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    version + hex.slice(13, 16),
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-')
}

const spotOf = (at: NodeId): string => at.replace(/^(?:tcp|plain)\//, '')
