// Swarm: each seed draws a plan of its own inside the budget, with about half of the kinds off. What
// is off matters as much as what is on: a fault that is always there hides what only shows without
// it. Source: Groce et al., Swarm Testing, ISSTA 2012.

import type { Budget } from '../budget.ts'
import type { FaultLine } from '../notation.ts'
import type { Stage, Streams } from './stage.ts'
import { cutKinds } from './swarm-cuts.ts'
import { linkKinds } from './swarm-links.ts'
import { diskKinds, frailOf } from './swarm-disks.ts'
import { nodeKinds } from './swarm-nodes.ts'
import type { Room, Slot, SwarmKind } from './swarm-room.ts'

/** Every kind there is, possible under this budget or not. */
export const swarmKinds: readonly SwarmKind[] = [
  ...linkKinds,
  ...cutKinds,
  ...nodeKinds,
  ...diskKinds,
]

/** The kinds that this budget allows among these nodes. */
export const possibleKinds = (budget: Budget, stage: Stage): readonly SwarmKind[] =>
  swarmKinds.filter((kind) => kind.possible({ budget, ...stage, frail: null }))

/** The lines of one seed; none of them has anything random in it but instants of events. */
export function swarmPlan(budget: Budget, stage: Stage, streams: Streams): FaultLine[] {
  const room: Room = { budget, ...stage, frail: frailOf(budget, stage, streams) }
  // One coin for each kind there is, in their order: what is not possible here moves no other.
  const coins = streams('swarm')
  const on = swarmKinds.filter((kind) => coins.chance(500_000) && kind.possible(room))
  return [
    ...on
      .filter((kind) => kind.share === null)
      .flatMap((kind) => {
        const whole = { from: 0, to: stage.until, only: false, turn: 0 }
        return kind.draw(room, streams(`swarm, ${kind.name}`), whole)
      }),
    ...inTurns(room, 'cut', on, streams),
    ...inTurns(room, 'outage', on, streams),
  ]
}

/**
 * Kinds that draw on the same promise take turns, so that together they never ask more than each
 * alone: the storm is cut into slots, and what a slot begins is over before the next.
 */
function inTurns(
  room: Room,
  share: 'cut' | 'outage',
  on: readonly SwarmKind[],
  streams: Streams,
): FaultLine[] {
  const generator = streams(`swarm, turns of ${share}`)
  const order = generator.shuffle(on.filter((kind) => kind.share === share))
  if (order.length === 0) return []
  const count = Math.max(order.length, generator.between(1, 3))
  const slots = Array.from(
    { length: count },
    (_, at): Slot => ({
      from: Math.floor((room.until * at) / count),
      to: Math.floor((room.until * (at + 1)) / count),
      only: count === 1,
      turn: Math.floor(at / order.length),
    }),
  )
  return slots.flatMap((slot, at) => {
    const kind = order[at % order.length]
    return kind === undefined ? [] : kind.draw(room, streams(`swarm, ${kind.name}, ${at}`), slot)
  })
}
