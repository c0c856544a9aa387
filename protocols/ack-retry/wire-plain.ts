// The source's TCP: a message is what arrives on a connection, `ACK` is the answer, and nothing says
// where either ends or which message an answer is for.

import type { PlainCaller, PlainService } from '../../sim/outside.ts'
import type { Ack, Letter, Offer, Plain, Ready } from './messages.ts'
import type { BareAck, Hello } from './original-messages.ts'

/** Exactly what the source's client sends. */
export const sourceText = 'Hello Receiver!'

/** The longest letter that our own receiver takes without frames. */
const plainMax = 65_536

const ackBytes = bytesOf('ACK')

/** The door of our own receiver. */
export const plainService: PlainService = {
  opened: null,
  readMax: plainMax,
  quiet: 10,
  hear(bytes) {
    const text = textOf(bytes)
    if (text === null) return { refused: 'it is no text', say: null }
    if (/^[A-Z]+ \S+ HTTP\/\d/.test(text)) {
      return { refused: 'it speaks HTTP', say: bytesOf(httpSorry) }
    }
    const letter: Plain = { kind: 'plain', text }
    return letter
  },
  say: () => ackBytes,
}

/** The door of `:original`: it waits for whoever connects, and one `recv(1024)` is a letter. */
export const originalPlainService: PlainService = {
  opened: { kind: 'connect' },
  readMax: 1_024,
  quiet: 0,
  hear(bytes) {
    const letter: Hello = { kind: 'letter', text: textOf(bytes) ?? loosely(bytes) }
    return letter
  },
  say: () => ackBytes,
}

/**
 * What our own sender says to receivers that know no wire but the source's: an offer is taken for
 * granted, and each attempt of a letter is a connection, so that its `ACK` is for that letter.
 */
export const plainCaller: PlainCaller = {
  say(message, to) {
    const said = message as Offer | Letter // all that it says to a receiver on shared links
    if (said.kind === 'letter') return { kind: 'bytes', bytes: bytesOf(said.text) }
    const ready: Ready = { kind: 'ready', at: to, life: said.life, seq: said.seq }
    return { kind: 'reply', message: ready }
  },
  hear(bytes, said, from) {
    const { life, seq } = said as Letter // nothing else is said in bytes
    const ack: Ack = { kind: 'ack', at: from, life, seq }
    return isAck(bytes) ? ack : null
  },
}

/** What `:original`'s sender says. */
export const originalPlainCaller: PlainCaller = {
  say(message) {
    if (message.kind === 'connect') return { kind: 'open' }
    return { kind: 'bytes', bytes: bytesOf((message as Hello).text) } // the other thing it says
  },
  hear(bytes) {
    const ack: BareAck = { kind: 'ack' }
    return isAck(bytes) ? ack : null
  },
}

const httpSorry =
  'HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\nA receiver of ack-retry takes letters here, not HTTP.\n'

const isAck = (bytes: Uint8Array): boolean => textOf(bytes)?.startsWith('ACK') === true

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** Null for what is not UTF-8. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

/** A letter that was cut in the middle of a character, or is none: what can be read of it. */
const loosely = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
