// The properties of the source's scenarios, by name, with the codes of what they find.

import {
  acknowledgedIsThere,
  everyoneIsAnswered,
  nobodyIsSentAway,
} from '../protocols/raft-kv/claims.ts'
import type { HistoryCheck } from '../sim/check/history-check.ts'
import { converged } from '../sim/check/convergence.ts'
import type { History } from '../sim/history.ts'
import type { NodeId } from '../sim/units.ts'
import type { NodeView } from './view.ts'

export const acknowledgedWrites: HistoryCheck = {
  name: 'acknowledged writes are there',
  code: 'WL2002',
  about: 'the last read of a key that was put once returns what was acknowledged',
  judge: acknowledgedIsThere,
}

/** A run as far as a client's complaint is heard. */
interface Complaint<N extends { readonly up: boolean } = { readonly up: boolean }> {
  readonly n: readonly N[]
  readonly history: History
}

/** While a majority of the three servers is up: nobody can ask more of one of them alone. */
export const answered: { readonly answered: (w: Complaint) => string | null } = {
  answered: ({ n, history }) =>
    n.filter(({ up }) => up).length < 2 ? null : everyoneIsAnswered(history),
}

/** The same of the source's servers: which of them hear nothing any more is said with it. */
export const answeredByTheirs: {
  readonly answered: (w: Complaint<Hearing>) => string | null
} = {
  answered(w) {
    const waits = answered.answered(w)
    const deaf = w.n.flatMap(({ id, state }) => (state.deaf ? [id] : []))
    if (waits === null || deaf.length === 0) return waits
    return `${waits}; ${deaf.join(', ')} throw in every tick, before they read a socket`
  },
}

type Hearing = {
  readonly id: NodeId
  readonly up: boolean
  readonly state: { readonly deaf: boolean }
}

export const notSentAway: HistoryCheck = {
  name: 'nobody is sent away',
  code: 'WL2012',
  about: 'every operation is carried out while a majority of the servers is up',
  judge: nobodyIsSentAway,
}

/** The servers' maps are the same. */
export const sameMaps = (
  servers: readonly NodeView<{ readonly machine: unknown }>[],
): string | null => converged(servers, ({ machine }) => machine)
