// Guarantees where nobody says which version is newer. Each pair of operations of a session then demands an
// order of two versions, and only demands that contradict each other, in a circle, prove that no order
// could have been the true one. So what is found is certain, and much is not found.

import { assert } from '../../assert.ts'
import { components, Edges, type Graph, onward } from '../transactions/graph.ts'
import { type Guarantee, guarantees, told } from './guarantee.ts'
import { type Done, initial, type Sessions } from './sessions.ts'
import { walk } from './walk.ts'

/** The labels of the demands are bits; what was there at first is older than every write. */
const labelOf: Readonly<Record<Guarantee, number>> = {
  readYourWrites: 1,
  monotonicReads: 2,
  monotonicWrites: 4,
  writesFollowReads: 8,
}
const atFirst = 16

/** One version is not newer than the next one of a circle; both are writes, or `initial`. */
export interface Demand {
  readonly older: number
  readonly newer: number
  readonly key: number
  /** null: the one was there at first */
  readonly by: Guarantee | null
}

export interface Proven {
  /** demands in a circle, or null */
  readonly circle: readonly Demand[] | null
  /** demands of the wanted guarantees */
  readonly compared: number
  /** keys whose order contradicts itself by what is given alone: they are not judged */
  readonly contradicted: number
}

/**
 * @param given guarantees that are taken to hold: they tell the order of versions
 */
export function proven(
  sessions: Sessions,
  wanted: readonly Guarantee[],
  given: readonly Guarantee[],
): Proven {
  const demands = new Demands(sessions, [...wanted, ...given])
  const compared = demands.counted(wanted)
  const only = maskOf(given)
  const contradicted = new Set<number>()
  for (const nodes of components(demands.graph, only))
    if (demands.versions(nodes).length > 1) contradicted.add(demands.keyOf(nodes[0] ?? 0))
  for (const { key } of demands.itself(given)) contradicted.add(key)
  const own = demands.itself(wanted).find(({ key }) => !contradicted.has(key))
  let circle: readonly Demand[] | null = own === undefined ? null : [own]
  const all = maskOf([...wanted, ...given])
  for (const nodes of components(demands.graph, all)) {
    const versions = demands.versions(nodes)
    if (versions.length < 2 || contradicted.has(demands.keyOf(nodes[0] ?? 0))) continue
    circle = shorter(circle, demands.circle(versions, all))
    if (circle !== null && circle.length <= 2) break
  }
  return { circle, compared, contradicted: contradicted.size }
}

const maskOf = (some: readonly Guarantee[]): number =>
  some.reduce((mask, one) => mask | labelOf[one], atFirst | onward)

const shorter = <T extends { readonly length: number }>(one: T | null, other: T): T =>
  one === null || other.length < one.length ? other : one

/** How many circles of one component are looked for before the shortest of them is told. */
const triesMax = 200

