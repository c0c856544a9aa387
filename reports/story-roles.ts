// Of a story: who came to lead, and who ceased to, between its first event and its last. It looks at
// roles as views tell them and knows no protocol; followers and candidates it leaves to the strip.

import type { NodeRoles, RoleSpell } from '../sim/role-view.ts'
import type { TraceEvent } from '../sim/trace.ts'
import type { EventId, NodeId } from '../sim/units.ts'

/** A line of a story that is no step of it. */
export interface Turn {
  /** `n1 leads term 2` */
  readonly text: string
  /** the step that made it so */
  readonly event: EventId
  /** somebody comes to lead; false: somebody ceases to */
  readonly begins: boolean
}

/** At most so many, the last; who comes to lead before who ceases to. */
export const turnsMax = 4

/**
 * In the order of their events, at most `turnsMax`. Who leads already when the story begins is told
 * first, before its first event, where another comes to lead in it; nothing is told where nobody does.
 */
export function turnsOf(
  roles: readonly NodeRoles[],
  first: TraceEvent,
  last: TraceEvent,
): readonly Turn[] {
  const turns: Turn[] = []
  for (const { id, spells } of roles) {
    for (const [at, spell] of spells.entries()) {
      if (spell.standing !== 'leads' || spell.event > last.id || spell.to < first.time) continue
      turns.push({ text: leading(id, spell), event: spell.event, begins: true })
      const next = spells[at + 1]
      // Whoever goes down is told by its crash.
      if (next === undefined || next.standing === 'leads' || next.from !== spell.to) continue
      if (next.event < first.id || next.event > last.id) continue
      turns.push({ text: `${id} no longer leads`, event: next.event, begins: false })
    }
  }
  if (!turns.some(({ event, begins }) => begins && event >= first.id)) return []
  turns.sort((one, other) => one.event - other.event)
  const leads = turns.filter(({ begins }) => begins).slice(-turnsMax)
  const room = turnsMax - leads.length
  const ceased = room === 0 ? [] : turns.filter(({ begins }) => !begins).slice(-room)
  return turns.filter((turn) => leads.includes(turn) || ceased.includes(turn))
}

const leading = (id: NodeId, { name, term }: RoleSpell): string =>
  term === null ? `${id} is now ${name}` : `${id} leads term ${term}`
