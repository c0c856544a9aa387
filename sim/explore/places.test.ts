import { describe, expect, test } from 'vitest'
import type { AnyActor } from '../actor.ts'
import {
  allMessages,
  at,
  everywhere,
  type Lab,
  mailTo,
  planOf,
  type Told,
  told,
} from '../kernel/lab.ts'
import type { Opening } from '../kernel/world.ts'
import { ms, nodeId, seconds } from '../units.ts'
import { type CrashPlace, Places } from './places.ts'
import { countedIn } from './places.suite.ts'

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
  // Long enough that several steps write before the first of them is durable.
  sync: { kind: 'const', at: ms(3) },
})
const workload = [
  ...[5, 6, 7].map((time) => mailTo('a1', ms(time), 'go')),
  mailTo('b1', ms(7), 'go'),
]

const listed = (
  link: 'datagram' | 'stream',
  more: Partial<Opening> = {},
): Told & { places: readonly CrashPlace[] } => {
  const places = new Places()
  const run = told(lab(link), seconds(1), 1, { workload, surveyor: places.survey, ...more })
  return { ...run, places: places.found }
}

describe.each(['datagram', 'stream'] as const)('the crash places of a run over a %s', (link) => {
  const { places, trace, world } = listed(link)

  test('are those that a count of its events finds', () => {
    const names = (some: readonly { node: string; place: object }[]): string[] =>
      some.map(({ node, place }) => JSON.stringify([node, place])).sort()
    expect(names(places)).toEqual(names(countedIn(trace)))
    expect(places.length).toBeGreaterThan(40)
    expect(new Set(places.map(({ place }) => place.at))).toEqual(
      new Set(['before', 'early', 'written', 'durable', 'sent']),
    )
  })

  test('are listed without a trace of the run: its digest is the same', () => {
    expect(world.digest()).toBe(told(lab(link), seconds(1), 1, { workload }).world.digest())
  })

  test('can each be visited; the crash falls there once, and what was unsynced is gone', () => {
    expect(new Set(places.map(({ unsynced }) => unsynced))).toEqual(new Set([0, 1, 2, 3]))
    for (const { node, place, time, unsynced } of places) {
      const plan = planOf(
        [
          { kind: 'place', place },
          { kind: 'crash', node, lose: 'unsynced' },
        ],
        [at(ms(500)), { kind: 'restart', node }],
      )
      const { trace: visited, stop } = told(lab(link), seconds(1), 1, { workload, plan })
      expect(stop.kind).toBe('until')
      const crashes = visited.filter((event) => event.kind === 'crash')
      const text = JSON.stringify(place)
      expect(
        crashes.map((event) => [event.node, event.time]),
        text,
      ).toEqual([[node, time]])
      expect(crashes[0]?.undone.length, text).toBe(unsynced)
    }
  })
})

test('two copies of a message share their places: they are listed once', () => {
  const fault = {
    ...{ kind: 'duplicate' as const, links: everywhere('a1', 'b1'), ppm: 1_000_000 },
    ...{ later: null, filter: allMessages },
  }
  const { places, trace } = listed('datagram', { plan: planOf([at(0), fault]) })
  const copies = trace.filter((event) => event.kind === 'receive' && event.copy === 2)
  expect(copies.length).toBeGreaterThan(5)
  expect(new Set(places.map(({ place }) => JSON.stringify(place))).size).toBe(places.length)
})

test('a node that starts again counts what it writes from its new life on', () => {
  const plan = planOf(
    [at(ms(100)), { kind: 'crash', node: nodeId('a1'), lose: 'memory' }],
    [at(ms(150)), { kind: 'restart', node: nodeId('a1') }],
  )
  const { places } = listed('datagram', { plan })
  const starts = places.filter(
    ({ place, node }) => node === 'a1' && place.step.startsWith('start') && place.at === 'written',
  )
  expect(starts).toMatchObject([
    { life: 1, written: 1, unsynced: 1, time: 0 },
    { life: 2, written: 1, unsynced: 1, time: ms(150) },
  ])
})
