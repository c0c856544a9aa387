// Addresses where plain bytes are spoken, `plain/127.0.0.1:41873`.

import type { NodeId } from '../../sim/units.ts'
import type { Spot } from '../address.ts'

/** Null for what is no such address. */
export function plainSpot(peer: NodeId): Spot | null {
  const [, host, digits] = /^plain\/\[?(.+?)\]?:(\d{1,5})$/.exec(peer) ?? []
  if (host === undefined || Number(digits) > 65_535) return null
  return { host, port: Number(digits) }
}
