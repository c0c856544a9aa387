// What two ends say over a call, as protobuf and back. Pure: every field that came is checked like
// one that came over TCP.

import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'

import { checkControl, type Control, type Nonsense } from '../streams/hello.ts'
import { type Frame, FrameSchema } from './generated/link_pb.ts'

/** Bytes that a frame has besides its mail, at most. */
export const frameOverhead = 16

/** Control words as a frame. */
export function encodeControlFrame(said: Control): Buffer {
  const { kind: name, ...value } = said
  return bufferOf(
    toBinary(FrameSchema, create(FrameSchema, { said: { case: name, value } as Said })),
  )
}

type Said = Frame['said']

/** Sealed mail as a frame. */
export const encodeMailFrame = (sealed: Uint8Array): Buffer =>
  bufferOf(new BinaryWriter().uint32(mailTag).bytes(sealed).finish())

/** Field and wire type of the mail: written by hand, a message is most of what is said. */
const mailTag = ((FrameSchema.field.mail.number << 3) | WireType.LengthDelimited) >>> 0

export type Framed =
  | { readonly kind: 'said'; readonly said: Control }
  | { readonly kind: 'mail'; readonly sealed: Uint8Array }
  | Nonsense

/** Reads what either of the two wrote, or says why it is neither. */
export function decodeFrame(bytes: Uint8Array): Framed {
  const frame = parse(bytes)
  if (frame === null) return { kind: 'nonsense', why: 'its frame is no protobuf of ours' }
  const { said } = frame
  if (said.case === 'mail') return { kind: 'mail', sealed: said.value }
  const checked = checkedOf(said)
  return checked.kind === 'nonsense' ? checked : { kind: 'said', said: checked }
}

function checkedOf(said: Exclude<Said, { case: 'mail' }>): Control | Nonsense {
  switch (said.case) {
    case 'hello': {
      const { protocol, from, to, life, dial } = said.value
      return checkControl({ kind: 'hello', protocol, from, to, life, dial })
    }
    case 'welcome': {
      const { life, dial } = said.value
      return checkControl({ kind: 'welcome', life, dial })
    }
    case 'sorry':
      return checkControl({ kind: 'sorry', why: said.value.why })
    case 'bye':
      return { kind: 'bye' }
    default:
      return { kind: 'nonsense', why: 'its frame says nothing' }
  }
}

function parse(bytes: Uint8Array): Frame | null {
  try {
    return fromBinary(FrameSchema, bytes)
  } catch {
    return null
  }
}

const bufferOf = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
