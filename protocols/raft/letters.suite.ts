// Messages for the workbench in short: what a vector of the literature says in a line, as the message
// in which our servers say it.

import type { LogIndex, Term } from '../../sim/units.ts'
import type { Append, Appended, Entry, Vote, Voted } from './messages.ts'
import type { LogEnd } from './rules.ts'
import { entriesOf } from './workbench.suite.ts'

/**
 * What the leader of a term says to somebody whose log it believes to agree up to `prev`.
 * @param log terms of the leader's whole log, which ends with the entries that it sends
 */
export function appendOf(
  term: Term,
  prev: { readonly index: LogIndex; readonly term: Term },
  log: readonly Term[] = [],
  commit: LogIndex = 0,
): Append {
  const entries: readonly Entry[] = entriesOf(log).slice(prev.index)
  const { index: prevIndex, term: prevTerm } = prev
  return { kind: 'append', term, prevIndex, prevTerm, entries, commit, round: 1 }
}

/** The beginning of every log. */
export const nothing = { index: 0, term: 0 }

export const appendedOf = (term: Term, match: LogIndex): Appended => ({
  kind: 'appended',
  ...{ term, match, round: 1 },
})

export const voteOf = (term: Term, lastTerm: Term, lastIndex: LogIndex): Vote => ({
  kind: 'vote',
  ...{ term, lastIndex, lastTerm, transfer: false },
})

/** @param asked the request that it answers, or the end of the log that it speaks of */
export const votedOf = (
  term: Term,
  granted: boolean,
  { lastIndex, lastTerm }: LogEnd = { lastIndex: 0, lastTerm: 0 },
): Voted => ({ kind: 'voted', term, granted, lastIndex, lastTerm })
