// An instant of a recording at which every node stood still, as what a world can go on from: States
// and tables by going through the steps again, timers and clocks as they were told, and what was on
// its way then. Outputs that waited for a disk leave at once: the disk could have been so quick.

import type { StepLine, StillLine } from '../../adapters/records/recording.ts'
import { baseOf } from '../../adapters/transport.ts'
import { assert } from '../../sim/assert.ts'
import type { Message } from '../../sim/actor.ts'
import type { Resume, ResumedNode, ResumedStream } from '../../sim/resume.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import { historyOf } from './compared.ts'
import type { Life, Recording } from './recorded-read.ts'
import { actorOf } from './replay.ts'
import { Rerun } from './rerun.ts'
import type { Site } from './site.ts'
import { departuresOf } from './traffic.ts'

/** A standstill of all nodes. */
export interface Instant {
  /** its number in the run */
  readonly nth: number
  /** since the storm began */
  readonly at: Micros
  readonly nodes: readonly StoodStill[]
}

interface StoodStill {
  readonly life: Life
  readonly still: StillLine
}

/** All standstills at which every node was up and has said so, in order of time. */
export function instantsOf({ file, lives }: Recording): readonly Instant[] {
  const byNumber = new Map<number, StoodStill[]>()
  for (const life of lives) {
    for (const still of life.stills) {
      const known = byNumber.get(still.nth) ?? []
      byNumber.set(still.nth, [...known, { life, still }])
    }
  }
  return Array.from(byNumber)
    .filter(([, nodes]) => nodes.length === file.roster.length)
    .map(([nth, nodes]) => ({ nth, nodes, at: whenOf(nodes) - file.began }))
    .sort((a, b) => a.at - b.at)
}

const whenOf = (nodes: readonly StoodStill[]): Micros =>
  Math.max(...nodes.map(({ still }) => still.time))

/** What never arrived may have been on its way for so long, where it can be lost. */
const doubtful: Micros = 50_000

/** The instant as a beginning. The recording has been replayed: nothing differs. */
export function resumeAt(recording: Recording, site: Site, instant: Instant): Resume {
  const now = whenOf(instant.nodes)
  const { lives } = recording
  const departures = departuresOf(recording).filter(({ left }) => left <= now)
  const views = viewsAt(instant, now)
  const flying = departures.flatMap(({ from, to, message, left, arrivals }) => {
    const late = arrivals.filter((time) => time > now).length
    const lasts = left > now - doubtful || stillHeld(from, to, left, views, site, instant)
    const times = arrivals.length === 0 && lasts ? 1 : late
    return Array.from({ length: times }, () => ({ from, to, message, left }))
  })
  const held = instant.nodes.flatMap((node) => heldBy(node, now))
  const before = lives.flatMap(({ steps }) => steps.filter(({ time }) => time <= now))
  return {
    nodes: instant.nodes.map((node) => resumed(node, site)),
    streams: streamsAt(instant, views, site),
    flying: [...flying, ...held].map(({ from, to, message }) => ({ from, to, message })),
    history: historyAt(recording, instant, now),
    sent: counted([...departures.map(({ kind }) => kind), ...held.map((one) => one.message.kind)]),
    delivered: counted(
      before.flatMap(({ cause }) => (cause.kind === 'receive' ? cause.message.kind : [])),
    ),
    goals: counted(
      before.flatMap(({ acts }) =>
        acts.flatMap((act) => (act.kind === 'goal' && act.reached ? act.goal : [])),
      ),
    ),
  }
}

