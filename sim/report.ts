// A report: everything that is told of one run, as data. scenarios/runner/report.ts makes it; screens,
// pages and exports render it and add nothing of their own. Texts in it are as they came from actors
// and scenarios: whoever renders them makes them fit for the place where they are shown.

import type { Size } from './explicit.ts'
import type { NodeLog, NodeRoles } from './role-view.ts'
import type { Run } from './run.ts'
import type { EventId, Micros, NodeId, OpId } from './units.ts'
import type { Failure } from './verdict.ts'

export interface Report {
  /** `ack-retry:forget-dedup@1/min`; what cannot be named so is named by its case file */
  readonly coordinate: string
  readonly scenario: {
    readonly name: string
    readonly variant: string | null
    readonly about: string
    readonly codeHash: string
    /** as `--set` takes them */
    readonly params: Readonly<Record<string, string>>
    readonly assumptions: readonly string[]
  }
  readonly worldline: string
  readonly seed: number
  readonly until: Micros
  readonly settle: Micros
  /** with its trace and its content digest */
  readonly run: Run
  /** in the order in which they are drawn: clients first */
  readonly lanes: readonly Lane[]
  readonly faults: readonly FaultTold[]
  readonly operations: readonly OperationTold[]
  /** what the nodes were that have a view */
  readonly roles: readonly NodeRoles[]
  /** of a failing run: what those nodes were and held at the event of the violation */
  readonly logs: readonly NodeLog[]
  /** null: the run passed or could not be judged */
  readonly failure: FailureTold | null
  /** where steps stand in the sources, by event, `src/raft.ts:148`; events without one are absent */
  readonly places: ReadonlyMap<EventId, string>
  /** whole commands, ready to paste, with what each does */
  readonly next: readonly { readonly command: string; readonly does: string }[]
}

export interface Lane {
  readonly id: NodeId
  readonly role: string
  readonly client: boolean
}

/** One line of the plan. */
export interface FaultTold {
  /** `f1`, in the order of the plan */
  readonly id: string
  /** in the notation */
  readonly text: string
  /** in a few words, `n1 cut off from n2, n3` */
  readonly words: string
  /** its entries of `run.plan` */
  readonly planned: readonly number[]
  /** when it struck, and when it was over; both null: it never struck; `end` null: to the end */
  readonly start: Micros | null
  readonly end: Micros | null
  /** groups that do not hear each other, of a partition; else null */
  readonly groups: readonly (readonly NodeId[])[] | null
  /** nodes that it touches, empty: all */
  readonly nodes: readonly NodeId[]
}

export interface OperationTold {
  readonly op: OpId
  /** `A`, `B`, … in order of start; those that a story speaks of come first in the alphabet */
  readonly label: string
  readonly client: NodeId
  /** in words, `put x=1` */
  readonly call: string
  readonly start: Micros
  /** null: no answer came */
  readonly end: Micros | null
  readonly outcome: 'ok' | 'failed' | 'unknown'
  /** in words, empty where the call's words hold it; null while `end` is null */
  readonly result: string | null
  /** its place in a legal order, from 1; null: none is known */
  readonly order: number | null
  /** why it fits nowhere, in words; null: it fits, or nobody asked */
  readonly misfit: string | null
  /** whether the story speaks of it */
  readonly told: boolean
}

export interface FailureTold {
  readonly failure: Failure
  /** the step that broke it, or the last event; the mark of the violation */
  readonly event: EventId
  /** `a duplicate effect`: the kind of anomaly in the field's words */
  readonly anomaly: string
  /** what kind of cure is common, phrased as a pattern; null: none is known */
  readonly cure: string | null
  /** at most ten sentences */
  readonly story: readonly StoryStep[]
  readonly source: SourceFrame | null
  /** what had to be so for it to fail, in words */
  readonly matters: readonly string[]
  /** each held in every perturbation that was tried */
  readonly irrelevant: readonly Irrelevance[]
  /** null: it is the run as found */
  readonly shrunk: Shrunk | null
}

export interface StoryStep {
  readonly text: string
  /** first and last event of it, equal for one */
  readonly from: EventId
  readonly to: EventId
  readonly time: Micros
  readonly place: string | null
  /** 0 tells most; what has the most is left out first where room is short */
  readonly rank: number
}

/** The handler that produced the wrong value. */
export interface SourceFrame {
  /** as people say it, relative to the current folder where that is shorter */
  readonly file: string
  readonly line: number
  /** `receive of receiver2` */
  readonly handler: string
  readonly lines: readonly { readonly number: number; readonly text: string }[]
  /** beside the line, `its write was undone at e118` */
  readonly note?: string
}

/** Something that does not matter: it was changed so many times, and the failure was the same. */
export interface Irrelevance {
  /** in words, `message loss 0–5 %` */
  readonly what: string
  readonly perturbed: number
}

/** What shrinking took away. */
export interface Shrunk {
  readonly from: Size
  readonly to: Size
  /** faults that were there, in the notation */
  readonly removed: readonly string[]
  readonly runs: number
  /** nothing more can be taken away; else it is the best so far */
  readonly complete: boolean
}
