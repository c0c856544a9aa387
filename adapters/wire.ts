// Messages as bytes: the pure codec on the way out, and on the way in the check that what came is
// a message this node hears. Nothing from outside reaches an actor past this file.

import { crc32 } from 'node:zlib'

import type { Message } from '../sim/actor.ts'
import { decode, encode } from '../sim/plain.ts'
import type { Shapes } from '../sim/shape.ts'
import { validate } from '../sim/shape.ts'
import { numberAt, putNumber } from './frame.ts'
import type { Mark } from './transport.ts'

export type Heard =
  | { readonly kind: 'message'; readonly message: Message }
  /** well-formed, of a kind this node does not hear: dropped, the connection stays */
  | { readonly kind: 'unheard'; readonly name: string }
  /** not ours: the connection is closed with this reason */
  | { readonly kind: 'refused'; readonly why: string }

export const encodeMessage = (message: Message): Uint8Array => encode(message)

export type Mail =
  | (Exclude<Heard, { kind: 'message' }> & { readonly mark: Mark })
  | (Extract<Heard, { kind: 'message' }> & { readonly mark: Mark })
  /** its checksum is not that of its bytes: dropped, the connection stays */
  | { readonly kind: 'damaged' }

/** Checksum, life and number, four bytes each, before the message. */
const sealLength = 12

/** A message as it travels, over whatever carries it: numbered, and with a checksum (CRC-32). */
export function sealMail(message: Message, { life, nth }: Mark): Uint8Array {
  const mail = encode(message, sealLength)
  putNumber(mail, 4, life)
  putNumber(mail, 8, nth)
  putNumber(mail, 0, crc32(mail.subarray(4)))
  return mail
}

/** Reads what `sealMail` wrote. `hears` null: every kind, unchecked but plain. */
export function openMail(mail: Uint8Array, hears: Shapes | null): Mail {
  if (mail.length < sealLength) return { kind: 'damaged' }
  if (numberAt(mail, 0) !== crc32(mail.subarray(4))) return { kind: 'damaged' }
  const mark: Mark = { life: numberAt(mail, 4), nth: numberAt(mail, 8) }
  const heard = decodeMessage(mail.subarray(sealLength), hears)
  if (heard.kind === 'message') return { kind: 'message', message: heard.message, mark }
  return { ...heard, mark }
}

/** Reads a message. `hears` null: every kind, unchecked but plain. */
export function decodeMessage(body: Uint8Array, hears: Shapes | null): Heard {
  const read = decode(body)
  if ('wrong' in read) {
    const { offset, why } = read.wrong
    return { kind: 'refused', why: `its frame is no value: byte ${offset}: ${why}` }
  }
  const message = read.value
  if (!isMessage(message))
    return { kind: 'refused', why: 'its frame is no message: it has no kind' }
  if (hears === null) return { kind: 'message', message }
  if (!Object.hasOwn(hears, message.kind)) {
    return { kind: 'unheard', name: message.kind.slice(0, 64) }
  }
  const checked = validate(hears, message)
  if ('message' in checked) return { kind: 'message', message: checked.message }
  const { path, expected, got } = checked.wrong
  const where = path === '' ? '' : ` at ${path}`
  return {
    kind: 'refused',
    why: `its ${message.kind}${where} is ${got}, and ${expected} is expected`,
  }
}

function isMessage(value: unknown): value is Message {
  return (
    typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string'
  )
}
