// What became of a handover, told to whoever asked for it: by the server that led before, as soon as it
// knows who leads now. Handing over itself is in handing-over.ts.

import type { NodeId } from '../../sim/units.ts'
import type { RaftNode } from './config.ts'
import { latestMembers, type RaftState } from './state.ts'

/** `leader` leads a later term than the one in which this server was asked to hand over. */
export function tellHanded(node: RaftNode, state: RaftState, leader: NodeId): void {
  if (state.handed === null) return
  const { client, ask } = state.handed
  state.handed = null
  if (leader !== node.id) {
    return node.send(client, { kind: 'done', ask, index: latestMembers(state) }, 'early')
  }
  node.send(client, { kind: 'refused', ask, why: 'not taken over', leader }, 'early')
}
