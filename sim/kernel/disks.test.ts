import { describe, expect, test } from 'vitest'
import type { AnyActor } from '../actor.ts'
import type { Fault, Planned } from '../fault.ts'
import { type Micros, ms, nodeId } from '../units.ts'
import { at, type Lab, mailTo, planOf, type Told, told } from './lab.ts'

const n1 = nodeId('n1')
const n2 = nodeId('n2')

/** Each `go` is a row; n2 is told of it when it is durable. A start that is told to writes, too. */
const keeper = (startWrites: boolean): AnyActor => ({
  start(node) {
    const found = [...node.store.scan('log')].length
    if (startWrites) node.store.put('starts', found, true)
    return { found, steps: 0 }
  },
  receive(node, state) {
    const own = state as { steps: number }
    own.steps += 1
    node.store.put('log', [...node.store.scan('log')].length, 'entry')
    node.send(n2, { kind: `told${own.steps}` })
  },
})
const listener: AnyActor = { start: () => ({}), receive() {} }
const labOf = (startWrites = false): Lab => ({
  nodes: { n1: keeper(startWrites), n2: listener },
  network: { latency: { kind: 'const', at: 0 } },
  sync: { kind: 'const', at: ms(2) },
})

const full: Fault = { kind: 'disk-full', node: n1 }
const stall: Fault = { kind: 'disk-stall', node: n1 }
const slow = (by: Micros): Fault => ({ kind: 'disk-slow', node: n1, by: { kind: 'const', at: by } })
const end = (of: number): Fault => ({ kind: 'end', of })
const restart: Fault = { kind: 'restart', node: n1 }

/** Mail at these milliseconds and a plan, for 100 ms. */
const run = (goes: readonly number[], plan: readonly Planned[], lab: Lab = labOf()): Told =>
  told(lab, ms(100), 1, { workload: goes.map((time) => mailTo('n1', ms(time), 'go')), plan })

/** When n2 heard what, in milliseconds. */
const heard = ({ trace }: Told): string[] =>
  trace.flatMap((event) =>
    event.kind === 'receive' && event.node === n2
      ? [`${event.body.kind} at ${event.time / 1_000}`]
      : [],
  )
const crashes = ({ trace }: Told): string[] =>
  trace.flatMap((event) =>
    event.kind === 'crash'
      ? [`fault ${event.fault} at ${event.time / 1_000}, ${event.undone.length} undone`]
      : [],
  )
const found = ({ world }: Told): unknown => world.stateOf(0)

describe('a full disk', () => {
  test('fails the sync that begins, and with it the node, at its step, by the fault', () => {
    const run1 = run([10], planOf([at(ms(5)), full]))
    const crash = run1.trace.find(({ kind }) => kind === 'crash')
    const step = run1.trace.find(({ kind, node }) => kind === 'receive' && node === n1)
    expect(crash).toMatchObject({ place: 'go#1 workload>n1', undone: [step?.id], fault: 1 })
    expect(heard(run1)).toEqual([])
    expect(found(run1)).toBe(null)
  })

  test('lets the sync that is under way succeed, and fails the next with all that is in it', () => {
    // The steps at 11 and 12 ms stand behind the first, whose sync ends at 12 ms.
    const told1 = run(
      [10, 11, 11.5],
      planOf([at(ms(10.5)), full], [at(ms(20)), end(1)], [at(ms(30)), restart]),
    )
    expect(heard(told1)).toEqual(['told1 at 12'])
    expect(crashes(told1)).toEqual(['fault 1 at 12, 2 undone'])
    expect(found(told1)).toEqual({ found: 1, steps: 0 })
  })

  test('kills no one who does not write, and nobody once there is room', () => {
    const told1 = run([10, 40], planOf([at(ms(20)), full], [at(ms(30)), end(1)]))
    expect(crashes(told1)).toEqual([])
    expect(heard(told1)).toEqual(['told1 at 12', 'told2 at 42'])
  })

  test('fails a start that writes again and again, until there is room', () => {
    const plan = planOf(
      [at(ms(5)), full],
      [at(ms(20)), restart],
      [at(ms(30)), restart],
      [at(ms(40)), end(1)],
      [at(ms(50)), restart],
    )
    const told1 = run([10, 60], plan, labOf(true))
    expect(crashes(told1).map((words) => words.split(',')[0])).toEqual([
      'fault 1 at 10',
      'fault 1 at 20',
      'fault 1 at 30',
    ])
    expect(heard(told1)).toEqual(['told1 at 62'])
    expect(found(told1)).toMatchObject({ found: 0 })
  })

  test('has room again in the calm, which starts the node', () => {
    const told1 = run([10], planOf([at(ms(5)), full]))
    told1.world.calm()
    told1.world.run(ms(200), null)
    expect(found(told1)).toEqual({ found: 0, steps: 0 })
  })
})

