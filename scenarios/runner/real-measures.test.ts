// What is said of a fault, from what its witnesses have: each kind with an effect and without one.

import { describe, expect, test } from 'vitest'

import { parseThreshold } from '../../sim/check/threshold.ts'
import type { Measurable } from '../../sim/check/measure.ts'
import type { Fault } from '../../sim/fault.ts'
import { type NodeId, nodeId, type OpId, seconds } from '../../sim/units.ts'
import { Clocks } from './real-clocks.ts'
import type { Effect, Witnesses } from './real-effect.ts'
import { Lanes } from './real-lanes.ts'
import { measured } from './real-measures.ts'
import { withSamples } from './real-thresholds.ts'

const [a, b] = [nodeId('a'), nodeId('b')]
const filter = { kinds: null, first: null, last: null, where: null }
const links = [{ from: [a], to: [b] }]
const held = { from: seconds(1), to: seconds(2) }

/** @param readings of `a`: instant, and what its clocks were ahead of the machine's, seconds */
function witnesses(
  more: Partial<Witnesses> = {},
  readings: readonly (readonly [at: number, wall: number, monotonic: number])[] = [],
): Witnesses {
  const clocks = new Clocks(0, 0, 0)
  for (const [at, wall, monotonic] of readings) {
    const time = seconds(at)
    clocks.read(a, { at: time, wall: time + seconds(wall), clock: time + seconds(monotonic) })
  }
  return {
    ...{ tally: new Map(), footprints: new Map(), kills: [], pauses: [], clocks },
    crossings: { over: () => 0 },
    ...more,
  }
}

const said = (fault: Fault, of: Witnesses): Pick<Effect, 'asked' | 'seen' | 'bites'> => {
  const { asked, seen, bites } = measured(1, fault, held, seconds(1), of)
  return { asked, seen, bites }
}

const drop: Fault = { kind: 'drop', links, ppm: 50_000, filter }
const cut: Fault = { kind: 'cut', links }

describe('a fault that', () => {
  test('met nothing says so, and one that never struck too', () => {
    expect(said(drop, witnesses())).toEqual({ asked: '5 %', seen: 'met nothing', bites: false })
    expect(measured(1, drop, null, null, witnesses()).seen).toBe('the storm ended before')
    const pause: Fault = { kind: 'pause', node: a }
    expect(said(pause, witnesses()).seen).toBe('its process was down')
    const step: Fault = { kind: 'clock-step', node: a, by: seconds(1) }
    expect(said(step, witnesses())).toMatchObject({ seen: 'over before it was read', bites: false })
  })

  test('struck messages says how many of how many', () => {
    const tally = new Map([[1, { met: 1_204, hit: 58 }]])
    const seen = '4.8 % of 1,204 messages lost'
    expect(said(drop, witnesses({ tally }))).toEqual({ asked: '5 %', seen, bites: true })
  })

  test('stopped something has no effect all the same where something crossed', () => {
    const footprints = new Map([[1, { met: 3, hit: 3, asked: 0, took: 0 }]])
    const tally = new Map([[1, { met: 2, hit: 2 }]])
    const sound = witnesses({ tally, footprints })
    expect(said(cut, sound)).toMatchObject({ seen: '5 stopped, nothing crossed', bites: true })
    const leaky = { ...sound, crossings: { over: () => 2 } }
    expect(said(cut, leaky)).toMatchObject({ seen: '5 stopped, 2 messages crossed', bites: false })
  })

  test('delayed says what was drawn and what it came to', () => {
    const extra = { kind: 'uniform', min: 10_000, max: 20_000 } as const
    const delay: Fault = { kind: 'delay', links, extra, filter }
    const footprints = new Map([[1, { met: 10, hit: 10, asked: 150_000, took: 162_000 }]])
    const seen = '+16.2 ms on average, 15 ms drawn, 10 pieces'
    expect(said(delay, witnesses({ footprints }))).toMatchObject({ seen, bites: true })
  })

  test('touches a clock is measured beside the machine’s', () => {
    const node: NodeId = a
    const step: Fault = { kind: 'clock-step', node, by: 250_000 }
    const jumped = witnesses({}, [
      [0.9, 0, 0],
      [1.02, 0, 0],
      [1.07, 0.25, 0],
    ])
    expect(said(step, jumped).seen).toBe('wall +250 ms, monotonic +0 µs')
    const freeze: Fault = { kind: 'clock-freeze', node }
    const stood = witnesses({}, [
      [0.9, 0, 0],
      [1.5, -0.5, -0.5],
      [1.95, -0.95, -0.95],
    ])
    expect(said(freeze, stood).seen).toBe('monotonic stood for 950 ms, wall for 950 ms')
    const drift: Fault = { kind: 'clock-drift', node, ppm: 20_000 }
    const fast = witnesses({}, [
      [1.1, 0.002, 0.002],
      [1.6, 0.012, 0.012],
    ])
    expect(said(drift, fast).seen).toBe('wall +20000 ppm, monotonic +20000 ppm over 500 ms')
    const still = witnesses({}, [
      [0.9, 0, 0],
      [1.5, 0, 0],
    ])
    expect(said(freeze, still).bites).toBe(false)
  })

  test('kills says what was owed and when the next life was up', () => {
    const kill = { id: 1, node: a, pid: 7, life: 1, at: seconds(1), lose: 'unsynced' } as const
    const kills = [{ ...kill, owed: true, upAt: seconds(1.5), nextLife: 2 }]
    const crash: Fault = { kind: 'crash', node: a, lose: 'unsynced' }
    const seen = 'pid 7 gone with its last writes lost, life 2 up after 500 ms'
    expect(said(crash, witnesses({ kills }))).toEqual({ asked: 'lose unsynced', seen, bites: true })
  })
})

