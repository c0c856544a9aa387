// A run and what it leaves: always the digest and the history, the trace only when it was asked for.

import type { Due } from './due.ts'
import type { Call, Planned } from './fault.ts'
import type { History } from './history.ts'
import type { Trace } from './trace.ts'
import type { EventId, Micros, OpId } from './units.ts'
import type { Failure, Finding, Verdict } from './verdict.ts'

/** Events of the record, which ids count; of a run without one, those of its digest. */
export const eventsOf = ({ trace, events }: Pick<Run, 'trace' | 'events'>): number =>
  trace?.length ?? events

export interface Run {
  readonly seed: number
  /** 16 hex digits: time, kind, nodes and message kind of every event */
  readonly digest: string
  /** 16 hex digits: contents of messages and states too; null unless asked for */
  readonly content: string | null
  /** steps, drops and faults, which the digest covers; the record of a traced run has more */
  readonly events: number
  readonly simTime: Micros
  readonly history: History
  /** how often each goal was reached, 0 for a declared one never reached */
  readonly goals: Readonly<Record<string, number>>
  readonly plan: readonly Planned[]
  readonly workload: readonly Call[]
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
  readonly failure: Failure | null
  /** with the trace only: a legal order of the whole history, where a check of it found one */
  readonly order?: readonly OpId[]
  readonly trace: Trace | null
  /** with the trace only: what would have come next, the soonest first */
  readonly due?: readonly Due[]
  /** where steps stand in the sources, `src/raft.ts:148`; absent unless asked for */
  readonly places?: ReadonlyMap<EventId, string>
}
