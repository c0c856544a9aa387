// A set that is added to and read as a whole, many times: what is known to be in it stays in every read
// that begins later. Tells what was lost, what was gone for a while, and for how long.
// `{kind: 'add', value}`, `{kind: 'read'}` answered a list or a Set. After Jepsen's checker set-full.

import { assert } from '../assert.ts'
import { type Plain, text } from '../plain.ts'
import type { History } from '../history.ts'
import { askedOf, countsIn, type Reading, type Wrong } from './asked.ts'
import type { HistoryCheck } from './history-check.ts'
import { judgedBy } from './judged-by.ts'
import { type Phantom, type SetElement, setElementsOf } from './set-elements.ts'

export interface SetFullOptions extends Reading {
  /** whether a read without an element that is known is wrong, though later ones have it again */
  readonly linearizable?: boolean
}

export type SetOutcome = 'stable' | 'lost' | 'never-read'

/** What became of an element. */
export interface ElementResult {
  readonly element: Plain
  readonly outcome: SetOutcome
  /** whole milliseconds from when it was known until every read has it; null: it is not stable */
  readonly stableLatency: number | null
  /** whole milliseconds from when it was known until no read has it; null: it is not lost */
  readonly lostLatency: number | null
}

/** Quantiles of latencies, in whole milliseconds. */
export type Quantiles = Readonly<Record<'0' | '0.5' | '0.95' | '0.99' | '1', number>>

export interface SetFullResult {
  /** unknown: no element can be said to have stayed */
  readonly valid: boolean | 'unknown'
  readonly attemptCount: number
  readonly stableCount: number
  readonly staleCount: number
  readonly lostCount: number
  readonly neverReadCount: number
  readonly duplicatedCount: number
  readonly unexpectedCount: number
  readonly lost: readonly Plain[]
  readonly neverRead: readonly Plain[]
  /** stable in the end, and gone for a while after they were known */
  readonly stale: readonly Plain[]
  /** at most eight of them, the longest first */
  readonly worstStale: readonly ElementResult[]
  /** in one read more than once: how often at most */
  readonly duplicated: ReadonlyMap<Plain, number>
  /** read, and nobody had tried to add them by then */
  readonly unexpected: readonly Plain[]
  readonly stableLatencies?: Quantiles
  readonly lostLatencies?: Quantiles
}

/** A check for `check` of a scenario. */
export function setFull(options: SetFullOptions = {}): HistoryCheck {
  return {
    name: options.name ?? 'set-full',
    code: 'WL2002',
    about: 'Whatever is known to be in the set is in every read that begins later.',
    judge(history) {
      const { wrong, ...result } = look(history, options)
      return judgedBy({
        wrong,
        open: result.valid === 'unknown' ? 'no element was added and read later' : null,
        detail: countsIn({
          added: result.attemptCount,
          stable: result.stableCount,
          stale: result.staleCount,
          lost: result.lostCount,
          'never read': result.neverReadCount,
          duplicated: result.duplicatedCount,
          unexpected: result.unexpectedCount,
        }),
      })
    },
  }
}

/** What the check counts, in full; elements in order of their adds. */
export function setFullResult(history: History, options: SetFullOptions = {}): SetFullResult {
  const { wrong: _, ...result } = look(history, options)
  return result
}

/** An element, and what became of it. */
interface Become extends ElementResult {
  readonly of: SetElement
  /** gone for a while after it was known */
  readonly isStale: boolean
}

const worstMax = 8

