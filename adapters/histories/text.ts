// The bytes of a file as text, a chunk at a time, so that no file is held whole. Bytes that are no
// UTF-8, and files that are no text at all, are refused where they stand.

import { isUtf8 } from 'node:buffer'
import { Broken, type Flaw, type Spot } from './spot.ts'

const expected = 'text in UTF-8'
type Decoder = InstanceType<typeof TextDecoder>

/** Beginnings of files that are something else, and what to do about them. */
const signs: readonly (readonly [readonly number[], string])[] = [
  [[0x1f, 0x8b], 'this file is compressed: unpack it with gunzip'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'this file is compressed: unpack it with unzstd'],
  [[0x50, 0x4b, 0x03, 0x04], 'this file is an archive: unpack it with unzip'],
  [[0xff, 0xfe], 'this file is UTF-16: write it as UTF-8'],
  [[0xfe, 0xff], 'this file is UTF-16: write it as UTF-8'],
]

/**
 * Chunks of text, without a byte order mark. Where the bytes end being text, the text before is given
 * first; so who counts lines knows the place.
 * @param spot where the reader of the chunks stands
 */
export async function* textOf(
  source: AsyncIterable<Uint8Array>,
  spot: () => Spot,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let held: Uint8Array = new Uint8Array(0)
  let isFirst = true
  for await (const bytes of source) {
    const all = held.length === 0 ? bytes : Buffer.concat([held, bytes])
    // The sign of another kind of file is four bytes long.
    if (isFirst && all.length < 4) {
      held = all
      continue
    }
    const whole = wholeCharacters(all)
    held = all.slice(whole)
    yield* checked(all.subarray(0, whole), decoder, isFirst, spot)
    isFirst = false
  }
  if (held.length > 0) yield* checked(held, decoder, isFirst, spot)
}

function* checked(
  bytes: Uint8Array,
  decoder: Decoder,
  isFirst: boolean,
  spot: () => Spot,
): Generator<string> {
  const sign = isFirst ? signs.find(([begin]) => begin.every((one, at) => bytes[at] === one)) : null
  if (sign !== null && sign !== undefined) throw broken(spot(), sign[1])
  const good = isUtf8(bytes) ? bytes.length : validPrefix(bytes)
  const nul = bytes.subarray(0, good).indexOf(0)
  const text = decoder.decode(bytes.subarray(0, nul < 0 ? good : nul))
  const bare = isFirst && text.startsWith('\uFEFF') ? text.slice(1) : text
  if (bare !== '') yield bare
  if (nul >= 0) throw broken(spot(), 'a byte 00 stands here: this is a binary file')
  if (good === bytes.length) return
  const hex = Array.from(bytes.subarray(good, good + 4), (one) => one.toString(16).padStart(2, '0'))
  throw broken(spot(), `the bytes ${hex.join(' ')} are no UTF-8`)
}

const broken = (spot: Spot, sentence: string): Broken =>
  new Broken({ spot, sentence, expected } satisfies Flaw)

/** How many bytes are whole characters; what a chunk cuts in two waits for the next. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes.length
    if (byte < 0xc0) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return back < length ? bytes.length - back : bytes.length
  }
  return bytes.length
}

/** The longest beginning that is UTF-8, by halving. */
function validPrefix(bytes: Uint8Array): number {
  let good = 0
  let bad = bytes.length
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    const end = wholeCharacters(bytes.subarray(0, middle))
    if (end > good && isUtf8(bytes.subarray(good, end))) good = end
    else if (end > good) bad = end
    else break
  }
  // What is left is shorter than a character or two.
  for (let end = Math.min(good + 8, bytes.length); end > good; end--) {
    if (isUtf8(bytes.subarray(good, end))) return end
  }
  return good
}
