// Planted bugs are listed where they can be found, and Raft without any keeps its promises there. That
// each is found is shown in raft-mutants-found.test.ts.

import { expect, test } from 'vitest'
import { mutants } from '../protocols/raft/mutants.ts'
import { memberMutants } from '../protocols/raft/mutants-members.ts'
import type { Scenario } from './form.ts'
import { raftKv } from './raft-kv.ts'
import { raftMembers } from './raft-members.ts'
import { membersStorms } from './raft-members-storms.ts'
import { inKvToo } from './raft-mutants.ts'
import { raftStorms } from './raft-storms.ts'
import { builtIn } from './runner/catalogue.ts'
import { Experiment } from './runner/experiment.ts'
import { settingsDefault } from './runner/order.ts'

const planted = (scenario: Scenario): string[] =>
  Object.entries(scenario.variants).flatMap(([bug, variant]) => ('rules' in variant ? [bug] : []))

/** Everything that a run of the scenario is asked, and what every actor is. */
function propertiesOf({
  claims: { always = {}, eventually = {}, check = [] },
}: Scenario): string[] {
  const checks = Array.isArray(check) ? check.map(({ name }) => name) : []
  const one = 'name' in check ? [check.name] : []
  const actors = 'no unhandled error in an actor'
  return [actors, ...Object.keys(always), ...Object.keys(eventually), ...checks, ...one]
}

const suspects = builtIn.flatMap((scenario) =>
  planted(scenario).map((bug): [string, string, Scenario] => [scenario.name, bug, scenario]),
)

test.each(suspects)(
  '%s:%s breaks what is asked, by a rule that there is',
  (_name, bug, scenario) => {
    const variant = scenario.variants[bug]
    if (variant === undefined || !('rules' in variant)) throw new Error('a planted bug has rules')
    expect(propertiesOf(scenario)).toContain(variant.breaks)
    expect(Object.keys(variant.rules)).not.toEqual([])
    for (const rule of Object.keys(variant.rules)) expect(scenario.rules).toHaveProperty(rule)
  },
)

test('each planted bug of servers and clients is looked for once', () => {
  const listed = [raftKv, ...raftStorms].flatMap(planted)
  expect(listed.sort()).toEqual([...Object.keys(mutants), ...inKvToo].sort())
})

test('each planted bug in changes of members is looked for once', () => {
  const listed = [raftMembers, ...membersStorms].flatMap(planted)
  expect(listed.sort()).toEqual(Object.keys(memberMutants).sort())
})

test.each([...raftStorms, ...membersStorms].map((scenario) => [scenario.name, scenario] as const))(
  'Raft keeps its promises in %s',
  (_name, scenario) => {
    const experiment = new Experiment(scenario, { variant: null, settings: settingsDefault })
    for (let seed = 1; seed <= 3; seed++) expect(experiment.run(seed).failure).toBeNull()
  },
)
