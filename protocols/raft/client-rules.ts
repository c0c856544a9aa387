// The decisions of a client of Raft, each a pure function with the sentence it carries out. They are
// among the protocol's rules, so that a planted bug may replace one of them.

import type { Micros } from '../../sim/units.ts'

/** How long a client waits, and for what. */
export interface Patience {
  /**
   * For the answer to a first attempt. Below a round trip and a sync, every command is sent twice;
   * long, a crash of the leader is felt that long.
   */
  readonly attempt: Micros
  /** Each attempt waits twice as long as the one before, up to this. */
  readonly attemptMax: Micros
  /** Before the next server is asked when one has said that it knows no leader. */
  readonly pause: Micros
  /** After that long an operation is not waited for any more. */
  readonly giveUp: Micros
}

/** What a decision needs to know of a command that waits for its answer. */
export interface Attempts {
  /** how often it was sent */
  readonly attempts: number
  /** attempts that nobody has said had no effect */
  readonly unanswered: number
}

export interface ClientRules {
  /**
   * "Clients assign unique serial numbers to every command": one that is tried again keeps its own.
   * @param fresh a number that no command has had
   */
  numberOf(asked: number, attempts: number, fresh: number): number

  /** "The client includes the lowest sequence number for which it has not yet received a response." */
  floorOf(awaited: Iterable<number>, now: number): number

  /**
   * "A command has failed when it was never sent, or every attempt of it was refused." On links that
   * deliver twice, a refusal of one copy says nothing of the other.
   */
  hasFailed(command: Attempts, copies: boolean): boolean

  /** "If the leader crashes, clients time out and then try again with another server." */
  wait(attempts: number, patience: Patience): Micros
}

/** @source Ongaro, dissertation, sections 6.2 and 6.3 */
export const clientRules: ClientRules = {
  numberOf: (asked) => asked,

  floorOf(awaited, now) {
    let floor = now
    for (const number of awaited) if (number < floor) floor = number
    return floor
  },

  hasFailed: ({ attempts, unanswered }, copies) => attempts === 0 || (unanswered === 0 && !copies),

  wait(attempts, { attempt, attemptMax }) {
    let wait = attempt
    for (let doubled = 1; doubled < attempts && wait < attemptMax; doubled++) wait *= 2
    return Math.min(wait, attemptMax)
  },
}
