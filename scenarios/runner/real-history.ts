// The client history of a real run: what every life of every process has written so far, as one
// history. Files are read on from where the last look ended.

import { closeSync, openSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'

import { type HistoryLine, parseHistory } from '../../adapters/records/history-file.ts'
import type { History, Operation } from '../../sim/history.ts'
import type { Plain } from '../../sim/plain.ts'
import type { Micros, NodeId, OpId } from '../../sim/units.ts'

interface Open {
  readonly client: NodeId
  readonly call: Plain
  readonly start: Micros
  end: Micros | null
  result: Plain
}

/** Grows with each look. */
export class HistoryFiles {
  readonly #folder: string
  readonly #nodes: readonly NodeId[]
  readonly #began: Micros
  /** by path: bytes read, up to the end of a line */
  readonly #read = new Map<string, number>()
  readonly #operations: Open[] = []
  /** by node and the node's own number */
  readonly #byName = new Map<string, Open>()

  /** @param began of the storm, on the clock of the files; operations are told from then */
  constructor(folder: string, nodes: readonly NodeId[], began: Micros) {
    this.#folder = folder
    this.#nodes = nodes
    this.#began = began
  }

  /** Everything that is on file now, in order of `start`; numbers are of this look. */
  look(): History {
    for (const node of this.#nodes) {
      for (const file of filesOf(join(this.#folder, node))) this.#readOn(node, file)
    }
    this.#operations.sort((a, b) => a.start - b.start)
    return this.#operations.map((one, at): Operation => ({ id: (at + 1) as OpId, ...one }))
  }

  #readOn(node: NodeId, path: string): void {
    const from = this.#read.get(path) ?? 0
    const bytes = readFrom(path, from)
    const whole = bytes.lastIndexOf(lineEnd) + 1
    this.#read.set(path, from + whole)
    for (const line of parseHistory(bytes.toString('utf8', 0, whole))) this.#take(node, line)
  }

  #take(node: NodeId, line: HistoryLine): void {
    const name = `${node}/${line.op}`
    const time = line.time - this.#began
    if (line.kind === 'invoke') {
      const { call } = line
      const open: Open = { client: node, call, start: time, end: null, result: undefined }
      this.#byName.set(name, open)
      this.#operations.push(open)
      return
    }
    const open = this.#byName.get(name)
    if (open === undefined || open.end !== null) return
    open.end = time
    open.result = line.result
  }
}

const lineEnd = 10

function filesOf(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => /^history-\d+\.jsonl$/.test(name))
  return names.sort().map((name) => join(folder, name))
}

function readFrom(path: string, from: number): Buffer {
  const file = openSync(path, 'r')
  const chunks: Buffer[] = []
  let at = from
  for (;;) {
    const chunk = Buffer.alloc(65_536)
    const count = readSync(file, chunk, 0, chunk.length, at)
    if (count === 0) break
    chunks.push(chunk.subarray(0, count))
    at += count
  }
  closeSync(file)
  return Buffer.concat(chunks)
}
