import { expect, test } from 'vitest'
import type { AnyActor } from '../actor.ts'
import { at, type Lab, mailTo, planOf, told } from '../kernel/lab.ts'
import { ms, nodeId, seconds } from '../units.ts'
import { placesOf } from './places.ts'

/** Stores what it is told, tells its peer early and late, and beats. */
const busy = (peer: string): AnyActor => ({
  start(node) {
    node.store.put('lives', node.clock(), 'up')
    node.setTimer({ kind: 'beat' }, ms(20))
    return { op: null }
  },
  receive(node, _state, message) {
    if (message.kind !== 'go') return
    const op = node.invoke('go')
    node.send(nodeId(peer), { kind: 'soon' }, 'early')
    node.store.put('log', 1, message.kind)
    node.send(nodeId(peer), { kind: 'told' })
    node.send(node.id, { kind: 'stored' })
    node.complete(op, 'done')
  },
  expire(node) {
    node.send(nodeId(peer), { kind: 'beat' })
    node.close(nodeId(peer))
  },
  lost() {},
})
const lab = (link: 'datagram' | 'stream'): Lab => ({
  nodes: { a1: busy('b1'), b1: busy('a1') },
  network: { link, latency: { kind: 'const', at: ms(1) } },
})
const workload = [mailTo('a1', ms(5), 'go'), mailTo('b1', ms(7), 'go')]

test.each(['datagram', 'stream'] as const)(
  'every crash place of a run over a %s can be visited, and the crash falls there once',
  (link) => {
    const places = placesOf(told(lab(link), seconds(1), 1, { workload }).trace)
    expect(new Set(places.map(({ place }) => place.at))).toEqual(
      new Set(['before', 'early', 'written', 'durable', 'sent']),
    )
    for (const { node, place } of places) {
      const plan = planOf(
        [
          { kind: 'place', place },
          { kind: 'crash', node, lose: 'unsynced' },
        ],
        [at(ms(500)), { kind: 'restart', node }],
      )
      const { trace, stop } = told(lab(link), seconds(1), 1, { workload, plan })
      expect(stop.kind).toBe('until')
      const crashes = trace.filter((event) => event.kind === 'crash')
      expect(
        crashes.map((event) => event.node),
        JSON.stringify(place),
      ).toEqual([node])
    }
    expect(places.length).toBeGreaterThan(30)
  },
)
