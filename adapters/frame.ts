// Frames on a byte stream: four bytes of length, big end first, then that many bytes. What the
// bytes say is not known here; what they may cost is.

/** One frame, ready to be written: a tag that says how to read the body, and the body. */
export function frame(tag: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(headerLength + 1 + body.length)
  putNumber(bytes, 0, 1 + body.length)
  bytes[headerLength] = tag
  bytes.set(body, headerLength + 1)
  return bytes
}

export type Cut =
  | { readonly kind: 'frame'; readonly tag: number; readonly body: Uint8Array }
  /** the rest has not come yet */
  | { readonly kind: 'short' }
  | { readonly kind: 'refused'; readonly why: string }

const headerLength = 4
const short: Cut = { kind: 'short' }

/**
 * Cuts a stream into frames. Holds at most one frame and one chunk, so a peer that announces much
 * or never ends costs nothing more.
 */
export class FrameReader {
  #bytes: Uint8Array = new Uint8Array(0)
  #at = 0
  /** longest frame taken, in bytes after the header */
  max: number

  constructor(max: number) {
    this.max = max
  }

  push(chunk: Uint8Array): void {
    const rest = this.#bytes.length - this.#at
    if (rest === 0) {
      this.#bytes = chunk
    } else {
      const joined = new Uint8Array(rest + chunk.length)
      joined.set(this.#bytes.subarray(this.#at))
      joined.set(chunk, rest)
      this.#bytes = joined
    }
    this.#at = 0
  }

  /** True while a frame has begun and not ended. */
  get begun(): boolean {
    return this.held > 0
  }

  /** Bytes that belong to no frame yet. */
  get held(): number {
    return this.#bytes.length - this.#at
  }

  next(): Cut {
    const rest = this.#bytes.length - this.#at
    if (rest < headerLength) return short
    const length = numberAt(this.#bytes, this.#at)
    if (length > this.max) {
      const what = speaks(this.#bytes.subarray(this.#at, this.#at + headerLength))
      return {
        kind: 'refused',
        why: `a frame of ${length} bytes is announced, at most ${this.max} are taken${what}`,
      }
    }
    if (length === 0) return { kind: 'refused', why: 'a frame of no bytes says nothing' }
    if (rest < headerLength + length) return short
    const from = this.#at + headerLength
    this.#at = from + length
    const tag = this.#bytes[from] ?? 0
    return { kind: 'frame', tag, body: this.#bytes.subarray(from + 1, this.#at) }
  }
}

/** The usual strangers, named, because a length of 1,195,725,856 helps nobody. */
export function speaks(header: Uint8Array): string {
  const text = String.fromCharCode(...header.subarray(0, 4))
  if (/^(GET |POST|PUT |HEAD|OPTI|DELE|PATC|HTTP|PRI )$/.test(text)) return ' (it speaks HTTP)'
  if (header[0] === 0x16 && header[1] === 0x03) return ' (it speaks TLS)'
  return ''
}

// By hand: a DataView for each message costs more than the message.

/** Four bytes, big end first. */
export function putNumber(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}

/** The number that stands there as `putNumber` wrote it; there are four bytes. */
export const numberAt = (bytes: Uint8Array, at: number): number =>
  (((bytes[at] ?? 0) << 24) |
    ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) |
    (bytes[at + 3] ?? 0)) >>>
  0
