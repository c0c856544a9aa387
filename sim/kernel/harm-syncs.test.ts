// Syncs that lie, and a disk that is lost: what was acknowledged and what a restart finds.

import { describe, expect, test } from 'vitest'
import type { Fault } from '../fault.ts'
import { crash, end, type Entry, lying, n1, restart, run, state, whole } from './harm.suite.ts'
import type { Told } from './lab.ts'

describe('a lying sync', () => {
  const heard = ({ trace }: Told): string[] =>
    trace.flatMap((one) =>
      one.kind === 'receive' && one.node === 'n2' ? [`${one.body.kind} ${one.time / 1_000}`] : [],
    )

  test('lets go at once what waits for it; a crash that loses what was not synced takes it all', () => {
    const mail = [
      [1, 'a'],
      [20, 'b'],
      [21, 'c'],
    ] as const
    const plan = (lose: 'drawn' | 'memory' | 'unsynced'): Entry[] => [
      ...([
        [10, lying],
        [30, crash(lose)],
        [40, restart],
      ] as const),
    ]
    const unsynced = run(mail, plan('unsynced'))
    expect(heard(unsynced)).toEqual(['kept a 3', 'kept b 20', 'kept c 21'])
    expect(Object.keys(state(unsynced).atStart)).toEqual(['a'])
    expect(unsynced.trace.find(({ kind }) => kind === 'crash')).toMatchObject({ fault: 2 })
    expect(Object.keys(state(run(mail, plan('memory'))).atStart)).toEqual(['a', 'b', 'c'])
    const kept = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(
      (seed) => Object.keys(state(run(mail, plan('drawn'), seed)).atStart).length,
    )
    expect([...new Set(kept)].sort()).toEqual([1, 2, 3])
  })

  test('says so in the trace, and the first true sync after it makes everything durable', () => {
    const told1 = run(
      [
        [1, 'a'],
        [20, 'b'],
        [40, 'c'],
      ],
      [
        [10, lying],
        [30, end(1)],
        [50, crash('unsynced')],
        [60, restart],
      ],
    )
    const lies = told1.trace.flatMap((one) => (one.kind === 'durable' ? [one.lie ?? 0] : []))
    expect(lies).toEqual([0, 1, 0])
    expect(Object.keys(state(told1).atStart)).toEqual(['a', 'b', 'c'])
    const before = run(
      [
        [1, 'a'],
        [20, 'b'],
      ],
      [
        [10, lying],
        [30, end(1)],
        [50, crash('unsynced')],
        [60, restart],
      ],
    )
    expect(Object.keys(state(before).atStart)).toEqual(['a'])
  })

  test('lets a sync that is under way succeed, and a stall holds it back as any other', () => {
    const under = run(
      [[10, 'a']],
      [
        [11, lying],
        [30, crash('unsynced')],
        [40, restart],
      ],
    )
    expect(Object.keys(state(under).atStart)).toEqual(['a'])
    const stall: Fault = { kind: 'disk-stall', node: n1 }
    expect(
      heard(
        run(
          [[10, 'a']],
          [
            [5, lying],
            [6, stall],
            [50, end(2)],
          ],
        ),
      ),
    ).toEqual(['kept a 50'])
  })
})

describe('a lost disk', () => {
  test('comes back with nothing, whatever was durable, and keeps what is written then', () => {
    const told1 = run(
      [
        [1, 'all'],
        [40, 'b'],
      ],
      [
        [20, crash('disk')],
        [30, restart],
        [50, crash('unsynced')],
        [60, restart],
      ],
    )
    expect(state(told1).atStart).toEqual({ b: whole.b })
  })
})
