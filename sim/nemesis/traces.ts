// Delays that were measured (`trace path`). Reading a file is the runner's business; here its
// samples are put where the path was said.

import type { Damage, FaultLine } from '../notation.ts'
import type { Span } from '../span.ts'
import type { Micros } from '../units.ts'

/** The lines with the samples of every trace in them. `read` is asked once for each path. */
export function withTraces(
  lines: readonly FaultLine[],
  read: (path: string) => readonly Micros[],
): FaultLine[] {
  const known = new Map<string, readonly Micros[]>()
  const fill = (span: Span): Span => {
    if (span.kind !== 'trace') return span
    const samples = known.get(span.path) ?? read(span.path)
    known.set(span.path, samples)
    return { ...span, samples }
  }
  return lines.map((line) => ({
    ...line,
    damage: filled(line.damage, fill),
    lasts: line.lasts === null ? null : fill(line.lasts),
    every: line.every === null ? null : { ...line.every, span: fill(line.every.span) },
    restart: line.restart === null || line.restart === 'never' ? line.restart : fill(line.restart),
  }))
}

function filled(damage: Damage, fill: (span: Span) => Span): Damage {
  switch (damage.kind) {
    case 'duplicate':
      return { ...damage, later: damage.later === null ? null : fill(damage.later) }
    case 'reorder':
      return { ...damage, by: damage.by === null ? null : fill(damage.by) }
    case 'delay':
      return { ...damage, extra: fill(damage.extra) }
    case 'slow':
      return { ...damage, step: fill(damage.step) }
    case 'disk-slow':
      return { ...damage, by: fill(damage.by) }
    default:
      return damage
  }
}
