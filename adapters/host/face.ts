// All that an actor sees of the real world: `node`, usable within a step only. What its calls do is
// the host's business; what may be said is checked here.

import type { AnyNode, Message, Timer } from '../../sim/actor.ts'
import { assert } from '../../sim/assert.ts'
import type { Micros, NodeId, OpId } from '../../sim/units.ts'
import type { DurableStore } from '../leveldb/leveldb.ts'
import { randomBelow } from './random.ts'

/** The host behind the face. */
export interface Behind {
  readonly id: NodeId
  /** whether a step is under way */
  readonly inStep: boolean
  /** since this start */
  clock(): Micros
  /** since 1970 */
  wallClock(): Micros
  send(to: NodeId, message: Message, early: boolean): void
  close(peer: NodeId): void
  /** `after` has its jitter in it */
  setTimer(timer: Timer, after: Micros): void
  cancelTimer(timer: Timer): void
  invoke(call: unknown): OpId
  complete(op: OpId, result: unknown): void
  note(text: string): void
  reached(goal: string): void
}

/** The node that the actor's handlers are given. */
export function faceOf(behind: Behind, store: DurableStore): AnyNode {
  const inStep = (): void =>
    assert(behind.inStep, 'a node is used within a step, never kept beyond it')
  return {
    id: behind.id,
    store: guarded(store, inStep),
    clock: () => behind.clock(),
    wallClock: () => behind.wallClock(),
    random: (below) => randomBelow(below),
    send: (to, message, when) => {
      inStep()
      behind.send(to, message, when === 'early')
    },
    close: (peer) => {
      inStep()
      behind.close(peer)
    },
    setTimer: (timer, after, spread = 0) => {
      inStep()
      assert(Number.isSafeInteger(after) && after >= 0, '`after` is a number of microseconds')
      assert(Number.isSafeInteger(spread) && spread >= 0, '`spread` is a number of microseconds')
      behind.setTimer(timer, after + (spread > 0 ? randomBelow(spread) : 0))
    },
    cancelTimer: (timer) => {
      inStep()
      behind.cancelTimer(timer)
    },
    invoke: (call) => {
      inStep()
      return behind.invoke(call)
    },
    complete: (op, result) => {
      inStep()
      behind.complete(op, result)
    },
    note: (text) => behind.note(text),
    sometimes: (goal, reached = true) => {
      if (reached) behind.reached(goal)
    },
  }
}

/** The store for handlers: outside a step nothing could say what its writes belong to. */
function guarded(store: DurableStore, inStep: () => void): AnyNode['store'] {
  return {
    get: (table, key) => store.get(table, key),
    scan: (table, from, to) => store.scan(table, from, to),
    put: (table, key, value, how) => {
      inStep()
      store.put(table, key, value, how)
    },
    delete: (table, key, how) => {
      inStep()
      store.delete(table, key, how)
    },
    deleteRange: (table, from, to) => {
      inStep()
      store.deleteRange(table, from, to)
    },
  }
}
