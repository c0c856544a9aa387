// When each fault of a run was in force: from the event in which it struck to the one that ended it
// or, at the latest, the end of the storm. Instant faults have no length.

import type { Fault } from '../sim/fault.ts'
import type { Trace } from '../sim/trace.ts'
import type { Micros } from '../sim/units.ts'
import { groundOf, lasts } from './fault-words.ts'

export interface Spell {
  /** id of the plan's entry */
  readonly id: number
  readonly fault: Fault
  readonly from: Micros
  /** equal to `from` for an instant fault */
  readonly to: Micros
}

/** Spells in the order of their beginnings. Whatever lasts ends with the storm at the latest. */
export function spells(trace: Trace, until: Micros, end: Micros): Spell[] {
  const open: { id: number; fault: Fault; from: Micros; to: Micros }[] = []
  const all: typeof open = []
  for (const event of trace) {
    if (event.kind !== 'fault') continue
    const { fault, time } = event
    for (const spell of [...open]) {
      if (!ends(fault, spell)) continue
      spell.to = time
      open.splice(open.indexOf(spell), 1)
    }
    if (fault.kind === 'end') continue
    const spell = { id: event.planned, fault, from: time, to: time }
    all.push(spell)
    if (lasts(fault)) {
      spell.to = Math.max(time, Math.min(until, end))
      open.push(spell)
    }
  }
  return all
}

/** Whether `fault`, as it strikes, ends what is in force. */
function ends(fault: Fault, spell: { readonly id: number; readonly fault: Fault }): boolean {
  if (fault.kind === 'end') return spell.id === fault.of
  if (fault.kind === 'clock-reset') {
    return (
      groundOf(spell.fault) === 'clock' && 'node' in spell.fault && spell.fault.node === fault.node
    )
  }
  if (fault.kind !== 'heal') return false
  const ground = groundOf(spell.fault)
  if (ground === 'disk') return fault.links === null
  if (ground !== 'net' && ground !== 'weather') return false
  if (fault.links === null) return true
  const healed = fault.links
  if (!('links' in spell.fault) || spell.fault.links === null) return false
  return spell.fault.links.every((links) =>
    healed.some(
      (one) =>
        links.from.every((id) => one.from.includes(id)) &&
        links.to.every((id) => one.to.includes(id)),
    ),
  )
}
