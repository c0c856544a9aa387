// When which faults were in force: from a plan, and from when its entries struck.

import { describe, expect, test } from 'vitest'
import type { Fault, Planned } from '../../sim/fault.ts'
import { nodeId } from '../../sim/units.ts'
import { Intervals } from './intervals.ts'

const links = [{ from: [nodeId('a')], to: [nodeId('b')] }]
const cut: Fault = { kind: 'cut', links }
const crash = (node: string): Fault => ({ kind: 'crash', node: nodeId(node), lose: 'memory' })
const restart = (node: string): Fault => ({ kind: 'restart', node: nodeId(node) })

/** Entries with the instants at which they struck; null: never. The calm begins at 1000. */
function intervalsOf(...entries: readonly (readonly [number | null, Fault])[]): Intervals {
  const plan = entries.map(
    ([time, fault], at): Planned => ({
      id: at + 1,
      when: { kind: 'time', time: time ?? 0 },
      since: null,
      fault,
    }),
  )
  const struckAt = new Map(
    entries.flatMap(([time], at) => (time === null ? [] : [[at + 1, time] as const])),
  )
  const goalAt = (goal: string): number | null => (goal === 'dawn' ? 77 : null)
  return new Intervals(plan, { struckAt, goalAt }, 1_000)
}

describe('during', () => {
  test.each([
    [
      'a lasting fault ends by name',
      [
        [100, cut],
        [300, { kind: 'end', of: 1 }],
      ],
      'partition',
      [[100, 300]],
    ],
    [
      'or when all is healed',
      [
        [100, cut],
        [400, { kind: 'heal', links: null }],
      ],
      'isolate',
      [[100, 400]],
    ],
    ['or with the storm', [[100, cut]], 'partition', [[100, 1_000]]],
    [
      'a crash ends by the restart of its node',
      [
        [100, crash('a')],
        [150, restart('b')],
        [200, restart('a')],
      ],
      'crash',
      [[100, 200]],
    ],
    ['what never struck was never in force', [[null, cut]], 'partition', []],
    ['other faults are not meant', [[100, cut]], 'crash', []],
  ] as [string, [number | null, Fault][], string, number[][]][])(
    '%s',
    (_what, entries, word, told) => {
      const found = intervalsOf(...entries).during(word)
      expect(found?.map(({ from, to }) => [from, to])).toEqual(told)
    },
  )

  test('a word that no fault has is not known', () => {
    expect(intervalsOf([100, cut]).during('flood')).toBeNull()
  })
})

describe('after', () => {
  test('healing, the end of a fault, a goal, and what never was', () => {
    const intervals = intervalsOf([100, cut], [300, { kind: 'end', of: 1 }])
    expect(
      ['heal', 'partition', 'dawn', 'dusk', 'crash'].map((word) => intervals.after(word)),
    ).toEqual([...[1_000, 300, 77, null, null]])
  })
})
