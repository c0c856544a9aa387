// Rounder and shorter times: the end of the storm, the instants and lengths of faults.

import type { Damage, FaultLine } from '../notation.ts'
import type { Span } from '../span.ts'
import type { Micros } from '../units.ts'
import { replace } from './shrink-faults.ts'
import type { Search } from './shrink-search.ts'

const units: readonly Micros[] = [
  ...[1_000_000, 500_000, 100_000, 50_000, 10_000, 5_000, 1_000, 100],
]

/** The coarsest unit of which a time is a whole number. */
export const unitOf = (time: Micros): Micros => units.find((unit) => time % unit === 0) ?? 1

/** Times that are easier to say than this one and near it, the simplest first. */
export function rounder(time: Micros, least: Micros = 0): readonly Micros[] {
  const own = unitOf(time)
  const said = units
    .filter((unit) => unit > own)
    .flatMap((unit) => [Math.floor(time / unit) * unit, Math.ceil(time / unit) * unit])
  return [...new Set(said)].filter((one) => one >= least)
}

/** Round lengths up to this one, shortest first. */
const lengths = (upTo: Micros): readonly Micros[] =>
  [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 1_500, 2_000, 3_000, 4_000, 5_000, 10_000]
    .map((ms) => ms * 1_000)
    .filter((one) => one < upTo)

/**
 * The storm ends with what happens in it. The calm keeps its length: once the bug is mended, the same
 * run must have the time to come right.
 */
export function shorterTimes(search: Search): void {
  const { current, trial } = search
  const last = Math.max(
    ...current.operations.map(({ at }) => at + 1),
    ...current.faults.map(({ at }) => (at?.kind === 'time' ? at.time + 1 : 0)),
    // What breaks in the storm stays in it: there other faults can still change it.
    trial.early && trial.time < current.until ? trial.time + 1 : 1,
  )
  const usable = [...lengths(current.until).filter((until) => until >= last), current.until]
  const least = usable.findIndex((until) => search.fails({ ...current, until }))
  // The next longer one leaves some room: at the shortest that does, the end is part of the race.
  const until = usable[least + 1] ?? current.until
  if (least >= 0 && until < current.until) search.change({ until })
}

/** Instants first, then how long each fault and each part of it lasts. */
export function rounderFaults(search: Search): void {
  for (const parts of [instantsOf, lengthsOf, restartsOf, spansOf]) {
    for (let nth = 0; nth < search.current.faults.length; nth++) {
      const was = search.current.faults[nth]
      if (was === undefined) continue
      parts(was).some((line) => replace(search, nth, was, [line]))
    }
  }
}

function instantsOf(line: FaultLine): readonly FaultLine[] {
  const { at } = line
  if (at?.kind !== 'time') return []
  return rounder(at.time).map((time) => ({ ...line, at: { ...at, time } }))
}

const lengthsOf = (line: FaultLine): readonly FaultLine[] =>
  line.lasts === null ? [] : certain(line.lasts).map((lasts) => ({ ...line, lasts }))

const restartsOf = (line: FaultLine): readonly FaultLine[] =>
  line.restart === null || line.restart === 'never'
    ? []
    : certain(line.restart).map((restart) => ({ ...line, restart }))

function spansOf(line: FaultLine): readonly FaultLine[] {
  const { damage } = line
  return rounderDamages(damage).map((one) => ({ ...line, damage: one }))
}

function rounderDamages(damage: Damage): readonly Damage[] {
  switch (damage.kind) {
    case 'duplicate':
      return damage.later === null
        ? []
        : certain(damage.later).map((later) => ({ ...damage, later }))
    case 'reorder':
      return damage.by === null ? [] : certain(damage.by).map((by) => ({ ...damage, by }))
    case 'delay':
      return certain(damage.extra).map((extra) => ({ ...damage, extra }))
    case 'slow':
      return certain(damage.step).map((step) => ({ ...damage, step }))
    case 'disk-slow':
      return certain(damage.by).map((by) => ({ ...damage, by }))
    default:
      return []
  }
}

const certain = (span: Span): readonly Span[] =>
  span.kind === 'const' ? rounder(span.at, 1).map((at): Span => ({ kind: 'const', at })) : []
