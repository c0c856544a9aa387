// Every planted bug of Raft is found by the property that it names, within sixty seeds of a start that is
// known, and those that need faults do not show without, in one seed. How hard each is to find from any
// start, and that none shows in a hundred calm seeds, is for `npm run mutants`.

import { expect, test } from 'vitest'
import { failuresInCalm } from '../bench/mutant-sought.ts'
import type { Scenario } from './form.ts'
import { raftDisks } from './raft-disks.ts'
import { raftKv } from './raft-kv.ts'
import { raftMembers } from './raft-members.ts'
import { membersStorms } from './raft-members-storms.ts'
import { raftStorms } from './raft-storms.ts'
import { Experiment } from './runner/experiment.ts'
import { settingsDefault } from './runner/order.ts'

/** Bugs that take longer from seed 1, and after which seed they do not. */
const soonAfter: Readonly<Record<string, number>> = {
  'any-log-wins': 300_000,
  'no-spread': 200_000,
  'longer-log-wins': 400_000,
  'acks-its-own-end': 300_000,
  'trusts-its-disk': 400_000,
  'counts-itself-early': 100_000,
  'vote-before-disk': 400_000,
  'leads-before-disk': 300_000,
  'commits-older-terms': 200_000,
  'commits-what-it-lacks': 300_000,
  'never-truncates': 100_000,
  'snapshot-lowers-term': 300_000,
  'snapshot-drops-log': 300_000,
  'new-majority-elects': 100_000,
  'removed-stays-silent': 200_000,
}

const planted = (scenario: Scenario): [string, string, Scenario][] =>
  Object.entries(scenario.variants).flatMap(([bug, variant]) =>
    'rules' in variant ? [[bug, scenario.name, scenario]] : [],
  )

/** A bug that is planted twice is found soonest where it was planted last. */
const suspects = new Map(
  [raftKv, raftDisks, raftMembers, ...membersStorms, ...raftStorms]
    .flatMap(planted)
    .map((one) => [one[0], one]),
)

test.each([...suspects.values()])('%s is found in %s', (bug, _name, scenario) => {
  const breaks = scenario.variants[bug]?.breaks
  const experiment = new Experiment(scenario, { variant: bug, settings: settingsDefault })
  const first = soonAfter[bug] ?? 0
  const found: (string | undefined)[] = []
  for (let nth = 1; nth <= 60 && !found.includes(breaks); nth++) {
    found.push(experiment.run(first + nth).failure?.property)
  }
  expect(found).toContain(breaks)
})

test('without faults none shows that needs them', () => {
  for (const [bug, , scenario] of suspects.values()) {
    const variant = scenario.variants[bug]
    const needs = variant !== undefined && 'needs' in variant ? variant.needs : 'faults'
    if (needs === 'nothing') continue
    expect([bug, failuresInCalm(scenario, bug, needs ?? 'faults', 1)]).toEqual([bug, 0])
  }
})
