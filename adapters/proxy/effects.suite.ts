// The effect of every fault that a proxy makes, measured with plain sockets: what was asked, what
// is seen with the fault, and without it. A test holds the rows to their bounds; people read them
// as a table. What is asked for is a least, so lower bounds are strict and upper ones generous.

import type { Fault } from '../../sim/fault.ts'
import type { LinkKind } from '../../sim/link.ts'
import type { Span } from '../../sim/span.ts'
import { ms } from '../../sim/units.ts'
import type { Carrier } from '../address.ts'
import { connectionEffects } from './connections.suite.ts'
import { a1, andBack, Lab, type ProxyEffect, there, until } from './lab.suite.ts'

const all = { kinds: null, first: null, last: null, where: null } as const
const delay = (extra: Span): Fault => ({ kind: 'delay', links: there, extra, filter: all })
const end: Fault = { kind: 'end', of: 1 }

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** Round trips of one byte each, ms. */
async function roundTrips(lab: Lab, faults: readonly Fault[], count: number): Promise<number[]> {
  const [near, far] = await lab.talk()
  far.socket.on('data', () => far.say('.'))
  lab.strike(faults)
  const times: number[] = []
  for (let nth = 1; nth <= count; nth += 1) {
    const began = performance.now()
    near.say('.')
    await new Promise((resolve) => near.socket.once('data', resolve))
    times.push(performance.now() - began)
  }
  return times
}

/** How long datagrams that leave together are under way, ms. */
async function flights(lab: Lab, faults: readonly Fault[], count: number): Promise<number[]> {
  lab.strike(faults)
  const left: number[] = []
  for (let nth = 0; nth < count; nth += 1) {
    left.push(performance.now())
    await lab.post(`${nth}`)
    // What was sent is read between two turns of the event loop only.
    await new Promise((resolve) => setImmediate(resolve))
  }
  await until(() => lab.came.length === count)
  return lab.came.map(({ text, at }) => at - (left[Number(text)] ?? 0))
}

const delays: readonly ProxyEffect[] = (['tcp', 'udp'] as const).flatMap((over) => {
  const isTcp = over === 'tcp'
  const times = isTcp ? roundTrips : flights
  const count = isTcp ? 40 : 400
  const what = isTcp ? 'round trips' : 'datagrams'
  /** Few round trips are far from their average; many datagrams are near it. */
  const shape = (words: string, span: Span, least: number, usual: number): ProxyEffect => ({
    fault: `delay ${words} a1->b1`,
    over,
    asked: `${usual} ms more on average, at least ${least}`,
    unit: `ms, mean of ${count} ${what} (without it: the least)`,
    between: [usual * (isTcp ? 0.6 : 0.85), usual * 3 + 250],
    absent: [0, usual],
    faults: [delay(span)],
    async measure(lab, faults) {
      const measured = await times(lab, faults, count)
      const shortest = Math.min(...measured)
      if (faults.length === 0) return shortest
      return shortest < least ? -1 : mean(measured)
    },
  })
  const uniform: Span = { kind: 'uniform', min: ms(5), max: ms(15) }
  const bimodal: Span = { kind: 'bimodal', usual: ms(2), rare: ms(22), rarePpm: 500_000 }
  const trace: Span = { kind: 'trace', path: 'rtt.txt', samples: [ms(6), ms(9), ms(12)] }
  const constant: ProxyEffect = {
    fault: 'delay 20ms a1->b1',
    over,
    asked: '20 ms more',
    unit: `ms, least of ${count} ${what}`,
    between: [20, 35],
    absent: [0, 15],
    faults: [delay({ kind: 'const', at: ms(20) })],
    measure: async (lab, faults) => Math.min(...(await times(lab, faults, count))),
  }
  return [
    constant,
    shape('5ms..15ms', uniform, 5, 10),
    shape('normal 10ms±2ms', { kind: 'normal', mean: ms(10), sd: ms(2) }, 0, 10),
    shape('exp 8ms', { kind: 'exp', mean: ms(8) }, 0, 8),
    shape('pareto 4ms 2', { kind: 'pareto', min: ms(4), shapeMilli: 2_000 }, 4, 8),
    shape('bimodal 2ms 22ms 50%', bimodal, 2, 12),
    shape('trace rtt.txt', trace, 6, 9),
  ]
})

