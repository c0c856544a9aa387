// The messages of a trace, each from its sending to what became of it: delivered once or twice,
// overtaken, damaged on the way, lost, or still under way when the run ended.

import { equal } from '../../sim/plain.ts'
import type { Message } from '../../sim/actor.ts'
import type { Plain } from '../../sim/plain.ts'
import type { Trace, TraceEvent } from '../../sim/trace.ts'
import type { EventId, NodeId } from '../../sim/units.ts'
import { brief } from '../brief.ts'
import { peersOf } from '../story.ts'

export type Sent = Extract<TraceEvent, { kind: 'send' }>
export type Received = Extract<TraceEvent, { kind: 'receive' }>
export type Dropped = Extract<TraceEvent, { kind: 'drop' }>

export interface Crossing {
  readonly kind: string
  readonly from: NodeId
  readonly to: NodeId
  readonly copy: 1 | 2
  readonly sent: Sent
  /** both null: it was under way when the run ended */
  readonly received: Received | null
  readonly dropped: Dropped | null
  /** it answers a message from where it goes */
  readonly reply: boolean
  /** what was damaged, `term 3 arrived as 7`, or null */
  readonly damage: string | null
  /** how many times the median of its kind of link it took, where that is remarkable */
  readonly late: number | null
  /** messages of the same link that left before it and came after it */
  readonly overtook: readonly EventId[]
}

/** All messages that nodes sent each other, in the order of their sending, copies after originals. */
export function crossingsOf(trace: Trace): readonly Crossing[] {
  const byId = new Map<EventId, TraceEvent>()
  for (const event of trace) byId.set(event.id, event)
  const ends = new Map<EventId, (Received | Dropped)[]>()
  for (const event of trace) {
    if ((event.kind !== 'receive' && event.kind !== 'drop') || event.cause === null) continue
    const list = ends.get(event.cause)
    if (list === undefined) ends.set(event.cause, [event])
    else list.push(event)
  }
  const plain: Crossing[] = []
  for (const event of trace) {
    if (event.kind !== 'send') continue
    const all = ends.get(event.id) ?? []
    const reply = isReply(event, byId)
    for (const copy of [1, 2] as const) {
      const mine = all.filter((one) => one.copy === copy)
      if (copy === 2 && mine.length === 0) continue
      plain.push(crossing(event, copy, mine, reply))
    }
  }
  return withOvertaking(withLate(plain))
}

function crossing(
  sent: Sent,
  copy: 1 | 2,
  ends: readonly (Received | Dropped)[],
  reply: boolean,
): Crossing {
  const received = ends.find((one) => one.kind === 'receive') ?? null
  const dropped = ends.find((one) => one.kind === 'drop') ?? null
  return {
    kind: peersOf(sent.message)?.kind ?? sent.body.kind,
    from: sent.node ?? sent.to,
    to: sent.to,
    copy,
    sent,
    received,
    dropped: received === null ? dropped : null,
    reply,
    damage: received === null ? null : damageOf(sent.body, received.body),
    late: null,
    overtook: [],
  }
}

/** The step that sends it was a message from whom it goes to. */
function isReply(sent: Sent, byId: ReadonlyMap<EventId, TraceEvent>): boolean {
  const step = sent.cause === null ? undefined : byId.get(sent.cause)
  return step?.kind === 'receive' && step.from === sent.to
}

/** The first field that is not as it was sent. */
function damageOf(sent: Message, came: Message): string | null {
  if (sent === came || equal(sent, came)) return null
  const before = fieldsOf(sent)
  const after = fieldsOf(came)
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(name), after.get(name)]
    if (!equal(was, is)) return `${name} ${brief(was)} arrived as ${brief(is)}`
  }
  return 'damaged on the way'
}

const fieldsOf = (message: Message): ReadonlyMap<string, Plain> => {
  const fields: Readonly<Record<string, Plain>> = { ...message }
  return new Map(Object.entries(fields))
}

/** Fewer deliveries of a run say nothing about what is usual. */
const sampleMin = 5
const lateMin = 2

function withLate(all: readonly Crossing[]): readonly Crossing[] {
  const times = all.flatMap((one) => (one.received === null ? [] : [took(one)])).sort(ascending)
  const median = times[Math.floor(times.length / 2)] ?? 0
  const mark = times[Math.min(times.length - 1, Math.ceil(times.length * 0.99) - 1)] ?? 0
  if (times.length < sampleMin || median === 0) return all
  return all.map((one) => {
    const ratio = took(one) / median
    const remarkable = one.received !== null && took(one) >= mark && ratio >= lateMin
    return remarkable ? { ...one, late: ratio } : one
  })
}

const took = ({ sent, received }: Crossing): number => (received?.time ?? sent.time) - sent.time
const ascending = (one: number, other: number): number => one - other

/** A message is overtaken by the youngest of its link that came before it. */
function withOvertaking(all: readonly Crossing[]): readonly Crossing[] {
  const youngest = new Map<string, Crossing>()
  const overtook = new Map<Crossing, EventId[]>()
  const came = all.flatMap((one) => (one.received === null ? [] : [{ one, at: one.received.id }]))
  for (const { one } of came.sort((some, other) => some.at - other.at)) {
    const link = `${one.from} ${one.to}`
    const before = youngest.get(link)
    if (before !== undefined && before.sent.id > one.sent.id && one.copy === 1) {
      const list = overtook.get(before)
      if (list === undefined) overtook.set(before, [one.sent.id])
      else list.push(one.sent.id)
    }
    if (before === undefined || before.sent.id < one.sent.id) youngest.set(link, one)
  }
  return all.map((one) => {
    const passed = overtook.get(one)
    return passed === undefined ? one : { ...one, overtook: passed }
  })
}
