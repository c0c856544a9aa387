// What one life of a process leaves on disk while it runs: its part of the client history and its
// log, as JSON lines. A line that a SIGKILL cut short is the last one and is left out on reading.

import { closeSync, openSync, writeSync } from 'node:fs'

import type { Json, Plain } from '../../sim/plain.ts'
import { fromJson, toJson } from '../../sim/plain.ts'
import type { Micros, OpId } from '../../sim/units.ts'

/** `time` in microseconds of the machine's monotonic clock since the run began. */
export type HistoryLine =
  | {
      readonly kind: 'invoke'
      readonly op: OpId
      readonly time: Micros
      readonly call: Plain
    }
  | {
      readonly kind: 'complete'
      readonly op: OpId
      readonly time: Micros
      readonly result: Plain
    }

/** Operations one life may number. */
const opsOfLife = 2 ** 32

/** An operation's number within its node: no life uses that of another. */
export const opOf = (life: number, nth: number): OpId => (life * opsOfLife + nth) as OpId

/** A file that grows by whole lines. */
export class LineFile {
  readonly #file: number

  /** Appends to the file at `path`; its folder exists. */
  constructor(path: string) {
    this.#file = openSync(path, 'a')
  }

  /** Is with the system when this returns: a SIGKILL of this process cannot take it back. */
  write(line: Json): void {
    writeSync(this.#file, `${JSON.stringify(line)}\n`)
  }

  close(): void {
    closeSync(this.#file)
  }
}

export const historyJson = (line: HistoryLine): Json => toJson(line)

/** Reads the text of a history file. A line that is none, the last one apart, is our bug. */
export function parseHistory(text: string): HistoryLine[] {
  const lines = text.split('\n')
  lines.pop() // what stands after the last end of line was cut short, or is nothing
  return lines.map((line) => {
    const read = fromJson(JSON.parse(line))
    if ('value' in read && isLine(read.value)) return read.value
    throw new Error(`this is no line of a history: ${line.slice(0, 100)}`)
  })
}

function isLine(value: unknown): value is HistoryLine {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false
  if (!('op' in value) || typeof value.op !== 'number') return false
  if (!('time' in value) || typeof value.time !== 'number') return false
  return value.kind === 'invoke' ? 'call' in value : value.kind === 'complete' && 'result' in value
}
