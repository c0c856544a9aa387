// Liveness within a bound: once everything is healed, what clients ask is answered soon. It needs to
// know when that was, and tells of an operation that hangs why it does. (Lamport: something good
// happens in the end; within a bound, so that a run can show that it does not.)

import { formatDuration, parseDuration, tellDuration } from '../duration.ts'
import type { History, Operation } from '../history.ts'
import { text } from '../plain.ts'
import { Mistake } from '../problem.ts'
import type { Micros } from '../units.ts'
import type { HistoryCheck, Judged } from './history-check.ts'
import type { RunEnd, RunRecord } from './run-end.ts'
import { standstill } from './standstill.ts'

export interface ProgressOptions {
  /** how long an answer may take once all is healed: `'500ms'`, or microseconds */
  readonly within: string | Micros
  /** name of the property; `progress` without it */
  readonly name?: string
}

/**
 * Every operation that is asked in the calm, and every one that still waits when it begins, is answered
 * within the bound. Not waited for: what its client forgot in a crash, what it gave up (it has asked
 * another since, and this one from before the calm), and what was asked too late for the bound to have
 * run out.
 * @throws Mistake (WL1101) for what is no duration
 */
export function progress({ within, name = 'progress' }: ProgressOptions): HistoryCheck {
  const bound = typeof within === 'number' ? within : parseDuration(within)
  if (bound === null || !Number.isSafeInteger(bound) || bound < 0) {
    const sentence = `progress within ${JSON.stringify(within)}: that is no duration.`
    const lines = ["allowed        '500ms', '2s', or microseconds"]
    throw new Mistake([{ code: 'WL1101', sentence, lines }])
  }
  return {
    name,
    code: 'WL2012',
    ofSilence: true,
    about: `once all is healed, every operation is answered within ${formatDuration(bound)}`,
    judge: (history, end) => judge(history, bound, end),
  }
}

function judge(history: History, within: Micros, end: RunEnd | undefined): Judged {
  const healed = end?.healed ?? null
  if (end === undefined || healed === null) {
    const why = 'nobody knows when everything was healed: the run was not followed through its calm'
    return { verdict: 'inconclusive', why, detail: null }
  }
  const dueOf = ({ start }: Operation): Micros => Math.max(start, healed) + within
  const waited = history.filter((one) => one.end === null || one.end > healed)
  const late = waited.find((one) => one.end !== null && one.end > dueOf(one))
  const open = waited.filter((one) => one.end === null && dueOf(one) <= end.end)
  const hangs = open.length === 0 ? null : firstHanging(open, history, healed, end)
  if (hangs !== null) return hanging(hangs, within, healed, end.end)
  if (late !== undefined) return tooLate(late, within, healed)
  return { verdict: 'pass', why: null, detail: told(waited, healed) }
}

interface Hanging {
  readonly operation: Operation
  readonly why: string | null
}

/** The first that somebody still waits for; null: nobody waits for any. */
function firstHanging(
  open: readonly Operation[],
  history: History,
  healed: Micros,
  { record, lifeBegan }: RunEnd,
): Hanging | null {
  const lastAsked = new Map<string, Micros>()
  for (const { client, start } of history) lastAsked.set(client, start)
  const awaited = open.filter(
    ({ client, start }) =>
      (start >= healed || (record !== undefined && start === lastAsked.get(client))) &&
      !isOfEarlierLife(start, lifeBegan?.(client)),
  )
  if (awaited.length === 0) return null
  const known = record?.() ?? null
  const operation = awaited.find((one) => known === null || !isForgotten(one, known))
  if (operation === undefined) return null
  return { operation, why: known === null ? null : standstill(known, operation.id, healed) }
}

/** Known without the events of the run, which cost a run. */
const isOfEarlierLife = (start: Micros, began: Micros | null | undefined): boolean =>
  began === null || (began !== undefined && start < began)

/** Whether its client has started again since it asked, or is down. */
const isForgotten = ({ id, client }: Operation, { trace }: RunRecord): boolean => {
  const asked = trace.find((event) => event.kind === 'invoke' && event.op === id)
  return trace.some(
    (event) => event.kind === 'crash' && event.node === client && event.id > (asked?.id ?? 0),
  )
}

/** Quoted as a whole, so that one cause is told alike whatever was asked. */
const asked = ({ client, call }: Operation): string =>
  `${client} asked "${text(call, 60).replaceAll('"', '')}"`

function hanging({ operation, why }: Hanging, within: Micros, healed: Micros, end: Micros): Judged {
  const from = operation.start >= healed ? operation.start : healed
  const since = operation.start >= healed ? 'after it asked' : 'after the healing'
  const waits = `has no answer ${tellDuration(end - from)} ${since} (limit ${tellDuration(within)})`
  const at = tellDuration(operation.start)
  const reason = why === null ? '' : `: ${why}`
  return {
    verdict: 'fail',
    why: `${asked(operation)} at ${at} and ${waits}${reason}`,
    detail: null,
  }
}

function tooLate(operation: Operation, within: Micros, healed: Micros): Judged {
  const from = Math.max(operation.start, healed)
  const took = tellDuration((operation.end ?? from) - from)
  const since = operation.start >= healed ? '' : ' from the healing on'
  const why = `${asked(operation)} and had its answer after ${took}${since} (limit ${tellDuration(within)})`
  return { verdict: 'fail', why, detail: null }
}

/** `3 operations after healing, the slowest 120 ms` */
function told(waited: readonly Operation[], healed: Micros): string {
  const took = waited.flatMap(({ start, end }) =>
    end === null ? [] : [end - Math.max(start, healed)],
  )
  const noun = took.length === 1 ? 'operation' : 'operations'
  if (took.length === 0) return 'nobody waited for an answer after the healing'
  return `${took.length} ${noun} answered after the healing, the slowest in ${tellDuration(Math.max(...took))}`
}
