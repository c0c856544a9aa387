// A story in sentences: who asked, who said what to whom, what was lost and why, what was done again.
// Made by rules from the events that story.ts chose; it knows no protocol, so message kinds, tables,
// timers, notes and goals are its words. It concludes nothing that is not in the trace.

import type { FaultTold, StoryStep } from '../sim/report.ts'
import type { NodeRoles } from '../sim/role-view.ts'
import type { Trace, TraceEvent } from '../sim/trace.ts'
import type { EventId, Micros, OpId } from '../sim/units.ts'
import {
  type Beat,
  rankOfTurn,
  type Ranks,
  ranksOf,
  repeated,
  tellingMost,
  withLosses,
} from './beats.ts'
import { type Deeds, deedsOf } from './deeds.ts'
import { damageWords } from './damage-words.ts'
import { printable } from './page.ts'
import { say } from './say.ts'
import { peersOf, type Story } from './story.ts'
import { turnsOf } from './story-roles.ts'
import { counted, listed } from './words.ts'

export const stepsMax = 10

export interface Telling {
  readonly trace: Trace
  readonly faults: readonly FaultTold[]
  /** who led when is told with the steps */
  readonly roles: readonly NodeRoles[]
  /** letters of operations */
  readonly labels: ReadonlyMap<OpId, string>
  /** names of nodes */
  readonly names: ReadonlySet<string>
  readonly places: ReadonlyMap<EventId, string>
  /** the property that is violated */
  readonly property: string
  /** end of the storm */
  readonly until: Micros
}

/** At most ten sentences, in the order of their events. */
export function sentences(story: Story, telling: Telling): StoryStep[] {
  const deeds = deedsOf(telling.trace, story.nodes)
  const ranks = ranksOf(story, deeds)
  const beats = story.events.map((event) => beatOf(event, story, telling, deeds, ranks))
  const last = telling.trace.at(-1)
  if (story.guilty === null && last !== undefined) beats.push(theEnd(last, telling))
  const told = withTurns(repeated(withLosses(beats)), telling)
  return tellingMost(told, stepsMax).map(({ text, from, to, times, rank }) => ({
    text: times === 1 ? text : `${text} (${times} times)`,
    ...{ from: from.id, to: to.id, time: from.time, rank },
    place: telling.places.get(from.id) ?? null,
  }))
}

function beatOf(
  event: TraceEvent,
  story: Story,
  telling: Telling,
  deeds: Deeds,
  ranks: Ranks,
): Beat {
  const guilty = event.id === story.guilty
  const text = textOf(event, telling, deeds)
  const breaks = guilty ? `: this breaks "${printable(telling.property)}"` : ''
  return { text: text + breaks, from: event, to: event, times: 1, ...ranks(event) }
}

/** Where no step broke it, the end of the run shows what is missing. */
function theEnd(last: TraceEvent, { property, until }: Telling): Beat {
  const when = last.time < until ? '' : ', all faults are over'
  const text = `the run ends${when}, and "${printable(property)}" does not hold`
  return { text, from: last, to: last, times: 1, rank: 0, alone: true }
}

function textOf(event: TraceEvent, telling: Telling, deeds: Deeds): string {
  const node = event.node ?? 'nobody'
  switch (event.kind) {
    case 'receive':
      return received(event, telling, deeds)
    case 'expire':
      return `${possessive(node)} ${printable(event.timer.kind)} timer fires${then(done(event, telling, deeds), 'it ')}`
    case 'start':
      return event.life === 1
        ? `${node} starts${then(done(event, telling, deeds), '')}`
        : `${node} starts again with what its disk kept${then(done(event, telling, deeds), '')}`
    case 'lost':
      return `${node} learns that its connection to ${event.peer} was ${event.why}${then(done(event, telling, deeds), 'it ')}`
    case 'drop':
      return dropped(event, telling)
    case 'crash':
      return crashed(event, telling)
    case 'fault':
      return struck(event, telling)
    case 'damage':
      return `on the disk of ${node} ${damageWords(event)}${by(event.fault, telling.faults)}`
    default:
      return `${node}: ${event.kind}`
  }
}

/** `, writes inbox/1 and answers ack`; empty for a step that did nothing. */
const then = (deeds: readonly string[], subject: string): string =>
  deeds.length === 0
    ? ''
    : subject === ''
      ? `: it ${listed(deeds)}`
      : `; ${subject}${listed(deeds)}`

const possessive = (name: string): string => (name.endsWith('s') ? `${name}'` : `${name}'s`)

type Of<Kind extends TraceEvent['kind']> = Extract<TraceEvent, { kind: Kind }>

