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
  /** operations whose result is known to their client, though it may wait for the disk */
  readonly #completed = new Set<number>()

  reset(): void {
    this.#entries = []
    this.#completed.clear()
  }

  get next(): OpId {
    return (this.#entries.length + 1) as OpId
  }

  open(client: NodeId, call: unknown, start: Micros): OpId {
    const id = this.next
    this.#entries.push({ id, client, call: call as Plain, start, end: null, result: undefined })
    return id
  }

  /** Checked in the step that says so, not when its output leaves: there the client is told. */
  completes(client: NodeId, op: number): void {
    assert(this.#entries[op - 1]?.client === client, 'a client completes operations of its own')
    assert(!this.#completed.has(op), 'an operation completes once')
    this.#completed.add(op)
  }

  close(op: number, result: unknown, end: Micros): void {
    const entry = this.#entries[op - 1] as Entry
    entry.end = end
    entry.result = result as Plain
  }

  history(): History {
    return this.#entries
  }
}
