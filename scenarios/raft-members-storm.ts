// One weather for a Raft cluster whose members change: the same servers, clients, operator and promises as
// in raft-members, under faults and wishes that are timed to meet. Which weathers there are is in
// raft-members-storms.ts.

import { clientRules } from '../protocols/raft/client-rules.ts'
import type { AllRules } from '../protocols/raft/mutant.ts'
import { rules } from '../protocols/raft/rules.ts'
import { warningsAbout } from '../protocols/raft/setup.ts'
import { raftView } from '../protocols/raft/view.ts'
import type { Budget } from '../sim/budget.ts'
import { progress } from '../sim/check/progress.ts'
import { disksKeep } from './assumption.ts'
import type { Duration } from './params.ts'
import { namesOf, parametersOf } from './raft-kv.ts'
import { kvOutcome, linearizableKeys } from './raft-kv-check.ts'
import { kvWorkload } from './raft-kv-workload.ts'
import { membersBudget, membersCast } from './raft-members-cast.ts'
import { membersAlways, membersEventually } from './raft-members-goals.ts'
import { type MembersStormName, memberMutantsOf } from './raft-mutants.ts'
import type { StormParams } from './raft-storm.ts'
import { type Scenario, scenario } from './scenario.ts'
import type { Asked, Occasion } from './workload.ts'

/** The parameters of raft-members; a list is drawn by the seed. */
export type MembersStormParams = Omit<StormParams, 'servers' | 'attempt'> & {
  readonly members: readonly [number, ...number[]]
  /** servers that are no members at the beginning */
  readonly spares: number
}

/** What wishes and faults may depend on. */
export interface MembersNow {
  readonly members: number
  readonly spares: number
}

export interface MembersStorm {
  readonly name: MembersStormName
  /** what happens, one sentence */
  readonly about: string
  readonly params: MembersStormParams
  /** what the operator is mailed */
  readonly wishes: (of: MembersNow & Occasion) => readonly Asked[]
  /** in the notation of faults */
  readonly faults: (of: MembersNow) => readonly string[]
  /** what is promised beyond what Raft promises for every weather */
  readonly promised?: Partial<Budget>
  readonly until: Duration
}

export const membersStorm = ({
  name,
  about,
  params,
  wishes,
  faults,
  promised = {},
  until,
}: MembersStorm): Scenario =>
  scenario(name, {
    about,
    params: { ...params, votersMin: 1 },
    rules: { ...rules, ...clientRules } satisfies AllRules,
    variants: memberMutantsOf(name),
    nodes: membersCast,
    workload: (of) => [...kvWorkload(of), ...wishes(of)],
    views: { n: raftView },
    network: ({ link }) => ({ link, latency: '1ms..8ms' }),
    disk: { sync: '100us..1ms' },
    faults,
    budget: (of) => ({ ...membersBudget(of), ...promised }),
    until,
    settle: '3s',
    always: membersAlways,
    eventually: membersEventually,
    check: [linearizableKeys, progress({ within: '2500ms' })],
    outcome: kvOutcome,
    assumptions: ({ members, ...chosen }) => [
      { ...disksKeep, says: `${disksKeep.says}, those of servers that are no members too` },
      ...warningsAbout({ voters: namesOf(members) }, parametersOf(chosen)),
    ],
  })
