// A node of the bench real/ack-retry: the protocol's own discovery, receiver and sender, and a crowd
// of clients in one process, each of which posts its next letter when it has the answer to its last.

import { serveSupervisor } from '../adapters/process/node-process.ts'
import { discovery } from '../protocols/ack-retry/discovery.ts'
import { type Post, type Reported, senderHears } from '../protocols/ack-retry/messages.ts'
import { receiver } from '../protocols/ack-retry/receiver.ts'
import { rules } from '../protocols/ack-retry/rules.ts'
import { sender } from '../protocols/ack-retry/sender.ts'
import { timingsDefault as timings } from '../protocols/ack-retry/timings.ts'
import type { Actor, AnyActor, Node } from '../sim/actor.ts'
import { type Micros, nodeId } from '../sim/units.ts'

/** Of the workload: so many clients begin. */
type Go = { kind: 'go'; clients: number }
/** How long each letter took whose answer is there, microseconds. */
export type CrowdState = { asked: number; open: Map<number, Micros>; took: number[] }
type Crowd = { state: CrowdState; hears: Go | Reported; says: Post }

const crowd: Actor<Crowd> = {
  start: () => ({ asked: 0, open: new Map(), took: [] }),
  receive(node, state, message) {
    if (message.kind === 'go') {
      for (let client = 0; client < message.clients; client++) post(node, state)
      return
    }
    const since = state.open.get(message.ask)
    if (since === undefined) return
    state.open.delete(message.ask)
    state.took.push(node.clock() - since)
    post(node, state)
  },
}

function post(node: Node<Crowd>, state: CrowdState): void {
  state.asked += 1
  state.open.set(state.asked, node.clock())
  const text = `letter ${state.asked}`
  node.send(nodeId('sender'), { kind: 'post', ask: state.asked, to: nodeId('receiver'), text })
}

const at = nodeId('discovery')
const actors: Readonly<Record<string, AnyActor>> = {
  crowd,
  discovery: discovery({ timings, rules }),
  receiver: receiver({ discovery: at, timings, rules }),
  sender: sender({ discovery: at, timings, attempts: 0, connection: 'shared', rules }),
}

serveSupervisor(async (id) => {
  const actor = actors[id]
  if (actor === undefined) throw new Error(`the bench has no node ${id}`)
  return {
    actor,
    hears: id === 'sender' ? senderHears : null,
    queue: 1_024,
    kindOf: (peer) => (id === 'crowd' || peer === 'crowd' ? 'stream' : 'datagram'),
  }
})
