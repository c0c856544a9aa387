// What each fault of messages was asked, and what was measured over many of them; and none without.

import { describe, expect, test } from 'vitest'

import type { Fault, Filter } from '../../sim/fault.ts'
import type { Shape } from '../../sim/shape.ts'
import type { Span } from '../../sim/span.ts'
import { ms } from '../../sim/units.ts'
import { letter, r1, r2, s1, type Scene, scene } from './pipes.suite.ts'

const every: Filter = { kinds: null, first: null, last: null, where: null }
const links = [{ from: [s1], to: [r1] }]
const of = (filter: Partial<Filter>): Filter => ({ ...every, ...filter })
const count = 20_000
/** Messages that show that there is no effect. */
const few = 2_000
const after = (at: number): Span => ({ kind: 'const', at: ms(at) })

/** Every message to r1, of which each tenth is a note. */
function flow({ send }: Scene, messages = count): void {
  for (let n = 1; n <= messages; n += 1) send(letter(n, n % 10 === 0 ? 'note' : 'letter'))
}

const percent = (part: number, whole: number): number => (100 * part) / whole

interface Effect {
  readonly fault: string
  readonly made: Fault
  readonly asked: string
  readonly between: readonly [number, number]
  /** measured in percent of the messages */
  readonly measure: (scene: Scene) => number
  /** of those that the fault took */
  readonly met?: number
}

const lost = ({ far }: Scene): number => percent(count - new Set(far.numbers).size, count)
const twice = ({ far }: Scene): number => percent(far.came.length - count, count)
const rejected = ({ far }: Scene): number => percent(far.dropped_.get('corrupt') ?? 0, count)
const wrong = ({ far }: Scene): number =>
  percent(far.came.filter(({ message: { n, text } }) => text !== `the ${n}th`).length, count)

const drop = (ppm: number, filter = every): Fault => ({ kind: 'drop', links, ppm, filter })
const corrupt = (how: 'flip' | 'truncate', unchecked: boolean): Fault => ({
  ...{ kind: 'corrupt', links, ppm: 100_000, how, unchecked, filter: every },
})

const effects: readonly Effect[] = [
  {
    fault: 'drop 10%',
    made: drop(100_000),
    asked: '10 %',
    between: [9.4, 10.6],
    measure: lost,
  },
  {
    fault: 'drop 50% kind note',
    made: drop(500_000, of({ kinds: ['note'] })),
    asked: 'half of a tenth',
    between: [4.6, 5.4],
    measure: lost,
    met: count / 10,
  },
  {
    fault: 'drop kind note#3..5',
    made: drop(1_000_000, of({ kinds: ['note'], first: 3, last: 5 })),
    asked: 'three messages',
    between: [0.015, 0.015],
    measure: ({ far }) =>
      far.numbers.includes(20) && far.numbers.includes(60) ? lost({ far } as Scene) : -1,
    met: 3,
  },
  {
    fault: 'drop where n > 18000',
    made: drop(1_000_000, of({ where: { path: 'n', op: '>', value: 18_000 } })),
    asked: '10 %',
    between: [10, 10],
    measure: lost,
    met: count / 10,
  },
  {
    fault: 'drop burst 1% 25% 80%',
    made: {
      ...{ kind: 'burst', links, intoPpm: 10_000, outPpm: 250_000, badPpm: 800_000, goodPpm: 0 },
      filter: every,
    },
    asked: '80 % of 1/26',
    between: [2.6, 3.6],
    measure: lost,
  },
  {
    fault: 'duplicate 10%',
    made: { kind: 'duplicate', links, ppm: 100_000, later: null, filter: every },
    asked: '10 %',
    between: [9.4, 10.6],
    measure: twice,
  },
  {
    fault: 'corrupt 10% flip',
    made: corrupt('flip', false),
    asked: '10 % rejected by the checksum',
    between: [9.4, 10.6],
    measure: (one) => (wrong(one) === 0 && lost(one) === rejected(one) ? rejected(one) : -1),
  },
  {
    fault: 'corrupt 10% truncate',
    made: corrupt('truncate', false),
    asked: '10 % rejected by the checksum',
    between: [9.4, 10.6],
    measure: (one) => (wrong(one) === 0 && lost(one) === rejected(one) ? rejected(one) : -1),
  },
  {
    fault: 'corrupt 10% flip unchecked',
    made: corrupt('flip', true),
    asked: '10 % other values, all arrive',
    between: [9.4, 10.6],
    measure: (one) => (one.far.came.length === count ? wrong(one) : -1),
  },
  {
    fault: 'corrupt 10% truncate unchecked',
    made: corrupt('truncate', true),
    asked: '10 % cut texts, all arrive',
    between: [9.4, 10.6],
    measure: (one) => (one.far.came.length === count ? wrong(one) : -1),
  },
  {
    fault: 'partition s1 | r1, over connections',
    made: { kind: 'cut', links },
    asked: 'everything',
    between: [100, 100],
    measure: lost,
  },
]

