// The judge of queues and bags against the definition, and what it says of each rule that is broken.

import { describe, expect, test } from 'vitest'
import type { History, Operation } from '../../history.ts'
import { nodeId } from '../../units.ts'
import { linearizable } from '../linearizable.ts'
import type { Model } from '../model.ts'
import { bag, queue, type QueueCall } from '../models/queue.ts'
import { hasLegalOrder } from './brute.suite.ts'
import { legalHistory, numbered, type Random, randomOf, spoil } from './histories.suite.ts'
import { partsOf } from './part.ts'
import { judgeQueue } from './queue.ts'
import { wrongWithOrder } from './witness.ts'

/** Dequeues of a bag draw from its values; every value is new. */
const drawn = (seed: number, operations: number, open: number, isOrdered: boolean): History => {
  const random = randomOf(seed * 7 + 1)
  const enqueues = 0.35 + random() * 0.3
  return legalHistory<readonly number[], QueueCall>(seed, {
    ...{ clients: 2 + (seed % 3), operations, open, init: [] },
    answer(state, call) {
      if (call.kind === 'enqueue') return { state: [...state, call.value as number], result: true }
      const at = isOrdered ? 0 : Math.floor(random() * state.length)
      return { state: state.toSpliced(at, 1), result: state[at] ?? null }
    },
    draw: (_random, nth) =>
      random() < enqueues ? { kind: 'enqueue', value: nth } : { kind: 'dequeue' },
  })
}

/** Answers of two dequeues exchanged, or one replaced. */
function changed(history: History, random: Random): History {
  const dequeues = history.filter((one) => one.end !== null && isDequeue(one))
  const pick = (): Operation | undefined => dequeues[Math.floor(random() * dequeues.length)]
  if (random() < 0.5) {
    const [one, other] = [pick(), pick()]
    return history.map((each) => {
      if (each.id === one?.id) return { ...each, result: other?.result }
      return each.id === other?.id ? { ...each, result: one?.result } : each
    })
  }
  return spoil(history, random, () => (random() < 0.5 ? null : Math.floor(random() * 8)))
}

const isDequeue = ({ call }: Operation): boolean => (call as QueueCall).kind === 'dequeue'

describe.each([
  { name: 'queue', model: queue() as Model, isOrdered: true },
  { name: 'bag', model: bag() as Model, isOrdered: false },
])('$name', ({ model, isOrdered }) => {
  const check = (history: History): boolean => {
    const [part] = partsOf(history, model)
    if (part === undefined) return true
    const found = judgeQueue(history, part, isOrdered)
    const wanted = hasLegalOrder(history, part, model)
    expect(found?.kind).toBe(wanted ? 'ok' : 'illegal')
    if (found?.kind === 'ok') expect(wrongWithOrder(history, part, model, found.order)).toBeNull()
    return wanted
  }

  test('says what the definition says, with a witness', () => {
    const verdicts = { true: 0, false: 0 }
    for (let seed = 0; seed < 2_500; seed++) {
      const random = randomOf(seed)
      const legal = drawn(seed, 5 + (seed % 4), seed % 2 === 0 ? 0 : 0.3, isOrdered)
      const history = seed % 4 === 0 ? legal : changed(legal, random)
      verdicts[`${check(history)}`] += 1
    }
    expect(Math.min(verdicts.true, verdicts.false)).toBeGreaterThan(300)
  })

  test('medium legal ones have a witness', () => {
    for (let seed = 0; seed < 100; seed++) {
      const history = drawn(seed, 60, seed % 2 === 0 ? 0 : 0.1, isOrdered)
      const [part] = partsOf(history, model)
      if (part === undefined) continue
      const found = judgeQueue(history, part, isOrdered)
      expect(found?.kind).toBe('ok')
      if (found?.kind === 'ok') expect(wrongWithOrder(history, part, model, found.order)).toBeNull()
    }
  })
})

describe('tells', () => {
  type Row = readonly [
    client: string,
    call: 'put' | 'take',
    value: number | null | undefined,
    start: number,
    end: number | null,
  ]
  const history = (rows: readonly Row[]): History =>
    numbered(
      rows.map(([client, call, value, start, end]) => ({
        client: nodeId(client),
        call: call === 'put' ? { kind: 'enqueue', value: value ?? null } : { kind: 'dequeue' },
        ...{ start, end },
        result: end === null ? undefined : call === 'put' ? true : value,
      })),
    )
  test.each<[string, readonly Row[], string, string]>([
    [
      'a value from nowhere',
      [
        ['a', 'put', 1, 0, 1],
        ['b', 'take', 2, 2, 3],
      ],
      'WL2005',
      'b dequeued 2, and nobody had ever enqueued that',
    ],
    [
      'a value taken twice',
      [
        ['a', 'put', 1, 0, 1],
        ['b', 'take', 1, 2, 3],
        ['a', 'take', 1, 4, 5],
      ],
      'WL2006',
      'a dequeued 1, and so did another: b dequeued 1, although it was enqueued only once',
    ],
    [
      'a value taken too early',
      [
        ['b', 'take', 1, 0, 1],
        ['a', 'put', 1, 2, 3],
      ],
      'WL2005',
      'b dequeued 1, and nobody had ever enqueued that',
    ],
    [
      'an element overtaken for good',
      [
        ['a', 'put', 1, 0, 1],
        ['a', 'put', 2, 2, 3],
        ['b', 'take', 2, 4, 5],
      ],
      'WL2011',
      'b dequeued 2, although a enqueued 1 before a enqueued 2, and the first was still there',
    ],
    [
      'nothing found although something was there',
      [
        ['a', 'put', 1, 0, 1],
        ['b', 'take', null, 4, 5],
        ['b', 'take', 1, 6, 7],
      ],
      'WL2003',
      'b found nothing to dequeue, although a enqueued 1: that was in it all the time',
    ],
  ])('%s', (_because, rows, code, sentence) => {
    expect(linearizable(queue()).judge(history(rows))).toMatchObject({ code, why: sentence })
  })
})
