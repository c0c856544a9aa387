import { describe, expect, test } from 'vitest'
import type { AnyActor } from '../actor.ts'
import type { Chooser, DrawKey } from '../chooser.ts'
import { draw, evenBelow, hashText, mix32, purposeHashes, weighted } from '../draw.ts'
import { sampleTable } from '../span-table.ts'
import { ms, nodeId, seconds } from '../units.ts'
import { changes, movedBy } from './independence.suite.ts'
import { allMessages, at, everywhere, type Lab, openingOf, planOf, systemOf, told } from './lab.ts'
import { World } from './world.ts'

describe('a decision is drawn under its name alone', () => {
  test.each(changes.map((change) => [change.what, change] as const))(
    '%s moves none',
    (_, change) => {
      const { shared, moved } = movedBy(change)
      expect(shared).toBeGreaterThan(1_000)
      expect(moved).toBe(0)
    },
  )
})

const chatter: AnyActor = {
  start(node) {
    node.setTimer({ kind: 'talk' }, ms(1), ms(10))
    return { heard: 0 }
  },
  receive(node, state, message, from) {
    const own = state as { heard: number }
    own.heard += 1
    node.store.put('heard', own.heard, own.heard)
    if (message.kind === 'hi') node.send(from, { kind: 'yes' })
  },
  expire(node, _state, timer) {
    const peer = nodeId(`n${1 + node.random(4, 'peer')}`)
    if (peer !== node.id) node.send(peer, { kind: 'hi' })
    node.setTimer(timer, ms(1), ms(10))
  },
}
const lab = (link: 'datagram' | 'stream'): Lab => ({
  nodes: { n1: chatter, n2: chatter, n3: chatter, n4: chatter },
  network: { link, latency: { kind: 'uniform', min: 1_000, max: 9_000 } },
})
const all = everywhere('n1', 'n2', 'n3', 'n4')
const plan = planOf(
  [at(0), { kind: 'drop', links: all, ppm: 50_000, filter: allMessages }],
  [at(0), { kind: 'duplicate', links: all, ppm: 50_000, later: null, filter: allMessages }],
  [at(ms(100)), { kind: 'cut', links: everywhere('n1', 'n2') }],
  [at(ms(900)), { kind: 'crash', node: nodeId('n3'), lose: 'drawn' }],
  [at(ms(1_500)), { kind: 'restart', node: nodeId('n3') }],
  [at(ms(2_000)), { kind: 'pause', node: nodeId('n4') }],
  [at(ms(2_500)), { kind: 'end', of: 6 }],
)

/** What the seed would choose, asked through the door. */
class Seeded implements Chooser {
  world: World | null = null
  asked = 0
  readonly #key = openingOf(5).key

  pick(key: DrawKey, odds: Parameters<Chooser['pick']>[1]): number {
    this.asked += 1
    const name = this.world?.nameOf(key)
    if (name === undefined) throw new Error('no world')
    const from = hashText(name.from)
    const link = name.to === null ? from : mix32(from, hashText(name.to) ^ 0x5bd1e995)
    const word = draw(
      this.#key,
      mix32(link, hashText(name.what)),
      purposeHashes[name.purpose],
      name.nth,
    )
    if (odds.kind === 'even') return evenBelow(word, odds.below)
    if (odds.kind === 'weights') return weighted(word, odds.parts)
    return sampleTable(odds.table, word) - (odds.table[0] as number)
  }
}

describe.each(['datagram', 'stream'] as const)(
  'observing a world of %ss changes nothing',
  (link) => {
    const digest = (
      more: Parameters<typeof openingOf>[1],
      world = new World(systemOf(lab(link))),
    ): string => {
      world.reset(openingOf(5, { plan, ...more }))
      world.run(seconds(4), null)
      return world.digest()
    }
    const plain = digest({})

    test('a trace', () => {
      expect(told(lab(link), seconds(4), 5, { plan }).world.digest()).toBe(plain)
    })

    test('messages by copy', () => expect(digest({ byCopy: true })).toBe(plain))

    test('the content digest', () => expect(digest({ content: true })).toBe(plain))

    test('another chooser with the same choices, asked by name', () => {
      const chooser = new Seeded()
      const world = new World(systemOf(lab(link)))
      chooser.world = world
      expect(digest({ chooser }, world)).toBe(plain)
      expect(chooser.asked).toBeGreaterThan(500)
    })

    test('a world that ran other seeds before', () => {
      const world = new World(systemOf(lab(link)))
      for (let seed = 0; seed < 5; seed++) {
        world.reset(openingOf(seed, { plan }))
        world.run(seconds(1) + seed * ms(100), null)
      }
      expect(digest({}, world)).toBe(plain)
    })

    test('another seed is another world', () => {
      const world = new World(systemOf(lab(link)))
      world.reset(openingOf(6, { plan }))
      world.run(seconds(4), null)
      expect(world.digest()).not.toBe(plain)
    })
  },
)

test('a dull world, where every outcome is 0, is alive: nodes do not move in step', () => {
  const { trace } = told(lab('datagram'), seconds(1), 1, { chooser: { pick: () => 0 } })
  const expiries = trace.filter((event) => event.kind === 'expire')
  const first = new Map(expiries.toReversed().map((event) => [event.node, event.time]))
  expect(new Set(first.values()).size).toBe(4)
})
