// The client history while it is written.

import { assert } from '../assert.ts'
import type { History } from '../history.ts'
import type { Plain } from '../plain.ts'
import type { Micros, NodeId, OpId } from '../units.ts'

interface Entry {
  readonly id: OpId
  readonly client: NodeId
  readonly call: Plain
  readonly start: Micros
  end: Micros | null
  result: Plain
}

export class Ledger {
  #entries: Entry[] = []

  reset(): void {
    this.#entries = []
  }

  get next(): OpId {
    return (this.#entries.length + 1) as OpId
  }

  open(client: NodeId, call: unknown, start: Micros): OpId {
    const id = this.next
    this.#entries.push({ id, client, call: call as Plain, start, end: null, result: undefined })
    return id
  }

  close(client: NodeId, op: number, result: unknown, end: Micros): void {
    const entry = this.#entries[op - 1]
    assert(entry?.client === client, 'a client completes operations of its own')
    assert(entry.end === null, 'an operation completes once')
    entry.end = end
    entry.result = result as Plain
  }

  history(): History {
    return this.#entries
  }
}
