// A system compiled: names become small integers and hashes, links get their kind, spans their
// tables. Immutable; any number of worlds run it.

import type { AnyActor } from '../actor.ts'
import { assert } from '../assert.ts'
import { hashText, mix32 } from '../draw.ts'
import type { Disk, Network } from '../link.ts'
import type { RoleView } from '../role-view.ts'
import { tableOf } from '../span-table.ts'
import type { SystemSpec } from '../system.ts'
import type { NodeId } from '../units.ts'

/** Up to this many nodes every directed link has counters of its own; above it a sender has. */
export const linkTableMax = 64

export interface System {
  readonly size: number
  readonly ids: readonly NodeId[]
  readonly index: ReadonlyMap<string, number>
  readonly actors: readonly AnyActor[]
  readonly roles: readonly string[]
  /** how people see each node, or null */
  readonly views: readonly (RoleView | null)[]
  readonly network: Network
  readonly disk: Disk
  /** kinds a node hears, or null: all */
  readonly heard: readonly (ReadonlySet<string> | null)[]
  /** whether each directed link has counters of its own */
  readonly perLink: boolean
  /** whether any two roles are joined by a stream */
  readonly anyStream: boolean
  isStream(from: number, to: number): boolean
  readonly nameHash: Int32Array
  linkHash(from: number, to: number): number
  readonly latency: Int32Array
  readonly sync: Int32Array
}

/**
 * @throws BrokenPromise for duplicate names; a scenario checks what people write before
 */
export function compile(spec: SystemSpec): System {
  const size = spec.nodes.length
  assert(size > 0, 'a system has at least one node')
  const ids = spec.nodes.map((node) => node.id)
  const index = new Map<string, number>()
  for (const [at, id] of ids.entries()) {
    assert(!index.has(id), `node ids are unique, and "${id}" is there twice`)
    index.set(id, at)
  }
  const roleNames = [...new Set(spec.nodes.map((node) => node.role))]
  const roleAt = new Map(roleNames.map((role, at) => [role, at]))
  const roleOf = Int32Array.from(spec.nodes, (node) => roleAt.get(node.role) as number)
  const streams = streamMatrix(roleNames, spec.network)
  const nameHash = Int32Array.from(ids, (id) => hashText(id))
  const perLink = size <= linkTableMax
  const linkHashes = perLink ? new Int32Array(size * size) : null
  const hashOf = (from: number, to: number): number =>
    mix32(nameHash[from] as number, (nameHash[to] as number) ^ 0x5bd1e995)
  if (linkHashes !== null) {
    for (let from = 0; from < size; from++) {
      for (let to = 0; to < size; to++) linkHashes[from * size + to] = hashOf(from, to)
    }
  }
  const tables = new Map<object, ReadonlySet<string>>()
  return {
    size,
    ids,
    index,
    actors: spec.nodes.map((node) => node.actor),
    roles: spec.nodes.map((node) => node.role),
    views: spec.nodes.map(({ view = null }) => view),
    network: spec.network,
    disk: spec.disk,
    heard: spec.nodes.map(({ hears }) => {
      if (hears === null) return null
      const known = tables.get(hears) ?? new Set(Object.keys(hears))
      tables.set(hears, known)
      return known
    }),
    perLink,
    anyStream: streams.includes(1),
    isStream: (from, to) =>
      streams[(roleOf[from] as number) * roleNames.length + (roleOf[to] as number)] === 1,
    nameHash,
    linkHash: linkHashes === null ? hashOf : (from, to) => linkHashes[from * size + to] as number,
    latency: tableOf(spec.network.latency),
    sync: tableOf(spec.disk.sync),
  }
}

/** 1 where two roles are joined by a stream, by index of the roles. */
function streamMatrix(roles: readonly string[], network: Network): Uint8Array {
  const matrix = new Uint8Array(roles.length * roles.length)
  for (const [a, from] of roles.entries()) {
    for (const [b, to] of roles.entries()) {
      const said = network.links[`${from}-${to}`] ?? network.links[`${to}-${from}`]
      matrix[a * roles.length + b] = (said ?? network.link) === 'stream' ? 1 : 0
    }
  }
  return matrix
}
