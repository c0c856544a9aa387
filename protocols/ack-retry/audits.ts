// Judges of the client history: clients read the inboxes of receivers now and then (an audit), and
// what they saw must agree with what they were told. They see no state, so they judge a run of real
// processes as well as a simulated one.

import type { History, Operation } from '../../sim/history.ts'
import type { NodeId, OpId } from '../../sim/units.ts'
import type { Call, Result } from './client.ts'

/** What the audits of a history say; the same judgement in a simulated and in a real run. */
export interface Audited {
  readonly verdict: 'pass' | 'fail'
  readonly why: string | null
  readonly detail: string
  /** the audit that shows it */
  readonly misfit?: { readonly op: OpId; readonly why: string }
}

/** A history check: no text is in two places of the inboxes that the clients have read. */
export function auditsShowNoDuplicate(history: History): Audited {
  const holder = new Map<string, NodeId>()
  let audits = 0
  for (const { id, call, result } of operations(history)) {
    if (call.kind !== 'audit' || result?.kind !== 'inbox') continue
    audits += 1
    const here = new Set<string>()
    for (const text of result.texts) {
      if (here.has(text))
        return failed(`${call.of} processed "${text}" twice`, audits, id, 'it is there twice')
      here.add(text)
      const other = holder.get(text) ?? call.of
      if (other !== call.of) {
        const why = `${other} has it too`
        return failed(`${other} and ${call.of} both processed "${text}"`, audits, id, why)
      }
      holder.set(text, call.of)
    }
  }
  return passed(audits)
}

/** A history check: an audit shows what was acked before it began, and nothing that was never sent. */
export function auditsShowWhatWasAcked(history: History): Audited {
  const all = operations(history)
  let audits = 0
  for (const audit of all) {
    if (audit.call.kind !== 'audit' || audit.result?.kind !== 'inbox') continue
    audits += 1
    const { of } = audit.call
    const here = new Set(audit.result.texts)
    for (const { call, result, end } of all) {
      if (call.kind !== 'send' || result === undefined || end === null) continue
      if (result.kind === 'never sent' && here.has(call.text)) {
        const why = 'it was reported as never sent'
        return failed(
          `${of} processed "${call.text}", reported as never sent`,
          audits,
          audit.id,
          why,
        )
      }
      if (result.kind !== 'acked' || result.by !== of || end > audit.start) continue
      if (!here.has(call.text)) {
        const words = `"${call.text}" was acked, and the inbox of ${of} does not have it`
        return failed(words, audits, audit.id, 'it was acked before, and is missing')
      }
    }
  }
  return passed(audits)
}

const failed = (why: string, audits: number, op: OpId, because: string): Audited => ({
  verdict: 'fail',
  why,
  detail: `${audits} audits`,
  misfit: { op, why: because },
})
const passed = (audits: number): Audited => ({
  verdict: 'pass',
  why: null,
  detail: `${audits} audits`,
})

type Asked = Operation & { readonly call: Call; readonly result: Result | undefined }

/** The operations that ack-retry's clients write; a history may hold others. */
const operations = (history: History): Asked[] => history.filter(isAsked)

const isAsked = (one: Operation): one is Asked =>
  one.call !== null &&
  typeof one.call === 'object' &&
  'kind' in one.call &&
  (one.call['kind'] === 'send' || one.call['kind'] === 'audit')