describe('a stalled disk', () => {
  test('holds back what is said, in order, while steps go on', () => {
    const told1 = run([10, 15, 20], planOf([at(ms(5)), stall], [at(ms(50)), end(1)]))
    const steps = told1.trace.filter(({ kind, node }) => kind === 'receive' && node === n1)
    expect(steps.map(({ time }) => time)).toEqual([ms(10), ms(15), ms(20)])
    expect(heard(told1)).toEqual(['told1 at 52', 'told2 at 54', 'told3 at 54'])
  })

  test('holds the end of a sync that is under way, too', () => {
    const told1 = run([10], planOf([at(ms(11)), stall], [at(ms(50)), end(1)]))
    expect(heard(told1)).toEqual(['told1 at 50'])
    const short = run([10], planOf([at(ms(11)), stall], [at(ms(11.5)), end(1)]))
    expect(heard(short)).toEqual(['told1 at 12'])
  })

  test('stalls until the last of several stalls has ended, or all is healed', () => {
    const two = planOf(
      [at(ms(5)), stall],
      [at(ms(6)), stall],
      [at(ms(30)), end(1)],
      [at(ms(60)), end(2)],
    )
    expect(heard(run([10], two))).toEqual(['told1 at 62'])
    const healed = planOf([at(ms(5)), stall], [at(ms(30)), { kind: 'heal', links: null }])
    expect(heard(run([10], healed))).toEqual(['told1 at 32'])
    const touched = planOf(
      [at(ms(5)), stall],
      [at(ms(30)), { kind: 'heal', links: [{ from: [n1], to: [n2] }] }],
    )
    expect(heard(run([10], touched))).toEqual([])
  })

  test('that fills up meanwhile fails when it goes on; with room again by then it does not', () => {
    const stays = planOf([at(ms(5)), stall], [at(ms(20)), full], [at(ms(50)), end(1)])
    expect(crashes(run([10], stays))).toEqual(['fault 2 at 50, 1 undone'])
    const passes = planOf(
      [at(ms(5)), stall],
      [at(ms(20)), full],
      [at(ms(40)), end(2)],
      [at(ms(50)), end(1)],
    )
    expect(heard(run([10], passes))).toEqual(['told1 at 52'])
  })

  test('keeps nothing of what hung when its node is killed, and hangs for the next life', () => {
    const plan = planOf(
      [at(ms(5)), stall],
      [at(ms(20)), { kind: 'crash', node: n1, lose: 'unsynced' }],
      [at(ms(30)), restart],
      [at(ms(60)), end(1)],
    )
    const told1 = run([10, 40], plan)
    expect(heard(told1)).toEqual(['told1 at 62'])
    expect(found(told1)).toEqual({ found: 0, steps: 1 })
  })

  test('of a node that is paused lets go once both are over, and only once', () => {
    const pause: Fault = { kind: 'pause', node: n1 }
    const plan = (stalled: number, paused: number): Planned[] =>
      planOf(
        [at(ms(11)), stall],
        [at(ms(11)), pause],
        [at(ms(stalled)), end(1)],
        [at(ms(paused)), end(2)],
      )
    expect(heard(run([10, 10.5], plan(30, 50)))).toEqual(['told1 at 50', 'told2 at 52'])
    expect(heard(run([10, 10.5], plan(50, 30)))).toEqual(['told1 at 50', 'told2 at 52'])
  })
})

describe('a slow disk', () => {
  test('is as slow as the latest of two faults says, then as the other, then as ever', () => {
    const plan = planOf(
      [at(0), slow(ms(3))],
      [at(ms(15)), slow(ms(8))],
      [at(ms(35)), end(2)],
      [at(ms(55)), end(1)],
    )
    expect(heard(run([10, 20, 40, 60], plan))).toEqual([
      'told1 at 15',
      'told2 at 30',
      'told3 at 45',
      'told4 at 62',
    ])
  })
})
