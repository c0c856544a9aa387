// The client history while it is written.

import { assert } from '../assert.ts'
import type { History, Operation } from '../history.ts'
import type { Plain } from '../plain.ts'
import type { Micros, NodeId, OpId } from '../units.ts'
import { empty } from './empty.ts'

interface Entry {
  readonly id: OpId
  readonly client: NodeId
  readonly call: Plain
  readonly start: Micros
  end: Micros | null
  result: Plain
}

/** Numbers of operations in the real world begin here. */
const ownMin = 2 ** 32

export class Ledger {
  #entries: Entry[] = []
  /** operations whose result is known to their client, though it may wait for the disk */
  readonly #completed = new Set<number>()
  /** operations of before, by client and the client's own number; null: this world has all */
  #before: Map<string, number> | null = null

  reset(): void {
    this.#entries = []
    empty(this.#completed)
    this.#before = null
  }

  /** Goes on from a history whose clients know their operations by numbers of their own. */
  resume(history: readonly (Operation & { readonly own: number })[]): void {
    this.#before = new Map()
    for (const { own, ...operation } of history) {
      const id = this.next
      assert(own >= ownMin, 'numbers of another world are not those of this one')
      this.#before.set(`${operation.client} ${own}`, id)
      this.#entries.push({ ...operation, id })
      if (operation.end !== null) this.#completed.add(id)
    }
  }

  /** The number here of an operation that a client names. */
  #idOf(client: NodeId, op: number): number {
    return this.#before?.get(`${client} ${op}`) ?? op
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
    const id = this.#before === null ? op : this.#idOf(client, op)
    assert(this.#entries[id - 1]?.client === client, 'a client completes operations of its own')
    assert(!this.#completed.has(id), 'an operation completes once')
    this.#completed.add(id)
  }

  close(client: NodeId, op: number, result: unknown, end: Micros): void {
    const id = this.#before === null ? op : this.#idOf(client, op)
    const entry = this.#entries[id - 1] as Entry
    entry.end = end
    entry.result = result as Plain
  }

  history(): History {
    return this.#entries
  }
}
