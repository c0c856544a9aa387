// What may not be set of the Raft scenarios: each refused before the run, in one sentence, with its rule.

import { describe, expect, test } from 'vitest'
import { Mistake } from '../sim/problem.ts'
import { Experiment } from './runner/experiment.ts'
import { settingsDefault } from './runner/order.ts'
import { raftDisks } from './raft-disks.ts'
import { raftKv } from './raft-kv.ts'
import { raftMembers } from './raft-members.ts'
import { membersStorms } from './raft-members-storms.ts'
import { raftStorms } from './raft-storms.ts'
import type { Scenario } from './scenario.ts'

/** What the user is told, or how the first seed ends. */
function told(scenario: Scenario, name: string, value: string, variant: string | null = null) {
  const settings = { ...settingsDefault, set: { [name]: value } }
  try {
    const { verdict } = new Experiment(scenario, { variant, settings }).run(1)
    return verdict
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    return error.problems.map(({ code, sentence }) => `${code} ${sentence}`).join(' ')
  }
}

describe('raft-kv refuses', () => {
  test.each`
    name                 | value             | said
    ${'keys'}            | ${'0'}            | ${'WL1104 keys cannot be 0.'}
    ${'rate'}            | ${'0'}            | ${'WL1104 rate cannot be 0.'}
    ${'rate'}            | ${'1000000000'}   | ${'WL1104 rate cannot be 1000000000.'}
    ${'attempt'}         | ${'0ms'}          | ${'WL1104 attempt cannot be 0.'}
    ${'attempt'}         | ${'10min'}        | ${'WL1104 attempt cannot be 600s.'}
    ${'electionTimeout'} | ${'10min..20min'} | ${'WL1104 electionTimeout (600s or more) does not end within the run (4s).'}
    ${'clients'}         | ${'0'}            | ${'WL1101 nodes.c.count cannot be 0.'}
    ${'compactAfter'}    | ${'0'}            | ${'WL1104 compactAfter cannot be 0.'}
    ${'heartbeat'}       | ${'0ms'}          | ${'WL1104 heartbeat cannot be 0.'}
    ${'heartbeat'}       | ${'200ms'}        | ${'WL1104 electionMin, the least election timeout (150ms), is not above heartbeat (200ms).'}
  `('$name=$value', ({ name, value, said }: Record<'name' | 'value' | 'said', string>) => {
    expect(told(raftKv, name, value)).toBe(said)
  })

  test('also of the copies of other systems', () => {
    expect(told(raftKv, 'keys', '0', 'original')).toBe('WL1104 keys cannot be 0.')
  })

  test('and takes the least and the most that work', () => {
    expect(told(raftKv, 'keys', '1')).toBe('pass')
    expect(told(raftKv, 'keys', '1000000000')).toBe('pass')
    expect(told(raftKv, 'rate', '1')).toBe('pass')
  })
})

describe('raft-members refuses', () => {
  test.each`
    name           | value     | said
    ${'votersMin'} | ${'0'}    | ${'WL1104 votersMin cannot be 0.'}
    ${'votersMin'} | ${'99'}   | ${/^WL1104 votersMin \(99\) is not below the number of servers \(\d\)\.$/u}
    ${'spares'}    | ${'1000'} | ${/^WL1104 there cannot be 100\d servers\.$/u}
    ${'keys'}      | ${'0'}    | ${'WL1104 keys cannot be 0.'}
  `(
    '$name=$value',
    ({ name, value, said }: { name: string; value: string; said: string | RegExp }) => {
      expect(told(raftMembers, name, value)).toMatch(said)
    },
  )
})

test.each([raftDisks, ...raftStorms, ...membersStorms].map((one) => [one.name, one] as const))(
  '%s refuses no keys and no questions',
  (_name, scenario) => {
    expect(told(scenario, 'keys', '0')).toBe('WL1104 keys cannot be 0.')
    expect(told(scenario, 'rate', '0')).toBe('WL1104 rate cannot be 0.')
  },
)
