import { describe, expect, test } from 'vitest'

import type { AnyActor } from '../../sim/actor.ts'
import type { Fault } from '../../sim/fault.ts'
import { type Micros, ms, seconds } from '../../sim/units.ts'
import type { Snapshot } from '../process/mail.ts'
import { a, Listener, place, type Place, start, turn } from './place.suite.ts'

/** An actor with a timer for each mail `after`, whose expiry is told with both clocks. */
interface Rung {
  readonly nth: number
  readonly clock: Micros
  readonly wall: Micros
}

class Bell {
  readonly rung: Rung[] = []
  readonly listener: Listener = new Listener()
  readonly actor: AnyActor = {
    start: () => ({}),
    receive(node, _state, message) {
      const { nth, after } = message as unknown as { nth: number; after: Micros }
      node.setTimer({ kind: 'bell', nth }, after)
    },
    expire: (node, _state, timer) => {
      const nth = Number(timer['nth'])
      this.rung.push({ nth, clock: node.clock(), wall: node.wallClock() })
      this.listener.tell(`rung ${nth}`)
    },
  }
  rings(nth: number): Promise<void> {
    return this.listener.hears(`rung ${nth}`)
  }
}

const ring = ({ host }: Place, nth: number, after: Micros): void =>
  host.mail({ kind: 'after', nth, after } as { kind: string })

async function rig(): Promise<{
  bell: Bell
  near: Place
  strike: (id: number, fault: Fault) => void
}> {
  const bell = new Bell()
  const near = await place('a', bell.actor)
  start(near)
  return { bell, near, strike: (id, fault) => near.host.fault(id, fault, near.host.at) }
}

const drift = (ppm: number): Fault => ({ kind: 'clock-drift', node: a, ppm })
const freeze: Fault = { kind: 'clock-freeze', node: a }
const end = (of: number): Fault => ({ kind: 'end', of })

/** All clocks at one instant: read again where a busy machine did something else in between. */
function reading({ host }: Place): Snapshot {
  for (;;) {
    const snapshot = host.snapshot()
    if (host.at - snapshot.at < 200) return snapshot
  }
}

/**
 * What the wall clock is ahead of the machine's, from least to most: a busy machine takes its time
 * between two readings, and the machine's clock is read in whole milliseconds.
 */
function ahead({ host }: Place): readonly [Micros, Micros] {
  const before = Date.now() * 1_000
  const wall = host.wallClock()
  return [wall - Date.now() * 1_000 - ms(1), wall - before]
}

/** How many whole seconds that is, rounded. */
const secondsAhead = (near: Place): number => {
  const [least, most] = ahead(near)
  return Math.round((least + most) / 2 / seconds(1))
}

/** It is the machine's own, but for what the two have drifted apart since the node read it once. */
function expectTrue(near: Place): void {
  const [least, most] = ahead(near)
  expect(least).toBeLessThan(ms(50))
  expect(most).toBeGreaterThan(-ms(50))
}

describe('a healthy node', () => {
  test('reads true clocks, and its timers are as long as they were set', async () => {
    const { bell, near } = await rig()
    const from = reading(near)
    ring(near, 1, ms(200))
    await bell.rings(1)
    const to = reading(near)
    expect(to.at - from.at).toBeGreaterThanOrEqual(ms(200))
    expect((to.clock - from.clock) / (to.at - from.at)).toBeCloseTo(1, 2)
    expectTrue(near)
  })
})

describe('a drift', () => {
  test('of +50%: the clock runs half as fast again, for wall clock and timers too', async () => {
    const { bell, near, strike } = await rig()
    strike(1, drift(500_000))
    const from = reading(near)
    ring(near, 1, ms(300))
    await bell.rings(1)
    const to = reading(near)
    expect(to.at - from.at).toBeGreaterThanOrEqual(ms(199))
    expect(to.clock - from.clock).toBeGreaterThanOrEqual(ms(300))
    expect((to.clock - from.clock) / (to.at - from.at)).toBeCloseTo(1.5, 2)
    expect((to.wall - from.wall) / (to.at - from.at)).toBeCloseTo(1.5, 2)
  })

  test('moves timers that are armed, and its end moves them back', async () => {
    const { bell, near, strike } = await rig()
    const control = await rig()
    ring(near, 1, seconds(100))
    ring(near, 2, seconds(10_000))
    strike(1, drift(999_000_000)) // a thousand times as fast
    ring(control.near, 1, seconds(20))
    await bell.rings(1) // after 100 ms
    expect(control.bell.rung).toEqual([])
    strike(2, end(1))
    const { clock, at } = reading(near)
    await turn()
    const later = reading(near)
    expect(later.clock - clock).toBeLessThan((later.at - at) * 2 + ms(1))
    expect(bell.rung.map(({ nth }) => nth)).toEqual([1])
  })

  test('of -50%: a timer takes twice as long', async () => {
    const { bell, near, strike } = await rig()
    strike(1, drift(-500_000))
    const { at } = near.host
    ring(near, 1, ms(100))
    await bell.rings(1)
    expect(near.host.at - at).toBeGreaterThanOrEqual(ms(199))
  })

  test('of timers keeps the order in which they are due and were set', async () => {
    const { bell, near, strike } = await rig()
    for (const [nth, after] of [30, 20, 20, 10].entries()) ring(near, nth, ms(after))
    strike(1, drift(-300_000))
    strike(2, drift(700_000))
    strike(3, end(2))
    await bell.rings(0)
    expect(bell.rung.map(({ nth }) => nth)).toEqual([3, 1, 2, 0])
  })
})

