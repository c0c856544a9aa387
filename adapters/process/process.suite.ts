// A node process for process.test.ts: counts in its tables what it hears, answers with the count,
// and throws, spins or never comes up when it is told so.

import type { AnyActor } from '../../sim/actor.ts'
import { assert } from '../../sim/assert.ts'
import { nodeId } from '../../sim/units.ts'
import { serveSupervisor } from './node-process.ts'

const counter: AnyActor = {
  start: (node) => ({ count: Number(node.store.get('counts', 'all') ?? 0), heard: [] }),
  receive(node, state, message, from) {
    assert('count' in state && typeof state.count === 'number', 'a counter counts')
    assert('heard' in state && Array.isArray(state.heard), 'and remembers')
    assert(message.kind !== 'throw', 'nobody says throw')
    while (message.kind === 'spin') state.count += 1
    state.heard.push(`${message.kind} from ${from}`)
    if (message.kind === 'ping') node.send(from, { kind: 'pong' })
    if (message.kind === 'tell') node.send(nodeId('n2'), { kind: 'ping' })
    state.count += 1
    node.store.put('counts', 'all', state.count)
  },
}

serveSupervisor(async (_id, program) => {
  if (program === 'never') await new Promise(() => {})
  return { actor: counter, hears: null, queue: 1_024, kindOf: () => 'stream' }
})
