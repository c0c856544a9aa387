// What the failures of the source systems break, as properties of states and histories. Each can be
// asked of the source's servers and of the protocol's own: their views name the few fields they need.

import type { History } from '../../sim/history.ts'
import { equal, isRecord, type Plain, text } from '../../sim/plain.ts'
import type { NodeId, OpId } from '../../sim/units.ts'

/** A server as a property sees it; while it is down, with its last state. */
export type ServerSeen = {
  readonly id: NodeId
  readonly up: boolean
  readonly state: { readonly term: number; readonly role: { readonly kind: string } }
}

/** No two servers that are up lead one term. Source: Ongaro and Ousterhout 2014, figure 3. */
export function oneLeaderATerm(servers: readonly ServerSeen[]): string | null {
  const leaders = new Map<number, NodeId>()
  for (const { id, up, state } of servers) {
    if (!up || state.role.kind !== 'leader') continue
    const other = leaders.get(state.term)
    if (other !== undefined) return `${other} and ${id} both lead term ${state.term}`
    leaders.set(state.term, id)
  }
  return null
}

/** A log and how far it is committed. */
export type LogSeen = { readonly id: NodeId; readonly commit: number; readonly last: number }

/** What a server knows to be committed is in its log. Source: the same, figure 3, leader completeness. */
export function committedStays(logs: readonly LogSeen[]): string | null {
  const cut = logs.find(({ commit, last }) => commit > last)
  if (cut === undefined) return null
  return `${cut.id} has cut its log at ${cut.last}, and ${cut.commit} is committed`
}

/** In the end nobody waits for an answer. */
export function everyoneIsAnswered(history: History): string | null {
  const open = history.filter(({ end }) => end === null)
  const [first] = open
  if (first === undefined) return null
  const waits = `${first.client} still waits for the answer to its ${kindOf(first.call)}`
  return open.length === 1 ? waits : `${waits}, and ${open.length - 1} more are open`
}

/** What a judge of the history says, without what the page of a run adds. */
export interface Told {
  readonly verdict: 'pass' | 'fail' | 'inconclusive'
  readonly why: string | null
  readonly detail: string | null
  readonly misfit?: { readonly op: OpId; readonly why: string }
}

/** A history check: nobody has been told that what he asked for was not done and never will be. */
export function nobodyIsSentAway(history: History): Told {
  const sent = history.find(({ result }) => isFailed(result))
  if (sent !== undefined) {
    const reason = callOf(sent.result)?.['failed']
    const why = `${sent.client} was sent away with its ${kindOf(sent.call)}`
    const misfit = { op: sent.id, why: typeof reason === 'string' ? reason : 'it failed' }
    return { verdict: 'fail', why, detail: null, misfit }
  }
  const open = history.every(({ end }) => end === null)
  if (open) return { verdict: 'inconclusive', why: 'nobody was answered', detail: null }
  return { verdict: 'pass', why: null, detail: `${history.length} operations` }
}

/**
 * A history check for keys that are put once each: what a put was acknowledged for, the last read of
 * its key that began afterwards returns. A read before that may be stale, which is another matter.
 */
export function acknowledgedIsThere(history: History): Told {
  let looked = 0
  for (const { id, call, end, result } of history) {
    const put = callOf(call)
    if (put?.['kind'] !== 'put' || end === null || isFailed(result)) continue
    const reads = history.filter((read) => {
      const get = callOf(read.call)
      const isOfKey = get?.['kind'] === 'get' && get['key'] === put['key']
      return isOfKey && read.start >= end && read.end !== null && !isFailed(read.result)
    })
    const last = reads.at(-1)
    if (last === undefined) continue
    looked += 1
    if (equal(last.result, put['value'])) continue
    const why = `${text(put['key'], 40)} was acknowledged and is gone`
    return { verdict: 'fail', why, detail: null, misfit: { op: last.id, why: `put ${id} is lost` } }
  }
  if (looked > 0) return { verdict: 'pass', why: null, detail: `${looked} acknowledged writes` }
  const why = 'nothing that was acknowledged was read afterwards'
  return { verdict: 'inconclusive', why, detail: null }
}

type Fields = { readonly [field: string]: Plain }

const callOf = (call: Plain): Fields | null =>
  typeof call === 'object' && call !== null && isRecord(call) ? (call as Fields) : null

function kindOf(call: Plain): string {
  const kind = callOf(call)?.['kind']
  return typeof kind === 'string' ? kind : 'call'
}

/** Said by a client that knows: it has not been carried out and never will be. */
const isFailed = (result: Plain): boolean => callOf(result)?.['failed'] !== undefined
