// The failures of the source systems: each is found by the property that its page names, with the code
// of its kind, and the protocol passes the same scenario.

import { expect, test } from 'vitest'
import type { Run } from '../sim/run.ts'
import { raftKv } from './raft-kv.ts'
import { answerFaults } from './raft-kv-original-answers.ts'
import { compactionFaults } from './raft-kv-original-compaction.ts'
import { memoryFaults } from './raft-kv-original-memory.ts'
import { Experiment } from './runner/experiment.ts'
import { type Settings, settingsDefault } from './runner/order.ts'
import type { Scenario } from './scenario.ts'

const all = new Map(
  [...answerFaults, ...memoryFaults, ...compactionFaults].map((one) => [one.name, one]),
)

const named = (name: string): Scenario => {
  const found = all.get(name)
  if (found === undefined) throw new Error(`no scenario is called ${name}`)
  return found
}

const runs = (
  scenario: Scenario,
  variant: string | null,
  settings: Partial<Settings> = {},
): ((seed: number) => Run) => {
  const made = new Experiment(scenario, { variant, settings: { ...settingsDefault, ...settings } })
  return (seed) => made.run(seed)
}

function firstFailure(run: (seed: number) => Run, seeds: number): Run['failure'] {
  for (let seed = 1; seed <= seeds; seed++) {
    const { failure } = run(seed)
    if (failure !== null) return failure
  }
  return null
}

const table = [
  ['raft-kv-local-read', 'WL2003', /^reader read "x" = .*, although writer wrote/u],
  ['raft-kv-old-leader', 'WL2002', /^"w\d" was acknowledged and is gone/u],
  ['raft-kv-ack-before-commit', 'WL2002', /^"k" was acknowledged and is gone/u],
  ['raft-kv-queue-full', 'WL2012', /^writer was sent away with its put/u],
  ['raft-kv-queue-dropped', 'WL2002', /^"k\d" was acknowledged and is gone/u],
  ['raft-kv-check-then-act', 'WL2001', /only one of them can have found it/u],
  ['raft-kv-fixed-sleep', 'WL2005', /^reader read "x" = true, and nobody had ever written that/u],
  ['raft-kv-blocked-write', 'WL2012', /^writer still waits for the answer to its put/u],
  ['raft-kv-lost-replica', 'WL2012', /^writer was sent away with its put/u],
  ['raft-kv-restart-votes', 'WL2007', /^n1 and n[23] both lead term 1/u],
  ['raft-kv-restart-divergence', 'WL2009', /"k1" is "on two" at n1 and missing at n3/u],
  ['raft-kv-opening-window', 'WL2009', /"k1" is "while it is down" at n1 and missing at n3/u],
  ['raft-kv-truncation', 'WL2008', /^n\d has cut its log at \d+, and \d+ is committed/u],
  ['raft-kv-empty-snapshot', 'WL2009', /"before" is "on all three" at n1 and missing at n3/u],
  ['raft-kv-five-minutes', 'WL2012', /n1, n2, n3 throw in every tick, before they read a socket/u],
  ['raft-kv-poison-key', 'WL2002', /^"later" was acknowledged and is gone/u],
  ['raft-kv-prefix-wiped', 'WL2002', /^"aaa" was acknowledged and is gone/u],
] as const

test('every scenario of the source is in the table', () => {
  expect([...all.keys()]).toEqual(table.map(([name]) => name))
})

test.each(table)('%s is found as %s', (name, code, words) => {
  const scenario = named(name)
  const failure = firstFailure(runs(scenario, 'original'), 20)
  expect(failure?.property).toBe(scenario.variants['original']?.breaks)
  expect(failure?.code).toBe(code)
  expect(failure?.sentence).toMatch(words)
})

test.each([...all])('the protocol passes %s', (_name, scenario) => {
  const run = runs(scenario, null)
  for (let seed = 1; seed <= 3; seed++) {
    const wrong = run(seed).findings.find(({ verdict }) => verdict !== 'pass')
    expect(wrong?.why ?? null).toBeNull()
  }
})

test('the source fails in the scenario of the protocol, even without faults', () => {
  const run = runs(raftKv, 'original', { faults: 'none' })
  const { failure, history } = run(1)
  expect(failure?.property).toBe(raftKv.variants['original']?.breaks)
  expect(history.every(({ end }) => end !== null)).toBe(true)
})
