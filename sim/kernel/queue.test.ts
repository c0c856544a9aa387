import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EventQueue, heapBelow, timeMax, wheelAbove } from './queue.ts'

type Order = 'by size' | 'heap' | 'wheel'
const orders: readonly Order[] = ['by size', 'heap', 'wheel']
const forever = Number.POSITIVE_INFINITY

/** What the queue is a fast form of: a list, sorted by (time, number in line). */
class Line {
  readonly pending: { time: number; line: number; id: number; slot: number }[] = []
  #line = 0

  push(time: number, id: number, slot: number): void {
    this.pending.push({ time, line: this.#line++, id, slot })
    this.#sort()
  }

  move(at: number, time: number): void {
    const entry = this.pending[at]
    if (entry === undefined) return
    entry.time = time
    entry.line = this.#line++
    this.#sort()
  }

  #sort(): void {
    this.pending.sort((a, b) => a.time - b.time || a.line - b.line)
  }
}

type Act =
  | { kind: 'push'; ahead: number }
  | { kind: 'pop'; within: number }
  | { kind: 'cancel'; at: number }
  | { kind: 'move'; at: number; ahead: number }

/** Delays that tie, that are near, and that are beyond 32 bits. */
const ahead = fc.oneof(
  fc.constantFrom(0, 1, 63, 64, 1_000, 1_000),
  fc.integer({ min: 0, max: 300_000 }),
  fc.integer({ min: 0, max: 2 ** 36 }),
)
const acts = (pushes: number, pops: number): fc.Arbitrary<readonly Act[]> =>
  fc.array(
    fc.oneof(
      { weight: pushes, arbitrary: fc.record({ kind: fc.constant('push' as const), ahead }) },
      {
        weight: pops,
        arbitrary: fc.record({
          kind: fc.constant('pop' as const),
          within: fc.oneof(fc.constant(forever), ahead),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('cancel' as const), at: fc.nat(1_000) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('move' as const), at: fc.nat(1_000), ahead }),
      },
    ),
    { maxLength: 400, size: 'max' },
  )

/** Does the same to a queue and to the line, looks for a difference after each act. */
function follow(queue: EventQueue, script: readonly Act[], modes?: Set<string>): void {
  const line = new Line()
  let id = 0
  for (const act of script) {
    switch (act.kind) {
      case 'push': {
        const time = queue.now + act.ahead
        id += 1
        line.push(time, id, queue.push(time, id, -id, id * 2, id * 3, { id }))
        break
      }
      case 'pop': {
        const until = queue.now + act.within
        const first = line.pending[0]
        const slot = queue.pop(until)
        if (first === undefined || first.time > until) {
          expect(slot).toBe(-1)
          break
        }
        line.pending.shift()
        expect([slot, queue.now, queue.timeOf(slot)]).toEqual([first.slot, first.time, first.time])
        const words = queue.wordsOf(slot)
        expect(words).toEqual([first.id, -first.id, first.id * 2, first.id * 3])
        expect(queue.body[slot]).toEqual({ id: first.id })
        queue.release(slot)
        expect(queue.body[slot]).toBeNull()
        break
      }
      default: {
        if (line.pending.length === 0) break
        const at = act.at % line.pending.length
        const slot = line.pending[at]?.slot ?? -1
        expect(queue.isPending(slot)).toBe(true)
        if (act.kind === 'move') {
          const time = queue.now + act.ahead
          line.move(at, time)
          expect(queue.move(slot, time)).toBe(slot)
          break
        }
        line.pending.splice(at, 1)
        queue.cancel(slot)
        expect(queue.isPending(slot)).toBe(false)
        expect(queue.body[slot]).toBeNull()
      }
    }
    expect(queue.size).toBe(line.pending.length)
    modes?.add(queue.mode)
  }
  for (const { slot, time } of line.pending) {
    expect([queue.pop(forever), queue.now]).toEqual([slot, time])
    queue.release(slot)
  }
  expect(queue.pop(forever)).toBe(-1)
}

describe('the event queue', () => {
  test.each(orders)('is the sorted line, whatever is done to it (%s)', (order) => {
    fc.assert(
      fc.property(acts(5, 4), (script) => follow(new EventQueue(order, 2), script)),
      { numRuns: 60, seed: 1 },
    )
  })

  test('stays the line while it grows into the wheel and shrinks into the heap', () => {
    const modes = new Set<string>()
    fc.assert(
      fc.property(acts(12, 2), acts(2, 12), acts(12, 2), (grow, shrink, again) =>
        follow(new EventQueue(), [...grow, ...shrink, ...again], modes),
      ),
      { numRuns: 40, seed: 2 },
    )
    expect([...modes].sort()).toEqual(['heap', 'wheel'])
  })

  test('a reset queue does what a fresh one does', () => {
    fc.assert(
      fc.property(acts(9, 3), acts(5, 4), (before, script) => {
        const used = new EventQueue()
        for (const act of before) if (act.kind === 'push') used.push(act.ahead, 0, 0, 0, 0, act)
        used.reset()
        follow(used, script)
      }),
      { numRuns: 40, seed: 3 },
    )
  })

  test.each(orders)('pops those due together in the order they were pushed (%s)', (order) => {
    const queue = new EventQueue(order)
    const due = 2 ** 33 + 5
    for (let n = 0; n < 300; n++) queue.push(due, n, 0, 0, 0, null)
    const seen = Array.from({ length: 300 }, () => queue.wordsOf(queue.pop(forever))[0])
    expect(seen).toEqual(Array.from({ length: 300 }, (_, n) => n))
  })

  test.each(orders)('a moved event goes behind those due with it (%s)', (order) => {
    const queue = new EventQueue(order)
    const [first, second] = [1, 2].map((kind) => queue.push(70, kind, 0, 0, 0, null))
    queue.move(first ?? -1, 70)
    expect([queue.pop(forever), queue.pop(forever)]).toEqual([second, first])
  })

  test('takes the wheel above 128 pending and the heap below 64, and no slot changes', () => {
    const queue = new EventQueue()
    const slots = Array.from({ length: wheelAbove }, (_, n) =>
      queue.push(1_000 - n, n, 0, 0, 0, null),
    )
    expect(queue.mode).toBe('heap')
    slots.push(queue.push(0, wheelAbove, 0, 0, 0, null))
    expect(queue.mode).toBe('wheel')
    expect(slots.map((slot) => queue.wordsOf(slot)[0])).toEqual(slots.map((_, n) => n))
    while (queue.size > heapBelow) queue.cancel(slots.pop() ?? -1)
    expect(queue.mode).toBe('wheel')
    queue.cancel(slots.pop() ?? -1)
    expect(queue.mode).toBe('heap')
    expect(slots.map((slot) => queue.isPending(slot))).toEqual(slots.map(() => true))
    expect(slots.map((slot) => queue.timeOf(slot))).toEqual(slots.map((_, n) => 1_000 - n))
  })

  test('comes back to the wheel with earlier events than it last saw', () => {
    const queue = new EventQueue()
    const far = Array.from({ length: 200 }, (_, n) => queue.push(2 ** 40 + n, 0, 0, 0, 0, null))
    for (const slot of far.slice(20)) queue.cancel(slot)
    expect(queue.mode).toBe('heap')
    const times = Array.from({ length: 200 }, (_, n) => (n * 7_919) % 100_003)
    for (const time of times) queue.push(time, 0, 0, 0, 0, null)
    expect(queue.mode).toBe('wheel')
    const seen = times.map(() => queue.timeOf(queue.pop(forever)))
    expect(seen).toEqual(times.toSorted((a, b) => a - b))
  })

  test('nothing is due before its time, and looking moves nothing', () => {
    for (const order of orders) {
      const queue = new EventQueue(order)
      for (const time of [5_000, 4_000, 4_100]) queue.push(time, 0, 0, 0, 0, null)
      expect([queue.pop(3_999), queue.now, queue.size]).toEqual([-1, 0, 3])
      queue.push(10, 7, 0, 0, 0, null)
      expect(queue.wordsOf(queue.pop(3_999))[0]).toBe(7)
      expect([queue.pop(4_000) >= 0, queue.now]).toEqual([true, 4_000])
    }
  })

  test('lets go of every body: released, cancelled, or pending at a reset', () => {
    const queue = new EventQueue('by size', 2)
    for (let n = 0; n < 500; n++) queue.push(n, 0, 0, 0, 0, { n })
    const popped = queue.pop(forever)
    queue.cancel(queue.push(1_000, 0, 0, 0, 0, {}))
    queue.release(popped)
    expect(queue.body.filter((body) => body !== null)).toHaveLength(499)
    queue.pop(forever) // popped and never released: a step that threw
    queue.reset()
    expect(queue.body.filter((body) => body !== null)).toEqual([])
    expect([queue.size, queue.now, queue.mode, queue.pop(forever)]).toEqual([0, 0, 'heap', -1])
  })

  test('times reach up to 2^48', () => {
    for (const order of orders) {
      const queue = new EventQueue(order)
      const times = [timeMax, 2 ** 47, 2 ** 32, 2 ** 32 - 1, 2 ** 31, 64, 63, 0]
      for (const time of times) queue.push(time, 0, 0, 0, 0, null)
      const seen = times.map(() => queue.timeOf(queue.pop(forever)))
      expect(seen).toEqual(times.toSorted((a, b) => a - b))
    }
  })

  test.each`
    because                       | time           | promise
    ${'the past is over'}         | ${9}           | ${/not before now/}
    ${'time is whole'}            | ${11.5}        | ${/whole microsecond/}
    ${'the wheel has 48 bits'}    | ${timeMax + 1} | ${/below 2\^48/}
    ${'never is not an instant'}  | ${forever}     | ${/below 2\^48/}
    ${'nonsense is not a moment'} | ${Number.NaN}  | ${/whole microsecond/}
  `('refuses a time: $because', ({ time, promise }) => {
    const queue = new EventQueue()
    const other = queue.push(20, 0, 0, 0, 0, null)
    queue.push(10, 0, 0, 0, 0, null)
    queue.release(queue.pop(forever))
    expect(() => queue.push(time, 0, 0, 0, 0, null)).toThrow(promise)
    expect(() => queue.move(other, time)).toThrow(promise)
  })

  test('a slot is given back once, and what is not pending cannot be cancelled', () => {
    const queue = new EventQueue()
    const slot = queue.push(1, 0, 0, 0, 0, null)
    expect(() => queue.release(slot)).toThrow(/after it was popped/)
    queue.pop(forever)
    expect(() => queue.cancel(slot)).toThrow(/only a pending event/)
    queue.release(slot)
    expect(() => queue.release(slot)).toThrow(/released once/)
    expect(() => queue.move(slot, 5)).toThrow(/only a pending event/)
  })
})