describe('a freeze', () => {
  test('stops both clocks and the timers, and they go on where they stood', async () => {
    const { bell, near, strike } = await rig()
    const control = await rig()
    ring(near, 1, ms(20))
    strike(1, freeze)
    const { clock, wall } = reading(near)
    ring(near, 2, ms(10)) // set while it stands
    ring(control.near, 1, ms(60))
    await control.bell.rings(1)
    expect(bell.rung).toEqual([])
    expect(reading(near)).toMatchObject({ clock, wall })
    strike(2, end(1))
    await bell.rings(1)
    expect(bell.rung.map(({ nth }) => nth)).toEqual([2, 1])
    expect(near.host.clock() - clock).toBeGreaterThanOrEqual(ms(10))
    expect(ahead(near)[0]).toBeLessThan(-ms(40)) // what it stood
  })

  test('holds until the last of two has ended, whatever drifts under it', async () => {
    const { near, strike } = await rig()
    strike(1, freeze)
    strike(2, freeze)
    strike(3, drift(500_000))
    strike(4, end(1))
    const stood = near.host.clock()
    await turn()
    expect(near.host.clock()).toBe(stood)
    strike(5, end(2))
    await turn()
    expect(near.host.clock()).toBeGreaterThan(stood)
  })
})

describe('the wall clock', () => {
  const step = (by: Micros): Fault => ({ kind: 'clock-step', node: a, by })

  test('jumps either way, and monotonic clock and timers do not', async () => {
    const { bell, near, strike } = await rig()
    const { clock, at } = reading(near)
    strike(1, step(seconds(250)))
    expect(secondsAhead(near)).toBe(250)
    strike(2, step(-seconds(600)))
    expect(secondsAhead(near)).toBe(-350)
    ring(near, 1, ms(20))
    await bell.rings(1)
    const now = reading(near)
    expect(Math.abs(now.clock - clock - (now.at - at))).toBeLessThan(ms(5))
  })

  test('jumps to and fro under a strobe', async () => {
    const { near, strike } = await rig()
    strike(1, { kind: 'clock-strobe', node: a, by: seconds(200), every: ms(5) })
    const seen = new Set<number>()
    while (seen.size < 2) {
      seen.add(secondsAhead(near))
      await turn()
    }
    expect(seen).toEqual(new Set([200, -200]))
    strike(2, end(1))
    expectTrue(near)
  })

  test('and the monotonic one tick in steps when they are coarse', async () => {
    const { near, strike } = await rig()
    strike(1, { kind: 'clock-coarse', node: a, tick: ms(16) })
    const last = near.host.clock() // it stands there until the next tick: it never goes back
    const clocks = new Set<number>()
    while (clocks.size < 4) {
      const { clock, wall } = reading(near)
      expect([clock === last ? 0 : clock % ms(16), wall % ms(16)]).toEqual([0, 0])
      clocks.add(clock)
      await turn()
    }
  })

  test('is true again after a reset, and in the calm; the monotonic one never goes back', async () => {
    for (const how of ['reset', 'calm']) {
      const { near, strike } = await rig()
      strike(1, step(seconds(9)))
      strike(2, drift(999_000_000))
      await turn()
      const before = near.host.clock()
      if (how === 'calm') near.host.calm()
      else strike(3, { kind: 'clock-reset', node: a })
      expectTrue(near)
      expect(near.host.clock()).toBeGreaterThanOrEqual(before)
      const { clock, at } = reading(near)
      await turn()
      const later = reading(near)
      expect(later.clock - clock).toBeLessThan((later.at - at) * 2 + ms(1))
    }
  })
})

describe('a machine whose clock was touched before this life', () => {
  test('has the wall clock that it had, and monotonic time begins anew', async () => {
    const bell = new Bell()
    const near = await place('a', bell.actor)
    const { host } = near
    host.fault(1, { kind: 'clock-step', node: a, by: seconds(500) }, host.at - seconds(60))
    host.fault(2, drift(1_000_000), host.at - seconds(40)) // twice as fast
    host.fault(3, end(2), host.at - seconds(10))
    start(near)
    expect(host.clock()).toBeLessThan(seconds(5))
    expect(secondsAhead(near)).toBe(530)
    ring(near, 1, ms(10))
    await bell.rings(1)
  })

  test('may stand still when the life begins', async () => {
    const bell = new Bell()
    const near = await place('a', bell.actor)
    near.host.fault(1, freeze, near.host.at - seconds(1))
    start(near)
    ring(near, 1, 0)
    await turn()
    expect([near.host.clock(), bell.rung]).toEqual([0, []])
    near.host.fault(2, end(1), near.host.at)
    await bell.rings(1)
  })
})
