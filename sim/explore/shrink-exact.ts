// Faults of chance made exact: `drop 5%` becomes `drop a->b kind ack#2` for those messages that it
// took. What it did is read from the events of the run; whether that is enough, the run says.

import type { Damage, FaultLine } from '../notation.ts'
import { bare, named } from '../notation.ts'
import type { Trace } from '../trace.ts'
import type { Micros } from '../units.ts'
import { replace } from './shrink-faults.ts'
import type { Search, Traced } from './shrink-search.ts'

/** More lines than this are worse to read than the chance that they stand for. */
const linesMax = 4

/** A message by its name, `ack#2 receiver1>sender1`. */
interface Named {
  readonly kind: string
  readonly nth: number
  readonly from: string
  readonly to: string
}

/** Each chance fault in turn; the events are looked at anew after each that was replaced. */
export function exactFaults(search: Search): void {
  const chances = search.current.faults.filter(({ damage }) => isChance(damage))
  for (const was of chances) {
    const traced = search.trace()
    const nth = search.current.faults.indexOf(was)
    if (traced === null || nth < 0) return
    for (const lines of exactLines(was, traced, search.current.decisions)) {
      if (lines.length > linesMax) continue
      const decisions = withoutChance(search.current.decisions, was.damage.kind)
      if (replace(search, nth, was, lines, decisions) || replace(search, nth, was, lines)) break
    }
  }
}

const isChance = (damage: Damage): boolean =>
  damage.kind === 'burst' || ('ppm' in damage && 'messages' in damage && !isExact(damage))

const isExact = (damage: Extract<Damage, { messages: unknown; ppm: number }>): boolean =>
  damage.ppm === 1_000_000 && damage.messages.filter.first !== null

/** Decisions of the other faults stay; those of this kind are certain now. */
function withoutChance(
  decisions: ReadonlyMap<string, number>,
  kind: string,
): ReadonlyMap<string, number> {
  const mine = new RegExp(` by ${kind} [0-9a-f]+ `, 'u')
  return new Map(
    [...decisions].filter(([name]) => !name.startsWith('fate of ') && !mine.test(name)),
  )
}

/** What the line did, as lines for single messages; several ways to say it, the simplest first. */
function exactLines(
  line: FaultLine,
  { trace, planned }: Traced,
  decisions: ReadonlyMap<string, number>,
): readonly FaultLine[][] {
  const ids = new Set(planned.get(line) ?? [])
  const { damage } = line
  switch (damage.kind) {
    case 'drop':
    case 'burst':
      return [dropped(trace, ids)]
    case 'corrupt':
      return damage.unchecked ? [] : [dropped(trace, ids)]
    case 'duplicate': {
      const copies = copiesIn(trace)
      return [
        copies.map(({ of }) => onMessage('duplicate', of, null)),
        copies.map(({ of, late }) => onMessage('duplicate', of, late)),
      ]
    }
    case 'reorder':
      return [heldBack(trace, decisions)]
    default:
      return []
  }
}

function dropped(trace: Trace, ids: ReadonlySet<number>): FaultLine[] {
  return trace.flatMap((event) => {
    if (event.kind !== 'drop' || event.fault === null || !ids.has(event.fault)) return []
    const of = nameOf(event.message)
    return of === null ? [] : [onMessage('drop', of, null)]
  })
}

/** Messages that came twice, and how much later than they were sent their copies came. */
function copiesIn(trace: Trace): readonly { readonly of: Named; readonly late: Micros }[] {
  const sent = sentAt(trace)
  return trace.flatMap((event) => {
    if ((event.kind !== 'receive' && event.kind !== 'drop') || event.copy !== 2) return []
    const of = nameOf(event.message)
    return of === null ? [] : [{ of, late: event.time - (sent.get(event.message) ?? event.time) }]
  })
}

/** Messages that a draw held back, each as late as it came. */
function heldBack(trace: Trace, decisions: ReadonlyMap<string, number>): FaultLine[] {
  const sent = sentAt(trace)
  const came = new Map(
    trace.flatMap((event) => (event.kind === 'receive' ? [[event.message, event.time]] : [])),
  )
  return [...decisions].flatMap(([name, outcome]) => {
    const drawn = /^fault of (.+) by reorder [0-9a-f]+ strikes(#.+)$/u.exec(name)
    const message = `${drawn?.[1] ?? ''}${drawn?.[2] ?? ''}`
    const of = outcome === 1 ? nameOf(message) : null
    const [from, at] = [sent.get(message), came.get(message)]
    if (of === null || from === undefined || at === undefined) return []
    return [onMessage('delay', of, at - from)]
  })
}

const sentAt = (trace: Trace): ReadonlyMap<string, Micros> =>
  new Map(trace.flatMap((event) => (event.kind === 'send' ? [[event.message, event.time]] : [])))

/** @param span how much later, or null */
function onMessage(
  kind: 'drop' | 'duplicate' | 'delay',
  { kind: word, nth, from, to }: Named,
  span: Micros | null,
): FaultLine {
  const messages = {
    link: { kind: 'one-way', from: [named(from)], to: [named(to)] },
    filter: { kinds: [word], first: nth, last: nth, where: null },
  } as const
  const later = span === null ? null : ({ kind: 'const', at: span } as const)
  switch (kind) {
    case 'drop':
      return bare({ kind, ppm: 1_000_000, messages })
    case 'duplicate':
      return bare({ kind, ppm: 1_000_000, later, messages })
    case 'delay':
      return bare({ kind, extra: later ?? { kind: 'const', at: 0 }, messages })
  }
}

/** The parts of `ack#2 receiver1>sender1`; null for a step that is no message. */
export function nameOf(message: string): Named | null {
  const found = /^(.+)#(\d+) (\S+)>(\S+)$/u.exec(message)
  const [, kind, nth, from, to] = found ?? []
  if (kind === undefined || from === undefined || to === undefined) return null
  return { kind, nth: Number(nth), from, to }
}
