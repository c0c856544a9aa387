// Damage that shows when it is read: rot, which stays in the row, and read errors, which stop the
// node and harm nothing.

import { describe, expect, test } from 'vitest'
import { ms } from '../units.ts'
import {
  crash,
  damages,
  end,
  type Entry,
  restart,
  rot,
  run,
  state,
  unreadable,
  whole,
} from './harm.suite.ts'

describe('rot', () => {
  test('damages what is stored when it is read, to a value of the same shape, and it stays so', () => {
    const told1 = run(
      [
        [1, 'all'],
        [20, 'look'],
      ],
      [
        [10, rot()],
        [30, end(1)],
        [40, crash('memory')],
        [50, restart],
      ],
    )
    const { atStart } = state(told1)
    expect(damages(told1)).toEqual(['rot a', 'rot b', 'rot c'])
    for (const name of ['a', 'b', 'c'] as const) {
      expect(atStart[name]).not.toBe(whole[name])
      expect(atStart[name]).toHaveLength(40)
    }
  })

  test('meets a row once each time it is written, not each time it is read', () => {
    const looks = Array.from({ length: 50 }, (_, nth) => [20 + nth, 'look'] as const)
    const half = run([[1, 'all'], ...looks], [[10, rot(500_000)]])
    const draws = half.trace.flatMap((one) => one.draws.filter((draw) => draw.includes('rot t#')))
    expect(draws.length).toBe(damages(half).length)
    expect(draws.every((draw) => /^fault of rot t#[123] at n1: 1$/u.test(draw))).toBe(true)
  })

  test('is healed by a write, which may rot again while it lasts', () => {
    const healed = run(
      [
        [1, 'all'],
        [20, 'look'],
        [40, 'b'],
        [50, 'look'],
      ],
      [
        [10, rot()],
        [30, end(1)],
      ],
    )
    expect(state(healed).seen['b']).toBe(whole.b)
    expect(state(healed).seen['a']).not.toBe(whole.a)
    const again = run(
      [
        [1, 'all'],
        [20, 'look'],
        [40, 'b'],
        [50, 'look'],
      ],
      [[10, rot()]],
    )
    expect(damages(again)).toEqual(['rot a', 'rot b', 'rot c', 'rot b'])
  })

  test('leaves alone what is not on the disk yet, what nobody reads, and everything else', () => {
    const told1 = run(
      [
        [1, 'all'],
        [20, 'b'],
        [21, 'read b'],
      ],
      [[10, rot()]],
    )
    expect([state(told1).seen, damages(told1)]).toEqual([whole.b, []])
    expect(
      damages(
        run(
          [
            [1, 'all'],
            [20, 'look'],
          ],
          [],
        ),
      ),
    ).toEqual([])
    expect(
      damages(
        run(
          [
            [1, 'all'],
            [40, 'look'],
          ],
          [
            [10, rot()],
            [30, end(1)],
          ],
        ),
      ),
    ).toEqual([])
    const healed = run(
      [
        [1, 'all'],
        [40, 'look'],
      ],
      [
        [10, rot()],
        [30, { kind: 'heal', links: null }],
      ],
    )
    expect(damages(healed)).toEqual([])
  })
})

describe('a read error', () => {
  test('stops the node where it reads, undoes the step, and harms nothing that is stored', () => {
    const told1 = run(
      [
        [1, 'all'],
        [20, 'look'],
      ],
      [[10, unreadable()]],
    )
    expect(told1.world.stateOf(0)).toBe(null)
    expect(told1.trace.find(({ kind }) => kind === 'crash')).toMatchObject({
      ...{ place: 'look#2 workload>n1', fault: 1, time: ms(20) },
    })
    expect(damages(told1)).toEqual(['read-error a'])
    const back = run(
      [
        [1, 'all'],
        [20, 'look'],
      ],
      [
        [10, unreadable()],
        [30, end(1)],
        [40, restart],
      ],
    )
    expect(state(back).atStart).toEqual(whole)
  })

  test('is drawn anew at each read: a start may fail, and one after it succeed', () => {
    const plan: Entry[] = [
      [10, unreadable(300_000)],
      [12, crash('memory')],
    ]
    for (let time = 20; time < 95; time += 5) plan.push([time, restart])
    const lives = Array.from({ length: 10 }, (_, seed) => run([[1, 'all']], plan, seed + 1))
    const crashes = lives.map(({ trace }) => trace.filter(({ kind }) => kind === 'crash').length)
    expect(lives.filter((one) => one.world.stateOf(0) !== null)).toHaveLength(10)
    expect(Math.max(...crashes)).toBeGreaterThan(2)
  })
})
