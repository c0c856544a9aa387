// What was asked of one fault and what was seen of it, in words and figures. One small function a kind
// of witness: counts of messages, bytes in proxies, signals, clocks.

import type { Interval } from '../../sim/check/measure.ts'
import type { Fault } from '../../sim/fault.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import { counted, grouped, span } from '../../reports/words.ts'
import type { Effect, Witnesses } from './real-effect.ts'
import type { Offset } from './real-clocks.ts'
import { askedOf, coarse, percent, signed } from './real-asked.ts'
import { firstMoment } from './real-crossings.ts'

type Said = Pick<Effect, 'asked' | 'seen' | 'bites' | 'figures'>
type Kind<K extends Fault['kind']> = Extract<Fault, { kind: K }>

/**
 * @param time when it was in force; null: the storm ended before
 * @param lasts how long it was to be; null: to the end, or not at all
 */
export function measured(
  id: number,
  fault: Fault,
  time: Interval | null,
  lasts: Micros | null,
  witnesses: Witnesses,
): Said {
  const asked = askedOf(fault, lasts)
  if (time === null) return { asked, seen: 'the storm ended before', bites: false, figures: {} }
  return { asked, ...seenOf(id, fault, time, witnesses) }
}

type Seen = Omit<Said, 'asked'>

const nothing: Seen = { seen: 'met nothing', bites: false, figures: { met: 0, hit: 0 } }

function seenOf(id: number, fault: Fault, time: Interval, witnesses: Witnesses): Seen {
  switch (fault.kind) {
    case 'drop':
    case 'burst':
      return share(id, witnesses, 'lost')
    case 'duplicate':
      return share(id, witnesses, 'doubled')
    case 'reorder':
      return share(id, witnesses, 'held back')
    case 'corrupt':
      return share(id, witnesses, 'damaged')
    case 'delay':
    case 'bandwidth':
      return later(id, fault, witnesses)
    case 'cut':
    case 'stall':
    case 'hold':
      return stopped(id, fault, time, witnesses)
    case 'reset':
    case 'close':
    case 'half-open':
    case 'refuse':
    case 'hang':
    case 'disconnect':
      return connections(id, witnesses)
    case 'crash':
      return crash(id, fault, witnesses)
    case 'pause':
      return pause(id, witnesses)
    case 'slow':
      return slow(id, witnesses)
    case 'clock-step':
    case 'clock-reset':
    case 'clock-drift':
    case 'clock-freeze':
    case 'clock-strobe':
    case 'clock-coarse':
      return clock(fault, time, witnesses)
    case 'disk-full':
      return stoppedBy(id, witnesses, 'a sync failed', 'sync')
    case 'disk-read-error':
      return stoppedBy(id, witnesses, 'a read failed', 'row')
    case 'disk-rot':
      return share(id, witnesses, 'damaged', 'row')
    case 'disk-misdirect':
      return share(id, witnesses, 'misdirected', 'write')
    case 'disk-phantom':
      return share(id, witnesses, 'not done', 'write')
    case 'disk-lying-sync':
      return share(id, witnesses, 'lied about', 'sync')
    case 'disk-stall':
    case 'disk-slow':
      return share(id, witnesses, 'held up', 'sync')
    default:
      return { seen: '', bites: true, figures: {} }
  }
}

/** What was counted by the processes, the proxies, or both. */
function counts(id: number, { tally, footprints }: Witnesses): { met: number; hit: number } {
  const [one, other] = [tally.get(id), footprints.get(id)]
  return {
    met: (one?.met ?? 0) + (other?.met ?? 0),
    hit: (one?.hit ?? 0) + (other?.hit ?? 0),
  }
}

/** Of what it met, how much it did that to. */
function share(id: number, witnesses: Witnesses, done: string, noun: string = 'message'): Seen {
  const { met, hit } = counts(id, witnesses)
  if (met === 0) return nothing
  return {
    seen: `${percent(hit / met)} of ${counted(met, noun)} ${done}`,
    bites: hit > 0,
    figures: { met, hit },
  }
}

