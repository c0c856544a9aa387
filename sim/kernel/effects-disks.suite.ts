// The effect of each damage of a disk, measured: rows of the effects' table that need worlds with
// many rows and many lives.

import type { AnyActor, AnyNode } from '../actor.ts'
import type { Fault } from '../fault.ts'
import { type Micros, ms, nodeId } from '../units.ts'
import type { Effect } from './effects.suite.ts'
import { at, openingOf, planOf, systemOf } from './lab.ts'
import { World } from './world.ts'

const r = nodeId('r1')
const share = (part: number, whole: number): number => (100 * part) / whole

/** A node that does this in each of its lives, which end and begin as the plan says. */
function lives(
  start: (node: AnyNode, life: number) => void,
  plan: readonly (readonly [Micros, Fault])[],
  count: number,
): void {
  let life = 0
  const actor: AnyActor = {
    start(node) {
      start(node, ++life)
      return {}
    },
    receive() {},
  }
  const world = new World(systemOf({ nodes: { r1: actor }, sync: { kind: 'const', at: 500 } }))
  world.reset(
    openingOf(5, { plan: planOf(...plan.map(([time, one]) => [at(time), one] as const)) }),
  )
  world.run(ms(count + 1), null)
}

/** Crash and restart, every millisecond. */
const bounces = (count: number, lose: 'memory' | 'unsynced', early: Micros): [Micros, Fault][] =>
  Array.from({ length: count }, (_, nth): [Micros, Fault][] => [
    [ms(nth) + early, { kind: 'crash', node: r, lose }],
    [ms(nth + 1), { kind: 'restart', node: r }],
  ]).flat()
const laid = (plan: readonly Fault[]): [Micros, Fault][] => plan.map((fault) => [0, fault])

const rows = 20_000

/** Writes all rows in one life, reads them in the next. */
function spoilt(plan: readonly Fault[]): number {
  let off = 0
  lives(
    (node, life) => {
      if (life === 1) for (let key = 0; key < rows; key++) node.store.put('t', key, 'text')
      else for (const [, value] of node.store.scan('t')) if (value !== 'text') off += 1
    },
    [...laid(plan), ...bounces(1, 'memory', 900)],
    1,
  )
  return share(off, rows)
}

/** Of single writes, those that are not there when they are looked up at once. */
function notThere(plan: readonly Fault[]): number {
  let off = 0
  lives(
    (node, life) => {
      if (life === 1) return
      for (let key = 0; key < 4_000; key++) {
        node.store.put('t', key, key)
        if (node.store.get('t', key) !== key) off += 1
      }
    },
    [...laid(plan), ...bounces(1, 'memory', 900)],
    1,
  )
  return share(off, 4_000)
}

/** Of the reads of many lives, those that failed. */
function unread(plan: readonly Fault[]): number {
  let [tried, read] = [0, 0]
  lives(
    (node, life) => {
      if (life === 1) for (let key = 0; key < 100; key++) node.store.put('t', key, key)
      for (let key = 0; life > 1 && key < 100; key++) {
        tried += 1
        if (node.store.get('t', key) === key) read += 1
      }
    },
    [...laid(plan), ...bounces(400, 'memory', 900)],
    400,
  )
  return share(tried - read, tried)
}

/** Of batches of ten rows that a crash met before their sync, those that are there in part. */
function inPart(plan: readonly Fault[]): number {
  let parts = 0
  const count = 300
  lives(
    (node, life) => {
      const kept = [...node.store.scan('t')].filter(([, value]) => value === life - 1).length
      if (kept > 0 && kept < 10) parts += 1
      for (let key = 0; key < 10; key++) node.store.put('t', key, life)
    },
    [...laid(plan), ...bounces(count, 'unsynced', 200)],
    count,
  )
  return share(parts, count)
}

/** Of rows that were durable, as far as anybody could tell, those that a power loss took. */
function takenBack(plan: readonly Fault[]): number {
  let found = 0
  lives(
    (node, life) => {
      // What the first life wrote was under way when the disk began to lie.
      if (life > 2)
        found += [...node.store.scan('t')].filter(([, value]) => value === life - 1).length
      for (let key = 0; key < 10; key++) node.store.put('t', key, life)
    },
    [...laid(plan), ...bounces(101, 'unsynced', 900)],
    101,
  )
  return share(1_000 - found, 1_000)
}

export const damagedDisks: readonly Effect[] = [
  {
    fault: 'disk rot 1% r1',
    asked: '1 % of the rows are damaged',
    unit: '% of rows that are read',
    between: [0.8, 1.2],
    absent: 0,
    measure: spoilt,
    faults: [{ kind: 'disk-rot', node: r, ppm: 10_000 }],
  },
  {
    fault: 'disk read-error 1% r1',
    asked: '1 % of the reads fail',
    unit: '% of reads',
    between: [0.85, 1.15],
    absent: 0,
    measure: unread,
    faults: [{ kind: 'disk-read-error', node: r, ppm: 10_000 }],
  },
  {
    fault: 'disk misdirect 5% r1',
    asked: '5 % of the writes land elsewhere',
    unit: '% of writes not under their key',
    between: [4, 6],
    absent: 0,
    measure: notThere,
    faults: [{ kind: 'disk-misdirect', node: r, ppm: 50_000 }],
  },
  {
    fault: 'disk phantom 5% r1',
    asked: '5 % of the writes are not done',
    unit: '% of writes not there',
    between: [4, 6],
    absent: 0,
    measure: notThere,
    faults: [{ kind: 'disk-phantom', node: r, ppm: 50_000 }],
  },
  {
    fault: 'disk torn r1',
    asked: 'a batch under way at a crash is stored in part',
    unit: '% of batches there in part',
    between: [97, 100],
    absent: 0,
    measure: inPart,
    faults: [{ kind: 'disk-torn', node: r }],
  },
  {
    fault: 'disk lying-sync r1',
    asked: 'nothing that was acknowledged survives a power loss',
    unit: '% of acknowledged rows lost',
    between: [100, 100],
    absent: 0,
    measure: takenBack,
    faults: [{ kind: 'disk-lying-sync', node: r }],
  },
]
