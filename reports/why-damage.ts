// Of an explanation: what a disk has made of its rows by itself. Nobody wrote that, so no cause leads
// to it but the fault that struck; who read the row believed it.

import type { DiskHarm } from '../sim/fault.ts'
import type { Trace, TraceEvent } from '../sim/trace.ts'
import { damagedWords, stepWords } from './event-words.ts'
import type { Event, Lineage, Step } from './lineage.ts'
import { type Answer, Reasons, weights } from './reasons.ts'
import type { Scene } from './scene.ts'
import { unchanged } from './state-blame.ts'

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

/**
 * What a step may have believed though nobody wrote it: the damage that it met itself, and what stood on
 * the disk when this life of its node began, of rows that were not written anew before the step.
 */
export function tellDamaged(step: Step, { lineage, faults }: Scene, into: Reasons): void {
  const begun = lineage.trace.findLast(
    (one) => one.kind === 'start' && one.node === step.node && one.id <= step.id,
  )
  const damages = lineage.trace.filter((one): one is Event<'damage'> => {
    if (one.kind !== 'damage' || one.node !== step.node || unchanged.has(one.harm)) return false
    // A torn write is no step's: a crash left it there.
    const met = lineage.stepOf(one)?.id ?? one.id
    return met === step.id || (met <= (begun?.id ?? 0) && stands(one, step, lineage))
  })
  for (const damage of damages.slice(-damagesMax)) {
    into.add(damagedWords(damage, faults), damage.id, weights.wrong)
  }
}

/** Whether a row of the node's disk was still as the damage had left it when a step was made. */
function stands(damage: Event<'damage'>, step: Step, lineage: Lineage): boolean {
  const { trace } = lineage
  const isUndone = (one: TraceEvent): boolean => {
    const crash = lineage.undoing(lineage.stepOf(one)?.id ?? one.id)
    return crash !== null && crash.id < step.id
  }
  // A write that went astray goes with its step; flipped bits stay flipped.
  if (astray.has(damage.harm) && isUndone(damage)) return false
  return !trace.some((one) => {
    if (one.node !== step.node || one.id <= damage.id || one.id >= step.id) return false
    if (one.kind === 'crash') return tookDisk(one, trace)
    const isRow = one.kind === 'write' && one.table === damage.table && one.key === damage.key
    return isRow && !isUndone(one)
  })
}

const astray: ReadonlySet<DiskHarm> = new Set(['misdirect', 'phantom'])

/** Whether a crash was one after which its node comes back with an empty disk. */
export const tookDisk = (crash: Event<'crash'>, trace: Trace): boolean =>
  trace.some(
    (one) =>
      one.kind === 'fault' &&
      one.planned === crash.fault &&
      one.fault.kind === 'crash' &&
      one.fault.lose === 'disk',
  )
