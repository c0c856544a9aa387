// Of an explanation: what faults kept from a node. That somebody was not heard is said only where
// nothing of his came through; of what was said and did not pass, only to whom it was said.

import type { Trace } from '../sim/trace.ts'
import type { EventId, NodeId } from '../sim/units.ts'
import { byFault, faultOf, shortName } from './event-words.ts'
import type { Event, Lineage, Step } from './lineage.ts'
import { type Reasons, weights } from './reasons.ts'
import type { Scene } from './scene.ts'
import { peersOf } from './story.ts'
import { counted, listed } from './words.ts'

/** Of a group of messages with their numbers, so many are named. */
const namesMax = 3

/** Whether a message was lost so that it had not come before an event: no copy of it had. */
export const isGone = (drop: Event<'drop'>, before: number, lineage: Lineage): boolean =>
  !(drop.cause === null ? [] : lineage.fates(drop.cause)).some(
    ({ kind, id }) => kind === 'receive' && id < before,
  )

/** Whether a fault did that. */
export const isKept = (drop: Event<'drop'>, before: number, lineage: Lineage): boolean =>
  drop.fault !== null && isGone(drop, before, lineage)

/**
 * Who was not heard, told as one: peers of a node from whom, after a first loss by a fault, nothing
 * came any more until the step. Clients are no peers: what they ask or do not is not what a server knows.
 * @returns the entries of the plan that did it
 */
export function tellUnheard(by: Step, since: number, scene: Scene, into: Reasons): number[] {
  const { lineage, faults } = scene
  const from = new Map<NodeId, Event<'drop'>[]>()
  for (const one of lineage.trace) {
    if (one.id >= by.id) break
    if (one.kind !== 'drop' || one.id <= since || !isKept(one, by.id, lineage)) continue
    const peers = peersOf(one.message)
    if (peers === null || peers.to !== by.node) continue
    if (!isPeer(by.node, peers.from, scene)) continue
    from.set(peers.from, [...(from.get(peers.from) ?? []), one])
  }
  const silent = [...from].filter(
    ([peer, [first]]) =>
      first !== undefined && !came({ to: by.node, from: peer }, first.id, by.id, lineage.trace),
  )
  const missed = silent.flatMap(([, drops]) => drops).sort((one, other) => one.id - other.id)
  const [first] = missed
  if (first === undefined) return []
  const names = [...new Set(missed.map(({ fault }) => faultOf(fault, faults)?.id ?? 'a fault'))]
  const who = listed(silent.map(([peer]) => peer))
  const what = `${by.node} did not hear ${who}, because of ${listed(names)}${lostOf(missed)}`
  into.add(what, first.id, weights.point, rest(missed))
  return missed.flatMap(({ fault }) => fault ?? [])
}

/** Of a node that has a view, those that have one too; of others, those that ask nothing. */
const isPeer = (of: NodeId, node: NodeId, { operations, roles }: Scene): boolean =>
  roles.some(({ id }) => id === of)
    ? roles.some(({ id }) => id === node)
    : operations.every(({ client }) => client !== node)

/** Whether a message came that way after one event, up to another; of one kind, where it is named. */
function came(
  way: { readonly to: NodeId; readonly from: NodeId; readonly kind?: string },
  after: EventId,
  until: EventId,
  trace: Trace,
): boolean {
  return trace.some(
    (one) =>
      one.kind === 'receive' &&
      one.id > after &&
      one.id <= until &&
      one.node === way.to &&
      one.from === way.from &&
      (way.kind === undefined || way.kind === peersOf(one.message)?.kind),
  )
}

const lostOf = (drops: readonly Event<'drop'>[]): string =>
  drops.length === 1 ? '' : `: ${counted(drops.length, 'message')} lost`

const rest = (drops: readonly Event<'drop'>[]): EventId[] => drops.slice(1).map(({ id }) => id)

interface Kept {
  readonly kind: string
  readonly from: NodeId
  /** the only receiver whom another message of this kind reached later; null: it reached none */
  readonly reached: NodeId | null
  readonly drops: Event<'drop'>[]
}

/** What was said for an operation and did not pass, told by who said it and what stopped it. */
export function tellNotPassed(
  asked: EventId,
  before: EventId,
  scene: Scene,
  into: Reasons,
): number[] {
  const groups = keptOf(asked, before, scene, into)
  for (const { kind, from, reached, drops } of groups) {
    const [first] = drops
    if (first === undefined) continue
    const to = listed([...new Set(drops.flatMap(({ message }) => peersOf(message)?.to ?? []))])
    const names = listed([...new Set(drops.map(({ message }) => shortName(message)))], namesMax)
    // Each message has a number of its own: of several, the kind is named, if none of it passed.
    const alone = drops.length === 1 || reached !== null
    const what = alone ? names : kind
    const many = alone ? '' : lostOf(drops)
    const words = `${what} from ${from} did not reach ${to}${byFault(first.fault, scene.faults)}${many}`
    into.add(words, first.id, weights.wrong, rest(drops))
  }
  return groups.flatMap(({ drops }) => drops.flatMap(({ fault }) => fault ?? []))
}

function keptOf(asked: EventId, before: EventId, scene: Scene, into: Reasons): Kept[] {
  const { lineage, faults } = scene
  const groups = new Map<string, Kept>()
  for (const id of [...lineage.family([asked], before)].sort((one, other) => one - other)) {
    const one = lineage.at(id)
    if (one?.kind !== 'drop' || into.tells(id) || !isKept(one, before, lineage)) continue
    const way = peersOf(one.message)
    if (way === null) continue
    const { kind, from, to } = way
    const reached = came(way, id, before, lineage.trace) ? to : null
    const key = [kind, from, faultOf(one.fault, faults)?.id ?? '', reached ?? ''].join('\n')
    const group = groups.get(key) ?? { kind, from, reached, drops: [] }
    group.drops.push(one)
    groups.set(key, group)
  }
  return [...groups.values()]
}