function counted(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

function resumed({ life, still }: StoodStill, site: Site): ResumedNode {
  const actor = actorOf(site, life.node)
  assert(actor !== null, 'the nodes of a recording were compared with those of its scenario')
  const rerun = new Rerun(life, actor)
  const difference = rerun.to(still.steps)
  assert(difference === null && rerun.state !== null, 'a recording is replayed before it goes on')
  const { clock, wall, timers } = still
  return {
    ...{ id: life.node, state: rerun.state, life: life.life, clock, wall, timers },
    rows: rerun.rows(),
  }
}

/** Sends that were made and had not left: they waited for the disk. */
function heldBy(
  { life, still }: StoodStill,
  now: Micros,
): { readonly from: NodeId; readonly to: NodeId; readonly message: Message }[] {
  const left = new Map(life.left.map(({ said, time }) => [said, time]))
  const durable = life.durable.findLast(({ time }) => time <= now)?.mark ?? 0
  const held: { from: NodeId; to: NodeId; message: Message }[] = []
  let said = 0
  for (const { acts, mark } of life.steps.slice(0, still.steps)) {
    for (const act of acts) {
      if (act.kind !== 'send') continue
      said += 1
      const time = left.get(said)
      const waits = time === undefined ? mark > durable && !act.early : time > now
      if (waits) held.push({ from: life.node, to: baseOf(act.to), message: act.message })
    }
  }
  return held
}

function historyAt(recording: Recording, { nodes }: Instant, now: Micros): Resume['history'] {
  const told = new Map<string, unknown>()
  for (const { life, still } of nodes) {
    for (const act of life.steps.slice(0, still.steps).flatMap(({ acts }) => acts)) {
      if (act.kind === 'complete') told.set(`${life.node} ${act.op}`, act.result)
    }
  }
  return historyOf(recording)
    .filter(({ start }) => start <= now)
    .map((one) => {
      const start = one.start - now
      if (one.end !== null && one.end <= now) return { ...one, start, end: one.end - now }
      // Its client knows the result, which only waited for the disk.
      if (told.has(`${one.client} ${one.own}`)) return { ...one, start, end: 0 }
      return { ...one, start, end: null, result: undefined }
    })
}

/** When an end last had to do with a peer, and when that last ended for it. */
interface View {
  alive: Micros
  ended: Micros
}

/** By end and peer. */
type Views = ReadonlyMap<string, View>

function viewsAt({ nodes }: Instant, now: Micros): Views {
  const views = new Map<string, View>()
  for (const { life } of nodes) viewsOf(life, now, views)
  return views
}

/** Whether it left on a stream that has lasted since: there it is on its way, however long. */
function stillHeld(
  from: NodeId,
  to: NodeId,
  left: Micros,
  views: Views,
  { system }: Site,
  { nodes }: Instant,
): boolean {
  if (!system.isStream(system.index.get(from) ?? -1, system.index.get(to) ?? -1)) return false
  const mine = views.get(`${from} ${to}`)
  const theirs = views.get(`${to} ${from}`) ?? unseen(nodes, to)
  return mine !== undefined && mine.ended < left && theirs.ended < left
}

function streamsAt({ nodes }: Instant, views: Views, { system, cast }: Site): ResumedStream[] {
  const streams: ResumedStream[] = []
  const ids = cast.nodes.map(({ id }) => id)
  for (const [low, one] of ids.entries()) {
    for (const [high, other] of ids.entries()) {
      if (high <= low || !system.isStream(low, high)) continue
      const mine = views.get(`${one} ${other}`) ?? unseen(nodes, one)
      const theirs = views.get(`${other} ${one}`) ?? unseen(nodes, other)
      const closedBy = whoClosed(mine, theirs, one, other)
      if (closedBy !== undefined) streams.push({ between: [one, other], closedBy })
    }
  }
  return streams
}

function unseen(nodes: readonly StoodStill[], id: NodeId): View {
  const life = nodes.find((one) => one.life.node === id)?.life
  return { alive: -1, ended: life === undefined ? -1 : lifeEnded(life.life, life.begins.time) }
}

/** @returns null: both hold it; undefined: there is none */
function whoClosed(
  mine: View,
  theirs: View,
  one: NodeId,
  other: NodeId,
): NodeId | null | undefined {
  const [here, there] = [mine.alive > mine.ended, theirs.alive > theirs.ended]
  if (here && there) return null
  if (here) return mine.alive > theirs.ended ? null : other
  if (there) return theirs.alive > mine.ended ? null : one
  return undefined
}

/** The life before this one ended everything it had; before the first there was nothing. */
const lifeEnded = (life: number, began: Micros): Micros => (life === 1 ? -1 : began)

function viewsOf(
  { node, life, begins, steps, left }: Life,
  now: Micros,
  views: Map<string, View>,
): void {
  const at = (peer: NodeId): View => {
    const name = `${node} ${baseOf(peer)}`
    const known = views.get(name) ?? { alive: -1, ended: lifeEnded(life, begins.time) }
    views.set(name, known)
    return known
  }
  for (const { to, time } of left) if (time <= now) at(to).alive = Math.max(at(to).alive, time)
  for (const step of steps) if (step.time <= now) view(step, at)
}

function view({ cause, acts, time }: StepLine, at: (peer: NodeId) => View): void {
  if (cause.kind === 'receive' && cause.nth !== null) {
    at(cause.from).alive = Math.max(at(cause.from).alive, time)
  } else if (cause.kind === 'lost') at(cause.peer).ended = time
  for (const act of acts) if (act.kind === 'close') at(act.peer).ended = time
}
