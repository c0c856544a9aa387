// Why something that was asked for never came to its end: how far it got, what was lost on the way,
// what the last attempts met with, and whether anything of it was still to come.

import type { TraceEvent } from '../sim/trace.ts'
import type { EventId } from '../sim/units.ts'
import { hasEffect, shortName, stepWords, withEffect } from './event-words.ts'
import { type Event, isStepEvent, type Step } from './lineage.ts'
import { printable } from './page.ts'
import { type Reasons, weights } from './reasons.ts'
import type { Scene } from './scene.ts'
import { tellDrops } from './why-causes.ts'
import { listed, span } from './words.ts'

/** @param asked the step that asked for it */
export function tellOpen(asked: Step, scene: Scene, into: Reasons): void {
  const { lineage } = scene
  into.add(stepWords(asked, lineage), asked.id, weights.point)
  const family = [...lineage.family([asked.id], Number.POSITIVE_INFINITY)].sort((a, b) => a - b)
  const events = family.flatMap((id) => lineage.at(id) ?? [])
  const steps = events.filter(isStepEvent).filter((one) => one !== asked)
  tellProgress(asked, steps, scene, into)
  tellDrops(
    events.filter((one): one is Event<'drop'> => one.kind === 'drop'),
    scene,
    into,
  )
  for (const step of steps) {
    const crash = lineage.undoing(step.id)
    if (crash === null) continue
    const words = `the crash of ${crash.node ?? 'a node'} undid what e${step.id} had written`
    into.add(words, crash.id, weights.wrong)
  }
  const deaf = steps.filter((one) => one.kind === 'receive' && !hasEffect(one, lineage))
  tellDeaf(deaf, scene, into)
  tellRest(events, scene, into)
}

/** Who took it up, and the last step that did anything for it. */
function tellProgress(asked: Step, steps: readonly Step[], scene: Scene, into: Reasons): void {
  const { lineage } = scene
  const heard = steps.filter((one) => one.kind === 'receive' && hasEffect(one, lineage))
  const first = heard.find((one) => one.node !== asked.node)
  if (first !== undefined) into.add(withEffect(first, lineage), first.id, weights.origin)
  const last = heard.findLast((one) => one !== first)
  if (last !== undefined) into.add(`then ${withEffect(last, lineage)}`, last.id, weights.origin)
  const tries = steps.filter((one) => one.kind === 'expire' && hasEffect(one, lineage))
  const lately = tries.at(-1)
  if (lately === undefined) return
  const often = tries.length === 1 ? '' : `, ${tries.length} times, the last`
  const sent = lineage.of(lately.id).find((one) => one.kind === 'send')
  const what = sent?.kind === 'send' ? `: it sent ${shortName(sent.message)}` : ''
  const words = `${stepWords(lately, lineage)}${often} at ${span(lately.time)}${what}`
  const also = tries.slice(0, -1).map(({ id }) => id)
  into.add(words, lately.id, weights.origin, also)
}

/** Messages that came and changed nothing and were not answered, and what their receiver knew. */
function tellDeaf(deaf: readonly Step[], scene: Scene, into: Reasons): void {
  const { lineage } = scene
  const last = deaf.at(-1)
  if (last?.kind !== 'receive') return
  const more = deaf.length === 1 ? '' : `; so did ${deaf.length - 1} before it`
  into.add(
    `${stepWords(last, lineage)}, changed nothing and answered nothing${more}`,
    last.id,
    weights.point,
    deaf.slice(0, -1).map(({ id }) => id),
  )
  const knew = lineage.trace.findLast(
    (one): one is Event<'receive'> & Step =>
      one.kind === 'receive' &&
      isStepEvent(one) &&
      one.id < last.id &&
      one.node === last.node &&
      one.from === last.from &&
      one.patch.length > 0,
  )
  if (knew === undefined) return
  const words = `what ${last.node} knows from ${last.from} it had learned when ${withEffect(knew, lineage)}`
  into.add(words, knew.id, weights.wrong)
}

/** What would have come next, or that nothing would. */
function tellRest(events: readonly TraceEvent[], scene: Scene, into: Reasons): void {
  const { due, end } = scene
  const family = new Set<EventId>(events.map(({ id }) => id))
  const next = due.find((one) =>
    one.kind === 'timer' ? one.cause !== null && family.has(one.cause) : family.has(one.sent),
  )
  const last = events.at(-1)
  if (next === undefined) {
    const goals = events.flatMap((one) =>
      one.kind === 'sometimes' && one.cause === last?.cause ? [`"${printable(one.goal)}"`] : [],
    )
    const noted = goals.length === 0 ? '' : ` (it counted ${listed(goals, 2)})`
    const words = `nothing of it was left after that${noted}: no timer was set, no message was on its way`
    if (last !== undefined) into.add(words, last.id, weights.point)
    return
  }
  const when = next.at === null ? 'when its clock goes on' : `${span(next.at - end)} after the end`
  if (next.kind === 'timer') {
    const words = `the next timer ${next.timer.kind} of ${next.node} is due ${when}`
    into.add(words, next.cause, weights.origin)
    return
  }
  const sent = scene.lineage.at(next.sent)
  if (sent?.kind !== 'send') return
  into.add(`${shortName(sent.message)} would reach ${sent.to} ${when}`, sent.id, weights.origin)
}