function received(event: Of<'receive'>, telling: Telling, deeds: Deeds): string {
  const what = printable(event.body.kind)
  const did = done(event, telling, deeds)
  if (event.from === 'workload') {
    const asked = deeds.asked.get(event.id)
    if (asked === undefined) return `${event.node} is told to ${what}${then(did, 'it ')}`
    const label = telling.labels.get(asked.op)
    const call = say(asked.call, telling.names)
    return `${event.node} asks${label === undefined ? '' : ` ${label}`}: ${call}${then(did, 'it ')}`
  }
  const copy = event.copy === 2 ? 'a copy of ' : ''
  const times = deeds.heard.get(event.id) ?? 1
  const again =
    times === 1 ? '' : times === 2 ? ' a second time' : ` for the ${ordinal(times)} time`
  return [`${event.node} receives ${copy}${what} from ${event.from}${again}`, ...did].reduce(
    (text, one, at) => `${text}${at === did.length ? ' and ' : ', '}${one}`,
  )
}

/** What a step did, in words, at most four things. */
function done(event: TraceEvent, { labels, names }: Telling, deeds: Deeds): string[] {
  const did = deeds.of.get(event.id)
  if (did === undefined) return []
  const words: string[] = []
  for (const note of did.notes) words.push(`notes "${printable(note)}"`)
  if (did.writes.length > 0) {
    const cells = [
      ...new Set(
        did.writes.map(({ table, key }) => `${printable(table)}/${printable(String(key))}`),
      ),
    ]
    words.push(`writes ${listed(cells, 2)}`)
  }
  if (did.deletes > 0) words.push(`deletes ${counted(did.deletes, 'row')}`)
  for (const { op, result } of did.completes) {
    words.push(`has its answer to ${labels.get(op) ?? 'a call'}: ${say(result, names)}`)
  }
  for (const { to, kind, again } of did.sends) {
    const answers = event.kind === 'receive' && event.from === to
    const often = again ? ' again' : ''
    words.push(
      answers ? `answers ${printable(kind)}${often}` : `sends ${printable(kind)} to ${to}${often}`,
    )
  }
  return words.length > deedsMax
    ? [...words.slice(0, deedsMax - 1), `does ${words.length - deedsMax + 1} things more`]
    : words
}

const deedsMax = 4

const ordinal = (nth: number): string => {
  const tail =
    nth % 100 > 10 && nth % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][nth % 10] ?? 'th')
  return `${nth}${tail}`
}

const whyDropped: Record<Of<'drop'>['why'], string> = {
  lost: 'is lost',
  cut: 'does not pass',
  down: 'comes to a node that is down',
  reset: 'is lost with its connection',
  gone: 'goes to nobody',
  full: 'finds the queue full',
  unheard: 'is heard by nobody',
  corrupt: 'arrives damaged and is rejected',
}

function dropped(event: Of<'drop'>, { faults }: Telling): string {
  const peers = peersOf(event.message)
  const what = event.copy === 2 ? 'a copy of the ' : 'the '
  const way = peers === null ? '' : ` from ${peers.from} to ${peers.to}`
  const name = printable(peers?.kind ?? event.message)
  return `${what}${name}${way} ${whyDropped[event.why]}${by(event.fault, faults)}`
}

/** `: f1 drop 10 %`; empty where no fault did it. */
function by(planned: number | null, faults: readonly FaultTold[]): string {
  const fault = planned === null ? undefined : faultOf(planned, faults)
  return fault === undefined ? '' : `: ${fault.id} ${fault.words}`
}

const faultOf = (planned: number, faults: readonly FaultTold[]): FaultTold | undefined =>
  faults.find((one) => one.planned.includes(planned))

function crashed(event: Of<'crash'>, { faults }: Telling): string {
  const fault = faultOf(event.fault, faults)
  const lost =
    event.undone.length === 0
      ? 'its memory is gone, its disk has everything'
      : `its memory is gone, and so are the writes of ${counted(event.undone.length, 'step')}`
  return `${event.node} crashes${fault === undefined ? '' : ` (${fault.id})`}: ${lost}`
}

function struck({ planned, fault }: Of<'fault'>, { faults }: Telling): string {
  const ended = fault.kind === 'end' ? faultOf(fault.of, faults) : undefined
  if (ended !== undefined) return `${ended.id} is over: ${ended.words}`
  const one = faultOf(planned, faults)
  return one === undefined ? `a fault strikes: ${fault.kind}` : `${one.id} strikes: ${one.words}`
}

/** Who leads, told where it changes: behind the step that made it so, but the story's end stays last. */
function withTurns(beats: readonly Beat[], { trace, roles }: Telling): readonly Beat[] {
  const [first, last] = [beats[0], beats.at(-1)]
  if (first === undefined || last === undefined) return beats
  const turns = turnsOf(roles, first.from, last.to).flatMap(({ text, event, begins }): Beat[] => {
    const step = trace[event - 1]
    if (step === undefined) return []
    return [{ text, from: step, to: step, times: 1, rank: rankOfTurn(begins), alone: true }]
  })
  const merged: Beat[] = []
  let next = 0
  for (const beat of beats) {
    for (; next < turns.length; next += 1) {
      const turn = turns[next]
      if (turn === undefined || (beat !== last && turn.from.id >= beat.from.id)) break
      merged.push(turn)
    }
    merged.push(beat)
  }
  return merged
}
