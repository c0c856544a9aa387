// A protocol of its own: peers tell each other how far they have counted, and go on from the highest
// that they know of. Replace what it says and does; the shape stays.

import { type Actor, ms, type NodeId } from 'worldline'

/** A message is plain data with a `kind`. */
type Count = { kind: 'count'; value: number }

/** What the actor is made of; leave out the parts it does not have. */
type Peer = {
  state: { value: number }
  hears: Count
  says: Count
  timers: { kind: 'next' }
  // A table that outlives a crash: its key and its value.
  disk: { kept: { key: 'value'; value: number } }
}

/** Configuration is what the function closes over; everything that changes is in the state. */
export const peer = (other: NodeId): Actor<Peer> => ({
  // The first boot and every restart: what the disk has kept is there, the rest is gone.
  start(node) {
    node.setTimer({ kind: 'next' }, ms(100), ms(50))
    return { value: node.store.get('kept', 'value') ?? 0 }
  },
  // One message is one step: it changes the state, writes, sends, sets timers.
  receive(node, state, { value }) {
    node.sometimes('a peer was behind', value > state.value)
    state.value = Math.max(state.value, value)
    node.store.put('kept', 'value', state.value)
  },
  expire(node, state) {
    state.value += 1
    node.store.put('kept', 'value', state.value)
    // What is sent leaves after everything written before it is on the disk.
    node.send(other, { kind: 'count', value: state.value })
    node.setTimer({ kind: 'next' }, ms(100), ms(50))
  },
})
