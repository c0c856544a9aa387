// Zones of clusters, with undo: what fits is held against the definition of two clusters that exclude each
// other, over random decisions that are taken and taken back.

import { expect, test } from 'vitest'
import type { Plain } from '../../plain.ts'
import type { Model } from '../model.ts'
import { register, type RegisterCall } from '../models/register.ts'
import { access, accessesOf } from './accesses.ts'
import { Clusters } from './clusters.ts'
import { legalHistory, type Random, randomOf } from './histories.suite.ts'
import { never, partsOf } from './part.ts'

/** Readers and what they found, as decided so far. */
type Decisions = readonly (readonly [reader: number, version: number])[]

/** Whether chains hold together, keep real time, and exclude no other: found from nothing each time. */
function isConsistent(clusters: Clusters, decisions: Decisions): boolean {
  const { part, initial } = clusters
  const after = new Map<number, number>()
  const members = new Map<number, number[]>([[initial, []]])
  for (let one = 0; one < part.size; one++) if (isWriter(clusters, one)) members.set(one, [one])
  for (const [reader, version] of decisions) {
    if (!isWriter(clusters, reader)) members.get(version)?.push(reader)
    else if (after.has(version)) return false
    else after.set(version, reader)
  }
  const updates = new Set(after.values())
  const blocks: { f: number; s: number }[] = []
  let reached = 0
  for (const head of members.keys()) {
    if (updates.has(head)) continue
    const block = head === initial ? { f: -1, s: -1 } : { f: never, s: -1 }
    for (let at: number | undefined = head; at !== undefined; at = after.get(at)) {
      reached += 1
      const own = members.get(at) ?? []
      const before = block.s
      for (const one of own) {
        if ((part.ret[one] ?? 0) < before) return false
        block.f = Math.min(block.f, part.ret[one] ?? 0)
        block.s = Math.max(block.s, part.call[one] ?? 0)
      }
    }
    blocks.push(block)
  }
  // Updates in a ring have no first version.
  if (reached < members.size) return false
  return blocks.every((a, at) =>
    blocks.every((b, other) => other <= at || a.f >= b.s || b.f >= a.s),
  )
}

const isWriter = ({ accesses }: Clusters, one: number): boolean =>
  accesses.kind[one] === access.write || accesses.kind[one] === access.update

const snapshot = ({ at, before, after, readers, cluster, f, s, ownF, ownS, length }: Clusters) => {
  const names = [...cluster]
  return {
    ...{ at: [...at], before: [...before], after: [...after], readers: [...readers] },
    ...{ ownF: [...ownF], ownS: [...ownS], cluster: names },
    zones: names.map((name) => [f[name], s[name], length[name]]),
  }
}

function clustersOf(seed: number): Clusters {
  const model = register(0) as Model
  const history = legalHistory<Plain, RegisterCall>(seed, {
    clients: 4,
    operations: 12,
    open: 0.1,
    init: 0,
    answer: (state, call) =>
      call.kind === 'read'
        ? { state, result: state }
        : { state: call.kind === 'write' ? call.value : call.to, result: true },
    draw(random) {
      const kind = random()
      if (kind < 0.4) return { kind: 'read' }
      return kind < 0.7 ? { kind: 'write', value: 1 } : { kind: 'cas', from: 1, to: 1 }
    },
  })
  const [part] = partsOf(history, model)
  const accesses = part === undefined ? null : accessesOf(history, part, model)
  if (part === undefined || accesses === null) throw new Error('not a register')
  return new Clusters(part, accesses)
}

/** A reader that is not decided, and a version that it did not set; null: these two do not. */
function drawPair(clusters: Clusters, random: Random): readonly [number, number] | null {
  const { part, initial, at, before } = clusters
  const reader = Math.floor(random() * part.size)
  const version = Math.floor(random() * (part.size + 1))
  if (reader === version || (version !== initial && !isWriter(clusters, version))) return null
  if (clusters.accesses.kind[reader] === access.write || before[reader] !== -1) return null
  if (!isWriter(clusters, reader) && at[reader] !== -1) return null
  // Who had returned before it was set is ruled out before.
  if (version !== initial && (part.call[version] ?? 0) > (part.ret[reader] ?? 0)) return null
  return [reader, version]
}

test('what fits, and nothing else, leaves no clusters that exclude each other', () => {
  const said = { fits: 0, not: 0 }
  for (let seed = 0; seed < 200; seed++) {
    const clusters = clustersOf(seed)
    const random = randomOf(seed)
    const decisions: (readonly [number, number])[] = []
    if (!isConsistent(clusters, decisions)) continue
    const before: unknown[] = []
    for (let step = 0; step < 60; step++) {
      if (decisions.length > 0 && random() < 0.25) {
        clusters.undo()
        decisions.pop()
        expect(snapshot(clusters)).toEqual(before.pop())
        continue
      }
      const pair = drawPair(clusters, random)
      if (pair === null) continue
      const fits = clusters.fits(...pair)
      said[fits ? 'fits' : 'not'] += 1
      expect({ seed, step, fits }).toEqual({
        seed,
        step,
        fits: isConsistent(clusters, [...decisions, pair]),
      })
      if (!fits) continue
      before.push(snapshot(clusters))
      clusters.join(...pair)
      decisions.push(pair)
    }
  }
  expect(Math.min(said.fits, said.not)).toBeGreaterThan(200)
})
