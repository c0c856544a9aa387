import { describe, expect, test } from 'vitest'
import type { AnyActor } from '../actor.ts'
import type { Place } from '../fault.ts'
import { ms, nodeId } from '../units.ts'
import { at, type Lab, mailTo, planOf, type Told, told } from './lab.ts'

const n1 = nodeId('n1')
const n2 = nodeId('n2')

/** Each `go` is written down; one early and two waiting messages tell of it. */
const writer: AnyActor = {
  start: (node) => ({ found: [...node.store.scan('log')].length }),
  receive(node, _state, message) {
    if (message.kind !== 'go') return
    const length = [...node.store.scan('log')].length
    node.send(n2, { kind: 'early' }, 'early')
    node.store.put('log', length, 'entry')
    node.send(n2, { kind: 'first' })
    node.send(n2, { kind: 'second' })
  },
}
const listener: AnyActor = { start: () => ({}), receive() {} }
const lab: Lab = {
  nodes: { n1: writer, n2: listener },
  network: { latency: { kind: 'const', at: 1_000 } },
  sync: { kind: 'const', at: 500 },
}
const workload = [mailTo('n1', ms(1), 'go')]

/** Crashes n1 at a place of its only step and starts it again at 50 ms. */
const crashedAt = (
  place: Omit<Place, 'step'>,
  lose: 'drawn' | 'memory' | 'unsynced' | 'disk',
): Told =>
  told(lab, ms(100), 1, {
    workload,
    plan: planOf(
      [
        { kind: 'place', place: { step: 'go#1 workload>n1', ...place } },
        { kind: 'crash', node: n1, lose },
      ],
      [at(ms(50)), { kind: 'restart', node: n1 }],
    ),
  })

const sent = ({ trace }: Told): string[] =>
  trace.flatMap((event) => (event.kind === 'send' ? [event.body.kind] : []))
const found = ({ world }: Told): unknown => world.stateOf(0)

describe('a crash falls on a place, and nowhere else', () => {
  test.each`
    at           | nth  | sends                           | kept
    ${'before'}  | ${0} | ${[]}                           | ${0}
    ${'early'}   | ${1} | ${['early']}                    | ${0}
    ${'written'} | ${0} | ${['early']}                    | ${1}
    ${'durable'} | ${0} | ${['early']}                    | ${1}
    ${'sent'}    | ${1} | ${['early', 'first']}           | ${1}
    ${'sent'}    | ${2} | ${['early', 'first', 'second']} | ${1}
  `('$at $nth: what left and what the disk kept (memory lost)', ({ at, nth, sends, kept }) => {
    const run = crashedAt({ at, nth }, 'memory')
    expect(run.trace.filter(({ kind }) => kind === 'crash')).toHaveLength(1)
    expect(sent(run)).toEqual(sends)
    expect(found(run)).toEqual({ found: kept })
  })

  test('losing what is not synced loses a written step, and not a durable one', () => {
    expect(found(crashedAt({ at: 'written', nth: 0 }, 'unsynced'))).toEqual({ found: 0 })
    expect(found(crashedAt({ at: 'durable', nth: 0 }, 'unsynced'))).toEqual({ found: 1 })
  })

  test('losing the disk loses everything', () => {
    expect(found(crashedAt({ at: 'sent', nth: 2 }, 'disk'))).toEqual({ found: 0 })
  })

  test('the undone steps are named in the trace', () => {
    const { trace } = crashedAt({ at: 'written', nth: 0 }, 'unsynced')
    const step = trace.find((event) => event.kind === 'receive' && event.node === n1)
    const crash = trace.find((event) => event.kind === 'crash')
    expect(crash).toMatchObject({ place: 'go#1 workload>n1', undone: [step?.id] })
  })

  test('a drawn crash keeps a prefix of the steps, each length in its share', () => {
    const counts = new Map<number, number>()
    for (let seed = 0; seed < 400; seed++) {
      const run = told({ ...lab, sync: { kind: 'const', at: ms(20) } }, ms(100), seed, {
        workload: [1, 2, 3].map((n) => mailTo('n1', ms(n), 'go')),
        plan: planOf(
          [at(ms(10)), { kind: 'crash', node: n1, lose: 'drawn' }],
          [at(ms(50)), { kind: 'restart', node: n1 }],
        ),
      })
      const kept = (found(run) as { found: number }).found
      counts.set(kept, (counts.get(kept) ?? 0) + 1)
    }
    expect([...counts.keys()].sort()).toEqual([0, 1, 2, 3])
    for (const count of counts.values()) expect(count).toBeGreaterThan(60)
  })

  test('state, timers and unsent messages die with the node', () => {
    const ticking: AnyActor = {
      start(node) {
        if (node.clock() === 0 && node.store.get('t', 'started') === undefined) {
          node.setTimer({ kind: 'tick' }, ms(20))
        }
        node.store.put('t', 'started', true)
        return { ticks: 0 }
      },
      receive() {},
      expire(_node, state) {
        ;(state as { ticks: number }).ticks += 1
      },
    }
    const run = told({ nodes: { n1: ticking } }, ms(100), 1, {
      plan: planOf(
        [at(ms(10)), { kind: 'crash', node: n1, lose: 'memory' }],
        [at(ms(11)), { kind: 'restart', node: n1 }],
      ),
    })
    expect(found(run)).toEqual({ ticks: 0 })
  })

  test('what arrives while it is down is lost, what is late reaches its next life', () => {
    const run = told(
      {
        nodes: { n1: listener, n2: listener, n3: relay(n1) },
        network: { latency: { kind: 'const', at: ms(5) } },
      },
      ms(100),
      1,
      {
        workload: [mailTo('n3', ms(10), 'a'), mailTo('n3', ms(14), 'b')],
        plan: planOf(
          [at(ms(12)), { kind: 'crash', node: n1, lose: 'memory' }],
          [at(ms(17)), { kind: 'restart', node: n1 }],
        ),
      },
    )
    const drops = run.trace.filter((event) => event.kind === 'drop')
    expect(drops.map(({ message, why }) => [message, why])).toEqual([['a#1 n3>n1', 'down']])
    const got = run.trace.filter((event) => event.kind === 'receive' && event.node === n1)
    expect(got).toHaveLength(1)
  })
})

function relay(to: typeof n1): AnyActor {
  return {
    start: () => ({}),
    receive(node, _state, message) {
      node.send(to, { kind: message.kind })
    },
  }
}
