// Draws a plan, once, before the run: from lines of the notation to faults at instants. Each line
// draws from streams of its own, named by its text, so that no other line moves its draws.

import { faultCatalogue } from '../fault-catalogue.ts'
import type { Planned, When } from '../fault.ts'
import type { Damage, FaultLine } from '../notation.ts'
import { printFault } from '../notation-print.ts'
import { mayBe, type Roster } from '../roster.ts'
import { Mistake } from '../problem.ts'
import type { Span } from '../span.ts'
import type { Micros, NodeId } from '../units.ts'
import { type Beginning, entriesOf } from './entries.ts'
import { resolve } from './resolve.ts'
import { lazily, sampleSpan, type Stage, type Streams } from './stage.ts'
import { strike } from './strike.ts'
import { idsOf } from './who.ts'
import { aimedAt, type Choice, oneOf, rolesNamed } from './whoever.ts'

/** One occurrence of a line: what it says now that all is drawn, and its entries of the plan. */
export type Occurrence = {
  readonly source: FaultLine
  /** the same with named nodes, one instant and certain lengths */
  readonly line: FaultLine
  readonly planned: readonly Planned[]
  /** of a fault of a role: what it is for each node that may have it; `line` then names the role */
  readonly choices?: readonly Choice[]
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
    const making: Making = { source, stage, nth, beginning, lasts, time, id }
    const name = `${stream}, ${nth + 1}`
    const [role] = rolesNamed(source.damage, stage.roster)
    const made =
      role === undefined
        ? occurrenceOf(making, source.damage, generator, false)
        : ofRole(making, role, firstId, () => lazily(streams, name))
    const head = made?.planned[0]
    if (made === null || head === undefined) continue
    if (nth === 0 && beginning.when.kind !== 'time') first = head.id
    id = (made.planned.at(-1)?.id ?? id) + 1
    occurrences.push(made)
  }
  return occurrences
}

/** What is known of an occurrence before it is known whom it strikes. */
type Making = {
  readonly source: FaultLine
  readonly stage: Stage
  readonly nth: number
  readonly beginning: Beginning
  readonly lasts: Micros | null
  readonly time: Micros
  /** of its first entry */
  readonly id: number
}

/** @param late what follows counts from its beginning, whenever that is */
function occurrenceOf(
  { source, stage, nth, beginning: begins, lasts, time, id }: Making,
  damageSaid: Damage,
  generator: ReturnType<Streams>,
  late: boolean,
): Occurrence | null {
  const { roster, until } = stage
  const damage = resolve(damageSaid, { roster, generator, nth })
  if (damage === null) return null
  const beginning = aimed(begins, damage, roster)
  const line = settled(source, { ...source, damage }, beginning, lasts, generator)
  const left = lasts ?? until - (beginning.when.kind === 'time' ? time : 0)
  const struck = strike(line, left, roster, generator)
  const planned = entriesOf(line, struck, beginning, lasts, until, id, late)
  return { source, line, planned }
}

/** The same for each node that may have the role, each with the same draws. */
function ofRole(
  making: Making,
  role: string,
  line: number,
  generatorOf: () => ReturnType<Streams>,
): Occurrence | null {
  const { source, stage, beginning, lasts } = making
  const choices = mayBe(stage.roster, role).flatMap((node): Choice[] => {
    const generator = generatorOf()
    if (source.lasts !== null) sampleSpan(source.lasts, generator)
    const damage = aimedAt(source.damage, role, node, stage.roster)
    const one = occurrenceOf(making, damage, generator, true)
    return one === null || one.planned.length === 0 ? [] : [{ node, ...one }]
  })
  const [first] = choices
  if (first === undefined) return null
  const { restart, at } = first.line
  const told = { ...source, restart, at: beginning.when.kind === 'role' ? source.at : at }
  const lasting: FaultLine['lasts'] = lasts === null ? null : { kind: 'const', at: lasts }
  const every = source.damage.kind === 'clock-strobe' ? source.every : null
  const planned = oneOf(choices, role, line).map((entry) => anybodys(entry, beginning))
  return { source, line: { ...told, lasts: lasting, every }, planned, choices }
}

/** Whoever it is, somebody takes the role. */
const anybodys = (entry: Planned, { when }: Beginning): Planned =>
  when.kind === 'role' && entry.when.kind === 'role' ? { ...entry, when } : entry

/** An occurrence of a role as it was for the node that it has struck; null: it never struck. */
export function chosenOf(occurrence: Occurrence, node: NodeId | undefined): Occurrence | null {
  const { choices, source } = occurrence
  if (choices === undefined) return occurrence
  const own = choices.find((one) => one.node === node)
  return own === undefined ? null : { source, line: own.line, planned: own.planned }
}

/** Of `when leader`: the nodes of the damage are those of whom one takes the role. */
function aimed(beginning: Beginning, damage: Damage, roster: Roster): Beginning {
  const { when } = beginning
  if (when.kind !== 'role' || !('nodes' in damage)) return beginning
  return { ...beginning, when: { ...when, nodes: idsOf(damage.nodes, roster) } }
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
    case 'role':
      return { kind: 'role', role: at.role, nodes: null }
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
    at: since !== null || when.kind === 'role' ? source.at : when,
    lasts: lasts === null ? null : { kind: 'const', at: lasts },
    every: damage.kind === 'clock-strobe' ? source.every : null,
    restart:
      restart === null || restart === 'never'
        ? restart
        : { kind: 'const', at: sampleSpan(restart, generator) },
  }
}

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
