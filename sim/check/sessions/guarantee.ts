// The four guarantees of sessions by name. Source: Terry and others, Session Guarantees for Weakly
// Consistent Replicated Data, PDIS 1994; as relations on one key, Brzeziński and others, From Session
// Causality to Causal Consistency, PDP 2004.

export const guarantees = [
  'readYourWrites',
  'monotonicReads',
  'monotonicWrites',
  'writesFollowReads',
] as const

export type Guarantee = (typeof guarantees)[number]

interface Told {
  /** as a property is called */
  readonly name: string
  readonly code: string
  readonly about: string
  /** what comes first in the session, and what later */
  readonly first: 'read' | 'write'
  readonly later: 'read' | 'write'
}

export const told: Readonly<Record<Guarantee, Told>> = {
  readYourWrites: {
    name: 'read-your-writes',
    code: 'WL2018',
    about: 'a client reads nothing older than what it wrote itself',
    ...{ first: 'write', later: 'read' },
  },
  monotonicReads: {
    name: 'monotonic-reads',
    code: 'WL2004',
    about: 'a client reads nothing older than what it read before',
    ...{ first: 'read', later: 'read' },
  },
  monotonicWrites: {
    name: 'monotonic-writes',
    code: 'WL2019',
    about: 'the writes of a client take effect in the order in which it made them',
    ...{ first: 'write', later: 'write' },
  },
  writesFollowReads: {
    name: 'writes-follow-reads',
    code: 'WL2020',
    about: 'what a client writes is newer than what it had read',
    ...{ first: 'read', later: 'write' },
  },
}
