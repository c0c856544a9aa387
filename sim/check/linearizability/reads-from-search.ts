// The search for who read from whom, for registers whose values repeat: it decides for each reader which
// of several writers of its value it found, and holds that against zones. It does not order writes that
// nobody can tell apart, which is what makes it fast where values are many or operations overlap much.

import { assert } from '../../assert.ts'
import { access, type Accesses } from './accesses.ts'
import { noCandidates } from './candidates.ts'
import { Clusters } from './clusters.ts'
import { descend, type Descent, originOf } from './descent.ts'
import { fate } from './fates.ts'
import type { Budget, Found } from './found.ts'
import { Optionals } from './optionals.ts'
import { never, type Part } from './part.ts'
import { initially, unresolved } from './reads-from.ts'
import type { Resolution } from './resolution.ts'
import { writersOf } from './writers.ts'
import { solveZones } from './zones.ts'

/** See `Descent`. */
const patienceUsual = 3
const forgivenMax = 100

/**
 * @param resolution of the same part
 * @returns `exhausted` when no way to decide is left; unknown with nothing spent where this search cannot
 * say anything: appends
 */
export function searchReadsFrom(
  part: Part,
  accesses: Accesses,
  resolution: Resolution,
  budget: Budget,
): Found {
  const nothing = { configurations: 0, bytes: 0 }
  if (accesses.kind.includes(access.append))
    return { kind: 'unknown', spent: nothing, why: 'not for this search' }
  const bytes = bytesOf(part)
  if (bytes > budget.bytes) return { kind: 'unknown', spent: nothing, why: 'not enough memory' }
  const hasOptional = resolution.fates.includes(fate.optional)
  let descent = prepare(part, accesses, resolution, hasOptional ? patienceUsual : 0)
  if (descent === null) {
    const found = solveZones(part, accesses, resolution)
    assert(found.kind === 'illegal', 'zones find what is certain and does not fit together')
    return found
  }
  // A reader whose first choice holds costs nothing: there are as many as operations.
  const free = descent.order.length
  const { configurations } = budget
  let said = descend(descent, (hasOptional ? configurations / 2 : configurations) + free)
  if (said.kind !== 'decided' && descent.isPartial) {
    const { looked } = descent
    descent = prepare(part, accesses, resolution, 0)
    assert(descent !== null, 'what was certain before is so again')
    descent.looked = looked
    said = descend(descent, configurations + 2 * free)
  }
  if (said.kind === 'exhausted') return { kind: 'illegal', conflict: said }
  const spent = { configurations: Math.max(0, descent.looked - free), bytes }
  if (said.kind === 'unknown') return { kind: 'unknown', spent, why: 'too many configurations' }
  const found = solveZones(part, accesses, completed(descent))
  // What is denied by this way of deciding may be there by another.
  const isDenied = found.kind === 'illegal' && ['held', 'ruled-out'].includes(found.conflict.kind)
  assert(
    found.kind !== 'illegal' || isDenied,
    'decisions that fit together leave no zones that exclude each other',
  )
  if (found.kind === 'ok') return found
  return { kind: 'unknown', spent, why: 'what was not found fits nowhere into the order' }
}

/** Of whole numbers for operations and events, and of the trail when all are decided. */
const bytesOf = ({ size, events }: Part): number => 4 * (28 * size + 2 * events.length)

/** Null: what is certain does not fit together. */
function prepare(
  part: Part,
  accesses: Accesses,
  known: Resolution,
  patience: number,
): Descent | null {
  const { size } = part
  const clusters = new Clusters(part, accesses)
  const { writer, fates } = known
  const undecided: number[] = []
  for (let one = 0; one < size; one++) {
    const from = writer[one] as number
    if (fates[one] !== fate.in) continue
    if (from === unresolved) undecided.push(one)
    if (from < initially) continue
    const version = from === initially ? clusters.initial : from
    if (!clusters.fits(one, version)) return null
    clusters.join(one, version)
    clusters.settle()
  }
  const { ret } = known
  const order = byReturn(undecided, ret, part.events.length)
  const sets = { to: accesses.to, values: accesses.values.length }
  const place = new Int32Array(size).fill(-1)
  const since = new Int32Array(order.length + 1).fill(never)
  for (let at = order.length - 1; at >= 0; at--) {
    const one = order[at] as number
    place[one] = at
    since[at] = Math.min(since[at + 1] as number, part.call[one] as number)
  }
  return {
    clusters,
    known,
    writers: writersOf(part, known, sets),
    optionals: new Optionals(part, known, sets),
    wantedBy: new Int32Array(size).fill(-1),
    order,
    place,
    since,
    front: 0,
    path: [],
    depth: new Int32Array(size).fill(-1),
    tried: new Int32Array(size),
    blamed: new Map(),
    wanted: [],
    undecided: 0,
    urgent: -1,
    origins: { versions: [], costs: [], count: 0 },
    patience,
    failed: new Uint8Array(size),
    isPartial: false,
    forgiven: forgivenMax,
    looked: 0,
  }
}

/** In order of return; those without one come last. */
function byReturn(operations: readonly number[], ret: Int32Array, ranks: number): Int32Array {
  // By rank, one further: how many there are; then where the next one goes.
  const next = new Int32Array(ranks + 2)
  const rankOf = (one: number): number => Math.min(ret[one] as number, ranks)
  for (const one of operations) {
    const rank = rankOf(one) + 1
    next[rank] = (next[rank] as number) + 1
  }
  for (let rank = 1; rank <= ranks; rank++) {
    next[rank] = (next[rank] as number) + (next[rank - 1] as number)
  }
  const order = new Int32Array(operations.length)
  for (const one of operations) {
    const rank = rankOf(one)
    const at = next[rank] as number
    next[rank] = at + 1
    order[at] = one
  }
  return order
}

/**
 * The part with every reader decided is one that zones judge: they write the order down, and would find
 * out a decision that contradicts another.
 */
function completed({ clusters, known, path }: Descent): Resolution {
  const { initial, readers, part } = clusters
  const writer = known.writer.slice()
  const fates = known.fates.slice()
  for (let one = 0; one < part.size; one++) {
    // An open operation that nobody found did not take effect in this order.
    if (fates[one] === fate.optional) fates[one] = readers[one] === 0 ? fate.out : fate.in
  }
  for (const reader of path) {
    const version = originOf(clusters, reader)
    writer[reader] = version === initial ? initially : version
  }
  return { ...known, ...noCandidates, writer, fates }
}
