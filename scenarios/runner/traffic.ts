// Messages on their way, of a recording or of a simulated run, in one form: when each left and when
// it arrived. What was lost, doubled or overtaken follows from it; nothing is asked of a network.

import type { StepLine } from '../../adapters/records/recording.ts'
import { baseOf, channelOf } from '../../adapters/transport.ts'
import type { Message } from '../../sim/actor.ts'
import type { Trace } from '../../sim/trace.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import type { Life, Recording } from './recorded-read.ts'

/** One message that has left its sender. */
export interface Flight {
  readonly from: NodeId
  readonly to: NodeId
  readonly kind: string
  readonly message: Message
  /** which life of its sender */
  readonly life: number
  readonly left: Micros
  /** every time it was heard, in order */
  readonly arrivals: readonly Micros[]
  /** somebody made the system stand still meanwhile: how long it took says nothing */
  readonly stilled: boolean
  /** its receiver was down, or soon was: no network lost it */
  readonly down: boolean
}

/** All messages between nodes of a recording, in the order of their leaving. */
export const flightsOf = (recording: Recording): readonly Flight[] =>
  departuresOf(recording).filter(({ from, to }) => from !== to)

/** What left, by the name that whoever hears it can make: see `heardName`. */
export function saidIn({ lives }: Recording): ReadonlyMap<string, Said> {
  const all = new Map<string, Said>()
  for (const life of lives) {
    const sends = life.steps.flatMap(({ acts }) => acts.filter((act) => act.kind === 'send'))
    for (const { to, said, nth, time } of life.left) {
      const send = sends[said - 1]
      if (send === undefined) continue
      const name = markName(life.node, baseOf(to), channelOf(to), life.life, nth)
      all.set(name, { message: send.message, left: time })
    }
  }
  return all
}

/** A message, and when it left. */
export interface Said {
  readonly message: Message
  readonly left: Micros
}

/** The name of a message that was heard by `node`; null where its sender does not number them. */
export function heardName(node: NodeId, cause: StepLine['cause']): string | null {
  if (cause.kind !== 'receive' || cause.life === null || cause.nth === null) return null
  return markName(baseOf(cause.from), node, channelOf(cause.from), cause.life, cause.nth)
}

/** The same with what nodes say to themselves. */
export function departuresOf({ lives, file }: Recording): readonly Flight[] {
  const members = new Set<string>(file.roster.map(({ id }) => id))
  const heard = arrivalsOf(lives)
  const stills = standstills(lives)
  const ups = upsOf(lives)
  const flights: Flight[] = []
  for (const life of lives) {
    const sends = life.steps.flatMap(({ acts }) => acts.filter((act) => act.kind === 'send'))
    for (const { to: peer, said, nth, time } of life.left) {
      const send = sends[said - 1]
      const to = baseOf(peer)
      if (send === undefined || !members.has(to)) continue
      const name = markName(life.node, to, channelOf(peer), life.life, nth)
      const arrivals = heard.get(name) ?? []
      const until = arrivals[0] ?? time
      flights.push({
        ...{ from: life.node, to, kind: send.message.kind, message: send.message },
        ...{ life: life.life, left: time, arrivals },
        stilled: stills.some((one) => one.from <= until && one.to >= time),
        down: false,
      })
    }
  }
  return metNobody(
    flights.sort((a, b) => a.left - b.left),
    ups,
  )
}

const markName = (from: NodeId, to: NodeId, channel: string, life: number, nth: number): string =>
  `${from}>${to}${channel} ${life} ${nth}`

function arrivalsOf(lives: readonly Life[]): ReadonlyMap<string, Micros[]> {
  const heard = new Map<string, Micros[]>()
  for (const { node, steps } of lives) {
    for (const { cause, time } of steps) {
      const name = heardName(node, cause)
      if (name === null) continue
      const known = heard.get(name)
      if (known === undefined) heard.set(name, [time])
      else known.push(time)
    }
  }
  return heard
}

/** When each node was up. */
type Ups = ReadonlyMap<NodeId, readonly Window[]>

/**
 * Tells those that met nobody: their receiver was down, or one of the two died before it came to
 * them, with all that was behind them on that way.
 */
function metNobody(flights: readonly Flight[], ups: Ups): Flight[] {
  const lifeAt = (node: NodeId, at: Micros): Window | undefined =>
    ups.get(node)?.find(({ from, to }) => from <= at && at <= to)
  // By way and life of either end: when the last one left that was heard.
  const last = new Map<string, Micros>()
  const wayOf = ({ from, to, left }: Flight, end: NodeId): string =>
    `${from}>${to} ${end} ${lifeAt(end, left)?.from}`
  for (const flight of flights) {
    if (flight.arrivals.length === 0) continue
    for (const end of [flight.from, flight.to]) last.set(wayOf(flight, end), flight.left)
  }
  const diedWith = (flight: Flight, end: NodeId): boolean => {
    const life = lifeAt(end, flight.left)
    if (life === undefined) return true
    if (life.to === Number.POSITIVE_INFINITY) return false
    return flight.left > (last.get(wayOf(flight, end)) ?? -1)
  }
  return flights.map((flight) => {
    const down = [flight.to, flight.from].some((end) => diedWith(flight, end))
    return flight.arrivals.length === 0 && down ? { ...flight, down } : flight
  })
}

