// A node of a served system out of its order.

import type { NodeProgram } from '../../adapters/process/node-process.ts'
import { clientNode } from './client-node.ts'
import { discoveryNode } from './discovery-node.ts'
import type { Letters } from './letters.ts'
import type { Home, ServedOrder } from './orders.ts'
import { receiverNode } from './receiver-node.ts'

/** A node; of a client, the letters that it posts once it listens. */
export interface ServedNode extends NodeProgram {
  letters?(): Letters
}

/** Its actor and its ways; its port is bound, and nothing else is open yet. */
export function nodeOf(order: ServedOrder, home: Home): Promise<ServedNode> {
  switch (order.role) {
    case 'discovery':
      return discoveryNode(order, home)
    case 'receiver':
      return receiverNode(order, home)
    case 'client':
      return clientNode(order, home)
  }
}
