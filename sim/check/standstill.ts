// Why something that was asked never came to its end, in one sentence: who held it last, what was lost
// and not sent again, or what goes round without an end. It follows what one step caused in the events
// of the run, and guesses nothing.

import { tellDuration } from '../duration.ts'
import type { Due } from '../due.ts'
import type { TraceEvent } from '../trace.ts'
import type { EventId, Micros, NodeId, OpId } from '../units.ts'
import type { RunRecord } from './run-end.ts'

const groupsMax = 3

type Step = Extract<TraceEvent, { readonly kind: 'receive' | 'expire' | 'start' | 'lost' }>

/**
 * @param op an operation without an answer
 * @param healed when the calm began: what went on after it goes on without faults
 * @returns the reason, without a full stop
 */
export function standstill({ trace, due }: RunRecord, op: OpId, healed: Micros): string {
  const asked = trace.find((event) => event.kind === 'invoke' && event.op === op)
  if (asked === undefined || asked.cause === null) return 'the run has no event of it'
  const family = familyOf(trace, asked.cause)
  const next = due.find((one) =>
    family.has(one.kind === 'timer' ? (one.cause ?? asked.id) : one.sent),
  )
  const events = trace.filter(
    ({ id, cause }) => family.has(id) || (cause !== null && family.has(cause)),
  )
  return next === undefined ? heldBy(events, trace, due) : goesOn(events, next, trace, healed)
}

/** A step, and all that came of it. */
function familyOf(trace: RunRecord['trace'], root: EventId): ReadonlySet<EventId> {
  const family = new Set<EventId>([root])
  for (const { id, cause } of trace) if (cause !== null && family.has(cause)) family.add(id)
  return family
}

const isStep = (event: TraceEvent): event is Step =>
  event.kind === 'receive' ||
  event.kind === 'expire' ||
  event.kind === 'start' ||
  event.kind === 'lost'

const kindOf = (message: string): string => message.slice(0, message.indexOf('#'))

/** Nothing of it is left: who had it last, or where it was lost. */
function heldBy(
  events: readonly TraceEvent[],
  trace: RunRecord['trace'],
  due: readonly Due[],
): string {
  const last = events.findLast((event) => isStep(event) || event.kind === 'drop')
  if (last === undefined) return 'nothing came of it'
  if (last.kind === 'drop') {
    const sender = senderOf(last.message)
    const again = `${sender} has ${timersOf(sender, due)}`
    return `${kindOf(last.message)} from ${sender} was ${lostBy(last.why)} at ${tellDuration(last.time)} and never sent again: ${again}`
  }
  if (!isStep(last)) return 'nothing came of it'
  const { node, time, id } = last
  const crash = trace.find(
    (event) => event.kind === 'crash' && event.node === node && event.id > id,
  )
  const at = tellDuration(time)
  if (crash !== undefined) {
    return `${node} had it last, ${did(last)} at ${at}, and came back without it from the crash at ${tellDuration(crash.time)}`
  }
  const waits = node === null ? '' : `; ${node} has ${timersOf(node, due)}`
  return `${node} has held it since it ${did(last)} at ${at}: it set no timer for it and sent nothing on${waits}`
}

const lostBy = (why: string): string => (why === 'down' ? 'sent to a node that was down' : 'lost')

/** `letter#7 s1>receiver2`: who sent it. */
const senderOf = (message: string): string =>
  message.slice(message.lastIndexOf(' ') + 1).split('>')[0] ?? 'its sender'

/** Timers that are set, whatever they are for. */
function timersOf(node: NodeId | string, due: readonly Due[]): string {
  const kinds = new Set(
    due.flatMap((one) => (one.kind === 'timer' && one.node === node ? one.timer.kind : [])),
  )
  if (kinds.size === 0) return 'no timer set'
  return `${kinds.size === 1 ? 'the timer' : 'the timers'} ${[...kinds].join(', ')} set, which did not send it`
}

function did(step: Step): string {
  if (step.kind === 'receive') return `received ${kindOf(step.message)} from ${step.from}`
  if (step.kind === 'expire') return `woke by the timer ${step.timer.kind}`
  return step.kind === 'start' ? 'started' : `lost its connection to ${step.peer}`
}

/** Something is still to come of it: what went on since the healing, and whether anything changed. */
function goesOn(
  events: readonly TraceEvent[],
  next: Due,
  trace: RunRecord['trace'],
  healed: Micros,
): string {
  const since = events.filter(({ time }) => time >= healed)
  const groups = groupsOf(since, trace)
  if (groups.length === 0) return `nothing of it has happened since the healing; ${tellNext(next)}`
  const same = groups.every(({ changes, times }) => changes === 0 || (changes === 1 && times > 2))
  const told = groups.slice(0, groupsMax).map((one) => tellGroup(one))
  const round = same ? 'it goes round in the same states' : 'it goes on without an end'
  return `${round}: ${told.join(', ')}`
}

function tellNext(next: Due): string {
  if (next.kind === 'message') return 'a message of it is still on its way'
  const when = next.at === null ? 'when its clock goes on' : `at ${tellDuration(next.at)}`
  return `the timer ${next.timer.kind} of ${next.node} is due ${when}`
}

interface Group {
  readonly words: string
  readonly first: EventId
  times: number
  /** steps that sent, wrote or changed anything, 0 for none */
  effects: number
  /** how many different changes of State there were */
  changes: number
  readonly patches: Set<string>
  /** messages of it that were lost, by why */
  readonly lost: boolean
}

/** Steps and losses by what they are, the most frequent first. */
function groupsOf(since: readonly TraceEvent[], trace: RunRecord['trace']): readonly Group[] {
  const groups = new Map<string, Group>()
  const effective = new Set(
    trace.flatMap(({ kind, cause }) => (kind === 'durable' || cause === null ? [] : [cause])),
  )
  for (const event of since) {
    const words = wordsOf(event)
    if (words === null) continue
    let group = groups.get(words)
    if (group === undefined) {
      const blank = { times: 0, effects: 0, changes: 0, patches: new Set<string>() }
      groups.set(words, (group = { words, first: event.id, lost: event.kind === 'drop', ...blank }))
    }
    group.times += 1
    if (!isStep(event)) continue
    if (effective.has(event.id) || event.patch.length > 0) group.effects += 1
    if (event.patch.length > 0) group.patches.add(event.patch.map(({ path }) => path).join(' '))
    group.changes = group.patches.size
  }
  return [...groups.values()].sort(
    (one, other) => other.times - one.times || one.first - other.first,
  )
}

function wordsOf(event: TraceEvent): string | null {
  if (event.kind === 'drop') {
    const why = event.why === 'down' ? 'met a node that is down' : `was lost (${event.why})`
    return `${kindOf(event.message)} of ${senderOf(event.message)} ${why}`
  }
  return isStep(event) ? `${event.node} ${did(event)}` : null
}

function tellGroup({ words, times, effects, lost }: Group): string {
  const often = times === 1 ? 'once' : `${times} times`
  return `${words} ${often}${effects === 0 && !lost ? ' and did nothing' : ''}`
}