function slow(id: number, witnesses: Witnesses): Seen {
  const seen = share(id, witnesses, 'slowed', 'step')
  const { hit = 0, took } = witnesses.tally.get(id) ?? {}
  if (took === undefined || hit === 0) return seen
  const each = Math.round(took / hit)
  return {
    ...seen,
    seen: `${span(each)} a step, ${counted(hit, 'step')}`,
    figures: { ...seen.figures, tookUs: took },
  }
}

/** A delay of some messages is made by their sender, all others by proxies, who time what they keep. */
function later(id: number, fault: Kind<'delay' | 'bandwidth'>, witnesses: Witnesses): Seen {
  const footprint = witnesses.footprints.get(id)
  if (footprint === undefined || footprint.met === 0) return share(id, witnesses, 'delayed')
  const { met, hit, asked, took } = footprint
  if (hit === 0)
    return { seen: `${counted(met, 'piece')} met, none kept`, bites: false, figures: {} }
  const each = `+${span(Math.round(took / hit))} on average`
  const drawn = fault.kind === 'delay' ? `, ${span(Math.round(asked / hit))} drawn` : ''
  return {
    seen: `${each}${drawn}, ${counted(hit, 'piece')}`,
    bites: true,
    figures: { met, hit, askedUs: asked, tookUs: took },
  }
}

/** What was stopped by whoever stopped it, and what crossed, by those at both ends. */
function stopped(
  id: number,
  { kind, links }: Kind<'cut' | 'stall' | 'hold'>,
  { from, to }: Interval,
  witnesses: Witnesses,
): Seen {
  const { met, hit } = counts(id, witnesses)
  const how = kind === 'cut' ? 'stopped' : 'kept'
  if (kind === 'hold') return share(id, witnesses, 'held')
  if (to - from <= firstMoment) {
    const seen = hit === 0 ? nothing.seen : `${grouped(hit)} ${how}`
    return { seen, bites: hit > 0, figures: { met, hit } }
  }
  const crossed = witnesses.crossings.over(links, from, to)
  const heard = crossed === 0 ? 'nothing crossed' : `${counted(crossed, 'message')} crossed`
  return {
    seen: hit === 0 ? `met nothing, ${heard}` : `${grouped(hit)} ${how}, ${heard}`,
    bites: hit > 0 && crossed === 0,
    figures: { met, hit, crossed },
  }
}

function connections(id: number, witnesses: Witnesses): Seen {
  const { met, hit } = counts(id, witnesses)
  if (hit === 0) return nothing
  return { seen: counted(hit, 'connection'), bites: true, figures: { met, hit } }
}

function pause(id: number, { pauses }: Witnesses): Seen {
  const one = pauses.find((some) => some.id === id)
  if (one === undefined) return { ...nothing, seen: 'its process was down' }
  if (one.silence === null)
    return { seen: 'stopped to the end of its life', bites: true, figures: {} }
  return {
    seen: `silent for ${span(one.silence)}`,
    bites: true,
    figures: { silenceUs: one.silence },
  }
}

function crash(id: number, { lose }: Kind<'crash'>, { kills }: Witnesses): Seen {
  const kill = kills.find((one) => one.id === id)
  if (kill === undefined) return { ...nothing, seen: 'its process was down already' }
  const { pid, nextLife, at, upAt, owed } = kill
  const after =
    upAt === null ? 'it stayed down' : `life ${nextLife ?? 0} up after ${span(upAt - at)}`
  return {
    seen: `pid ${pid} gone${owed ? ` ${owing[lose]}` : ''}, ${after}`,
    bites: true,
    figures: { owed, downUs: upAt === null ? -1 : upAt - at },
  }
}

/** A node stops at the first sync or read that fails. */
function stoppedBy(id: number, witnesses: Witnesses, how: string, noun: string): Seen {
  const ends = witnesses.kills.filter((kill) => kill.id === id)
  if (ends.length === 0) return share(id, witnesses, 'failed', noun)
  const [first] = ends
  return {
    seen: `${how}, pid ${first?.pid ?? 0} stopped${ends.length > 1 ? `, and ${counted(ends.length - 1, 'more life', 'more lives')}` : ''}`,
    bites: true,
    figures: { ...counts(id, witnesses), stopped: ends.length },
  }
}

