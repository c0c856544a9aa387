// Of an explanation: what a disk has made of its rows by itself. Nobody wrote that, so no cause leads
// to it but the fault that struck; who read the row believed it.

import { damagedWords, stepWords } from './event-words.ts'
import type { Event, Step } from './lineage.ts'
import { type Answer, Reasons, weights } from './reasons.ts'
import type { Scene } from './scene.ts'

/** Which fault did it, who had written the row, and who met it. */
export function whyDamage(event: Event<'damage'>, { lineage, faults }: Scene): Answer {
  const about = damagedWords(event, faults)
  const into = new Reasons()
  into.add(about, event.id, weights.point)
  const strike = lineage.trace.findLast(
    (one) => one.kind === 'fault' && one.planned === event.fault && one.id <= event.id,
  )
  if (strike !== undefined) into.add('the fault had struck', strike.id, weights.wrong)
  const { node, table, key } = event
  const wrote = lineage.trace.findLast(
    (one) =>
      one.kind === 'write' &&
      one.node === node &&
      one.table === table &&
      one.key === key &&
      one.id < event.id,
  )
  const writer = wrote === undefined ? null : lineage.stepOf(wrote)
  if (writer !== null) into.add(`the row was written when ${stepWords(writer, lineage)}`, writer.id)
  const met = lineage.stepOf(event)
  if (met !== null) into.add(`it was met when ${stepWords(met, lineage)}`, met.id)
  return { about, steps: into.steps(), notes: [] }
}

const damagesMax = 3

/** What the disk of a node has made of its rows, up to a step: who reads them believes them. */
export function tellDamaged(step: Step, { lineage, faults }: Scene, into: Reasons): void {
  const damages = lineage.trace.filter(
    (one): one is Event<'damage'> =>
      one.kind === 'damage' &&
      one.node === step.node &&
      (lineage.stepOf(one)?.id ?? one.id) <= step.id,
  )
  for (const damage of damages.slice(-damagesMax)) {
    into.add(damagedWords(damage, faults), damage.id, weights.wrong)
  }
}