describe('asked and measured', () => {
  test.each(effects)('$fault: $asked', async ({ made, between, measure, met }) => {
    const one = await scene()
    one.fault(1, made)
    flow(one)
    const [least, most] = between
    const measured = measure(one)
    expect(measured).toBeGreaterThanOrEqual(least)
    expect(measured).toBeLessThanOrEqual(most)
    // What it says of itself is what was seen of it.
    expect(one.faults.get(1)).toEqual({
      met: met ?? count,
      hit: Math.round((measured * count) / 100),
    })
  })

  test.each(effects)('$fault: none without it, none on other links', async ({ made }) => {
    const without = await scene()
    flow(without, few)
    const elsewhere = await scene()
    elsewhere.fault(1, { ...made, links: [{ from: [s1], to: [r2] }] } as Fault)
    flow(elsewhere, few)
    for (const one of [without, elsewhere]) {
      expect(one.far.numbers).toEqual(Array.from({ length: few }, (_, at) => at + 1))
      expect(wrong(one)).toBe(0)
      expect([...one.far.dropped_, ...one.near.dropped_]).toEqual([])
      expect(one.faults.size).toBe(0)
    }
  })

  test('faults together: each has the share it was asked', async () => {
    const one = await scene()
    one.fault(1, drop(200_000))
    one.fault(2, drop(100_000))
    one.fault(3, { kind: 'duplicate', links, ppm: 100_000, later: null, filter: every })
    flow(one)
    expect(lost(one)).toBeGreaterThan(27) // 1 - 0.8 * 0.9
    expect(lost(one)).toBeLessThan(29)
    for (const [id, asked] of [
      [1, 0.2],
      [2, 0.1],
      [3, 0.1],
    ] as const) {
      const { met, hit } = one.faults.get(id) ?? { met: 0, hit: 0 }
      expect(met).toBe(count)
      expect(Math.abs(hit / met - asked)).toBeLessThan(0.01)
    }
  })

  test('faults that another node makes, and those of bytes and connections, are ignored', async () => {
    const one = await scene({ carrier: 'udp' })
    const reversed = [{ from: [r1], to: [s1] }]
    const ignored: readonly Fault[] = [
      { kind: 'drop', links: reversed, ppm: 1_000_000, filter: every },
      { kind: 'delay', links, extra: after(1_000), filter: every },
      { kind: 'bandwidth', links, bytesPerSecond: 1, queue: null, policy: 'tail' },
      { kind: 'stall', links },
      { kind: 'cut', links }, // datagrams that travel as such are cut on their way
      { kind: 'reset', links },
      { kind: 'clock-freeze', node: s1 },
    ]
    for (const [at, fault] of ignored.entries()) one.fault(at, fault)
    flow(one, 1_000)
    expect(one.far.came).toHaveLength(1_000)
    expect(one.faults.size).toBe(0)
  })
})

describe('damage that nobody checks', () => {
  const flips: Fault = {
    ...{ kind: 'corrupt', links, ppm: 1_000_000, how: 'flip', unchecked: true, filter: every },
  }
  const same: Shape = { kind: 'literal', value: 'as it was' }

  test('falls on what may have another value there', async () => {
    const shape = { n: { kind: 'int', min: 0, max: 1_000 }, text: same } as const
    const one = await scene({ hears: { letter: shape } })
    one.fault(1, flips)
    for (let n = 1; n <= 500; n += 1) one.send({ ...letter(n), text: 'as it was' })
    expect(one.far.came).toHaveLength(500)
    for (const { message, mark } of one.far.came) {
      expect(message.n).not.toBe(mark?.nth)
      expect(message.n).toBeLessThanOrEqual(1_000)
      expect(message.text).toBe('as it was')
    }
  })

  test('where nothing may, loses the message, as a frame that is none would be', async () => {
    const one = await scene({ hears: { letter: { n: { ...same, value: 7 }, text: same } } })
    one.fault(1, flips)
    one.send({ ...letter(7), text: 'as it was' })
    expect(one.far.came).toEqual([])
    expect(one.near.dropped_).toEqual(new Map([['corrupt', 1]]))
  })
})

