// The same faults over real sockets: nothing of them depends on what carries the messages.

import { afterEach, describe, expect, test } from 'vitest'

import type { Fault, Filter } from '../../sim/fault.ts'
import type { LinkKind } from '../../sim/link.ts'
import { nodeId } from '../../sim/units.ts'
import type { Carrier } from '../address.ts'
import { listenOver } from '../carriers.ts'
import { type End, Ends, say } from '../end.suite.ts'
import type { Struck } from '../records/tally.ts'
import { type FaultyTransport, withMessageFaults } from './faulty-transport.ts'

const every: Filter = { kinds: null, first: null, last: null, where: null }
const links = [{ from: [nodeId('a')], to: [nodeId('b')] }]

const open: Ends[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((ends) => ends.close()))
})

interface Pair {
  readonly a: End
  readonly b: End
  readonly faults: Map<number, Struck>
  fault(id: number, fault: Fault): void
  /** Says so many things, a few a turn, so that no buffer of the system overflows. */
  says(from: number, to: number): Promise<void>
}

async function pair(carrier: Carrier, link: LinkKind): Promise<Pair> {
  const faults = new Map<number, Struck>()
  let faulty: FaultyTransport | null = null
  const ends = new Ends(async (options) => {
    const listen = (under: typeof options): ReturnType<typeof listenOver> =>
      listenOver(carrier, under)
    if (options.id !== 'a') return listen(options)
    faulty = await withMessageFaults(options, { seed: 7, faults }, listen)
    return faulty
  })
  open.push(ends)
  const [b, a] = [await ends.open('b', { link }), await ends.open('a', { link })]
  return {
    ...{ a, b, faults },
    fault: (id, fault) => faulty?.fault(id, fault),
    async says(from, to) {
      for (let n = from; n <= to; n += 1) {
        a.wire.linkTo(b.id)?.send(say(`${n}.`), n)
        if (n % 20 === 0) await new Promise((resolve) => setImmediate(resolve))
      }
    },
  }
}

const heard = (end: End): number[] =>
  end.told.filter((one) => one.endsWith(' from a')).map((one) => Number.parseInt(one, 10))
const dropped = (end: End, why: string): number =>
  end.told.filter((one) => one.startsWith('dropped') && one.endsWith(why)).length
const upTo = (last: number): number[] => Array.from({ length: last }, (_, at) => at + 1)

describe.each([
  ['udp', 'datagram'],
  ['tcp', 'datagram'],
  ['tcp', 'stream'],
] as const)('over %s, %s links', (carrier, link) => {
  test('all comes where no fault lies', async () => {
    const { b, says, faults } = await pair(carrier, link)
    await says(1, 500)
    await b.until(() => heard(b).length === 500)
    expect(heard(b)).toEqual(upTo(500))
    expect(faults.size).toBe(0)
  })

  test('what is held comes when it is released, in order', async () => {
    const { b, says, fault } = await pair(carrier, link)
    await says(1, 5)
    await b.until(() => heard(b).length === 5)
    fault(1, { kind: 'hold', links, filter: { ...every, kinds: ['say'] } })
    await says(6, 10)
    fault(2, { kind: 'release', links, filter: every })
    await says(11, 12)
    await b.until(() => heard(b).length === 12)
    expect(heard(b)).toEqual(upTo(12))
  })

  test('what is delayed on a stream is not overtaken', async () => {
    const { b, says, fault } = await pair(carrier, link)
    const [first, last] = [2, 2]
    const extra = { kind: 'const', at: 20_000 } as const
    fault(1, { kind: 'delay', links, extra, filter: { ...every, first, last } })
    await says(1, 4)
    await b.until(() => heard(b).length === 4)
    expect(heard(b)).toEqual(link === 'stream' ? [1, 2, 3, 4] : [1, 3, 4, 2])
  })
})

describe.each(['udp', 'tcp'] as const)('datagrams over %s', (carrier) => {
  test('are lost as often as asked', async () => {
    const { a, b, says, fault, faults } = await pair(carrier, 'datagram')
    fault(1, { kind: 'drop', links, ppm: 300_000, filter: every })
    await says(1, 1_000)
    const { met, hit } = faults.get(1) ?? { met: 0, hit: 0 }
    await b.until(() => heard(b).length === 1_000 - hit)
    expect(met).toBe(1_000)
    expect(hit).toBeGreaterThan(240)
    expect(hit).toBeLessThan(360)
    expect(dropped(a, 'lost')).toBe(hit)
  })

  test.each(['flip', 'truncate'] as const)(
    'are damaged (%s) and rejected, and nothing else breaks',
    async (how) => {
      const { a, b, says, fault, faults } = await pair(carrier, 'datagram')
      fault(1, { kind: 'corrupt', links, ppm: 200_000, how, unchecked: false, filter: every })
      await says(1, 500)
      const { hit } = faults.get(1) ?? { hit: 0 }
      await b.until(() => heard(b).length + dropped(b, 'corrupt') === 500)
      expect(hit).toBeGreaterThan(60)
      expect(dropped(b, 'corrupt')).toBe(hit)
      expect(new Set(heard(b)).size).toBe(500 - hit)
      expect([...a.told, ...b.told].filter((one) => one.startsWith('refused'))).toEqual([])
    },
  )

  test('reach the actor damaged where nobody checks', async () => {
    const { b, says, fault } = await pair(carrier, 'datagram')
    const how = 'truncate'
    fault(1, { kind: 'corrupt', links, ppm: 1_000_000, how, unchecked: true, filter: every })
    await says(10, 10)
    await b.hears(' from a')
    expect(b.told).toEqual(['1 from a']) // of "10."
  })

  test('come twice', async () => {
    const { b, says, fault } = await pair(carrier, 'datagram')
    fault(1, { kind: 'duplicate', links, ppm: 1_000_000, later: null, filter: every })
    await says(1, 50)
    await b.until(() => heard(b).length === 100)
    expect(b.marks.map((mark) => mark?.nth)).toEqual(upTo(50).flatMap((n) => [n, n]))
  })
})