const owing: Readonly<Record<Kind<'crash'>['lose'], string>> = {
  drawn: 'owing an answer',
  memory: 'with everything on disk',
  unsynced: 'with its last writes lost',
  disk: 'with its disk',
}

type ClockFault = Kind<
  'clock-step' | 'clock-reset' | 'clock-drift' | 'clock-freeze' | 'clock-strobe' | 'clock-coarse'
>

/** Readings come every 50 ms; after a restart the monotonic clock counts anew. */
function clock(fault: ClockFault, { from, to }: Interval, { clocks, kills }: Witnesses): Seen {
  const { node } = fault
  const instant = fault.kind === 'clock-step' || fault.kind === 'clock-reset'
  const until = Math.min(instant ? from + settledWithin : to, firstKill(node, from, kills))
  const { before, within } = clocks.around(node, from, until)
  const last = instant ? onceMade(fault, before, within) : within.at(-1)
  if (last === undefined) {
    const why = until < to || (instant && until < from + settledWithin) ? 'killed' : 'over'
    return { seen: `${why} before it was read`, bites: false, figures: {} }
  }
  const wall = last.wall - before.wall
  const monotonic = last.monotonic - before.monotonic
  const figures = { wallUs: wall, monotonicUs: monotonic, readings: within.length }
  switch (fault.kind) {
    case 'clock-step':
      return {
        seen: `wall ${signed(wall)}, monotonic ${signed(monotonic)}`,
        bites: Math.abs(wall) >= Math.abs(fault.by) / 2,
        figures,
      }
    case 'clock-reset':
      return { seen: `wall off by ${signed(last.wall)}`, bites: true, figures }
    case 'clock-drift': {
      const first = within[0] ?? last
      const time = last.at - first.at
      if (time === 0) return { seen: 'read once', bites: true, figures }
      const ppm = (offset: Micros): string =>
        `${offset < 0 ? '' : '+'}${Math.round((offset * 1e6) / time)} ppm`
      return {
        seen: `wall ${ppm(last.wall - first.wall)}, monotonic ${ppm(last.monotonic - first.monotonic)} over ${span(coarse(time))}`,
        bites: last.monotonic !== first.monotonic,
        figures: { ...figures, overUs: time },
      }
    }
    case 'clock-freeze':
      return {
        seen: `monotonic stood for ${span(-monotonic)}, wall for ${span(-wall)}`,
        bites: monotonic < 0,
        figures,
      }
    case 'clock-strobe': {
      const walls = within.map((one) => one.wall - before.wall)
      const [low, high] = [Math.min(...walls), Math.max(...walls)]
      return {
        seen: `wall from ${signed(low)} to ${signed(high)}, ${counted(walls.length, 'reading')}`,
        bites: high - low >= fault.by,
        figures: { ...figures, lowUs: low, highUs: high },
      }
    }
    case 'clock-coarse': {
      const on = within.filter((one) => one.clock % fault.tick === 0).length
      return {
        seen: `${on} of ${counted(within.length, 'reading')} on a tick`,
        bites: on > 0,
        figures: { ...figures, onTick: on },
      }
    }
  }
}

/** Until a fault that strikes once has surely been made and read, unless the process is busy. */
const settledWithin: Micros = 1_000_000

/** The first reading may be from before its process has heard of it. */
function onceMade(
  fault: ClockFault,
  before: Offset,
  within: readonly Offset[],
): Offset | undefined {
  const by = fault.kind === 'clock-step' ? Math.abs(fault.by) : 0
  const made = ({ wall }: Offset): boolean => Math.abs(wall - before.wall) >= by / 2
  return (by > 0 ? within.find(made) : within[1]) ?? within[0]
}

const firstKill = (node: NodeId, from: Micros, kills: Witnesses['kills']): Micros =>
  Math.min(
    Number.POSITIVE_INFINITY,
    ...kills.filter((kill) => kill.node === node && kill.at > from).map(({ at }) => at),
  )
