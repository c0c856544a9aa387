// Draws a plan, once, before the run: from lines of the notation to faults at instants. Each line
// draws from streams of its own, named by its text, so that no other line moves its draws.

import { faultCatalogue } from '../fault-catalogue.ts'
import type { Fault, Planned, When } from '../fault.ts'
import type { FaultLine } from '../notation.ts'
import { printFault } from '../notation-print.ts'
import { Mistake } from '../problem.ts'
import type { Span } from '../span.ts'
import type { Micros } from '../units.ts'
import { resolve } from './resolve.ts'
import { lazily, sampleSpan, type Stage, type Streams } from './stage.ts'
import { strike, type Struck } from './strike.ts'

/** One occurrence of a line: what it says now that all is drawn, and its entries of the plan. */
export type Occurrence = {
  readonly source: FaultLine
  /** the same with named nodes, one instant and certain lengths */
  readonly line: FaultLine
  readonly planned: readonly Planned[]
}

/** More often no line may strike: a plan is data that people read. */
const occurrencesMax = 10_000

/** The plan, in the order of its lines; ids count from 1. */
export const drawPlan = (lines: readonly FaultLine[], stage: Stage, streams: Streams): Planned[] =>
  drawOccurrences(lines, stage, streams).flatMap((occurrence) => occurrence.planned)

/** The plan by occurrences, for those who tell people what happened. */
export function drawOccurrences(
  lines: readonly FaultLine[],
  stage: Stage,
  streams: Streams,
): Occurrence[] {
  const seen = new Map<string, number>()
  const occurrences: Occurrence[] = []
  let lastId = 0
  for (const source of lines) {
    const text = printFault(source)
    const copy = (seen.get(text) ?? 0) + 1
    seen.set(text, copy)
    const stream = copy === 1 ? `fault ${text}` : `fault ${text} (${copy})`
    for (const occurrence of occurrencesOf(source, stage, streams, stream, lastId + 1)) {
      occurrences.push(occurrence)
      lastId = occurrence.planned.at(-1)?.id ?? lastId
    }
  }
  return occurrences
}

/** When an occurrence begins, and what its clock counts from. */
type Beginning = { readonly when: When; readonly since: number | null }

function occurrencesOf(
  source: FaultLine,
  stage: Stage,
  streams: Streams,
  stream: string,
  firstId: number,
): Occurrence[] {
  const occurrences: Occurrence[] = []
  const timing = lazily(streams, stream)
  let id = firstId
  let first: number | null = null
  let time = 0
  const { repeats, times } = repetition(source)
  for (let nth = 0; nth < times; nth += 1) {
    const generator = lazily(streams, `${stream}, ${nth + 1}`)
    const lasts = source.lasts === null ? null : sampleSpan(source.lasts, generator)
    let beginning: Beginning
    if (nth === 0) {
      const when = beginningOf(source, lasts, stage, timing)
      if (when.kind === 'time') time = when.time
      beginning = { when, since: null }
    } else {
      // A first time that waited for an event is the zero of all that follow.
      time += Math.max(1, sampleSpan(repeats, timing))
      beginning = { when: { kind: 'time', time }, since: first }
    }
    if (time >= stage.until) break
    if (nth >= occurrencesMax) throw tooOften(source)
    const damage = resolve(source.damage, { roster: stage.roster, generator, nth })
    if (damage === null) continue
    const line = settled(source, { ...source, damage }, beginning, lasts, generator)
    const left = lasts ?? stage.until - (beginning.when.kind === 'time' ? time : 0)
    const struck = strike(line, left, stage.roster, generator)
    const planned = entriesOf(line, struck, beginning, lasts, stage.until, id)
    const [head] = planned
    if (head === undefined) continue
    if (nth === 0 && beginning.when.kind !== 'time') first = head.id
    id = (planned.at(-1)?.id ?? id) + 1
    occurrences.push({ source, line, planned })
  }
  return occurrences
}

/** A strobe's `every` is its rhythm, not a repetition. */
function repetition(source: FaultLine): { repeats: Span; times: number } {
  if (source.every === null || source.damage.kind === 'clock-strobe') {
    return { repeats: { kind: 'const', at: 0 }, times: 1 }
  }
  const { span, times } = source.every
  return { repeats: span, times: times ?? Number.POSITIVE_INFINITY }
}

