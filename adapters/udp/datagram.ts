// One datagram as bytes: whose it is and for whom, before the sealed mail. Pure: bytes in, a
// checked letter out. A datagram proves nothing about its sender; the names are what it claims.

import { isNodeName } from '../../sim/shape.ts'
import { type NodeId, nodeId } from '../../sim/units.ts'

/** Most bytes that one datagram takes over IPv4. */
export const datagramMax = 65_507

/** `WLD` and the version of what follows. */
const magic: readonly number[] = [0x57, 0x4c, 0x44, 1]

/** What stands before every mail from one name to another. */
export function envelope(from: NodeId, to: NodeId): Uint8Array {
  return Buffer.concat([Uint8Array.from(magic), named(from), named(to)])
}

export type Opened =
  | {
      readonly kind: 'letter'
      readonly from: NodeId
      readonly to: NodeId
      readonly mail: Uint8Array
    }
  | { readonly kind: 'refused'; readonly why: string }

/** Reads what an envelope and a mail make together. */
export function openDatagram(bytes: Uint8Array): Opened {
  if (magic.some((byte, at) => bytes[at] !== byte)) {
    const other = magic.slice(0, -1).every((byte, at) => bytes[at] === byte)
    const why = other
      ? `it is of version ${bytes[3] ?? 0}, and this is version 1`
      : 'it is not ours'
    return { kind: 'refused', why }
  }
  const from = nameAt(bytes, magic.length)
  const to = from === null ? null : nameAt(bytes, from.end)
  if (from === null || to === null) return { kind: 'refused', why: 'its names are no names' }
  return { kind: 'letter', from: from.name, to: to.name, mail: bytes.subarray(to.end) }
}

/** A name is at most 255 letters of ASCII: one byte of length, one each. */
const named = (name: NodeId): Uint8Array => Buffer.from([name.length, ...Buffer.from(name)])

function nameAt(bytes: Uint8Array, at: number): { name: NodeId; end: number } | null {
  const end = at + 1 + (bytes[at] ?? 0)
  if (end > bytes.length) return null
  const name = Buffer.from(bytes.buffer, bytes.byteOffset + at + 1, end - at - 1).toString('latin1')
  return isNodeName(name) ? { name: nodeId(name), end } : null
}