const links: readonly ProxyEffect[] = [
  {
    fault: 'delay bimodal 0ms 20ms 50% a1->b1',
    over: 'tcp',
    asked: 'nothing overtakes on a stream',
    unit: 'of 60 words out of order',
    between: [0, 0],
    absent: [0, 0],
    faults: [delay({ kind: 'bimodal', usual: 0, rare: ms(20), rarePpm: 500_000 })],
    async measure(lab, faults) {
      const [near, far] = await lab.talk()
      lab.strike(faults)
      const said: string[] = []
      for (let nth = 0; nth < 60; nth += 1) {
        said.push(`${nth};`)
        near.say(`${nth};`)
        await new Promise((resolve) => setImmediate(resolve))
        if (nth === 40) lab.strike(faults.length > 0 ? [end] : [], 2)
      }
      await far.hears('59;')
      const heard = far.text.split(/(?<=;)/u)
      return said.filter((word, nth) => heard[nth] !== word).length
    },
  },
  {
    fault: 'delay bimodal 0ms 20ms 50% a1->b1',
    over: 'udp',
    asked: 'each datagram by itself: some are overtaken',
    unit: 'of 60 datagrams out of order',
    between: [1, 60],
    absent: [0, 0],
    faults: [delay({ kind: 'bimodal', usual: 0, rare: ms(20), rarePpm: 500_000 })],
    async measure(lab, faults) {
      lab.strike(faults)
      for (let nth = 0; nth < 60; nth += 1) await lab.post(`${nth}`)
      await until(() => lab.came.length === 60)
      return lab.came.filter(({ text }, nth) => text !== `${nth}`).length
    },
  },
  {
    fault: 'bandwidth 100kB/s a1->b1',
    over: 'tcp',
    asked: '50 kB take half a second',
    unit: 'ms',
    between: [495, 5_000],
    absent: [0, 400],
    faults: [
      {
        kind: 'bandwidth',
        links: there,
        bytesPerSecond: 100_000,
        queue: null,
        policy: 'tail',
      },
    ],
    async measure(lab, faults) {
      const [near, far] = await lab.talk()
      lab.strike(faults)
      const began = performance.now()
      near.say(Buffer.alloc(50_000, 'x'))
      await until(() => far.heard.length === 50_000)
      return performance.now() - began
    },
  },
  {
    fault: 'bandwidth 100kB/s a1->b1',
    over: 'udp',
    asked: '50 datagrams of 1 kB take half a second',
    unit: 'ms',
    between: [495, 5_000],
    absent: [0, 400],
    faults: [
      { kind: 'bandwidth', links: there, bytesPerSecond: 100_000, queue: null, policy: 'tail' },
    ],
    async measure(lab, faults) {
      lab.strike(faults)
      const began = performance.now()
      for (let nth = 0; nth < 50; nth += 1) await lab.post('x'.repeat(1_000))
      await until(() => lab.came.length === 50)
      return performance.now() - began
    },
  },
  ...(['tail', 'head', 'random'] as const).map(
    (policy): ProxyEffect => ({
      fault: `bandwidth 20kB/s queue 5kB ${policy} a1->b1`,
      over: 'udp',
      asked: `of 40 at once one leaves, five wait: ${policy === 'tail' ? 'the first' : policy === 'head' ? 'the last' : 'any'}`,
      unit: 'mean number of the six that come (tail 2.5, head 31.7)',
      between: policy === 'tail' ? [0, 12] : policy === 'head' ? [24, 40] : [3, 37],
      absent: [19.5, 19.5],
      faults: [{ kind: 'bandwidth', links: there, bytesPerSecond: 20_000, queue: 5_000, policy }],
      async measure(lab, faults) {
        lab.strike(faults)
        const posts = Array.from({ length: 40 }, (_, nth) => lab.post(`${nth} `.padEnd(1_000)))
        await Promise.all(posts)
        const lost = (): number =>
          lab.proxies.counts.find(({ from }) => from === a1)?.datagramsLost ?? 0
        await until(() => lab.came.length + lost() === 40)
        return mean(lab.came.map(({ text }) => Number.parseInt(text, 10)))
      },
    }),
  ),
  ...(['tcp', 'udp'] as const).map(
    (over): ProxyEffect => ({
      fault: 'stall a1->b1 for 300ms',
      over,
      asked: 'nothing for 300 ms, then all of it in order',
      unit: 'ms before the first of ten',
      between: [300, 5_000],
      absent: [0, 250],
      faults: [{ kind: 'stall', links: there }],
      async measure(lab, faults) {
        const [near, far] = over === 'tcp' ? await lab.talk() : []
        const began = performance.now()
        lab.strike(faults)
        if (faults.length > 0) setTimeout(() => lab.strike([end], 2), 301)
        for (let nth = 0; nth < 10; nth += 1) {
          near?.say(`${nth}`)
          if (near === undefined) await lab.post(`${nth}`)
        }
        const heard = (): string => far?.text ?? lab.came.map(({ text }) => text).join('')
        await until(() => heard().length === 10)
        const first = (far?.at[0] ?? lab.came[0]?.at ?? 0) - began
        return heard() === '0123456789' ? first : -1
      },
    }),
  ),
  {
    fault: 'partition a1->b1',
    over: 'udp',
    asked: 'one way: everything that leaves while cut',
    unit: 'of 20 datagrams lost',
    between: [20, 20],
    absent: [0, 0],
    faults: [{ kind: 'cut', links: there }],
    async measure(lab, faults) {
      lab.strike(faults)
      for (let nth = 0; nth < 20; nth += 1) await lab.post('x')
      if (faults.length > 0) await until(() => lab.proxies.struck.get(1)?.met === 20)
      lab.strike(faults.length > 0 ? [end] : [], 2)
      await lab.post('after')
      await until(() => lab.came.some(({ text }) => text === 'after'))
      return 21 - lab.came.length
    },
  },
  {
    fault: 'partition b1->a1',
    over: 'udp',
    asked: 'the other way: nothing from a1 to b1',
    unit: 'of 20 datagrams lost',
    between: [0, 0],
    absent: [0, 0],
    faults: [{ kind: 'cut', links: andBack }],
    async measure(lab, faults) {
      lab.strike(faults)
      for (let nth = 0; nth < 20; nth += 1) await lab.post('x')
      await until(() => lab.came.length === 20)
      return 20 - lab.came.length
    },
  },
]

/** Opens a lab for one measurement. */
export async function measured(effect: ProxyEffect, faults: readonly Fault[]): Promise<number> {
  const carrier: Carrier = effect.over
  const kind: LinkKind = carrier === 'udp' ? 'datagram' : 'stream'
  const lab = await Lab.open({ carrier, kind, resetAfter: ms(300) })
  try {
    return await effect.measure(lab, faults)
  } finally {
    await lab.close()
  }
}

export const proxyEffects: readonly ProxyEffect[] = [...delays, ...links, ...connectionEffects]
