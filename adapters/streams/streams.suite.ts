// What the stream transport promises over every make of connection: each carrier's tests run these.

import { afterEach, describe, expect, test } from 'vitest'

import { Mistake } from '../../sim/problem.ts'
import { nodeId } from '../../sim/units.ts'
import { type End, Ends, portOf, say, type Wish } from '../end.suite.ts'
import type { Transport, TransportOptions } from '../transport.ts'

/** The tests, as calls of vitest. */
export function streamPromises(listen: (options: TransportOptions) => Promise<Transport>): void {
  const ends = new Ends(listen)
  const { book } = ends
  const end = (id: string, wish?: Wish): Promise<End> => ends.open(id, wish)

  afterEach(() => ends.close())

  describe('a stream', () => {
    test('is opened by the first send, and carries both ways in order', async () => {
      const [a, b] = [await end('a'), await end('b')]
      for (let nth = 0; nth < 500; nth += 1) a.send('b', `${nth}`)
      await b.hears('499 from a')
      b.send('a', 'back')
      await a.hears('back from b')
      expect(b.told).toEqual(Array.from({ length: 500 }, (_, nth) => `${nth} from a`))
      expect(a.told).toEqual(['back from b'])
    })

    test('carries a message of nearly a megabyte, and the next one', async () => {
      const [a, b] = [await end('a'), await end('b')]
      const lengths: number[] = []
      b.onReceive = (_from, message) =>
        lengths.push('text' in message ? String(message.text).length : 0)
      a.send('b', 'x'.repeat(1_000_000))
      a.send('b', 'after')
      await b.hears('after')
      expect(lengths).toEqual([1_000_000, 5])
    })

    test('opened from both ends at once is one stream, and nothing is lost', async () => {
      for (let round = 0; round < 20; round += 1) {
        const [a, b] = [await end(`a${round}`), await end(`b${round}`)]
        for (let nth = 0; nth < 20; nth += 1) {
          a.send(b.id, `a${nth}`)
          b.send(a.id, `b${nth}`)
        }
        await Promise.all([a.hears('b19'), b.hears('a19')])
        a.send(b.id, 'more')
        b.send(a.id, 'more')
        await Promise.all([a.hears('more'), b.hears('more')])
        expect(a.told).toHaveLength(21)
        expect(b.told).toHaveLength(21)
      }
    })

    test('to a node that does not listen is refused, and what waited is dropped', async () => {
      const [a, b] = [await end('a'), await end('b')]
      await b.wire.close()
      a.send('b', 'hello')
      await a.hears('lost')
      expect(a.told).toEqual(['dropped say b reset', 'lost b refused'])
    })

    test('to a name that is not in the book has no link', async () => {
      const a = await end('a')
      expect(a.wire.linkTo(nodeId('nobody'))).toBeNull()
    })

    test('an address is dialed as it stands, and the reply finds the caller', async () => {
      const [a, b] = [await end('a'), await end('b')]
      book.clear()
      a.send(b.wire.address, 'hello')
      await b.hears('hello from a')
      b.send('a', 'back')
      await a.hears(`back from ${b.wire.address}`)
    })

    test('a name with a number is a connection of its own', async () => {
      const [a, b] = [await end('a'), await end('b')]
      a.send('b', 'main')
      a.send('b/1', 'first')
      a.send('b/2', 'second')
      await b.until(() => b.told.length === 3)
      expect([...b.told].sort()).toEqual(['first from a/1', 'main from a', 'second from a/2'])
      b.send('a/2', 'two')
      await a.hears('two from b/2')
      a.wire.linkTo(nodeId('b/1'))?.close()
      await b.hears('lost a/1 closed')
      b.send('a', 'still')
      await a.hears('still from b')
    })

    test('closed in order delivers what was sent before, then tells the other end alone', async () => {
      const [a, b] = [await end('a'), await end('b')]
      const link = a.wire.linkTo(nodeId('b'))
      link?.send(say('one'), 1)
      link?.send(say('two'), 1)
      link?.close()
      await b.hears('lost')
      expect(b.told).toEqual(['one from a', 'two from a', 'lost a closed'])
      expect(a.told).toEqual([])
      link?.send(say('late'), 1)
      expect(a.told).toEqual(['dropped say b reset'])
      a.send('b', 'anew')
      await b.hears('anew from a')
    })

    test('closed and dialed again at once loses nothing of either', async () => {
      const [a, b] = [await end('a'), await end('b')]
      for (let nth = 0; nth < 30; nth += 1) {
        a.send('b', `m${nth}`)
        a.wire.linkTo(nodeId('b'))?.close()
      }
      a.send('b', 'end')
      await b.hears('end from a')
      const order = Array.from({ length: 30 }, (_, nth) => [
        `m${nth} from a`,
        'lost a closed',
      ]).flat()
      expect(b.told).toEqual([...order, 'end from a'])
    })

    test('whose queue is full is reset, and tells it after the step', async () => {
      const [a, b] = [await end('a', { queue: 10 }), await end('b')]
      for (let nth = 0; nth < 15; nth += 1) a.send('b', `${nth}`)
      expect(a.told.filter((one) => one.startsWith('lost'))).toEqual([])
      await a.hears('lost b reset')
      expect(a.told.filter((one) => one === 'dropped say b full')).toHaveLength(1)
      expect(a.told.filter((one) => one === 'dropped say b reset')).toHaveLength(14)
      a.send('b', 'anew')
      await b.hears('anew from a')
      expect(b.told).toEqual(['anew from a'])
    })
  })

  describe('a datagram link over tcp', () => {
    test('tells no end of a connection: its messages are lost, the next one dials again', async () => {
      const a = await end('a', { link: 'datagram' })
      const b = await end('b', { link: 'datagram' })
      a.send('b', 'one')
      await b.hears('one from a')
      await b.wire.close()
      a.send('b', 'into the void')
      await a.hears('dropped say b down')
      const again = await end('b', { link: 'datagram' })
      a.send('b', 'two')
      await again.hears('two from a')
      expect(a.told).toEqual(['dropped say b down'])
    })

    test('drops what does not fit its queue, and the connection stays', async () => {
      const a = await end('a', { link: 'datagram', queue: 5 })
      const b = await end('b', { link: 'datagram' })
      for (let nth = 0; nth < 8; nth += 1) a.send('b', `${nth}`)
      await b.hears('4 from a')
      expect(a.told).toEqual(Array(3).fill('dropped say b full'))
    })
  })

  describe('back-pressure', () => {
    test('a paused node reads nothing, and everything once it goes on', async () => {
      const [a, b] = [await end('a'), await end('b')]
      a.send('b', 'first')
      await b.hears('first')
      b.wire.pause()
      for (let nth = 0; nth < 200; nth += 1) a.send('b', `${nth}`)
      a.send('c', 'x')
      const c = await end('c')
      a.send('c', 'meanwhile')
      await c.hears('meanwhile') // the loop has turned, and a's frames have long been written
      expect(b.told).toEqual(['first from a'])
      b.wire.resume()
      await b.hears('199 from a')
      expect(b.told).toHaveLength(201)
    })

    test('a pause takes effect between two messages of one packet', async () => {
      const [a, b] = [await end('a'), await end('b')]
      b.onReceive = () => b.wire.pause()
      for (let nth = 0; nth < 5; nth += 1) a.send('b', `${nth}`)
      for (let nth = 0; nth < 5; nth += 1) {
        await b.until(() => b.told.length === nth + 1)
        b.wire.resume()
      }
      expect(b.told).toEqual([0, 1, 2, 3, 4].map((nth) => `${nth} from a`))
    })

    test('a peer that is not read fills its sender’s queue, which resets', async () => {
      const [a, b] = [await end('a', { queue: 50 }), await end('b')]
      a.send('b', 'first')
      await b.hears('first')
      b.wire.pause()
      const link = a.wire.linkTo(nodeId('b'))
      const text = 'x'.repeat(200_000)
      const pump = (): void => {
        if (a.told.length > 0) return
        for (let nth = 0; nth < 10; nth += 1) link?.send(say(text), 1)
        setImmediate(pump)
      }
      pump()
      await a.hears('lost b reset')
      expect(a.told[0]).toBe('dropped say b full')
    })
  })

  test('a port that is taken is told as WL5002, with what to do', async () => {
    const a = await end('a')
    const port = portOf(a)
    const error = await end('b', { port }).catch((one: unknown) => one)
    expect(error).toBeInstanceOf(Mistake)
    expect(String(error)).toContain(
      `WL5002: port ${port} of 127.0.0.1 is taken, so b cannot listen there.`,
    )
    expect(error instanceof Mistake && error.exitCode).toBe(2)
  })

  test('close gives the port back and ends every connection', async () => {
    const [a, b] = [await end('a'), await end('b')]
    a.send('b', 'hello')
    await b.hears('hello')
    await a.wire.close()
    await b.hears('lost a closed')
    const again = await end('c', { port: portOf(a) })
    expect(portOf(again)).toBe(portOf(a))
  })
}
