// Calls and what became of them, paired by process: a process calls one thing at a time, and is gone
// once nobody knows what became of its call.

import type { Operation } from '../../sim/history.ts'
import type { Plain } from '../../sim/plain-value.ts'
import { nodeId, type OpId } from '../../sim/units.ts'
import type { Fate, FormatName, HistoryRead, LinesOf } from './event.ts'
import { Broken, type Spot } from './spot.ts'

/** Operations of one history. */
export const operationsMax = 4_000_000

const mayFollow = true

interface Begun {
  readonly client: string
  readonly call: Plain
  readonly start: number
  readonly line: number
  end: number | null
  endLine: number | null
  result: Plain
  isDropped: boolean
}

/** Grows by events in the order of the file; that order is the order of time. */
export class Pairing {
  readonly #begun: Begun[] = []
  readonly #pending = new Map<string, Begun>()
  /** processes whose call ended as unknown, with its line */
  readonly #gone = new Map<string, number>()
  #time = 0
  #dropped = 0
  #isInOrder = true

  /** @throws Broken where the process is not free to call */
  call(process: string, call: Plain, spot: Spot): void {
    const pending = this.#pending.get(process)
    if (pending !== undefined) {
      const sentence = `${process} calls again, and its call of line ${pending.line} has not returned`
      throw new Broken({ spot, sentence, expected: 'one call of a process at a time', mayFollow })
    }
    const gone = this.#gone.get(process)
    if (gone !== undefined) {
      const sentence = `${process} calls again, and its call of line ${gone} ended as :info`
      throw new Broken({
        spot,
        sentence,
        expected: 'another process: nobody knows what it did',
        mayFollow,
      })
    }
    if (this.#begun.length === operationsMax) {
      const sentence = `a history of more than ${operationsMax / 1_000_000} million operations`
      throw new Broken({ spot, sentence, expected: 'a part of it' })
    }
    const begun: Begun = {
      ...{ client: process, call, start: this.#time++, line: spot.line },
      ...{ end: null, endLine: null, result: undefined, isDropped: false },
    }
    this.#begun.push(begun)
    this.#pending.set(process, begun)
  }

  /** The call that a process waits for. @throws Broken where it waits for none */
  pending(process: string, spot: Spot): Plain {
    const begun = this.#pending.get(process)
    if (begun !== undefined) return begun.call
    const gone = this.#gone.get(process)
    const sentence =
      gone === undefined
        ? `${process} returns, and it has no call under way`
        : `${process} returns, and its call ended in line ${gone}`
    throw new Broken({ spot, sentence, expected: 'a call of that process before', mayFollow })
  }

  /** What became of the call that a process waits for. */
  end(process: string, fate: Fate, spot: Spot): void {
    const begun = this.#pending.get(process)
    this.#pending.delete(process)
    if (begun === undefined) return
    begun.endLine = spot.line
    if (fate.kind === 'open') {
      this.#gone.set(process, spot.line)
      return
    }
    begun.isDropped = fate.kind !== 'answered'
    begun.end = this.#time++
    if (fate.kind === 'answered') begun.result = fate.result
    if (fate.kind !== 'several') return
    for (const result of fate.results)
      this.#begun.push({ ...begun, call: fate.call, result, isDropped: false })
    this.#dropped -= 1
    this.#isInOrder = false
  }

  /** An event of nobody who calls. */
  skip(): void {
    this.#dropped += 1
  }

  /** Whether nothing was called. */
  get isEmpty(): boolean {
    return this.#begun.length === 0
  }

  /** The history, numbered in order of call. What has not returned stays open. */
  read(format: FormatName): HistoryRead {
    const history: Operation[] = []
    const lines: LinesOf[] = []
    let unknown = 0
    if (!this.#isInOrder) this.#begun.sort((one, other) => one.start - other.start)
    for (const { client, call, start, end, result, line, endLine, isDropped } of this.#begun) {
      if (isDropped) continue
      const id = (history.length + 1) as OpId
      history.push({ id, client: nodeId(client), call, start, end, result })
      lines.push({ call: line, return: endLine })
      if (end === null) unknown += 1
    }
    const dropped = Math.max(0, this.#dropped + this.#begun.length - history.length)
    const operations = history.length
    return { kind: 'history', format, history, operations, unknown, dropped, lines }
  }
}