function look(
  history: History,
  options: SetFullOptions,
): SetFullResult & { readonly wrong: readonly Wrong[] } {
  const { elements, phantoms } = setElementsOf(askedOf(history, options))
  const all = elements.map(become)
  const lost = all.filter(({ outcome }) => outcome === 'lost')
  const stable = all.filter(({ outcome }) => outcome === 'stable')
  const neverRead = all.filter(({ outcome }) => outcome === 'never-read')
  const stale = stable.filter(({ isStale }) => isStale)
  const duplicated = elements.filter(({ most }) => most > 1)
  const isStaleWrong = options.linearizable === true
  const wrong = [
    ...lost.map(({ of }) => gone(of)),
    ...phantoms.map(phantom),
    ...duplicated.map(twice),
    ...(isStaleWrong ? stale.map(({ of }) => away(of)) : []),
  ]
  const valueOf = ({ element }: Become): Plain => element
  const latencies = (name: string, some: readonly (number | null)[]) => {
    const known = some.filter((one) => one !== null)
    return known.length === 0 ? {} : { [name]: quantilesOf(known) }
  }
  return {
    valid: wrong.length > 0 ? false : stable.length === 0 ? 'unknown' : true,
    attemptCount: all.length,
    stableCount: stable.length,
    staleCount: stale.length,
    lostCount: lost.length,
    neverReadCount: neverRead.length,
    duplicatedCount: duplicated.length,
    unexpectedCount: phantoms.length,
    lost: lost.map(valueOf),
    neverRead: neverRead.map(valueOf),
    stale: stale.map(valueOf),
    worstStale: stale
      .toSorted((one, other) => (other.stableLatency ?? 0) - (one.stableLatency ?? 0))
      .slice(0, worstMax)
      .map(({ of: _, isStale: __, ...told }) => told),
    duplicated: new Map(duplicated.map(({ value, most }) => [value, most])),
    unexpected: phantoms.map(({ value }) => value),
    ...latencies(
      'stableLatencies',
      stable.map(({ stableLatency }) => stableLatency),
    ),
    ...latencies(
      'lostLatencies',
      lost.map(({ lostLatency }) => lostLatency),
    ),
    wrong,
  }
}

/** Reads count by when they began: an operation that begins later has to see what was known before. */
function become(of: SetElement): Become {
  const { value, known, lastPresent, lastAbsent } = of
  const present = lastPresent?.called ?? -1
  const absent = lastAbsent?.called ?? -1
  // Found after it was last missed.
  const isStable = lastPresent !== null && absent < present
  const isLost = known !== null && absent > present && absent > known.returned
  const knownAt = known?.operation.end ?? 0
  // It is there, or gone, from just after the last read that says otherwise began.
  const since = (read: SetElement['lastAbsent']): number =>
    read === null ? 0 : Math.floor(Math.max(0, read.operation.start + 1 - knownAt) / 1_000)
  return {
    element: value,
    outcome: isStable ? 'stable' : isLost ? 'lost' : 'never-read',
    stableLatency: isStable ? since(lastAbsent) : null,
    lostLatency: isLost ? since(lastPresent) : null,
    of,
    isStale: isStable && known !== null && absent > known.returned,
  }
}

/** Nearest rank from below. @param latencies at least one */
function quantilesOf(latencies: readonly number[]): Quantiles {
  const sorted = latencies.toSorted((one, other) => one - other)
  const at = (point: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * point))] ?? 0
  return { '0': at(0), '0.5': at(0.5), '0.95': at(0.95), '0.99': at(0.99), '1': at(1) }
}

function gone(element: SetElement): Wrong {
  const wrong = missed(element, 'WL2002')
  const before =
    element.lastPresent === null ? ', and nobody ever read it' : ', nor did anybody later'
  return { ...wrong, why: `${wrong.why}${before}` }
}

const away = (element: SetElement): Wrong => missed(element, 'WL2003')

/** The last read without an element that was known when it began. */
function missed({ value, known, lastAbsent, lastPresent }: SetElement, code: string): Wrong {
  assert(known !== null && lastAbsent !== null, 'what is missed was known, and is not in some read')
  const what = text(value, 40)
  const { client, id } = lastAbsent.operation
  const first = known.operation
  const knew =
    known.kind === 'add'
      ? `${first.client} had been told that it is added`
      : `${first.client} had read it`
  const others = new Set([first.id, ...(lastPresent === null ? [] : [lastPresent.operation.id])])
  return {
    code,
    why: `${client} read the set without ${what}, although ${knew}`,
    misfit: { op: id, why: `must hold ${what}: ${knew}`, others: [...others] },
  }
}

function phantom({ value, read }: Phantom): Wrong {
  const { client, id } = read.operation
  const what = text(value, 40)
  return {
    code: 'WL2005',
    why: `${client} read ${what} in the set, and nobody had ever added it`,
    misfit: { op: id, why: `nobody added ${what}` },
  }
}

function twice({ value, most, doubled }: SetElement): Wrong {
  assert(doubled !== null, 'what stands in a read twice stands in some read')
  const what = text(value, 40)
  const { client, id } = doubled.operation
  return {
    code: 'WL2006',
    why: `${client} read ${what} ${most} times in one set`,
    misfit: { op: id, why: `holds ${what} ${most} times` },
  }
}
