// Causal consistency: who saw a write sees what it was based on. Judged by the patterns that a causally
// consistent history cannot hold; each of them is a handful of operations. Source: Bouajjani, Enea,
// Guerraoui and Hamza, On Verifying Causal Consistency, POPL 2017; clocks as in AWDIT (2025).

import type { History } from '../history.ts'
import type { Plain } from '../plain.ts'
import { countsOf, type HistoryCheck, type Judged, type Outcome } from './history-check.ts'
import { accessUsual, type SessionAccess } from './sessions/access.ts'
import { type Bad, badPattern } from './sessions/bad-patterns.ts'
import { causalOrderOf } from './sessions/causal-order.ts'
import { sessionsOf, unclear } from './sessions/sessions.ts'

export interface CausalOptions {
  /** name of the property; `causal` without it */
  readonly name?: string
  /**
   * Whether all clients have to agree which of two writes is the newer, as they do where replicas
   * converge (CCv); without it each client may see its own order (CC)
   */
  readonly convergent?: boolean
  /** which key an operation read or wrote; null: none. Without it the usual calls are known */
  readonly as?: (call: Plain, result: Plain) => SessionAccess | null
  /** what an answer means; without it every answer is ok */
  readonly outcome?: (result: Plain, call: Plain) => Outcome
  /** the value of a key before its first write; null without it */
  readonly initial?: Plain
}

/** A check for `check` of a scenario. A value has to be written to a key once, where it is read. */
export function causal(options: CausalOptions = {}): HistoryCheck {
  const { convergent = false } = options
  return {
    name: options.name ?? (convergent ? 'causal-convergence' : 'causal'),
    code: 'WL2020',
    about: convergent
      ? 'who reads a write reads what it was based on, and all agree which write is the newer'
      : 'who reads a write reads what it was based on',
    judge: (history) => judge(history, options),
  }
}

function judge(history: History, options: CausalOptions): Judged {
  const { as = accessUsual, outcome = null, initial = null, convergent = false } = options
  const sorted = history.toSorted((one, other) => one.start - other.start)
  const sessions = sessionsOf(sorted, { as, outcome, initial, version: null })
  const detail = countsOf(history, outcome)
  const open = (why: string): Judged => ({ verdict: 'inconclusive', why, detail })
  if (sessions.known.some(Boolean)) return open('lists are appended to: transactions judge them')
  const reads = sessions.done.filter(({ access }) => access.kind !== 'write')
  if (reads.length === 0) return open('nothing was read')
  const order = causalOrderOf(sessions)
  if (order === null) return open('too many clients and operations for the memory that it may take')
  const bad = badPattern(sessions, order, convergent)
  if (bad !== null) return failed(sorted, bad, detail)
  const blind = reads.filter(({ read }) => read === unclear).length
  if (blind > 0)
    return open(
      `${blind} ${blind === 1 ? 'read is' : 'reads are'} of a value that was written twice`,
    )
  return { verdict: 'pass', why: null, detail }
}

function failed(history: History, bad: Bad, detail: string): Judged {
  const { why, code, places } = bad
  const [op, ...others] = [...new Set(places)].flatMap((at) => history[at]?.id ?? [])
  return {
    ...{ verdict: 'fail', why, detail, code },
    ...(op === undefined ? {} : { misfit: { op, why, others } }),
  }
}
