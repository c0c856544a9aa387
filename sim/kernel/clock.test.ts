import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AnyActor } from '../actor.ts'
import type { Fault, Planned } from '../fault.ts'
import { type Micros, ms, nodeId, seconds } from '../units.ts'
import { at, openingOf, planOf, silent, systemOf } from './lab.ts'
import { World } from './world.ts'

const node = nodeId('n1')
const drift = (ppm: number): Fault => ({ kind: 'clock-drift', node, ppm })
const freeze: Fault = { kind: 'clock-freeze', node }
const coarse = (tick: Micros): Fault => ({ kind: 'clock-coarse', node, tick })
const end = (of: number): Fault => ({ kind: 'end', of })

interface Reading {
  readonly clock: Micros
  readonly wall: Micros
}

/** Reads both clocks whenever asked. */
const reader = (readings: Reading[]): AnyActor => ({
  start: () => ({}),
  receive(node) {
    readings.push({ clock: node.clock(), wall: node.wallClock() })
  },
})
const readings = (plan: readonly Planned[], instants: readonly Micros[]): Reading[] => {
  const read: Reading[] = []
  const workload = instants.map((time) => ({ client: node, at: time, message: { kind: 'read' } }))
  silent({ nodes: { n1: reader(read) } }, seconds(20), 1, { plan, workload })
  return read
}
const clocks = (plan: readonly Planned[], ...instants: readonly Micros[]): Micros[] =>
  readings(plan, instants).map(({ clock }) => clock)

describe('clock faults of one kind that overlap', () => {
  test('the later drift counts while it lasts, then the earlier one again, then none', () => {
    const plan = planOf(
      [at(0), drift(100_000)],
      [at(seconds(1)), drift(-500_000)],
      [at(seconds(2)), end(2)],
      [at(seconds(3)), end(1)],
    )
    const s = seconds
    expect(clocks(plan, s(1), s(2), s(3), s(4))).toEqual([1.1e6, 1.6e6, 2.7e6, 3.7e6])
  })

  test('the end of the earlier drift leaves the later one at work', () => {
    const plan = planOf(
      [at(0), drift(100_000)],
      [at(seconds(1)), drift(-500_000)],
      [at(seconds(2)), end(1)],
    )
    expect(clocks(plan, seconds(2), seconds(3))).toEqual([1.6e6, 2.1e6])
  })

  test('a frozen clock stands until the last freeze has ended, whatever drifts under it', () => {
    const plan = planOf(
      [at(0), freeze],
      [at(seconds(1)), freeze],
      [at(seconds(1)), drift(500_000)],
      [at(seconds(2)), end(1)],
      [at(seconds(3)), end(2)],
    )
    expect(clocks(plan, seconds(2) + 1, seconds(3), seconds(4))).toEqual([0, 0, 1.5e6])
  })

  test('the end of one strobe gives the wall clock back to the other, in its own rhythm', () => {
    const strobe = (by: Micros, every: Micros): Fault => ({ kind: 'clock-strobe', node, by, every })
    const plan = planOf(
      [at(0), strobe(ms(100), seconds(2))],
      [at(seconds(1)), strobe(ms(7), seconds(9))],
      [at(seconds(3)), end(2)],
    )
    const walls = readings(plan, [seconds(2), seconds(3) + 1]).map(
      ({ wall, clock }) => wall - clock,
    )
    expect((walls[1] as number) - (walls[0] as number)).toBe(-ms(107))
  })
})

test('ticks that grow coarser do not turn the monotonic clock back', () => {
  const plan = planOf([at(ms(1_009)), coarse(ms(16))], [at(ms(1_010)), coarse(ms(500))])
  const instants = [1_008, 1_009.5, 1_010.5, 1_400, 1_600].map((time) => ms(time))
  expect(clocks(plan, ...instants)).toEqual([1_008_000, 1_009_000, 1_009_000, 1_009_000, 1_500_000])
})

test('a timer beyond the end of time is armed and never expires, at any rate', () => {
  const sleeper: AnyActor = {
    start(node) {
      node.setTimer({ kind: 'never' }, Number.MAX_SAFE_INTEGER, 5_000_000_000)
      node.setTimer({ kind: 'late' }, seconds(3_600))
      return { expired: 0 }
    },
    receive() {},
    expire(_node, state) {
      ;(state as { expired: number }).expired += 1
    },
  }
  const plan = planOf([at(ms(1)), drift(-999_999)])
  expect(silent({ nodes: { n1: sleeper } }, seconds(9_999), 1, { plan }).stateOf(0)).toEqual({
    expired: 0,
  })
})

test('whatever happens to a clock: it never goes back, and no timer is early by it', () => {
  const change: fc.Arbitrary<Fault> = fc.oneof(
    fc.constantFrom(-999_000, -300_000, -7, 13, 400_000).map(drift),
    fc.constant(freeze),
    fc.constantFrom<Fault>({ kind: 'clock-reset', node }, { kind: 'pause', node }),
    fc.constant<Fault>({ kind: 'slow', node, step: { kind: 'const', at: 700 } }),
  )
  const instant = fc.integer({ min: 0, max: 200_000 })
  const lasting = fc.tuple(instant, change, fc.integer({ min: 1, max: 60_000 }))
  fc.assert(
    fc.property(fc.array(lasting, { maxLength: 12 }), fc.nat(), (changes, seed) => {
      const wrong: string[] = []
      const actor: AnyActor = {
        start(node) {
          for (let n = 1; n <= 3; n++) node.setTimer({ kind: 't', n, due: n * 977 }, n * 977)
          return { last: 0 }
        },
        receive() {},
        expire(node, state, timer) {
          const own = state as { last: number }
          const now = node.clock()
          if (now < own.last) wrong.push(`back to ${now} from ${own.last}`)
          if (now < (timer['due'] as number)) wrong.push(`early: ${now} before ${timer['due']}`)
          own.last = now
          const after = 1 + node.random(9_000, 'after')
          node.setTimer({ kind: 't', n: timer['n'] as number, due: now + after }, after)
        },
      }
      const plan = changes.flatMap(([time, fault, length], i): Planned[] => [
        { id: 2 * i + 1, when: at(time), since: null, fault },
        { id: 2 * i + 2, when: at(length), since: 2 * i + 1, fault: end(2 * i + 1) },
      ])
      const world = new World(systemOf({ nodes: { n1: actor } }))
      world.reset(openingOf(seed, { plan }))
      expect(world.run(ms(250), null).kind).toBe('until')
      expect(wrong).toEqual([])
    }),
  )
})
