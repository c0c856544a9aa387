// The first module of a process that is one node of a whole served system: the node that its order
// names, under the supervisor's eyes.

import { serveSupervisor } from '../../adapters/process/node-process.ts'
import { nodeOf } from './node.ts'
import type { Home, ServedOrder } from './orders.ts'

serveSupervisor((_id, program, { folder, tell }) => {
  const order = program as ServedOrder // the supervisor is of the same build
  const home: Home = { folder: order.memory ? null : folder, house: folder, tell }
  return nodeOf(order, home)
})
