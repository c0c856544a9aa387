// The door of the room: a file (or standard input) in one of the formats, or in the one that its
// beginning looks like, becomes a history, or the mistakes that are in it. It never throws for what
// a file holds, and holds no file whole.

import { closeSync, createReadStream, openSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Problem } from '../../sim/problem.ts'
import type { FormatName, Read } from './event.ts'
import { EdnReader } from './edn-reader.ts'
import type { Edn } from './edn.ts'
import { formatLike } from './formats.ts'
import { JepsenEdn, type Keys } from './jepsen-edn.ts'
import { JepsenLog } from './jepsen-log.ts'
import { Lines } from './lines.ts'
import { Broken, type Flaw, problemOf, type Spot } from './spot.ts'
import { textOf } from './text.ts'
import { WorldlineLines } from './worldline-lines.ts'

export interface HowToRead {
  /** as it is told; the path itself without it */
  readonly shown?: string
  /** whether events in EDN name the object they are about in their value, `[KEY VALUE]` */
  readonly independent?: boolean
  /** whether reads and writes in EDN are of a map's keys: `get` and `put` */
  readonly isMap?: boolean
}

/** Characters of a beginning that show the format. */
const enough = 4_096
/** Bytes of a piece. */
const chunk = 262_144
/** Flaws of one file that are told. */
const flawsMax = 8

/**
 * @param path of a file; `-` is standard input
 * @param format null: the one that it looks like
 */
export async function readHistory(
  path: string,
  format: FormatName | null,
  how: HowToRead = {},
): Promise<Read> {
  const shown = how.shown ?? (path === '-' ? 'standard input' : path)
  const closed = path === '-' ? null : whyNotOpened(path, shown)
  if (closed !== null) return { kind: 'refused', problems: [closed] }
  const source = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: chunk })
  try {
    return await readSource(source as AsyncIterable<Uint8Array>, format, {
      ...how,
      shown,
      client: path === '-' ? 'client' : basename(dirname(path)),
    })
  } catch (error) {
    return { kind: 'refused', problems: [unreadable(shown, error)] }
  }
}

interface Reading extends HowToRead {
  readonly shown: string
  /** who asks in a file that a real run recorded */
  readonly client: string
}

/** What reads one format: fed with text, it gives a history. */
interface Reader {
  feed(chunk: string): void
  /** where the text that was fed ends */
  end(): Spot
  /** no more text comes */
  finish(): void
  /** null: nothing was called */
  read(): Read | null
}

/** Reads bytes from anywhere. */
export async function readSource(
  source: AsyncIterable<Uint8Array>,
  format: FormatName | null,
  reading: Reading,
): Promise<Read> {
  const flaws = new Flaws()
  let reader: Reader | null = null
  // Until it can be seen what it looks like.
  let beginning = ''
  const end = (): Spot => reader?.end() ?? endOf(beginning)
  try {
    for await (const chunk of textOf(source, end)) {
      beginning += reader === null ? chunk : ''
      if (reader === null && format === null && beginning.length < enough) continue
      reader ??= readerOf(format ?? formatLike(beginning), flaws, reading)
      reader.feed(beginning === '' ? chunk : beginning)
      beginning = ''
      if (flaws.isFull) break
    }
    if (reader === null && beginning !== '') {
      reader = readerOf(format ?? formatLike(beginning), flaws, reading)
      reader.feed(beginning)
    }
    if (!flaws.isFull) reader?.finish()
  } catch (error) {
    if (!(error instanceof Broken)) throw error
    flaws.add(error.flaw)
  }
  const read = flaws.all.length > 0 ? null : (reader?.read() ?? null)
  if (read !== null) return read
  if (flaws.all.length === 0) flaws.add(emptyFlaw(end()))
  return { kind: 'refused', problems: flaws.all.map((one) => problemOf(reading.shown, one)) }
}

function endOf(text: string): Spot {
  const lines = text.split('\n')
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}

const emptyFlaw = (spot: Spot): Flaw => ({
  ...{ spot, sentence: 'the file holds no operation', expected: 'at least one call' },
})

/** What was wrong so far, and not a consequence of something before. */
class Flaws {
  readonly all: Flaw[] = []

  add(flaw: Flaw): void {
    if (this.all.length > 0 && flaw.mayFollow === true) return
    if (!this.isFull) this.all.push(flaw)
  }

  get isFull(): boolean {
    return this.all.length >= flawsMax
  }

  /** Goes on behind what is wrong. */
  guard(act: () => void): void {
    try {
      act()
    } catch (error) {
      if (!(error instanceof Broken)) throw error
      this.add(error.flaw)
    }
  }
}

function readerOf(format: FormatName | null, flaws: Flaws, reading: Reading): Reader {
  if (format === 'jepsen-log') {
    const log = new JepsenLog()
    const lines = new Lines((line, number) => flaws.guard(() => log.line(line, number)))
    return lineReader(lines, () => (log.pairing.isEmpty ? null : log.pairing.read(format)))
  }
  if (format === 'worldline') {
    const own = new WorldlineLines(reading.client)
    const lines = new Lines((line, number, isEnded) =>
      flaws.guard(() => own.line(line, number, isEnded)),
    )
    return lineReader(lines, () => (own.isEmpty ? null : own.read()))
  }
  if (format === null) {
    const expected = 'jepsen-log  jepsen-edn  porcupine-kv  worldline (name one with --format)'
    const sentence = 'this looks like none of the formats'
    throw new Broken({ spot: { line: 1, column: 1 }, sentence, expected })
  }
  const keys: Keys =
    format === 'porcupine-kv'
      ? 'always'
      : reading.independent === true
        ? 'in its value'
        : 'by itself'
  const events = new JepsenEdn(keys, reading.isMap)
  const take = (value: Edn, spot: Spot): void => flaws.guard(() => events.event(value, spot))
  const edn = new EdnReader(take)
  return {
    feed: (chunk) => edn.feed(chunk),
    end: () => edn.end(),
    finish: () => edn.finish(),
    read: () => (events.pairing.isEmpty ? null : events.pairing.read(format)),
  }
}

const lineReader = (lines: Lines, read: () => Read | null): Reader => ({
  feed: (chunk) => lines.feed(chunk),
  end: () => lines.end(),
  finish: () => lines.finish(),
  read,
})

/** What keeps a path from being read, before anything is. */
function whyNotOpened(path: string, shown: string): Problem | null {
  try {
    const file = statSync(path)
    if (file.isDirectory()) {
      return refusal(`${shown} is a folder.`, ['expected       a file with a history'])
    }
    // A pipe is opened once only, by who reads it.
    if (file.isFile()) closeSync(openSync(path, 'r'))
    return null
  } catch (error) {
    return unreadable(shown, error)
  }
}

const refusal = (sentence: string, lines: readonly string[]): Problem => ({
  ...{ code: 'WL1204', sentence, lines },
})

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is no folder',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
  EIO: 'the disk failed',
}

function unreadable(shown: string, error: unknown): Problem {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null
  if (typeof code !== 'string') throw error
  return refusal(`${shown} cannot be read: ${reasons[code] ?? code}.`, [
    'expected       a file with a history',
  ])
}