test('a threshold of the wall is told with its sample, and marked within a tenth of its limit', () => {
  const operation = (nth: number, took: number): Measurable['history'][number] => ({
    ...{ id: nth as OpId, client: a, call: 'x', start: nth, end: nth + took, result: 'y' },
  })
  const history = [1, 2, 3, 4].map((nth) => operation(nth, nth * 10_000))
  const run: Measurable = {
    ...{ history, outcome: null, messages: 8, end: seconds(1), convergence: null },
    ...{ during: () => null, after: () => null },
  }
  const finding = (property: string, verdict: 'pass' | 'fail') => ({
    ...{ property, section: 'expect' as const, verdict },
    ...{ why: verdict === 'fail' ? 'It missed.' : null, detail: null },
  })
  const texts = ['op.latency max < 200ms', 'op.latency max < 43ms', 'op.latency max < 39ms']
  const thresholds = texts.map((text) => parseThreshold(text)).filter((one) => 'metric' in one)
  expect(thresholds).toHaveLength(3)
  const told = withSamples(
    [
      finding(texts[0] ?? '', 'pass'),
      finding(texts[1] ?? '', 'pass'),
      finding(texts[2] ?? '', 'fail'),
    ],
    thresholds,
    run,
  )
  expect(told.map(({ near, detail, why }) => [near, detail ?? why])).toEqual([
    [false, '40 ms   of 4 operations'],
    [true, '40 ms   of 4 operations   within 10 % of the limit'],
    [true, 'It missed.   of 4 operations   within 10 % of the limit'],
  ])
})

test('acts on one node follow each other, others do not wait, and what needs all waits for all', async () => {
  const order: string[] = []
  const wrongs: unknown[] = []
  const lanes = new Lanes(
    (error) => wrongs.push(error),
    () => order.push('quiet'),
  )
  const gates = new Map<string, () => void>()
  const act = (name: string) => async () => {
    order.push(`${name} begins`)
    await new Promise<void>((resolve) => gates.set(name, resolve))
    order.push(`${name} ends`)
  }
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  lanes.on(a, act('a1'))
  lanes.on(a, act('a2'))
  lanes.on(b, act('b1'))
  lanes.everybody(() => {
    order.push('all')
    return Promise.reject(new Error('it broke'))
  })
  await turn()
  for (const name of ['b1', 'a1', 'a2']) {
    gates.get(name)?.()
    await turn()
  }
  await lanes.settled
  expect(order).toEqual([
    ...['a1 begins', 'b1 begins', 'b1 ends', 'a1 ends', 'a2 begins', 'a2 ends', 'all', 'quiet'],
  ])
  expect(wrongs.map(String)).toEqual(['Error: it broke'])
  expect(lanes.idle).toBe(true)
})
