// The entries of one occurrence: its faults, and what ends them or starts their nodes again, each at
// its time or some time after another entry.

import type { Fault, Planned, When } from '../fault.ts'
import type { FaultLine } from '../notation.ts'
import type { Span } from '../span.ts'
import type { Micros } from '../units.ts'
import type { Struck } from './strike.ts'

/** When an occurrence begins, and what its clock counts from. */
export type Beginning = { readonly when: When; readonly since: number | null }

/**
 * The faults with their ends and restarts; what would fall into the calm is left out.
 * @param late what follows the first counts from its strike, whenever that is
 */
export function entriesOf(
  line: FaultLine,
  struck: readonly Struck[],
  beginning: Beginning,
  lasts: Micros | null,
  until: Micros,
  firstId: number,
  late: boolean,
): Planned[] {
  const planned: Planned[] = []
  const add = (when: When, since: number | null, fault: Fault): Planned => {
    const entry = { id: firstId + planned.length, when, since, fault }
    planned.push(entry)
    return entry
  }
  /** Some time after an entry has struck. */
  const follow = (entry: Planned, after: Micros, fault: Fault): void => {
    const time = entry.when.kind === 'time' && entry.since === null ? entry.when.time : 0
    if (late || entry.when.kind !== 'time') {
      if (!late || time + after < until) add({ kind: 'time', time: after }, entry.id, fault)
    } else if (entry.when.time + after < until) {
      add({ kind: 'time', time: entry.when.time + after }, entry.since, fault)
    }
  }
  let head: Planned | null = null
  for (const { fault, after, length } of struck) {
    let entry: Planned
    if (head === null || (after === 0 && !late)) {
      entry = add(beginning.when, beginning.since, fault)
    } else if (head.when.kind === 'time' && !late) {
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
