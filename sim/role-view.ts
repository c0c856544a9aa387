// What a node is, as people see it: its role and term, and its log where it keeps one, told from its
// State by plain functions that a protocol gives and a scenario hangs on its nodes. Nothing that runs
// depends on it but faults that name a role; what nodes do never does.

import type { EventId, Micros, NodeId } from './units.ts'

/**
 * What a role means to its peers: it leads a term, it stands for election (a pre-vote too), or it
 * follows whoever leads, as a learner and a lone witness do; or it is out, and takes no part any more.
 */
export type Standing = 'leads' | 'stands' | 'follows' | 'out'

export const standings: readonly Standing[] = ['leads', 'stands', 'follows', 'out']

/** The role of a node now. */
export type RoleNow = {
  /** one of the roles that the view knows */
  readonly name: string
  /** the term (view, ballot, epoch) that it believes in, from 0; null: its roles have none */
  readonly term: number | null
}

/**
 * How people see the nodes of one role of a scenario. Its functions are total: they take any State
 * that the actor can have, change nothing and throw nothing. `role` is asked after every step of a
 * run that is told and must be cheap; `log` is asked once a node and screen.
 */
export interface RoleView<S = object> {
  /** every role that `role` can name, with what it means: `{ leader: 'leads', … }` */
  readonly roles: Readonly<Record<string, Standing>>
  role(state: S): RoleNow
  /** the log that it holds in memory; null: it has none just now */
  log?(state: S): LogNow | null
}

/** Views by role of the scenario's nodes. */
export type RoleViews = { readonly [role: string]: RoleView | undefined }

/** One entry of a log. */
export type LogCell = {
  readonly term: number
  /** what it holds, in a few words: `put x=1` */
  readonly text?: string
}

/** A log as one node holds it. */
export type LogNow = {
  /** index of the first cell, from 1; what comes before it is held as a snapshot alone */
  readonly first: number
  readonly cells: readonly LogCell[]
  /** the last index that this node knows to be committed, 0: none */
  readonly committed: number
  /** a leader's: per peer the index that it sends next, and the last that it knows to be there */
  readonly peers?: ReadonlyMap<NodeId, { readonly next: number; readonly match: number }> | null
}

/** What a node was for a time; while it is down it is nothing. */
export type RoleSpell = {
  readonly name: string
  readonly term: number | null
  readonly standing: Standing
  /** the step that made it so */
  readonly event: EventId
  readonly from: Micros
  /** the instant at which it became something else or went down, or the end of the run */
  readonly to: Micros
}

/** A node over a run, in order of time. */
export type NodeRoles = { readonly id: NodeId; readonly spells: readonly RoleSpell[] }

/** What a node was at an instant; null while it is down. */
export type NodeLog = {
  readonly id: NodeId
  readonly role: (RoleNow & { readonly standing: Standing }) | null
  /** null: it is down, or has no log */
  readonly log: LogNow | null
}
