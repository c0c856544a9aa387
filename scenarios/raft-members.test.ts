// Raft while its members change: it holds, its goals are reached, and what cannot be set up is refused
// at the door.

import { describe, expect, test } from 'vitest'
import { Mistake } from '../sim/problem.ts'
import type { Run } from '../sim/run.ts'
import { raftMembers } from './raft-members.ts'
import { Experiment } from './runner/experiment.ts'
import { type Settings, settingsDefault } from './runner/order.ts'

function experiment(variant: string | null, settings: Partial<Settings> = {}): Experiment {
  return new Experiment(raftMembers, { variant, settings: { ...settingsDefault, ...settings } })
}

const why = (run: Run): string | null =>
  run.findings.find(({ verdict }) => verdict !== 'pass')?.why ?? null

describe('while members change', () => {
  test.each`
    because                      | set
    ${'over datagrams'}          | ${{}}
    ${'over streams'}            | ${{ link: 'stream' }}
    ${'with leases'}             | ${{ reads: 'lease', members: '5' }}
    ${'with snapshots all over'} | ${{ compactAfter: '3' }}
  `('Raft holds $because', ({ set }) => {
    const asked = experiment(null, { set })
    for (let seed = 1; seed <= 2; seed++) expect(why(asked.run(seed))).toBeNull()
  })

  test('nobody changes what was sent or stored, and every state is a tree', () => {
    expect(experiment(null).run(2, { trace: true }).verdict).toBe('pass')
  })

  test('all that may happen does', () => {
    const asked = experiment(null)
    const unseen = new Set(Object.keys(asked.run(1).goals))
    for (let seed = 1; seed <= 40 && unseen.size > 0; seed++) {
      for (const [goal, times] of Object.entries(asked.run(seed).goals)) {
        if (times > 0) unseen.delete(goal)
      }
    }
    expect([...unseen]).toEqual([])
  })

  test('without faults every change that can be made is made, and nothing is lost', () => {
    const run = experiment(null, { faults: 'none' }).run(1)
    expect(run.verdict).toBe('pass')
    expect(run.goals['members were changed']).toBeGreaterThan(5)
    expect(run.goals['an overlap of members was left']).toBeGreaterThan(1)
  })
})

describe('the door', () => {
  const refused = (set: Readonly<Record<string, string>>): string[] => {
    try {
      experiment(null, { set })
    } catch (error) {
      if (error instanceof Mistake) return error.problems.map(({ sentence }) => sentence)
      throw error
    }
    return []
  }

  test('refuses a log that is compacted for ever', () => {
    expect(refused({ compactAfter: '0' })).toEqual(['compactAfter cannot be 0.'])
    expect(refused({ compactAfter: '1' })).toEqual([])
  })

  test('warns of an even cluster', () => {
    const warned = (members: string): readonly string[] =>
      experiment(null, { set: { members } }).siteFor(1).assumptions.slice(1)
    expect(warned('4')).toEqual([
      '4 voters survive the loss of 1, as 3 do: an even cluster gains nothing by its last one',
    ])
    expect(warned('3')).toEqual([])
  })
})
