// The step that made a wrong value: what a screen shows the source of, and where a debugger is worth
// stopping. What shows a failure may be another step, later and at another node: story-focus.ts.

import type { Trace, TraceEvent } from '../sim/trace.ts'
import type { EventId, OpId } from '../sim/units.ts'
import type { Failure } from '../sim/verdict.ts'
import type { Story } from './story.ts'

/** A step that a frame is shown of, and what to say beside its line. */
export interface Wrong {
  readonly step: TraceEvent
  readonly note: string
}

/**
 * The step that made the wrong value: the one that broke the property; where a node came back from a
 * crash without what it had written, the one that wrote it; of an answer that fits nowhere, the one
 * that sent it. Null where the end of the run showed that something is missing.
 */
export function wrongStep(trace: Trace, failure: Failure, chosen: Story): Wrong | null {
  const at = (id: EventId | null): TraceEvent | undefined =>
    id === null ? undefined : trace[id - 1]
  const { misfit } = failure
  const guilty = at(chosen.guilty)
  const answers = (op: OpId | undefined): Wrong | null => {
    const answer = trace.find((event) => event.kind === 'complete' && event.op === op)
    const heard = at(answer?.cause ?? null)
    const sent = at(heard?.cause ?? null)
    const step = at(sent?.cause ?? null) ?? heard
    return step === undefined ? null : { step, note: `e${step.id} gave the answer` }
  }
  if (misfit !== undefined) return answers(misfit.op)
  if (guilty?.kind !== 'start') {
    return guilty === undefined ? null : { step: guilty, note: `e${guilty.id} broke it` }
  }
  // A node that starts writes nothing wrong: it shows what was undone, or what somebody was told.
  const told = new Set(chosen.events.map(({ id }) => id))
  const crash = crashBefore(trace, guilty)
  const undone = at(crash?.undone.findLast((id) => told.has(id)) ?? null)
  if (undone !== undefined && crash !== undefined) {
    return { step: undone, note: `e${undone.id}: undone by the crash at e${crash.id}` }
  }
  const last = trace.findLast(
    (event) => event.kind === 'complete' && event.cause !== null && told.has(event.cause),
  )
  return (
    answers(last?.kind === 'complete' ? last.op : undefined) ?? {
      step: guilty,
      note: `e${guilty.id} broke it`,
    }
  )
}

const crashBefore = (
  trace: Trace,
  { id, node }: TraceEvent,
): Extract<TraceEvent, { kind: 'crash' }> | undefined =>
  trace.findLast(
    (event): event is Extract<TraceEvent, { kind: 'crash' }> =>
      event.kind === 'crash' && event.node === node && event.id < id,
  )
