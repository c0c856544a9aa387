// Causal consistency bites where who saw a write does not see its causes, and nowhere else; and by
// definition: what each reader knew can be put into an order that explains what it read.

import { describe, expect, test } from 'vitest'
import type { History, Operation } from '../history.ts'
import { nodeId, type OpId } from '../units.ts'
import { causal } from './causal.ts'
import { type Random, randomOf } from './linearizability/histories.suite.ts'

interface Step {
  readonly client: string
  readonly isRead: boolean
  readonly key: string
  readonly value: number | null
}

const steps = (...lines: readonly string[]): readonly Step[] =>
  lines.map((line) => {
    const [client = '', verb = '', key = '', value = ''] = line.split(' ')
    return { client, isRead: verb === 'r', key, value: value === 'null' ? null : Number(value) }
  })

/** `c1 w x 1`, `c2 r x null`: clients one after the other. */
const historyOf = (all: readonly Step[]): History =>
  all.map(
    ({ client, isRead, key, value }, at): Operation => ({
      ...{ id: at as OpId, client: nodeId(client), start: 2 * at, end: 2 * at + 1 },
      call: isRead ? { kind: 'get', key } : { kind: 'put', key, value },
      result: isRead ? value : 'ok',
    }),
  )

describe('litmus histories', () => {
  test.each<[string, readonly string[], string | null, string | null]>([
    [
      'a message and its answer',
      ['c1 w x 1', 'c2 r x 1', 'c2 w y 1', 'c3 r y 1', 'c3 r x null'],
      'WL2020',
      'WL2020',
    ],
    [
      'the same, seen whole',
      ['c1 w x 1', 'c2 r x 1', 'c2 w y 1', 'c3 r y 1', 'c3 r x 1'],
      null,
      null,
    ],
    ['two orders of two writes', ['c1 w x 1', 'c2 w x 2', 'c1 r x 2', 'c2 r x 1'], null, 'WL2011'],
    ['its own write not there', ['c1 w x 1', 'c1 r x null'], 'WL2018', 'WL2018'],
    ['an older write of its own', ['c1 w x 1', 'c1 w x 2', 'c1 r x 1'], 'WL2018', 'WL2018'],
    [
      'read before it was caused',
      ['c1 r x 1', 'c1 w y 1', 'c2 r y 1', 'c2 w x 1'],
      'WL2024',
      'WL2024',
    ],
    ['a value of nobody', ['c1 r x 7'], 'WL2005', 'WL2005'],
    ['neither saw the other', ['c1 w x 1', 'c1 r y null', 'c2 w y 1', 'c2 r x null'], null, null],
  ])('%s', (_because, lines, code, convergent) => {
    const given = historyOf(steps(...lines))
    const pass = { verdict: 'pass' }
    expect(causal().judge(given)).toMatchObject(code === null ? pass : { verdict: 'fail', code })
    expect(causal({ convergent: true }).judge(given)).toMatchObject(
      convergent === null ? pass : { verdict: 'fail', code: convergent },
    )
  })

  test('told from cause to effect', () => {
    const given = historyOf(steps('c1 w x 1', 'c2 r x 1', 'c2 w y 1', 'c3 r y 1', 'c3 r x null'))
    expect(causal().judge(given)).toMatchObject({
      why:
        'c3 read x = null, and knew of x = 1 of c1, which is newer: c1 wrote x = 1; ' +
        'c2 read x = 1 and then wrote y = 1; c3 read y = 1 and then read x = null',
      misfit: { op: 4, others: [0, 1, 2, 3] },
    })
  })

  test('what cannot be decided is said', () => {
    const twice = historyOf(steps('c1 w x 1', 'c2 w x 1', 'c1 r x 1'))
    expect(causal().judge(twice)).toMatchObject({
      verdict: 'inconclusive',
      why: '1 read is of a value that was written twice',
    })
    expect(causal().judge(historyOf(steps('c1 w x 1')))).toMatchObject({ why: 'nothing was read' })
  })
})

describe('by definition', () => {
  function drawn(random: Random): readonly Step[] {
    const clients = 2 + Math.floor(random() * 2)
    const made: string[] = []
    const all = Array.from({ length: 3 + Math.floor(random() * 5) }, (_, at) => {
      const key = random() < 0.5 ? 'x' : 'y'
      const isRead = at > 0 && random() < 0.55
      if (!isRead) made.push(key)
      return { client: `c${1 + Math.floor(random() * clients)}`, isRead, key, value: made.length }
    })
    return all.map((one) => {
      if (!one.isRead) return one
      const values = made.flatMap((key, at) => (key === one.key ? [at + 1] : []))
      const pick = Math.floor(random() * (values.length + 1))
      return { ...one, value: values[pick] ?? null }
    })
  }

  const orders = (some: readonly number[]): readonly (readonly number[])[] =>
    some.length === 0
      ? [[]]
      : some.flatMap((one) =>
          orders(some.filter((other) => other !== one)).map((rest) => [one, ...rest]),
        )

  /** By operation, what came causally before it; null: something came before itself. */
  function pasts(all: readonly Step[]): readonly ReadonlySet<number>[] | null {
    const before = all.map((one, at) => {
      const direct = new Set<number>()
      for (const [other, step] of all.entries()) {
        if (other < at && step.client === one.client) direct.add(other)
        if (one.isRead && !step.isRead && step.key === one.key && step.value === one.value)
          direct.add(other)
      }
      return direct
    })
    for (let round = 0; round < all.length; round++)
      for (const past of before)
        for (const one of [...past]) for (const more of before[one] ?? []) past.add(more)
    return before.some((past, at) => past.has(at)) ? null : before
  }

  /** Whether the last write of an order to the key of a read is what it read. */
  const explains = (all: readonly Step[], order: readonly number[], read: Step): boolean => {
    const last = order.findLast((at) => all[at]?.key === read.key)
    return (last === undefined ? null : all[last]?.value) === read.value
  }

  const respects = (order: readonly number[], before: readonly ReadonlySet<number>[]): boolean =>
    order.every((one, at) => !order.slice(at + 1).some((later) => before[one]?.has(later)))

  const isWrite = (all: readonly Step[], at: number): boolean => all[at]?.isRead === false

  /** Each reader has an order of the writes that it knew; or all have parts of one. */
  function isCausal(all: readonly Step[], isConvergent: boolean): boolean {
    const before = pasts(all)
    if (before === null) return false
    const reads = [...all.entries()].filter(([, { isRead }]) => isRead)
    const writes = [...all.keys()].filter((at) => isWrite(all, at))
    if (isConvergent)
      return orders(writes).some(
        (order) =>
          respects(order, before) &&
          reads.every(([at, read]) =>
            explains(
              all,
              order.filter((one) => before[at]?.has(one)),
              read,
            ),
          ),
      )
    return reads.every(([at, read]) =>
      orders(writes.filter((one) => before[at]?.has(one))).some(
        (order) => respects(order, before) && explains(all, order, read),
      ),
    )
  }

  test.each([false, true])('convergent: %s', (convergent) => {
    const counts = { pass: 0, fail: 0 }
    for (let seed = 50_000; seed < 80_000; seed++) {
      const all = drawn(randomOf(seed))
      const { verdict } = causal({ convergent }).judge(historyOf(all))
      if (verdict === 'inconclusive') continue
      expect([seed, verdict]).toEqual([seed, isCausal(all, convergent) ? 'pass' : 'fail'])
      counts[verdict] += 1
    }
    expect(Math.min(counts.pass, counts.fail)).toBeGreaterThan(150)
  })
})
