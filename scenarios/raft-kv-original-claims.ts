// The properties of the source's scenarios, by name, with the codes of what they find.

import {
  acknowledgedIsThere,
  everyoneIsAnswered,
  isFailed,
  nobodyIsSentAway,
} from '../protocols/raft-kv/claims.ts'
import type { HistoryCheck } from '../sim/check/history-check.ts'
import { linearizable } from '../sim/check/linearizable.ts'
import { kv } from '../sim/check/models/kv.ts'
import { converged } from '../sim/check/convergence.ts'
import type { History } from '../sim/history.ts'
import type { NodeView } from './view.ts'

const perKey = linearizable(kv())

/** What was refused did not happen, and says nothing of any key. */
const withoutFailed = (history: History): History =>
  history.filter(({ result }) => !isFailed(result))

export const linearizableKv: HistoryCheck = {
  ...perKey,
  judge: (history, end) => perKey.judge(withoutFailed(history), end),
}

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
