// Guarantees that a client has of its own session, whatever the replicas do: to read its writes, never to
// read backwards, to write in order, to write on top of what it read. They are judged key by key; what
// holds between keys is causal consistency, and not asked here.

import type { History, Operation } from '../history.ts'
import type { Plain } from '../plain.ts'
import type { OpId } from '../units.ts'
import {
  countsOf,
  type HistoryCheck,
  inOrderOfStart,
  type Judged,
  type Outcome,
} from './history-check.ts'
import { accessUsual, type SessionAccess } from './sessions/access.ts'
import { type Guarantee, guarantees, told } from './sessions/guarantee.ts'
import { marked } from './sessions/marks.ts'
import { type Proven, proven } from './sessions/proofs.ts'
import { brokenBy, pairOf, tellDemand, tellReversed } from './sessions/sentence.ts'
import { type Done, type Sessions, sessionsOf } from './sessions/sessions.ts'

export interface SessionOptions {
  /** name of the property */
  readonly name?: string
  /** which key an operation read or wrote; null: none. Without it the usual calls are known */
  readonly as?: (call: Plain, result: Plain) => SessionAccess | null
  /** what an answer means; without it every answer is ok */
  readonly outcome?: (result: Plain, call: Plain) => Outcome
  /** the version that was read or written, as the answer tells it: a revision; greater is newer */
  readonly version?: (result: Plain, call: Plain) => number | null
  /** the value of a key before its first write; null without it */
  readonly initial?: Plain
  /**
   * Guarantees that are taken to hold: without revisions and lists they tell which version is newer.
   * For reads these are `monotonicWrites` and `writesFollowReads`, for writes none.
   */
  readonly given?: readonly Guarantee[]
}

const ofWrites = ['monotonicWrites', 'writesFollowReads'] as const

/** A client reads nothing older than what it wrote itself. */
export const readYourWrites = (options: SessionOptions = {}): HistoryCheck =>
  checkOf(['readYourWrites'], { given: ofWrites, ...options })

/** A client reads nothing older than what it read before. */
export const monotonicReads = (options: SessionOptions = {}): HistoryCheck =>
  checkOf(['monotonicReads'], { given: ofWrites, ...options })

/** The writes of a client take effect in the order in which it made them. */
export const monotonicWrites = (options: SessionOptions = {}): HistoryCheck =>
  checkOf(['monotonicWrites'], options)

/** What a client writes is newer than what it had read. */
export const writesFollowReads = (options: SessionOptions = {}): HistoryCheck =>
  checkOf(['writesFollowReads'], options)

/** All four at once: that is more than each by itself, since one order of versions has to fit them all. */
export const sessionGuarantees = (options: SessionOptions = {}): HistoryCheck =>
  checkOf(guarantees, options)

function checkOf(wanted: readonly Guarantee[], options: SessionOptions): HistoryCheck {
  const [first = 'readYourWrites', ...others] = wanted
  const { name, code, about } = told[first]
  return {
    name: options.name ?? (others.length === 0 ? name : 'session-guarantees'),
    code,
    about: [about, ...others.map((one) => told[one].about)].join(', '),
    judge: (history) => judge(history, wanted, options),
  }
}

function judge(history: History, wanted: readonly Guarantee[], options: SessionOptions): Judged {
  const { as = accessUsual, outcome = null, version = null, initial = null, given = [] } = options
  const sessions = sessionsOf(inOrderOfStart(history), { as, outcome, version, initial })
  const byMarks = marked(sessions, wanted)
  const byProof = proven(
    sessions,
    wanted,
    given.filter((one) => !wanted.includes(one)),
  )
  const counts = countsOf(history, outcome)
  const detail = `${counts}; ${lookedAt(byMarks.compared, byProof, sessions)}`
  if (byMarks.reversed !== null) {
    const { guarantee, first, later } = byMarks.reversed
    const why = tellReversed(sessions, byMarks.reversed)
    return failure(sessions, { why, detail, code: told[guarantee].code, later, others: [first] })
  }
  const broken = byProof.circle === null ? null : brokenBy(byProof.circle, wanted)
  if (byProof.circle !== null && broken !== null) {
    const why = byProof.circle.map((demand) => tellDemand(sessions, demand)).join('; ')
    const pairs = byProof.circle.flatMap((demand) => pairOf(sessions, demand) ?? [])
    const own = pairOf(sessions, broken.demand)
    const all = pairs.flatMap(({ first, later }) => [first, later])
    const code = told[broken.guarantee].code
    return failure(sessions, { why, detail, code, later: own?.later ?? all[0], others: all })
  }
  const why = nothingJudged(wanted, byMarks.compared, byProof)
  return why === null
    ? { verdict: 'pass', why: null, detail }
    : { verdict: 'inconclusive', why, detail }
}

/** Why there was nothing to judge; null: there was something. */
function nothingJudged(
  wanted: readonly Guarantee[],
  compared: number,
  { compared: demands, contradicted }: Proven,
): string | null {
  if (compared > 0) return null
  if (contradicted > 0) return 'what the sessions wrote contradicts every order of versions'
  if (demands === 0) {
    const [{ first, later }] = [told[wanted[0] ?? 'readYourWrites']]
    const verbs = { read: 'read', write: 'wrote' }
    return wanted.length > 1
      ? 'no client did two things with one key'
      : `no client ${verbs[first]} a key and then ${verbs[later]} it`
  }
  return wanted.every((one) => one === 'monotonicWrites')
    ? 'which of two writes is newer is not known: let answers tell a version, or append to lists'
    : null
}

function lookedAt(compared: number, { compared: demands }: Proven, sessions: Sessions): string {
  const all = compared + demands
  const pairs = `${all} ${all === 1 ? 'pair' : 'pairs'} of a session compared`
  if (sessions.unclear === 0) return pairs
  const reads = sessions.unclear === 1 ? 'read is' : 'reads are'
  return `${pairs}, ${sessions.unclear} ${reads} of what nobody wrote, or two did`
}

interface Failed {
  readonly why: string
  readonly detail: string
  readonly code: string
  readonly later: Done | undefined
  readonly others: readonly Done[]
}

function failure({ history }: Sessions, of: Failed): Judged {
  const { why, detail, code, later, others } = of
  const idOf = (one: Done | undefined): OpId | null => operationAt(history, one)?.id ?? null
  const op = idOf(later)
  const rest = new Set(others.flatMap((one) => idOf(one) ?? []))
  if (op === null) return { verdict: 'fail', why, detail, code }
  rest.delete(op)
  return { verdict: 'fail', why, detail, code, misfit: { op, why, others: [...rest] } }
}

const operationAt = (history: History, one: Done | undefined): Operation | undefined =>
  one === undefined ? undefined : history[one.at]