function upsOf(lives: readonly Life[]): Ups {
  const ups = new Map<NodeId, Window[]>()
  for (const [at, { node, begins, steps, left }] of lives.entries()) {
    const ended = Math.max(steps.at(-1)?.time ?? 0, left.at(-1)?.time ?? 0)
    const to = lives[at + 1]?.node === node ? ended : Number.POSITIVE_INFINITY
    ups.set(node, [...(ups.get(node) ?? []), { from: begins.time, to }])
  }
  return ups
}

function upsIn(trace: Trace): Ups {
  const ups = new Map<NodeId, { from: Micros; to: Micros }[]>()
  for (const { kind, node, time } of trace) {
    if (node === null) continue
    const own = ups.get(node) ?? []
    if (kind === 'start') ups.set(node, [...own, { from: time, to: Number.POSITIVE_INFINITY }])
    const last = own.at(-1)
    if (kind === 'crash' && last !== undefined) last.to = time
  }
  return ups
}

interface Window {
  readonly from: Micros
  readonly to: Micros
}

/** When everybody stood still: from the first that did to the first step after the last. */
function standstills(lives: readonly Life[]): readonly Window[] {
  const marks = new Map<number, { from: Micros; to: Micros }>()
  for (const { nth, time } of lives.flatMap(({ stills }) => stills)) {
    const known = marks.get(nth)
    if (known === undefined) marks.set(nth, { from: time, to: time })
    else {
      known.from = Math.min(known.from, time)
      known.to = Math.max(known.to, time)
    }
  }
  const steps = lives.flatMap((life) => life.steps.map(({ time }) => time)).sort((a, b) => a - b)
  return Array.from(marks.values(), ({ from, to }) => ({
    from,
    to: steps.find((time) => time > to) ?? to,
  }))
}

/** The same of a traced run. */
export function flightsIn(trace: Trace): readonly Flight[] {
  const ups = upsIn(trace)
  const flights = new Map<string, Flight & { arrivals: Micros[] }>()
  const lives = new Map<NodeId, number>()
  for (const event of trace) {
    if (event.kind === 'start' && event.node !== null) lives.set(event.node, event.life)
    else if (event.kind === 'send' && event.node !== null && event.to !== event.node) {
      const { node: from, to, body, message, time: left } = event
      const life = lives.get(from) ?? 1
      const { kind } = body
      flights.set(message, {
        ...{ from, to, kind, message: body, life, left, arrivals: [], stilled: false },
        down: false,
      })
    } else if (event.kind === 'receive') {
      flights.get(event.message)?.arrivals.push(event.time)
    }
  }
  return metNobody([...flights.values()], ups)
}

/** Counts and times of many messages. */
export interface Traffic {
  readonly sent: number
  readonly byKind: ReadonlyMap<string, number>
  /** on their way to a node that was up */
  readonly lost: number
  readonly doubled: number
  /** heard after one that had left later on the same way */
  readonly overtaken: number
  /** of the first arrivals, rising */
  readonly latencies: readonly Micros[]
}

/** What is still on its way at the end is not lost. */
const pending: Micros = 500_000

/** @param end of the world, on the clock of the flights */
export function trafficOf(flights: readonly Flight[], end: Micros): Traffic {
  const byKind = new Map<string, number>()
  const latencies: Micros[] = []
  let lost = 0
  let doubled = 0
  for (const { kind, arrivals, left, stilled, down } of flights) {
    byKind.set(kind, (byKind.get(kind) ?? 0) + 1)
    const [first] = arrivals
    if (first === undefined) lost += left < end - pending && !down ? 1 : 0
    else if (!stilled) latencies.push(Math.max(0, first - left))
    if (arrivals.length > 1) doubled += 1
  }
  latencies.sort((a, b) => a - b)
  const overtaken = overtakenOf(flights)
  return { sent: flights.length, byKind, lost, doubled, overtaken, latencies }
}

function overtakenOf(flights: readonly Flight[]): number {
  const latest = new Map<string, Micros>()
  let overtaken = 0
  // From the last that left to the first: one heard after any that left later was overtaken.
  for (const { from, to, life, arrivals } of flights.toReversed()) {
    const [first] = arrivals
    if (first === undefined) continue
    const way = `${from}>${to} ${life}`
    const earliest = latest.get(way)
    if (earliest !== undefined && earliest < first) overtaken += 1
    latest.set(way, Math.min(first, earliest ?? first))
  }
  return overtaken
}

/** A quantile of rising numbers; null of none. */
export const quantile = (rising: readonly number[], share: number): number | null =>
  rising[Math.max(0, Math.ceil(share * rising.length) - 1)] ?? null
