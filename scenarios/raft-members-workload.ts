// What the operator of a cluster whose members change is mailed: servers that come and go one at a time,
// other sets of members, learners among them, and now and then another leader.

import type { Wish } from '../protocols/raft/operator.ts'
import { ms, nodeId, type NodeId } from '../sim/units.ts'
import type { Asked, Draw, Occasion } from './workload.ts'

/** By then a leader is usually elected. */
const first = ms(400)
const slot = ms(90)

/** @param votersMin the fewest voters that are wished for; the most are all servers but one */
export function memberWishes({
  draw,
  until,
  roster,
  votersMin,
}: Occasion & { readonly votersMin: number }): Asked[] {
  const servers = (roster['n'] ?? []).map(nodeId)
  const calls: Asked[] = []
  for (let from = first; from + slot <= until; from += slot) {
    const at = from + draw.below(slot)
    const message: Wish = wish(draw, servers, votersMin)
    calls.push({ client: 'op', at, message })
  }
  return calls
}

function wish(draw: Draw, servers: readonly NodeId[], votersMin: number): Wish {
  const kind = draw.below(10)
  if (kind < 6) {
    const from = draw.below(3) === 0 ? 'asked' : 'done'
    return { kind: 'toggle', server: draw.pick(servers), from }
  }
  if (kind < 8) {
    return { kind: 'hand over', to: draw.below(2) === 0 ? null : draw.pick(servers) }
  }
  const order = shuffled(draw, servers)
  const count = votersMin + draw.below(servers.length - votersMin)
  const learners = order.slice(count, count + draw.below(2))
  return { kind: 'reshape', voters: order.slice(0, count), learners }
}

function shuffled<T>(draw: Draw, list: readonly T[]): T[] {
  const left = [...list]
  return list.flatMap(() => left.splice(draw.below(left.length), 1))
}
