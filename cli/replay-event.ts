// `replay CASE --until e57 --state n1`: one event of a run, and what nodes held before and after it.
// Everything is read from the trace; the run itself is judged by replay alone.

import { shownBy } from '../reports/broke.ts'
import { eventRows } from '../reports/events.ts'
import { renderEvent } from '../reports/event-screen.ts'
import { written } from '../reports/json.ts'
import { nearest } from '../sim/nearest.ts'
import type { VerifiedCase } from '../scenarios/runner/case-verify.ts'
import { text, toJson } from '../sim/plain.ts'
import { Mistake } from '../sim/problem.ts'
import type { Run } from '../sim/run.ts'
import { stateAt } from '../sim/state-at.ts'
import type { Trace, TraceEvent } from '../sim/trace.ts'
import type { NodeId } from '../sim/units.ts'
import type { Given } from './arguments.ts'
import type { Context } from './context.ts'
import { type EventNamed, parseEvent } from './coordinate.ts'
import { type ExitCode, exits } from './exit.ts'
import type { Subject } from './subject.ts'

/** @throws Mistake (WL1004) for an event or a node that the run does not have */
export function replayEvent(
  subject: Subject,
  { replayed, status }: VerifiedCase,
  given: Given,
  context: Context,
): ExitCode {
  const wished = given['until']
  const named =
    typeof wished === 'string'
      ? parseEvent(wished, `--until ${wished}`)
      : (subject.event ?? { kind: 'fail' as const })
  if (replayed === null) throw notRun(subject)
  const { run, site } = replayed
  const trace = run.trace ?? []
  const event = eventNamed(named, run)
  const nodes = nodesOf(
    given['state'],
    event,
    site.cast.nodes.map(({ id }) => id),
  )
  const states = nodes.map((node) => ({
    node,
    before: stateAt(trace, node, event.id - 1),
    after: stateAt(trace, node, event.id),
    patch: event.node === node && 'patch' in event ? event.patch : [],
  }))
  if (given['json'] !== undefined) {
    const document = {
      schema: 'worldline.event/1',
      ...{ coordinate: `${subject.name}#e${event.id}`, status },
      event: { ...event, patch: undefined, words: eventRows([event], context.page)[0]?.trim() },
      states: states.map(({ node, before, after, patch }) => ({
        ...{ node, before: toJson(before), after: toJson(after) },
        patch: patch.map((change) => ({
          path: change.path,
          ...('to' in change ? { to: toJson(change.to) } : {}),
        })),
      })),
    }
    context.document(written(plainJson(document), given['json'] === 'stream'))
  } else {
    context.out(renderEvent({ name: subject.name, trace, event, states }, context.page))
  }
  return status === 'diverged' ? exits.diverged : exits.pass
}

/** Messages and timers may hold what JSON has no word for. */
const plainJson = (document: unknown): unknown =>
  JSON.parse(
    JSON.stringify(document, (_key, value: unknown) =>
      value instanceof Map || value instanceof Set || value instanceof Uint8Array
        ? text(value)
        : value,
    ),
  )

const notRun = ({ name }: Subject): Mistake =>
  new Mistake([
    {
      code: 'WL1201',
      sentence: `${name} is stale: it cannot be run, so it has no events.`,
      lines: [`see            worldline replay ${name}`],
    },
  ])

/** The event that is meant. @throws Mistake (WL1004) */
export function eventNamed(named: EventNamed, run: Run): TraceEvent {
  const trace: Trace = run.trace ?? []
  const last = trace.at(-1)
  const found =
    named.kind === 'number'
      ? trace[named.number - 1]
      : named.kind === 'time'
        ? trace.findLast(({ time }) => time <= named.time)
        : ((run.failure === null ? null : shownBy(trace, run.failure)) ?? last)
  if (found !== undefined) return found
  throw new Mistake([
    {
      code: 'WL1004',
      sentence:
        named.kind === 'number'
          ? `there is no event e${named.number}.`
          : 'nothing has happened at that instant.',
      lines: [`the run has     e1 to e${trace.length}`],
    },
  ])
}

/** Those of --state, else the event's own. @throws Mistake (WL3002) */
function nodesOf(given: unknown, event: TraceEvent, ids: readonly NodeId[]): readonly NodeId[] {
  if (typeof given !== 'string') return event.node === null ? [] : [event.node]
  if (given === 'all') return ids
  return given.split(',').map((name) => {
    const id = ids.find((one) => one === name.trim())
    if (id !== undefined) return id
    const near = nearest(name, ids)
    throw new Mistake([
      {
        code: 'WL3002',
        sentence: `--state: there is no node "${name}".`,
        lines: [
          ...(near === null ? [] : [`did you mean   --state ${near} ?`]),
          `nodes          ${ids.join('  ')}   or  all`,
        ],
      },
    ])
  })
}