describe('draws', () => {
  const fates = async (
    seed: number,
    life: number,
    more: readonly Fault[] = [],
  ): Promise<string> => {
    const one = await scene({ seed, life })
    one.fault(1, drop(500_000))
    for (const [at, fault] of more.entries()) one.fault(at + 2, fault)
    flow(one, 200)
    return [...new Set(one.far.numbers)].join(' ')
  }

  test('are of the seed, the node and its life alone', async () => {
    expect(await fates(1, 1)).toBe(await fates(1, 1))
    expect(await fates(1, 1)).not.toBe(await fates(2, 1))
    expect(await fates(1, 1)).not.toBe(await fates(1, 2))
  })

  test('of one fault are moved by no other, nor by what goes to others', async () => {
    const alone = await fates(1, 1)
    const twins: Fault = { kind: 'duplicate', links, ppm: 300_000, later: null, filter: every }
    expect(await fates(1, 1, [twins])).toBe(alone)
    const one = await scene()
    one.fault(1, { ...drop(500_000), links: [{ from: [s1], to: [r1, r2] }] } as Fault)
    for (let n = 1; n <= 200; n += 1) {
      one.send(letter(n, 'letter'))
      if (n % 3 === 0) one.send(letter(n), r2)
    }
    expect(one.far.numbers.join(' ')).toBe(alone)
  })
})

describe('time', () => {
  test('duplicate later 30ms: the copy comes that much later', async () => {
    const one = await scene()
    one.fault(1, { kind: 'duplicate', links, ppm: 1_000_000, later: after(30), filter: every })
    flow(one, 20)
    expect(one.far.numbers).toHaveLength(20)
    const sent = performance.now()
    await one.far.until(() => one.far.came.length === 40)
    expect(performance.now() - sent).toBeGreaterThanOrEqual(29)
    expect(one.far.came.map(({ mark }) => mark?.nth)).toEqual([
      ...Array.from({ length: 20 }, (_, at) => at + 1),
      ...Array.from({ length: 20 }, (_, at) => at + 1),
    ])
  })

  test('reorder 30% by 15ms: a share is overtaken by all behind it, none is lost', async () => {
    const one = await scene()
    one.fault(1, { kind: 'reorder', links, ppm: 300_000, by: after(15), filter: every })
    flow(one, 10_000)
    const before = one.far.came.length
    expect(before).toBeGreaterThan(6_700)
    expect(before).toBeLessThan(7_300)
    await one.far.until(() => one.far.came.length === 10_000)
    expect(new Set(one.far.numbers).size).toBe(10_000)
    const hit = 10_000 - before
    expect(one.faults.get(1)).toEqual({ met: 10_000, hit })
  })

  test('delay 20ms kind note: notes come later, letters do not', async () => {
    for (const link of ['datagram', 'stream'] as const) {
      const one = await scene({ link })
      one.fault(1, { kind: 'delay', links, extra: after(20), filter: of({ kinds: ['note'] }) })
      one.send(letter(1))
      one.send(letter(2, 'note'))
      one.send(letter(3))
      const sent = performance.now()
      // On a stream nothing overtakes.
      expect(one.far.numbers).toEqual(link === 'datagram' ? [1, 3] : [1])
      await one.far.until(() => one.far.came.length === 3)
      expect(one.far.numbers).toEqual(link === 'datagram' ? [1, 3, 2] : [1, 2, 3])
      expect(performance.now() - sent).toBeGreaterThanOrEqual(19)
      expect(one.faults.get(1)).toEqual({ met: 1, hit: 1 })
    }
  })

  test('nothing comes after the transport is closed', async () => {
    const timers = (): number =>
      process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length
    const before = timers()
    const one = await scene()
    one.fault(1, { kind: 'reorder', links, ppm: 1_000_000, by: after(60_000), filter: every })
    flow(one, 100)
    const streams = await scene({ link: 'stream' })
    const notes = of({ kinds: ['note'] })
    streams.fault(1, { kind: 'delay', links, extra: after(60_000), filter: notes })
    flow(streams, 100)
    expect(timers()).toBeGreaterThan(before)
    await one.transport.close()
    await streams.transport.close()
    expect(timers()).toBe(before)
    expect(one.far.came).toEqual([])
  })
})
