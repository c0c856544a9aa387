// A node whose calls are noted as they are answered. It changes no answer: jitter is drawn here from
// the node behind, since a timer's is asked of nobody else.

import type { AnyNode } from '../../sim/actor.ts'
import type { Plain } from '../../sim/plain.ts'
import type { Act } from './recording.ts'

/** @param note called once the call has been accepted, in the order of the calls */
export function noting(node: AnyNode, note: (act: Act) => void): AnyNode {
  const noted = (act: Act): void => note(act)
  return {
    id: node.id,
    clock: () => {
      const is = node.clock()
      noted({ kind: 'clock', is })
      return is
    },
    wallClock: () => {
      const is = node.wallClock()
      noted({ kind: 'wall', is })
      return is
    },
    random: (below, what) => {
      const is = node.random(below, what)
      noted({ kind: 'random', below, what, is })
      return is
    },
    send: (to, message, when) => {
      node.send(to, message, when)
      noted({ kind: 'send', to, message, early: when === 'early' })
    },
    close: (peer) => {
      node.close(peer)
      noted({ kind: 'close', peer })
    },
    setTimer: (timer, after, spread = 0) => {
      const jitter = spread > 0 ? node.random(spread, 'jitter') : 0
      // What is no jitter is refused by the node behind, in the words it has for it.
      node.setTimer(timer, after + jitter, spread < 0 ? spread : 0)
      noted({ kind: 'timer', timer, after, spread, jitter })
    },
    cancelTimer: (timer) => {
      node.cancelTimer(timer)
      noted({ kind: 'cancel', timer })
    },
    store: storeNoting(node.store, noted),
    invoke: (call) => {
      const op = node.invoke(call)
      noted({ kind: 'invoke', op, call: call as Plain }) // the history has refused what is not
      return op
    },
    complete: (op, result) => {
      node.complete(op, result)
      noted({ kind: 'complete', op, result: result as Plain }) // checked where it is written
    },
    note: (text) => {
      node.note(text)
      noted({ kind: 'note', text })
    },
    sometimes: (goal, reached = true) => {
      node.sometimes(goal, reached)
      noted({ kind: 'goal', goal, reached })
    },
  }
}

function storeNoting(store: AnyNode['store'], note: (act: Act) => void): AnyNode['store'] {
  return {
    get: (table, key) => store.get(table, key),
    scan: (table, from, to) => store.scan(table, from, to),
    put: (table, key, value, how) => {
      store.put(table, key, value, how)
      // The store refuses what is not plain.
      note({ kind: 'put', table, key, value: value as Plain, relaxed: how === 'relaxed' })
    },
    delete: (table, key, how) => {
      store.delete(table, key, how)
      note({ kind: 'delete', table, key, relaxed: how === 'relaxed' })
    },
    deleteRange: (table, from, to) => {
      store.deleteRange(table, from, to)
      note({ kind: 'delete range', table, from, to: to ?? null })
    },
  }
}
