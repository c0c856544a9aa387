// The properties of the source's scenarios, by name, with the codes of what they find.

import {
  acknowledgedIsThere,
  everyoneIsAnswered,
  nobodyIsSentAway,
} from '../protocols/raft-kv/claims.ts'
import type { HistoryCheck } from '../sim/check/history-check.ts'
import { converged } from '../sim/check/convergence.ts'
import type { History } from '../sim/history.ts'
import type { NodeView } from './view.ts'

export const acknowledgedWrites: HistoryCheck = {
  name: 'acknowledged writes are there',
  code: 'WL2002',
  about: 'the last read of a key that was put once returns what was acknowledged',
  judge: acknowledgedIsThere,
}

type OfHistory = (w: { readonly history: History }) => string | null

export const answered: { readonly answered: OfHistory } = {
  answered: ({ history }) => everyoneIsAnswered(history),
}

export const notSentAway: { readonly 'nobody is sent away': OfHistory } = {
  'nobody is sent away': ({ history }) => nobodyIsSentAway(history),
}

/** The servers' maps are the same. */
export const sameMaps = (
  servers: readonly NodeView<{ readonly machine: unknown }>[],
): string | null => converged(servers, ({ machine }) => machine)
