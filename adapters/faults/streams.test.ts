import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { Fault, Filter } from '../../sim/fault.ts'
import { ms } from '../../sim/units.ts'
import { letter, r1, r2, s1, type Scene, scene } from './pipes.suite.ts'

const every: Filter = { kinds: null, first: null, last: null, where: null }
const notes: Filter = { ...every, kinds: ['note'] }
const links = [{ from: [s1], to: [r1] }]
const both = [{ from: [s1], to: [r1, r2] }]
const hold = (filter = every, over = links): Fault => ({ kind: 'hold', links: over, filter })
const release = (filter = every): Fault => ({ kind: 'release', links, filter })
const end = (of: number): Fault => ({ kind: 'end', of })
const stream = (queue?: number): Promise<Scene> =>
  scene({ link: 'stream', ...(queue === undefined ? {} : { queue }) })
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe.each(['datagram', 'stream'] as const)('a hold on a %s link', (link) => {
  test('keeps whole messages back, in order, until it is released', async () => {
    const one = await scene({ link })
    one.fault(1, hold())
    for (let n = 1; n <= 5; n += 1) one.send(letter(n))
    expect(one.far.numbers).toEqual([])
    expect(one.transport.held).toBe(5)
    one.fault(2, release())
    expect(one.far.numbers).toEqual([1, 2, 3, 4, 5])
    one.send(letter(6))
    expect(one.far.numbers).toEqual([1, 2, 3, 4, 5, 6])
    expect(one.faults.get(1)).toEqual({ met: 5, hit: 5 })
  })

  test.each(['end', 'heal', 'heal of the link', 'calm'])('lets all go at its %s', async (how) => {
    const one = await scene({ link })
    one.fault(1, hold())
    one.fault(2, hold(notes))
    one.send(letter(1))
    one.send(letter(2, 'note'))
    if (how === 'end') for (const of of [2, 1]) one.fault(9 + of, end(of))
    else if (how === 'calm') one.transport.calm()
    else one.fault(3, { kind: 'heal', links: how === 'heal' ? null : links })
    expect(one.far.numbers).toEqual([1, 2])
    expect(one.transport.held).toBe(0)
  })

  test('stays where another link is healed or released', async () => {
    const one = await scene({ link })
    one.fault(1, hold(every, both))
    one.send(letter(1))
    one.send(letter(2), r2)
    one.fault(2, release())
    expect(one.far.numbers).toEqual([1])
    expect(one.other.numbers).toEqual([])
    one.fault(3, { kind: 'heal', links: [{ from: [s1], to: [r2] }] })
    expect(one.other.numbers).toEqual([2])
    one.send(letter(3))
    one.send(letter(4), r2)
    expect([one.far.numbers, one.other.numbers]).toEqual([
      [1, 3],
      [2, 4],
    ])
  })

  test('of some messages: on a stream those behind a held one wait too', async () => {
    const one = await scene({ link })
    one.fault(1, hold(notes))
    for (const n of [1, 2, 3]) one.send(letter(n, n === 2 ? 'note' : 'letter'))
    expect(one.far.numbers).toEqual(link === 'stream' ? [1] : [1, 3])
    one.fault(2, end(1))
    expect(one.far.numbers).toEqual(link === 'stream' ? [1, 2, 3] : [1, 3, 2])
  })

  test('that lets some go stays for the others', async () => {
    const one = await scene({ link })
    one.fault(1, hold())
    for (let n = 1; n <= 4; n += 1) one.send(letter(n, n === 2 ? 'note' : 'letter'))
    one.fault(2, release({ ...every, kinds: ['letter'], first: 1, last: 2 })) // letters 1 and 3
    expect(one.far.numbers).toEqual(link === 'stream' ? [1] : [1, 3]) // nothing overtakes the note
    one.fault(3, release(notes))
    expect(one.far.numbers).toEqual(link === 'stream' ? [1, 2, 3] : [1, 3, 2])
    one.send(letter(5))
    one.fault(4, end(1))
    expect(one.far.numbers).toEqual(link === 'stream' ? [1, 2, 3, 4, 5] : [1, 3, 2, 4, 5])
  })

  test('keeps no more for a peer than its queue has room for', async () => {
    const one = await scene({ link, queue: 3 })
    one.fault(1, hold())
    for (let n = 1; n <= 5; n += 1) one.send(letter(n))
    await turn()
    if (link === 'datagram') {
      expect(one.near.dropped_).toEqual(new Map([['full', 2]]))
      one.fault(2, end(1))
      expect(one.far.numbers).toEqual([1, 2, 3])
    } else {
      // The connection goes with all that waited on it, and both ends are told.
      expect(one.near.dropped_).toEqual(
        new Map([
          ['full', 1],
          ['reset', 4],
        ]),
      )
      expect(one.near.lost_).toEqual(['r1 reset'])
      expect(one.far.lost_).toEqual(['s1 closed'])
      one.fault(2, end(1))
      one.send(letter(6))
      expect(one.far.numbers).toEqual([6])
    }
  })
})

