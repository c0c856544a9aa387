// Writes that land elsewhere, nowhere or in part.

import { describe, expect, test } from 'vitest'
import { type Micros, ms } from '../units.ts'
import {
  crash,
  damages,
  end,
  type Entry,
  type Held,
  misdirect,
  phantom,
  restart,
  run,
  state,
  torn,
  whole,
} from './harm.suite.ts'

describe('a misdirected write', () => {
  test('lands on another row of its table, and its own keeps what it had', () => {
    const told1 = run(
      [
        [1, 'all'],
        [20, 'b'],
        [30, 'look'],
      ],
      [[10, misdirect]],
    )
    const hit = told1.trace.find((one) => one.kind === 'damage')
    expect(hit).toMatchObject({ harm: 'misdirect', meant: 'b', value: whole.b, fault: 1 })
    const { seen } = state(told1)
    expect(seen['b']).toBe(whole.b)
    expect([seen['a'], seen['c']].filter((one) => one === whole.b)).toHaveLength(1)
  })

  test('is undone with its batch, and where no other row is it lands where it should', () => {
    const undone = run(
      [
        [1, 'all'],
        [20, 'b'],
      ],
      [
        [10, misdirect],
        [21, crash('unsynced')],
        [30, restart],
      ],
    )
    expect(state(undone).atStart).toEqual(whole)
    const alone = run(
      [
        [20, 'b'],
        [30, 'look'],
      ],
      [[10, misdirect]],
    )
    expect([state(alone).seen, damages(alone)]).toEqual([{ b: whole.b }, []])
  })

  test('may be a deletion, of another row', () => {
    const told1 = run(
      [
        [1, 'all'],
        [20, 'drop b'],
        [30, 'look'],
      ],
      [[10, misdirect]],
    )
    expect(Object.keys(state(told1).seen)).toHaveLength(2)
    expect(state(told1).seen['b']).toBe(whole.b)
  })
})

describe('a phantom write', () => {
  test('is acknowledged like any other, when a sync has ended, and is not there', () => {
    const told1 = run(
      [
        [1, 'all'],
        [20, 'drop a'],
        [25, 'd'],
        [30, 'look'],
      ],
      [[10, phantom]],
    )
    expect(state(told1).seen).toEqual(whole)
    expect(damages(told1)).toEqual(['phantom a', 'phantom d'])
    const ack = told1.trace.find((one) => one.kind === 'receive' && one.node === 'n2')
    expect(ack?.time).toBe(ms(27))
  })
})

describe('a torn write', () => {
  const plan: Entry[] = [
    [10, torn],
    [21, crash('unsynced')],
    [30, restart],
  ]
  const rowsOf = (seed: number, mail: readonly (readonly [Micros, string])[]): Held['atStart'] =>
    state(run(mail, plan, seed)).atStart
  const seeds = Array.from({ length: 60 }, (_, nth) => nth + 1)

  test('is stored in part: of its rows some are new, some old, at most one is damaged', () => {
    const kinds = new Set<string>()
    for (const seed of seeds) {
      const rows = rowsOf(seed, [[20, 'all']])
      const row = (name: 'a' | 'b' | 'c'): string => {
        if (rows[name] === undefined) return 'old'
        return rows[name] === whole[name] ? 'new' : `half ${rows[name]?.length}`
      }
      const how = (['a', 'b', 'c'] as const).map(row)
      expect(how.filter((one) => one === 'half 20').length).toBeLessThanOrEqual(1)
      for (const one of how) kinds.add(one)
      kinds.add(new Set(how).size > 1 ? 'mixed' : 'all the same')
    }
    expect([...kinds].sort()).toEqual(['all the same', 'half 20', 'mixed', 'new', 'old'])
  })

  test('is the oldest that was not kept; those after it are gone, those before it are whole', () => {
    for (const seed of seeds.slice(0, 20)) {
      const rows = rowsOf(seed, [
        [1, 'a'],
        [20, 'b'],
        [20.5, 'c'],
      ])
      expect(rows['a']).toBe(whole.a)
      expect(rows['c']).toBeUndefined()
    }
  })

  test('is none where nothing was under way, where nothing is lost, and after the fault', () => {
    for (const seed of seeds.slice(0, 20)) {
      expect(rowsOf(seed, [[1, 'all']])).toEqual(whole)
      const kept = run(
        [[20, 'all']],
        [
          [10, torn],
          [21, crash('memory')],
          [30, restart],
        ],
        seed,
      )
      expect(state(kept).atStart).toEqual(whole)
      const over = run([[20, 'all']], [[10, torn], [15, end(1)], ...plan.slice(1)], seed)
      expect(state(over).atStart).toEqual({})
      expect(damages(over)).toEqual([])
    }
  })

  test('leaves nothing of a disk that is lost', () => {
    const told1 = run(
      [[20, 'all']],
      [
        [10, torn],
        [21, crash('disk')],
        [30, restart],
      ],
    )
    expect([state(told1).atStart, damages(told1)]).toEqual([{}, []])
  })
})
