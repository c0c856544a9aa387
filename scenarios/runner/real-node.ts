// The first module of a node's process in a real run: makes the actor that its order names, of the
// same scenario, variant and parameters as every other process of the run.

import { type NodeProgram, serveSupervisor } from '../../adapters/process/node-process.ts'
import type { LinkKind, Network } from '../../sim/link.ts'
import type { NodeSpec } from '../../sim/system.ts'
import type { NodeId } from '../../sim/units.ts'
import { Experiment } from './experiment.ts'
import { loadScenario } from './load.ts'
import type { Order } from './order.ts'

/** What a node process is told; plain. */
export interface RealProgram {
  readonly order: Order
  readonly seed: number
}

serveSupervisor(async (id, program) => programOf(id, program as RealProgram))

async function programOf(id: NodeId, { order, seed }: RealProgram): Promise<NodeProgram> {
  const { spec, claims } = new Experiment(await loadScenario(order), order).siteFor(seed)
  const node = spec.nodes.find((one) => one.id === id)
  if (node === undefined) throw new Error(`${order.scenario} has no node ${id}`)
  const { actor, hears } = node
  const { network } = spec
  return {
    actor,
    hears,
    queue: network.queue,
    kindOf: (peer) => kindOf(node, peer, spec.nodes, network),
    hearsOf: (peer) => spec.nodes.find((one) => one.id === peer)?.hears ?? null,
    record: { redact: claims.redact ?? null },
  }
}

/** Who is not of the system reaches us over a stream. */
function kindOf(
  { role }: NodeSpec,
  peer: NodeId,
  nodes: readonly NodeSpec[],
  network: Network,
): LinkKind {
  const other = nodes.find(({ id }) => id === peer)
  if (other === undefined) return 'stream'
  const said = network.links[`${role}-${other.role}`] ?? network.links[`${other.role}-${role}`]
  return said ?? network.link
}