class Demands {
  readonly graph: Graph
  readonly #sessions: Sessions
  readonly #writes: number
  readonly #edges = new Edges()
  readonly #compared: Record<Guarantee, number> = {
    ...{ readYourWrites: 0, monotonicReads: 0, monotonicWrites: 0, writesFollowReads: 0 },
  }
  /** what a client read before it wrote it */
  readonly #itself: Demand[] = []
  /** by node behind the writes: its key */
  readonly #keys: number[] = []

  constructor(sessions: Sessions, some: readonly Guarantee[]) {
    this.#sessions = sessions
    this.#writes = sessions.writes.length
    for (const [key] of sessions.keys.entries()) this.#keys.push(key)
    for (const [write, place] of sessions.writes.entries()) {
      const key = sessions.done[place]?.key ?? 0
      this.#edges.add(this.#writes + key, write, atFirst)
    }
    for (const guarantee of guarantees) if (some.includes(guarantee)) this.#demand(guarantee)
    this.graph = this.#edges.graph(this.#writes + this.#keys.length)
  }

  /**
   * Each version of the first kind before each of the other in a session. What came before is one node
   * that grows, so that there are never more edges than operations, three times.
   */
  #demand(guarantee: Guarantee): void {
    const { known } = this.#sessions
    const { first, later } = told[guarantee]
    const label = labelOf[guarantee]
    const before = new Map<string, number>()
    const older = new Set<string>()
    walk(
      this.#sessions,
      (one, client) => {
        const version = this.#versionOf(one, later)
        const all = before.get(`${one.key} ${client}`)
        if (version === null || all === undefined || known[one.key] === true) return
        this.#compared[guarantee] += 1
        this.#edges.add(all, version, onward)
        if (later === 'write' && older.has(`${version} ${client}`))
          this.#itself.push({ older: version, newer: version, key: one.key, by: guarantee })
      },
      (one, client) => {
        const version = this.#versionOf(one, first)
        if (version === null || known[one.key] === true) return
        const mark = `${one.key} ${client}`
        const all = before.get(mark)
        older.add(`${version} ${client}`)
        const more = this.#writes + this.#keys.push(one.key) - 1
        if (all !== undefined) this.#edges.add(all, more, onward)
        this.#edges.add(version, more, label)
        before.set(mark, more)
      },
    )
  }

  #versionOf(one: Done, kind: 'read' | 'write'): number | null {
    if (kind === 'write') return one.write >= 0 ? one.write : null
    if (one.read === initial) return this.#writes + one.key
    return one.read >= 0 ? one.read : null
  }

  /** Demands that a version be newer than itself. */
  itself(some: readonly Guarantee[]): readonly Demand[] {
    return this.#itself.filter(({ by }) => by !== null && some.includes(by))
  }

  counted(some: readonly Guarantee[]): number {
    return some.reduce((sum, one) => sum + this.#compared[one], 0)
  }

  keyOf(node: number): number {
    if (node >= this.#writes) return this.#keys[node - this.#writes] ?? 0
    return this.#sessions.done[this.#sessions.writes[node] ?? 0]?.key ?? 0
  }

  #isVersion(node: number): boolean {
    return node < this.#writes + this.#sessions.keys.length
  }

  versions(nodes: Int32Array): readonly number[] {
    return [...nodes].filter((node) => this.#isVersion(node))
  }

  /** A circle through some of them, the shortest of those that are tried. */
  circle(versions: readonly number[], mask: number): readonly Demand[] {
    let best: readonly Demand[] | null = null
    for (const start of versions.slice(0, triesMax)) {
      const found = this.#through(start, mask)
      if (found !== null) best = shorter(best, found)
      if (best?.length === 2) break
    }
    return best ?? []
  }

  /** Breadth first, from version to version; through what came before in a session as if it were not there. */
  #through(start: number, mask: number): readonly Demand[] | null {
    const from = new Map<number, Demand>()
    const passed = new Set<number>()
    let now: readonly number[] = [start]
    while (now.length > 0) {
      const next: number[] = []
      for (const older of now) {
        for (const { node: newer, demand } of this.#demandsOf(older, mask, passed)) {
          if (newer === older || from.has(newer)) continue
          from.set(newer, demand)
          if (newer === start) return this.#round(start, from)
          next.push(newer)
        }
      }
      // What the start passed leads back to it too, and it does not count by itself.
      if (now[0] === start) passed.clear()
      now = next
    }
    return null
  }

  *#demandsOf(
    older: number,
    mask: number,
    passed: Set<number>,
  ): Generator<{ readonly node: number; readonly demand: Demand }> {
    const { first, target, label } = this.graph
    const open: [number, number][] = [[older, 0]]
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      const [node, through] = one
      const end = first[node + 1] ?? 0
      for (let edge = first[node] ?? 0; edge < end; edge++) {
        const by = label[edge] ?? 0
        const to = target[edge] ?? 0
        if ((by & mask) === 0) continue
        const bit = by === onward ? through : by
        if (this.#isVersion(to)) yield { node: to, demand: this.#told(older, to, bit) }
        else if (!passed.has(to)) open.push([to, bit])
        passed.add(to)
      }
    }
  }

  #told(older: number, newer: number, bit: number): Demand {
    const by = guarantees.find((one) => labelOf[one] === bit) ?? null
    return { ...this.#ends(older, newer), key: this.keyOf(newer), by }
  }

  #round(start: number, from: ReadonlyMap<number, Demand>): readonly Demand[] {
    const demands: Demand[] = []
    let at = start
    do {
      const demand = from.get(at)
      assert(demand !== undefined, 'a version of a circle has one before it')
      demands.push(demand)
      at = demand.older === initial ? this.#writes + demand.key : demand.older
    } while (at !== start)
    return demands.toReversed()
  }

  #ends(older: number, newer: number): { older: number; newer: number } {
    const name = (node: number): number => (node < this.#writes ? node : initial)
    return { older: name(older), newer: name(newer) }
  }
}
