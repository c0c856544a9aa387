import { describe, expect, test } from 'vitest'
import type { AnyActor } from '../actor.ts'
import type { Fault, When } from '../fault.ts'
import { type Micros, ms, nodeId } from '../units.ts'
import { at, type Lab, mailTo, openingOf, planOf, systemOf, told } from './lab.ts'
import { World } from './world.ts'

const [n1, n2] = [nodeId('n1'), nodeId('n2')]
const pause = (node = n1): Fault => ({ kind: 'pause', node })
const slow = (step: Micros): Fault => ({
  kind: 'slow',
  node: n1,
  step: { kind: 'const', at: step },
})
const end = (of: number): Fault => ({ kind: 'end', of })
const on = (message: string, kind: 'on' | 'before' = 'on'): When => ({ kind, message, nth: 1 })

/** Passes what it hears on to a peer, under the same name with a mark. */
const relay = (to: typeof n1): AnyActor => ({
  start(node) {
    for (const n of [3, 1, 2]) node.setTimer({ kind: `t${n}` }, ms(10 + n))
    return { heard: [] as string[] }
  },
  receive(node, state, message) {
    const own = state as { heard: string[] }
    own.heard.push(message.kind)
    if (message.kind.length < 4) node.send(to, { kind: `${message.kind}!` })
  },
  expire(_node, state, timer) {
    ;(state as { heard: string[] }).heard.push(timer.kind)
  },
})
const lab: Lab = {
  nodes: { n1: relay(n2), n2: relay(n1) },
  network: { latency: { kind: 'const', at: ms(1) } },
}
const heard = (world: World, node: number): string[] =>
  (world.stateOf(node) as { heard: string[] }).heard

describe('a node that was paused', () => {
  test('has its timers expire in the order they were set, then takes its messages', () => {
    const { world } = told(lab, ms(100), 1, {
      workload: [mailTo('n1', ms(6), 'a'), mailTo('n1', ms(7), 'b')],
      plan: planOf([at(ms(5)), pause()], [at(ms(50)), end(1)]),
    })
    expect(heard(world, 0).slice(0, 5)).toEqual(['t3', 't1', 't2', 'a', 'b'])
  })

  test('is watched after each of the steps that it catches up on', () => {
    const world = new World(systemOf(lab))
    world.reset(openingOf(1, { plan: planOf([at(ms(5)), pause()], [at(ms(50)), end(1)]) }))
    const lengths: number[] = []
    world.run(ms(100), ({ stepNode }) => {
      if (stepNode === n1) lengths.push(heard(world, 0).length)
      return null
    })
    expect(lengths).toEqual([0, 1, 2, 3])
  })

  test.each(['on', 'before'] as const)(
    'and goes on %s the step of another: one step at a time',
    (kind) => {
      const steps: string[] = []
      const world = new World(systemOf(lab))
      world.reset(
        openingOf(1, {
          workload: [mailTo('n1', ms(6), 'a'), mailTo('n2', ms(20), 'b')],
          plan: planOf([at(ms(5)), pause()], [on('b', kind), end(1)]),
        }),
      )
      const stop = world.run(ms(100), (now) => {
        steps.push(now.stepName())
        return null
      })
      expect(stop.kind).toBe('until')
      expect(steps.slice(5, 10)).toEqual([
        'b#2 workload>n2',
        't3#1 at n1',
        't1#1 at n1',
        't2#1 at n1',
        'a#1 workload>n1',
      ])
      expect(heard(world, 0)).toEqual(['t3', 't1', 't2', 'a', 'b!', 'a!!', 'b!!!'])
      const notMail = heard(world, 1).filter((kind) => kind.endsWith('!'))
      expect(notMail).toEqual(['a!', 'b!!', 'a!!!'])
    },
  )
})

describe('a slow node', () => {
  test('that crashes drops what it was busy with and what waited, by name', () => {
    const { trace, world } = told(lab, ms(100), 1, {
      workload: [mailTo('n2', ms(2), 'a'), mailTo('n2', ms(3), 'b')],
      plan: planOf(
        [at(ms(1)), slow(ms(5))],
        [at(ms(6)), { kind: 'crash', node: n1, lose: 'memory' }],
        [at(ms(60)), { kind: 'restart', node: n1 }],
      ),
    })
    const drops = trace.flatMap((event) =>
      event.kind === 'drop' ? [event.message, event.why] : [],
    )
    expect(drops).toEqual(['a!#1 n2>n1', 'down', 'b!#1 n2>n1', 'down'])
    expect(heard(world, 0)).not.toContain('a!')
  })

  test('is as slow as the latest of two faults says, then as the other', () => {
    const { trace } = told(lab, ms(100), 1, {
      workload: [20, 30, 50, 70].map((time) => mailTo('n1', ms(time), 'long')),
      plan: planOf(
        [at(0), slow(ms(2))],
        [at(ms(25)), slow(ms(5))],
        [at(ms(40)), end(2)],
        [at(ms(60)), end(1)],
      ),
    })
    const times = trace.flatMap(({ kind, node, time }) =>
      kind === 'receive' && node === n1 ? [time] : [],
    )
    expect(times).toEqual([ms(22), ms(35), ms(52), ms(70)])
  })
})

test('the calm heals everything: cuts, pauses, clocks, the dead; what was planned for later is void', () => {
  const plan = planOf(
    [at(ms(1)), { kind: 'cut', links: [{ from: [n1, n2], to: [n1, n2] }] }],
    [at(ms(1)), pause()],
    [at(ms(1)), slow(ms(5))],
    [at(ms(1)), { kind: 'clock-drift', node: n1, ppm: 500_000 }],
    [at(ms(1)), { kind: 'clock-freeze', node: n1 }],
    [at(ms(2)), { kind: 'crash', node: n2, lose: 'memory' }],
    [at(ms(90)), { kind: 'crash', node: n1, lose: 'memory' }],
    [on('a'), { kind: 'crash', node: n1, lose: 'memory' }],
  )
  const world = new World(systemOf(lab))
  world.reset(
    openingOf(1, { plan, workload: [mailTo('n1', ms(60), 'a'), mailTo('n2', ms(61), 'b')] }),
  )
  world.run(ms(50), null)
  world.calm()
  world.run(ms(200), null)
  expect(heard(world, 0)).toContain('b!')
  expect(heard(world, 1)).toContain('a!')
  expect(world.cells[0]?.life).toBe(1)
  const cell = world.cells[0]
  expect((cell?.wallClock() ?? 0) - 1_767_225_600_000_000).toBe(ms(200))
})
