// The last resort where many faults together are needed: one plain fault in the place of several. A
// letter may be late because of seven small troubles; a receiver that is cut off says the same.

import { bare, type Damage, type FaultLine, named } from '../notation.ts'
import type { Micros, NodeId } from '../units.ts'
import type { Search } from './shrink-search.ts'

/** So many faults are few enough. */
const fewEnough = 2
/** runs that one call may take */
const triesMax = 400

/** One in the place of all, then one in the place of all but one. */
export function substituteFaults(search: Search): void {
  if (search.current.faults.length <= fewEnough) return
  const { faults } = search.current
  let tries = 0
  for (const kept of [[], ...faults.map((line) => [line])]) {
    for (const line of plainFaults(search)) {
      if (++tries > triesMax) return
      const from = faults.find((one) => !kept.includes(one)) ?? line
      if (search.change({ faults: [...kept, search.derive(line, from)] })) return
    }
  }
}

/** A node that is cut off, down or paused: for the whole storm, or from where a fault struck. */
function* plainFaults({ current }: Search): Generator<FaultLine> {
  const instants = new Set<Micros>()
  for (const { at } of current.faults) if (at?.kind === 'time') instants.add(at.time)
  for (const at of [null, ...instants]) {
    for (const id of current.nodes) {
      for (const damage of damagesOf(id)) {
        if (at === null && damage.kind === 'crash') continue
        yield { ...bare(damage), at: at === null ? null : { kind: 'time', time: at } }
      }
    }
  }
}

const damagesOf = (id: NodeId): readonly Damage[] =>
  (['isolate', 'crash', 'pause'] as const).map((kind) => ({ kind, nodes: [named(id)] }))