test('what a hold on a datagram link lets go is neither lost nor doubled again', async () => {
  const one = await scene()
  one.fault(1, hold())
  one.send(letter(1))
  one.fault(2, { kind: 'drop', links, ppm: 1_000_000, filter: every })
  one.fault(3, end(1))
  expect(one.far.numbers).toEqual([1])
  expect(one.faults.get(2)).toBeUndefined()
  one.fault(4, hold())
  one.send(letter(2)) // it was lost before it could be held
  expect(one.transport.held).toBe(0)
})

describe('the end of a stream', () => {
  test('waits behind what is held, and the next stream behind it', async () => {
    const one = await stream()
    one.fault(1, hold(notes))
    one.send(letter(1, 'note'))
    one.transport.linkTo(r1)?.close()
    one.send(letter(2))
    one.send(letter(3))
    one.transport.linkTo(r1)?.close()
    one.send(letter(4))
    expect([one.far.numbers, one.far.lost_]).toEqual([[], []])
    one.fault(2, end(1))
    expect(one.far.numbers).toEqual([1, 2, 3, 4])
    expect(one.far.lost_).toEqual(['s1 closed', 's1 closed'])
    expect(one.near.dropped_.size).toBe(0)
  })

  test('takes what is held along, and is told to the actor', async () => {
    const one = await stream()
    one.fault(1, hold())
    const link = one.transport.linkTo(r1)
    link?.send(letter(1), 1)
    one.breaks(r1)
    expect(one.near.lost_).toEqual(['r1 reset'])
    link?.send(letter(2), 2) // an output of a step that saw the old one
    expect(one.near.dropped_).toEqual(new Map([['reset', 2]]))
    one.fault(2, end(1))
    one.send(letter(3))
    expect(one.far.numbers).toEqual([3])
  })

  test('that its actor has closed: nothing more of it is heard, nor that it broke', async () => {
    const one = await stream()
    one.fault(1, hold())
    one.send(letter(1))
    one.transport.linkTo(r1)?.close()
    one.send(letter(2)) // of the next stream
    one.hears(r1, letter(9))
    one.breaks(r1)
    expect([one.near.came, one.near.lost_]).toEqual([[], []])
    expect(one.near.dropped_).toEqual(new Map([['reset', 2]])) // what came, and what was held
    one.fault(2, end(1))
    expect(one.far.numbers).toEqual([2])
    one.hears(r1, letter(10))
    expect(one.near.numbers).toEqual([10])
  })
})

test('whatever is held, released and delayed: a stream keeps its order and loses nothing', async () => {
  const kind = fc.constantFrom('letter' as const, 'note' as const)
  const filter = fc.record({
    kinds: fc.option(fc.tuple(kind), { nil: null }),
    first: fc.option(fc.integer({ min: 1, max: 5 }), { nil: null }),
    last: fc.constant(9),
    where: fc.option(
      fc.record({
        ...{ path: fc.constant('n'), op: fc.constantFrom('<' as const, '>' as const) },
        value: fc.integer({ min: 0, max: 40 }),
      }),
      { nil: null },
    ),
  })
  const act = fc.oneof(
    { weight: 6, arbitrary: fc.record({ act: fc.constant('send' as const), kind }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constant('hold' as const), filter }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constant('release' as const), filter }) },
    {
      weight: 2,
      arbitrary: fc.record({
        ...{ act: fc.constant('delay' as const), filter },
        by: fc.integer({ min: 0, max: 3_000 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        ...{ act: fc.constant('end' as const), of: fc.integer({ min: 0, max: 40 }) },
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ act: fc.constantFrom('close' as const, 'turn' as const) }),
    },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
      const one = await stream()
      let sent = 0
      let closed = 0
      for (const [at, doing] of acts.entries()) {
        if (doing.act === 'send') one.send(letter((sent += 1), doing.kind))
        else if (doing.act === 'hold') one.fault(at, hold(doing.filter))
        else if (doing.act === 'release') one.fault(at, release(doing.filter))
        else if (doing.act === 'end') one.fault(at, end(doing.of))
        else if (doing.act === 'turn') await turn()
        else if (doing.act === 'delay') {
          const extra = { kind: 'const', at: doing.by } as const
          one.fault(at, { kind: 'delay', links, extra, filter: doing.filter })
        } else {
          one.transport.linkTo(r1)?.close()
          closed += 1
        }
      }
      one.transport.calm()
      await one.far.until(() => one.far.came.length === sent && one.far.lost_.length === closed)
      expect(one.far.numbers).toEqual(Array.from({ length: sent }, (_, at) => at + 1))
      expect(one.transport.held).toBe(0)
      expect(one.near.dropped_.size).toBe(0)
      await one.transport.close()
    }),
    { numRuns: 150 },
  )
})

test('a stream without a filter in its way is not delayed by a fault of bytes', async () => {
  const one = await stream()
  one.fault(1, { kind: 'delay', links, extra: { kind: 'const', at: ms(1_000) }, filter: every })
  one.send(letter(1))
  expect(one.far.numbers).toEqual([1])
})
