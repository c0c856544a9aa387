// What the tests of readers share: texts read as files are, in chunks that cut them anywhere.

import type { Plain } from '../../sim/plain-value.ts'
import type { FormatName, Read } from './event.ts'
import { type HowToRead, readSource } from './read-history.ts'

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** @param size bytes of a chunk */
export const readBytes = (
  bytes: Uint8Array,
  format: FormatName | null = null,
  size = 65_536,
  how: HowToRead = {},
): Promise<Read> =>
  readSource(chunksOf(bytes, size), format, { ...how, shown: 'h.log', client: 'c1' })

export const readText = (
  text: string,
  format: FormatName | null = null,
  how: HowToRead = {},
): Promise<Read> => readBytes(Buffer.from(text), format, 65_536, how)

/** `client call start end result` of each operation; or the sentences of what is wrong. */
export function told(read: Read): readonly (readonly Plain[])[] | readonly string[] {
  if (read.kind === 'refused') return read.problems.map(({ sentence }) => sentence)
  return read.history.map(({ client, call, start, end, result }): readonly Plain[] => [
    ...[String(client), call, start, end, result],
  ])
}

/** All that is said of what is wrong. */
export const refusal = (read: Read): string =>
  read.kind === 'history'
    ? `a history of ${read.operations}`
    : read.problems.map(({ sentence, lines }) => [sentence, ...lines].join('\n')).join('\n')
