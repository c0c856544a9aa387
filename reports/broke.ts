// Where a run broke: the event that shows it, though it was found only once the run was over. A check
// judges a whole history, and the answer that fits nowhere came long before its end.

import type { Run } from '../sim/run.ts'
import type { Trace, TraceEvent } from '../sim/trace.ts'
import type { EventId, Micros, NodeId } from '../sim/units.ts'
import type { Failure, Finding } from '../sim/verdict.ts'
import { isStepEvent, lineageOf } from './lineage.ts'
import { story } from './story.ts'
import { guiltyStep } from './story-focus.ts'
import { lastChanged } from './why-sentence.ts'
import { wrongStep } from './wrong-step.ts'

/** Where a run broke, and when that was found. */
export interface BrokeTold {
  /** number of the event that shows it; null: none does, only a look between steps or at the end */
  readonly event: EventId | null
  /** when that was; of what no event shows, when it was found */
  readonly time: Micros
  /** what found it once the run was over, `by its check`; null: it was seen at once */
  readonly foundBy: string | null
}

/**
 * The step that broke it, or that brought the answer that fits nowhere; null: only a look between
 * steps or at the end of the run shows it.
 */
export function shownBy(trace: Trace, failure: Failure): TraceEvent | null {
  const guilty = guiltyStep(trace, failure)
  if (guilty !== null || failure.step === null) return guilty
  // What stops a run is the last step of it.
  return trace.findLast(isStepEvent) ?? null
}

/** Of a run with its trace; null: it did not fail. */
export function brokeOf({ failure, trace, findings }: Run): BrokeTold | null {
  if (failure === null) return null
  const event = shownBy(trace ?? [], failure)
  return {
    event: event?.id ?? null,
    time: event?.time ?? failure.time,
    foundBy: finderOf(failure, findings),
  }
}

/** `at e58`; of what no event shows `at the end`, or `between steps` where it was seen at once. */
export function brokeWords({ event, foundBy }: BrokeTold): string {
  if (event !== null) return `at e${event}`
  return foundBy === null ? 'between steps' : 'at the end'
}

/** Whether it was seen when it happened, be it between two steps. */
export const isAtOnce = (failure: Failure, findings: readonly Finding[]): boolean =>
  finderOf(failure, findings) === null

function finderOf(failure: Failure, findings: readonly Finding[]): string | null {
  const { step, node } = failure
  return step !== null || node !== null ? null : finders[sectionOf(failure, findings)]
}

/** Which kind of property it is, by its finding. */
export const sectionOf = (
  { property, misfit }: Failure,
  findings: readonly Finding[],
): Finding['section'] =>
  findings.find((one) => one.property === property && one.verdict === 'fail')?.section ??
  (misfit === undefined ? 'always' : 'check')

/** What finds a failure of each kind once the run is over; null: it is asked all the while. */
const finders: Readonly<Record<Finding['section'], string | null>> = {
  always: null,
  eventually: 'it must hold in the end',
  check: 'the history of the clients is checked then',
  expect: 'its threshold is measured then',
}

/** An event that is worth looking at, and the node whose State it left. */
export interface GoingOn {
  readonly event: EventId | number
  readonly node: NodeId | null
  /** a handler made what is wrong there: a debugger is worth stopping before it */
  readonly isWrong: boolean
}

/** As many events of a story as a report tells. */
export const storyRoom = 24

/**
 * Where to look on in a run: the step that made the wrong value; where only the end shows what is
 * missing, what last changed the nodes that its sentence names; else the last event.
 */
export function placeToGoOn({ failure, trace }: Run): GoingOn {
  const last = trace?.at(-1) ?? null
  const at = (event: TraceEvent | null, isWrong: boolean): GoingOn => ({
    ...{ event: event?.id ?? 1, node: event?.node ?? null, isWrong },
  })
  if (failure === null || trace === null) return at(last, false)
  const wrong = wrongStep(trace, failure, story(trace, failure, storyRoom))
  const shown = wrong?.step ?? shownBy(trace, failure)
  if (shown !== null) return at(shown, isStepEvent(shown))
  return at(lastChanged(failure.sentence, lineageOf(trace)) ?? last, false)
}
