import { describe, expect, test } from 'vitest'
import { nodeId } from '../../sim/units.ts'
import * as promise from './invariants.ts'

const [r1, r2, c1, s1] = ['receiver1', 'receiver2', 'client1', 'sender1'].map(nodeId) as [
  ReturnType<typeof nodeId>,
  ReturnType<typeof nodeId>,
  ReturnType<typeof nodeId>,
  ReturnType<typeof nodeId>,
]

const receiver = (
  id: typeof r1,
  texts: readonly string[],
  more: { up?: boolean; registered?: boolean; effects?: number } = {},
): promise.ReceiverSeen => ({
  id,
  up: more.up ?? true,
  state: {
    applied: new Set(texts),
    effects: more.effects ?? texts.length,
    latest: texts.at(-1) ?? null,
    registered: more.registered ?? true,
  },
})

const client = (
  acked: readonly (readonly [string, typeof r1])[],
  more: { unsent?: string[]; open?: number; givenUp?: number } = {},
): promise.ClientSeen => ({
  id: c1,
  up: true,
  state: {
    open: { size: more.open ?? 0 },
    acked: acked.map(([text, by]) => ({ text, by })),
    unsent: more.unsent ?? [],
    givenUp: more.givenUp ?? 0,
  },
})

const sender = (
  letters: number,
  soonest: number | null,
  listed: (typeof r1)[] = [],
): promise.SenderSeen => ({
  id: s1,
  up: true,
  state: { letters: { size: letters }, listed, soonest },
})

const discovery = (at: readonly (typeof r1)[], silence = 0): promise.DiscoverySeen => ({
  id: nodeId('discovery'),
  up: true,
  state: {
    entries: new Map(at.map((one, nth) => [`id ${nth}`, { at: one }])),
    served: { at: 10_000_000, oldest: 10_000_000 - silence, receivers: at },
  },
})

describe('no duplicate effect', () => {
  test.each`
    because                              | receivers                                                    | broken
    ${'nothing was processed'}           | ${[receiver(r1, [])]}                                        | ${false}
    ${'each letter is in one place'}     | ${[receiver(r1, ['a', 'b']), receiver(r2, ['c'])]}           | ${false}
    ${'one receiver processed it twice'} | ${[receiver(r1, ['a'], { effects: 2 })]}                     | ${true}
    ${'two receivers processed it'}      | ${[receiver(r1, ['a', 'b']), receiver(r2, ['b'])]}           | ${true}
    ${'one of the two is down'}          | ${[receiver(r1, ['a'], { up: false }), receiver(r2, ['a'])]} | ${true}
  `('$because', ({ receivers, broken }) =>
    expect(promise.noDuplicateEffect(receivers) !== null).toBe(broken),
  )
})

describe('nothing acknowledged is unprocessed', () => {
  const acked = client([
    ['a', r1],
    ['b', r1],
  ])
  test.each`
    because                                           | receivers                                       | broken
    ${'both are there'}                               | ${[receiver(r1, ['a', 'b'])]}                   | ${false}
    ${'the newest is missing'}                        | ${[receiver(r1, ['a'])]}                        | ${true}
    ${'another receiver has it, the one told of not'} | ${[receiver(r1, ['a']), receiver(r2, ['b'])]}   | ${true}
    ${'a receiver that is down may still have it'}    | ${[receiver(r1, [], { up: false })]}            | ${false}
    ${'a restart lost an older one'}                  | ${[receiver(r1, ['b'], { registered: false })]} | ${true}
  `('$because', ({ receivers, broken }) =>
    expect(promise.nothingAckedIsUnprocessed([acked], receivers) !== null).toBe(broken),
  )
})

describe('nothing refused has an effect', () => {
  const refused = client([], { unsent: ['a', 'b'] })
  test.each`
    because                           | texts         | broken
    ${'nobody has them'}              | ${['c']}      | ${false}
    ${'it had been processed before'} | ${['b', 'c']} | ${true}
    ${'it is being processed now'}    | ${['c', 'a']} | ${true}
  `('$because', ({ texts, broken }) =>
    expect(promise.nothingRefusedHasAnEffect([refused], [receiver(r1, texts)]) !== null).toBe(
      broken,
    ),
  )
})

describe('the list', () => {
  test('names nobody twice', () => {
    expect(promise.nobodyIsListedTwice(discovery([r1, r2]))).toBeNull()
    expect(promise.nobodyIsListedTwice(discovery([r1, r2, r1]))).toBe('receiver1 is listed twice')
  })

  test('names nobody who has been silent for too long', () => {
    expect(promise.theSilentAreNotListed(discovery([r1], 100), 100)).toBeNull()
    expect(promise.theSilentAreNotListed(discovery([r1], 2_000), 100)).toBe(
      'the list names a receiver that has been silent for 2 ms',
    )
  })

  test.each`
    because                        | entries         | known       | why
    ${'all of them are there'}     | ${[r2, r1]}     | ${[r1, r2]} | ${null}
    ${'one is missing'}            | ${[r2]}         | ${[r1, r2]} | ${'receiver1 is alive and not listed'}
    ${'one is there twice'}        | ${[r1, r1, r2]} | ${[r1, r2]} | ${'receiver1 is listed 2 times'}
    ${'a sender has not heard it'} | ${[r1, r2]}     | ${[r1]}     | ${'sender1 does not know of receiver2'}
  `('is right in the end: $because', ({ entries, known, why }) =>
    expect(
      promise.listIsRight(
        discovery(entries),
        [sender(0, null, known)],
        [receiver(r1, []), receiver(r2, [])],
      ),
    ).toBe(why),
  )
})

describe('patience and ends', () => {
  test.each`
    because                               | soonest    | broken
    ${'nothing was tried twice'}          | ${null}    | ${false}
    ${'exactly the timeout'}              | ${250_000} | ${false}
    ${'a clock may be off by one in 100'} | ${248_000} | ${false}
    ${'at once'}                          | ${1_000}   | ${true}
  `('retries are patient: $because', ({ soonest, broken }) =>
    expect(promise.retriesArePatient([sender(1, soonest)], 250_000) !== null).toBe(broken),
  )

  test('what is left open in the end is told', () => {
    expect(promise.delivered([sender(0, null)])).toBeNull()
    expect(promise.delivered([sender(2, null)])).toBe('sender1 still looks after 2 letters')
    expect(promise.answered([client([])])).toBeNull()
    expect(promise.answered([client([], { open: 3 })])).toBe('client1 still waits for 3 answers')
    expect(promise.nothingIsGivenUp([client([])])).toBeNull()
    expect(promise.nothingIsGivenUp([client([], { givenUp: 1 })])).toContain('given up')
  })
})
