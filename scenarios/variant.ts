// Variants of a scenario: planted bugs (one rule of the protocol replaced) and faithful copies of
// a source system (nodes of their own).

import type { Nodes } from './view.ts'

/** What is told of every variant. */
export interface Origin {
  /** what is different, one sentence */
  readonly change: string
  /** the paper, incident or source it comes from */
  readonly source: string
  /** the property that finds it */
  readonly breaks: string
}

/** A planted bug: rules that take the place of the protocol's. */
export interface Mutant<R> extends Origin {
  readonly rules: Partial<R>
  /**
   * What it needs to show, where that is less than a fault: messages that overtake each other, as
   * datagrams do on a healthy network, or nothing at all. Without it, it shows under faults alone.
   */
  readonly needs?: 'overtaking' | 'nothing'
}

/** The planted bugs of a protocol, by name. */
export type Mutants<R> = Readonly<Record<string, Mutant<R>>>

/** A variant with nodes of its own; whatever else differs (properties, faults, ...) goes with it. */
export type Copy<V, Rest> = Origin & { nodes(of: V): Nodes } & Rest

export type Variants<R, V, Rest> = Readonly<Record<string, Mutant<R> | Copy<V, Rest>>>