/**
 * Without `@`: what lasts to the end begins at once; what repeats, after its first interval; all
 * else at an instant that the seed draws, early enough to be over by the end of the storm.
 */
function beginningOf(
  source: FaultLine,
  lasts: Micros | null,
  { until }: Stage,
  timing: ReturnType<Streams>,
): When {
  const { at, every, damage } = source
  if (at === null) {
    if (every !== null && damage.kind !== 'clock-strobe') {
      return { kind: 'time', time: Math.max(1, sampleSpan(every.span, timing)) }
    }
    if (faultCatalogue[damage.kind].lasting && damage.kind !== 'disconnect' && lasts === null) {
      return { kind: 'time', time: 0 }
    }
    return { kind: 'time', time: timing.below(Math.max(1, until - (lasts ?? 0))) }
  }
  switch (at.kind) {
    case 'between':
      return { kind: 'time', time: timing.between(at.min, at.max) }
    case 'time':
    case 'on':
    case 'before':
    case 'after-persist':
    case 'after-send':
    case 'goal':
    case 'place':
      return at
  }
}

/** The line as it came to be. A repetition after an event has no instant of its own. */
function settled(
  source: FaultLine,
  line: FaultLine,
  { when, since }: Beginning,
  lasts: Micros | null,
  generator: ReturnType<Streams>,
): FaultLine {
  const { restart, damage } = source
  return {
    ...line,
    at: since === null ? when : source.at,
    lasts: lasts === null ? null : { kind: 'const', at: lasts },
    every: damage.kind === 'clock-strobe' ? source.every : null,
    restart:
      restart === null || restart === 'never'
        ? restart
        : { kind: 'const', at: sampleSpan(restart, generator) },
  }
}

/** The faults with their ends and restarts; what would fall into the calm is left out. */
function entriesOf(
  line: FaultLine,
  struck: readonly Struck[],
  beginning: Beginning,
  lasts: Micros | null,
  until: Micros,
  firstId: number,
): Planned[] {
  const planned: Planned[] = []
  const add = (when: When, since: number | null, fault: Fault): Planned => {
    const entry = { id: firstId + planned.length, when, since, fault }
    planned.push(entry)
    return entry
  }
  /** Some time after an entry has struck. */
  const follow = (entry: Planned, after: Micros, fault: Fault): void => {
    if (entry.when.kind !== 'time') add({ kind: 'time', time: after }, entry.id, fault)
    else if (entry.when.time + after < until) {
      add({ kind: 'time', time: entry.when.time + after }, entry.since, fault)
    }
  }
  let head: Planned | null = null
  for (const { fault, after, length } of struck) {
    let entry: Planned
    if (head === null || after === 0) entry = add(beginning.when, beginning.since, fault)
    else if (head.when.kind === 'time') {
      const time = head.when.time + after
      if (time >= until) continue
      entry = add({ kind: 'time', time }, head.since, fault)
    } else entry = add({ kind: 'time', time: after }, head.id, fault)
    head ??= entry
    const holds = length ?? lasts
    if (holds !== null) follow(entry, holds, { kind: 'end', of: entry.id })
    if (!stops(fault) || line.restart === null) continue
    const { node } = fault
    if (line.restart === 'never') follow(entry, 0, { kind: 'stay-down', node })
    else if (fault.kind === 'crash') {
      follow(entry, lengthOf(line.restart), { kind: 'restart', node })
    } else if (holds !== null) {
      // A disk that is full or unreadable to the end is well in the calm, which starts everybody.
      follow(entry, holds + lengthOf(line.restart), { kind: 'restart', node })
    }
  }
  return planned
}

type Stops = Extract<Fault, { kind: 'crash' | 'disk-full' | 'disk-read-error' }>

/** Whether a node goes down of it, so that something has to start it again. */
const stops = (fault: Fault): fault is Stops =>
  fault.kind === 'crash' || fault.kind === 'disk-full' || fault.kind === 'disk-read-error'

const lengthOf = (span: Span): Micros => (span.kind === 'const' ? span.at : 0)

const tooOften = (source: FaultLine): Mistake =>
  new Mistake([
    {
      code: 'WL3009',
      sentence: `a fault strikes more than ${occurrencesMax} times.`,
      lines: [
        printFault(source),
        'Say how often (every … times n), or let more time pass between.',
      ],
    },
  ])
