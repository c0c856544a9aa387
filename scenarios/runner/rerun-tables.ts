// The tables of a life that is gone through again: what its steps write, and what a damaged disk made
// of that, as the recording has it. Nothing is drawn here.

import { Rows } from '../../adapters/leveldb/rows.ts'
import type { Act, Row } from '../../adapters/records/recording.ts'
import { Unreadable } from '../../sim/harm.ts'
import type { Key } from '../../sim/store.ts'

export type DamageAct = Extract<Act, { kind: 'damage' }>

export class RerunTables {
  readonly #tables = new Map<string, Rows>()

  constructor(rows: readonly Row[]) {
    for (const [table, key, value] of rows) this.of(table).put(key, value)
  }

  of(table: string): Rows {
    const known = this.#tables.get(table)
    if (known !== undefined) return known
    const fresh = new Rows()
    this.#tables.set(table, fresh)
    return fresh
  }

  /** Every row as it is now. */
  rows(): Row[] {
    const all: Row[] = []
    for (const [table, rows] of this.#tables) {
      for (const [key, value] of rows.scan()) all.push([table, key, value as Row[2]]) // was plain
    }
    return all
  }

  /**
   * Rows were read, and these were damaged.
   * @throws Unreadable where one could not be read
   */
  read(damages: readonly DamageAct[]): void {
    for (const { harm, table, key, left } of damages) {
      if (harm === 'read-error') throw new Unreadable(table, 0)
      this.#leave(table, key, left)
    }
  }

  /**
   * A write is about to be made, and went astray so.
   * @returns called once it is made: what the disk has then
   */
  written(astray: readonly DamageAct[]): () => void {
    const kept = astray.map(({ table, key, meant }) => {
      const value = this.of(table).get(meant ?? key)
      return () => this.#leave(table, meant ?? key, value === undefined ? [] : [value])
    })
    return () => {
      for (const keep of kept) keep()
      for (const { table, key, left } of astray) this.#leave(table, key, left)
    }
  }

  #leave(table: string, key: Key, left: readonly unknown[]): void {
    if (left.length === 0) this.of(table).delete(key)
    else this.of(table).put(key, left[0])
  }
}
