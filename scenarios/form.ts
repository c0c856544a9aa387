// The form of a scenario: everything that one may say, as types. scenario.ts makes a scenario of it;
// what is only checked when it is known stands in scenarios/runner.

import type { Message } from '../sim/actor.ts'
import type { Budget } from '../sim/budget.ts'
import type { HistoryCheck, Outcome } from '../sim/check/history-check.ts'
import type { LinkKind } from '../sim/link.ts'
import type { Plain } from '../sim/plain.ts'
import type { RoleViews } from '../sim/role-view.ts'
import type { Span } from '../sim/span.ts'
import type { Assumption } from './assumption.ts'
import type { Duration, Params, Range, Values } from './params.ts'
import type { Always, Eventually, Sometimes } from './property.ts'
import type { Variants } from './variant.ts'
import type { CommonView, Nodes, View, ViewsOf } from './view.ts'
import type { Workload } from './workload.ts'

/** What the functions of a scenario are given: its parameters, the rules, the variant. */
export type Given<P extends Params, R> = Values<P> & {
  /** the protocol's rules with the variant's put over them */
  readonly rules: R
  /** name of the variant, or null */
  readonly variant: string | null
}

/** A value, or a function of the parameters that gives it. */
export type From<V, T> = T | { bivarianceHack(of: V): T }['bivarianceHack']

/** A span in words (`5ms..30ms`, `exp 10ms`) or as data. */
export type SpanText = Duration | Range | string | Span

export interface NetworkForm {
  readonly link?: LinkKind
  readonly links?: Readonly<Record<string, LinkKind>>
  readonly latency?: SpanText
  readonly fifo?: boolean
  readonly resetAfter?: Duration
  readonly queue?: number
}

export interface DiskForm {
  readonly sync?: SpanText
}

/** All that a scenario says besides its name, parameters, rules, nodes and variants. */
export interface Claims<V, W, S = RoleViews> {
  /** who asks what, how often; without it, nothing is asked */
  readonly workload?: Workload<V>
  /** the healthy network; datagrams after 1 to 10 ms without it */
  readonly network?: From<V, NetworkForm>
  /** a sync takes 0.1 to 1 ms without it */
  readonly disk?: From<V, DiskForm>
  /** racks, sites: names of nodes or roles by domain */
  readonly domains?: From<V, Readonly<Record<string, readonly string[]>>>
  /** a list in the notation of faults, or `swarm`: each seed draws its own within the budget */
  readonly faults?: From<V, readonly string[] | 'swarm'>
  /** what the protocol promises to survive */
  readonly budget?: From<V, Budget>
  /** end of the storm, `5s` without it */
  readonly until?: Duration
  /** length of the calm, `1s` without it */
  readonly settle?: Duration
  readonly always?: Readonly<Record<string, Always<W>>>
  readonly eventually?: Readonly<Record<string, Eventually<W>>>
  readonly sometimes?: Sometimes<W>
  readonly check?: HistoryCheck | readonly HistoryCheck[]
  /** whether a result of an operation is a success; without it every answer is */
  readonly outcome?: (result: Plain, call: Plain) => Outcome
  /** thresholds: `op.latency p99 < 200ms` */
  readonly expect?: readonly string[]
  /**
   * Takes secrets out of a message before it is written into the recording of a real run; `kind`
   * stays. Such a recording holds no State and no rows either: it can be measured, not replayed.
   */
  readonly redact?: (message: Message) => Message
  /**
   * What its nodes are as people see them, by role: `{ n: raft.logView(s => s.log) }`. Then screens
   * tell terms, leaders and logs, and `leader` in a fault is whoever leads when it strikes.
   */
  readonly views?: S
  /** sentences for what a clean pass cannot say, and warnings about parameters that are poor ones */
  readonly assumptions?: From<V, readonly Assumption[]>
}

/** What is written for `scenario(name, ...)`. */
export interface Form<P extends Params, R, N extends Nodes>
  extends Claims<Given<P, R>, View<N>, ViewsOf<NoInfer<N>>> {
  /** one or two sentences */
  readonly about: string
  readonly params?: P
  /** the protocol's decisions by name; a planted bug replaces one of them */
  readonly rules?: R
  readonly variants?: Variants<
    NoInfer<R>,
    Given<NoInfer<P>, NoInfer<R>>,
    Claims<Given<NoInfer<P>, NoInfer<R>>, CommonView>
  >
  nodes(of: Given<P, R>): N
}

/** The claims without their types: what the runner holds. */
export type AnyGiven = { readonly rules: object; readonly variant: string | null }
export type AnyClaims = Claims<AnyGiven, CommonView>

/** A form without its types: what the door is given. */
export interface AnyForm extends AnyClaims {
  readonly about: string
  readonly params?: Params
  readonly rules?: object
  readonly variants?: AnyVariants
  nodes(of: AnyGiven): Nodes
}
export type AnyVariants = Variants<object, AnyGiven, AnyClaims>

/** A checked scenario. */
export interface Scenario {
  /** tells a scenario from the other things that a module exports */
  readonly kind: 'scenario'
  readonly name: string
  readonly about: string
  /** `path/file.ts:12` of the call that made it, or null where the stack does not say */
  readonly place: string | null
  readonly params: Params
  readonly rules: object
  readonly variants: AnyVariants
  nodes(of: AnyGiven): Nodes
  readonly claims: AnyClaims
  /** what a scenario file tunes, and the module it is in; null for a scenario of its own */
  readonly base: { readonly scenario: Scenario; readonly source: Source } | null
}

/** Where a scenario comes from. */
export type Source =
  | { readonly kind: 'built-in' }
  /** absolute path of a module or scenario file */
  | { readonly kind: 'file'; readonly path: string }
