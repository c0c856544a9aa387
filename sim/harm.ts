// What a damaged disk does to the rows of one node: rot, reads that fail, writes that go astray or
// are not done, batches that are torn. It says what becomes of a row, in a simulated disk as in a
// real store; they keep the rows.
//
// The world detects nothing for the actor: what is read is what the disk has, and nothing in memory
// hides it. Only what waits for a sync is not on the disk yet, so it neither rots nor fails to be
// read. Each decision is a draw of its own, named by harm and table and counted there, so that a
// single damage can be taken away. Of faults of one kind the latest that lasts counts.

import type { Odds } from './chooser.ts'
import { damagedRow } from './damaged.ts'
import type { DiskHarm, HarmFault } from './fault.ts'
import type { Plain } from './plain.ts'
import type { Key } from './store.ts'

/** A row that is not as it was written, or cannot be read. */
export interface Damaged {
  readonly harm: DiskHarm
  readonly table: string
  readonly key: Key
  /** what the disk has there now; undefined: nothing */
  readonly value: unknown
  /** of a write that went astray: the key it was meant for */
  readonly meant: Key | null
  /** the entry of the plan that did it */
  readonly fault: number
}

/** What harm asks of its world. */
export interface HarmHost {
  decide(what: string, nth: number, odds: Odds): number
  damaged(what: Damaged): void
  /** A fault has met a row or a write, which it may damage or not. */
  meets?(fault: number): void
}

/** A stored row cannot be read: the node does not run on an unknown disk. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
  readonly fault: number

  constructor(table: string, fault: number) {
    super(`a row of table "${table}" cannot be read`)
    this.fault = fault
  }
}

/** Outcomes of a row of a torn batch; the dull one: nothing of it was stored. */
const tornOdds: Odds = { kind: 'weights', parts: [2, 2, 1] }
const stored = 1
const halfStored = 2

const million = 1_000_000

export class Harm {
  readonly #host: HarmHost
  /** by kind, by id of the fault: the share that it strikes, in ppm */
  readonly #lasting = new Map<DiskHarm, Map<number, number>>()
  /** draws made so far, by name: they are counted through the whole run */
  readonly #counts = new Map<string, number>()
  /** by table: rows that rot has passed over since they were written */
  readonly #sound = new Map<string, Set<Key>>()

  constructor(host: HarmHost) {
    this.#host = host
  }

  begin(id: number, fault: Exclude<HarmFault, { kind: 'disk-lying-sync' }>): void {
    const harm = fault.kind.slice('disk-'.length) as DiskHarm
    if (harm === 'rot') this.#sound.clear()
    const lasting = this.#lasting.get(harm) ?? new Map<number, number>()
    lasting.set(id, 'ppm' in fault ? fault.ppm : million)
    this.#lasting.set(harm, lasting)
  }

  /** @returns whether any harm is left */
  end(id: number): boolean {
    for (const lasting of this.#lasting.values()) lasting.delete(id)
    return [...this.#lasting.values()].some(({ size }) => size > 0)
  }

  heal(): void {
    this.#lasting.clear()
  }

  /** Whether the batch under way at a crash is stored in part. */
  get tears(): boolean {
    return this.#latest('torn') !== null
  }

  /**
   * A stored row is read.
   * @returns what the disk has there from now on
   * @throws Unreadable
   */
  read(table: string, key: Key, value: unknown): unknown {
    const unread = this.#strikes('read-error', table)
    if (unread !== null) {
      this.#tell('read-error', table, key, value, unread)
      throw new Unreadable(table, unread)
    }
    if (this.#latest('rot') === null || this.#isSound(table, key)) return value
    const rot = this.#strikes('rot', table)
    if (rot === null) return value
    const found = this.#spoil('rot', table, value, 'flip')
    if (found !== value) this.#tell('rot', table, key, found, rot)
    return found
  }

  /** Rot meets a row once each time it is written, not each time it is read. */
  #isSound(table: string, key: Key): boolean {
    const sound = this.#sound.get(table) ?? new Set<Key>()
    if (sound.has(key)) return true
    sound.add(key)
    this.#sound.set(table, sound)
    return false
  }

  /**
   * A row is written.
   * @param keys of the rows that its table has
   * @returns where it lands: under its key, another one, or (null) nowhere
   */
  written(table: string, key: Key, keys: () => readonly Key[]): Key | null {
    this.#sound.get(table)?.delete(key)
    if (this.#strikes('phantom', table) !== null) return null
    if (this.#strikes('misdirect', table) === null) return key
    const others = neighbours(key, keys())
    if (others.length === 0) return key
    return others[this.#pick('misdirect', table, others.length, 'key')] as Key
  }

  /** What a write that `written` sent astray has left there. */
  strayed(table: string, key: Key, landed: Key | null, value: unknown): void {
    const harm = landed === null ? 'phantom' : 'misdirect'
    const [fault = 0] = this.#latest(harm) ?? []
    if (landed !== null) this.#sound.get(table)?.delete(landed)
    const at = landed ?? key
    this.#host.damaged({ harm, table, key: at, value, meant: landed === null ? null : key, fault })
  }

  /**
   * The rows of a torn batch.
   * @param rows each with what the disk had before and what was to be stored
   * @returns what each has now; one at most is damaged
   */
  torn(
    rows: readonly { table: string; key: Key; before: unknown; after: unknown }[],
  ): readonly unknown[] {
    const [fault = 0] = this.#latest('torn') ?? []
    let whole = true
    return rows.map(({ table, key, before, after }) => {
      const outcome = this.#draw(`torn ${table}`, tornOdds)
      let value = outcome === stored ? after : before
      if (outcome === halfStored && whole && after !== undefined) {
        value = this.#spoil('torn', table, after, 'truncate')
        whole = false
      }
      if (value !== before) this.#tell('torn', table, key, value, fault)
      return value
    })
  }

  #latest(harm: DiskHarm): readonly [id: number, ppm: number] | null {
    let latest: readonly [number, number] | null = null
    for (const one of this.#lasting.get(harm) ?? []) latest = one
    return latest
  }

  /** @returns the fault that strikes this time, or null */
  #strikes(harm: DiskHarm, table: string): number | null {
    const latest = this.#latest(harm)
    if (latest === null) return null
    const [id, ppm] = latest
    const odds: Odds = { kind: 'weights', parts: [million - ppm, ppm] }
    this.#host.meets?.(id)
    return this.#draw(`${harm} ${table}`, odds) === 1 ? id : null
  }

  #spoil(harm: DiskHarm, table: string, value: unknown, how: 'flip' | 'truncate'): unknown {
    return damagedRow(value as Plain, how, (below, what) => this.#pick(harm, table, below, what))
  }

  #pick(harm: DiskHarm, table: string, below: number, what: string): number {
    return this.#draw(`${harm} ${table}, ${what}`, { kind: 'even', below })
  }

  #draw(what: string, odds: Odds): number {
    const nth = (this.#counts.get(what) ?? 0) + 1
    this.#counts.set(what, nth)
    return this.#host.decide(what, nth, odds)
  }

  #tell(harm: DiskHarm, table: string, key: Key, value: unknown, fault: number): void {
    this.#host.damaged({ harm, table, key, value, meant: null, fault })
  }
}

/** Where a write may land instead: the next place, the one before, or any row that there is. */
export function neighbours(key: Key, keys: readonly Key[]): Key[] {
  const beside = typeof key === 'number' ? [key + 1, key - 1].filter((one) => one >= 0) : []
  return [...new Set<Key>([...beside, ...keys])].filter((one) => one !== key)
}
