// One weather for Raft KV: the same servers, clients and promises as in raft-kv, under faults that are
// aimed at something, with the parameters that suit them. Which weathers there are is in raft-storms.ts.

import { budget } from '../protocols/raft/budget.ts'
import { clientRules } from '../protocols/raft/client-rules.ts'
import type { AllRules, Mutant } from '../protocols/raft/mutant.ts'
import { rules } from '../protocols/raft/rules.ts'
import { warningsAbout } from '../protocols/raft/setup.ts'
import { raftView } from '../protocols/raft/view.ts'
import type { Budget } from '../sim/budget.ts'
import { progress } from '../sim/check/progress.ts'
import type { Duration, OneOf, Range } from './params.ts'
import { agreed, always, cast, isWhole, led, namesOf, parametersOf, settles } from './raft-kv.ts'
import { kvOutcome, linearizableKeys } from './raft-kv-check.ts'
import { kvWorkload } from './raft-kv-workload.ts'
import { type Scenario, scenario } from './scenario.ts'
import type { NodeView } from './view.ts'
import type { RaftState } from '../protocols/raft/state.ts'

/** The parameters of raft-kv; a list is drawn by the seed. */
export type StormParams = {
  readonly servers: readonly [number, ...number[]]
  readonly clients: number
  readonly electionTimeout: Range
  readonly heartbeat: Duration
  readonly preVote: readonly [boolean, ...boolean[]]
  readonly checkQuorum: readonly [boolean, ...boolean[]]
  readonly reads: readonly [string, ...string[]]
  readonly link: OneOf<'datagram' | 'stream'>
  readonly compactAfter: number
  readonly attempt: Duration
  readonly keys: number
  readonly rate: number
  /** of a hundred operations, how many only get */
  readonly looks: number
}

export interface Storm {
  readonly name: string
  /** what happens, one sentence */
  readonly about: string
  readonly params: StormParams
  /** in the notation of faults */
  readonly faults: (of: { readonly servers: number }) => readonly string[]
  /** what is promised beyond what Raft promises for every weather */
  readonly promised?: (of: { readonly servers: number }) => Partial<Budget>
  readonly until: Duration
  readonly variants: Readonly<Record<string, Mutant>>
}

export const storm = ({
  name,
  about,
  params,
  faults,
  promised = () => ({}),
  until,
  variants,
}: Storm): Scenario =>
  scenario(name, {
    about,
    params,
    rules: { ...rules, ...clientRules } satisfies AllRules,
    variants,
    nodes: cast,
    workload: kvWorkload,
    network: ({ link }) => ({ link, latency: '1ms..8ms' }),
    disk: { sync: '100us..1ms' },
    faults,
    budget: ({ servers, clients, ...chosen }) => ({
      ...budget({ server: 'n', client: 'c' }, { servers, clients }, parametersOf(chosen)),
      ...promised({ servers }),
    }),
    until,
    settle: '2s',
    always,
    eventually: {
      converged: {
        when: settles,
        holds: (w) => agreed(w.n.filter(serves)),
        code: 'WL2009',
        about:
          'all servers that are up have carried out the same, and have the same map and sessions',
      },
      led: {
        when: settles,
        holds: (w) => led(w.n.filter(serves)),
        about: 'one server leads, and the others follow it, if they are a majority',
      },
    },
    check: [linearizableKeys, progress({ within: '1500ms' })],
    outcome: kvOutcome,
    views: { n: raftView },
    assumptions: ({ servers, ...chosen }) =>
      warningsAbout({ voters: namesOf(servers) }, parametersOf(chosen)),
  })

/** Up, and with a disk that it can believe. */
const serves = (one: NodeView<RaftState>): boolean => one.up && isWhole(one)
