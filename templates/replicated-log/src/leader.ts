// The leader: gives each entry its place in the log, sends it to the followers, and answers when a
// majority has it on disk. It is always the same node: while it is down, nobody writes.

import { type Actor, ms, type Node, type NodeId } from 'worldline'
import type { Append, Done, Entry, Have } from './messages.ts'

type Leading = {
  state: {
    /** what was written, by its place, from 1 */
    log: Map<number, string>
    /** up to where each follower's disk is known to have it */
    have: Map<NodeId, number>
    /** up to where a majority has it */
    committed: number
    /** who waits for which entry */
    waiting: Map<number, NodeId>
  }
  hears: Append | Have
  says: Entry | Done
  timers: { kind: 'again' }
  disk: { log: { key: number; value: string } }
}
type State = Leading['state']

const again = { kind: 'again' } as const
/** What a follower is not known to have is sent again that often. */
const pause = ms(60)

export const leader = (followers: readonly NodeId[]): Actor<Leading> => ({
  // A restart finds the log on its disk, and learns what the followers have by sending it again.
  start(node) {
    node.setTimer(again, pause)
    const log = new Map(node.store.scan('log'))
    return { log, have: new Map(), committed: 0, waiting: new Map() }
  },
  receive(node, state, message, from) {
    if (message.kind === 'have') {
      // An answer that was overtaken must not take back what a later one said.
      state.have.set(from, Math.max(message.upTo, state.have.get(from) ?? 0))
      state.committed = Math.max(state.committed, onMajority(state, followers))
    } else {
      append(node, state, message.id, from, followers)
    }
    answer(node, state)
  },
  expire(node, state) {
    for (const follower of followers) {
      const known = state.have.get(follower) ?? 0
      for (const [index, id] of state.log)
        if (index > known) node.send(follower, { kind: 'entry', index, id })
    }
    node.setTimer(again, pause)
  },
})

function append(
  node: Node<Leading>,
  state: State,
  id: string,
  client: NodeId,
  followers: readonly NodeId[],
): void {
  // Who was not answered asks again: the entry may have its place already.
  const there = [...state.log].find(([, one]) => one === id)?.[0]
  const index = there ?? state.log.size + 1
  state.waiting.set(index, client)
  if (there !== undefined) return
  state.log.set(index, id)
  node.store.put('log', index, id)
  // Leaves when the entry is on the leader's own disk, as everything does that is sent from here.
  for (const follower of followers) node.send(follower, { kind: 'entry', index, id })
}

/** The last place that a majority has, the leader among it. */
function onMajority({ have }: State, followers: readonly NodeId[]): number {
  const others = Math.floor((followers.length + 1) / 2)
  const known = followers.map((one) => have.get(one) ?? 0).sort((one, other) => other - one)
  return known[others - 1] ?? 0
}

function answer(node: Node<Leading>, state: State): void {
  for (const [index, client] of state.waiting) {
    const id = state.log.get(index)
    if (index > state.committed || id === undefined) continue
    state.waiting.delete(index)
    node.send(client, { kind: 'done', id })
  }
}
