// Why a message did not arrive: each that was sent and what became of it; of one that was never sent,
// who holds something back and which timers were still to come.

import { nearest } from '../sim/nearest.ts'
import type { Problem } from '../sim/problem.ts'
import type { EventId, NodeId } from '../sim/units.ts'
import { dropWords, faultOf, shortName, withEffect } from './event-words.ts'
import { type Event, isStepEvent, type Step } from './lineage.ts'
import { printable } from './page.ts'
import { type Answer, Reasons, weights } from './reasons.ts'
import type { Scene } from './scene.ts'
import { peersOf } from './story.ts'
import { tellDueTimers } from './why-not-due.ts'
import { span } from './words.ts'

/** What became of the messages that a pattern names, or why there is none. */
export function notArrived(
  pattern: string,
  at: string | null,
  scene: Scene,
  kinds: readonly string[],
): Answer | Problem {
  const { lineage } = scene
  const sends = lineage.trace.filter(
    (one): one is Event<'send'> =>
      one.kind === 'send' && fits(one.message, pattern) && (at === null || one.to === at),
  )
  const into = new Reasons()
  if (sends.length === 0) {
    const posted = lineage.trace.some((one) => one.kind === 'receive' && fits(one.message, pattern))
    const known = kinds.includes(kindIn(pattern)) || isKind(pattern, scene)
    if (!posted && !known) return noMessage(pattern, scene, kinds)
    into.add(`no node had sent ${printable(pattern)} when the run ended`, null, weights.point)
    tellHeldBack(scene, into)
    tellDueTimers(scene, null, into)
    return { about: `${pattern} never left`, steps: into.steps(), notes: [] }
  }
  const missing = sends.filter((one) => !came(one, scene))
  const arrived = sends.filter((one) => came(one, scene))
  tellFates(missing, scene, into, weights.point)
  if (missing.length === 0) {
    const what = sends.length === 1 ? 'it did arrive' : `all ${sends.length} did arrive`
    into.add(what, firstFate(arrived[0], scene), weights.point)
  }
  tellFates(arrived.slice(-2), scene, into, weights.link)
  for (const { id } of missing) tellAgain(id, scene, into)
  const about =
    missing.length === 0
      ? `${printable(pattern)} arrives`
      : `${missing.length} of ${sends.length} did not arrive`
  return { about, steps: into.steps(), notes: [] }
}

/** A kind, a numbered kind, or a whole name. */
function fits(message: string, pattern: string): boolean {
  return message === pattern || shortName(message) === pattern || peersOf(message)?.kind === pattern
}

/** `ack` of `ack#1 receiver1>sender1`. */
const kindIn = (pattern: string): string => pattern.replace(/#\d+(?: .*)?$/u, '')

const isKind = (pattern: string, { lineage }: Scene): boolean =>
  lineage.trace.some((one) => one.kind === 'send' && peersOf(one.message)?.kind === kindIn(pattern))

/** Steps whose writes were not durable yet at the end: what they say waits for their disk. */
function tellHeldBack({ lineage }: Scene, into: Reasons): void {
  const waiting = new Map<NodeId, Step[]>()
  for (const event of lineage.trace) {
    const { node } = event
    if (node === null) continue
    const own = waiting.get(node) ?? []
    if (event.kind === 'crash') waiting.delete(node)
    if (event.kind === 'durable')
      waiting.set(
        node,
        own.filter(({ id }) => id > event.upTo),
      )
    const step = event.kind === 'write' && !event.relaxed ? lineage.stepOf(event) : null
    if (step !== null && !own.includes(step)) waiting.set(node, [...own, step])
  }
  for (const [node, [step]] of waiting) {
    if (step === undefined) continue
    const words = `${withEffect(step, lineage)}: what ${node} says waits until that is durable`
    into.add(words, step.id, weights.wrong)
  }
}

export const came = ({ id }: Event<'send'>, { lineage }: Scene): boolean =>
  lineage.fates(id).some(({ kind }) => kind === 'receive')

const firstFate = (send: Event<'send'> | undefined, { lineage }: Scene): EventId | null =>
  send === undefined ? null : (lineage.fates(send.id)[0]?.id ?? send.id)

/** What became of each message; those still under way by when they would have come. */
export function tellFates(
  sends: readonly Event<'send'>[],
  scene: Scene,
  into: Reasons,
  weight: number,
): void {
  const { lineage, faults, due, end } = scene
  for (const send of sends) {
    const name = `${shortName(send.message)} from ${send.node ?? ''} to ${send.to}`
    const fates = lineage.fates(send.id)
    for (const fate of fates) {
      if (fate.kind === 'drop') {
        const told = faultOf(fate.fault, faults)
        const what = told === null ? '' : `: ${told.words}`
        into.add(`${dropWords(fate, faults)}${what}`, fate.id, weight)
      } else if (isStepEvent(fate)) into.add(withEffect(fate, lineage), fate.id, weight)
    }
    if (fates.length > 0) continue
    const flight = due.find((one) => one.kind === 'message' && one.sent === send.id)
    const when =
      flight?.at === undefined || flight.at === null
        ? 'and was held there when the run ended'
        : `and would have come ${span(flight.at - end)} after the end`
    into.add(`${name} was on its way, ${when}`, send.id, weight)
  }
}

/** The timer that will say it again, if one is set. */
function tellAgain(lost: EventId, scene: Scene, into: Reasons): void {
  const { lineage, due, end } = scene
  const send = lineage.at(lost)
  const step = send === null ? null : lineage.stepOf(send)
  if (step === null) return
  const family = lineage.family([step.id], Number.POSITIVE_INFINITY)
  const next = due.find(
    (one) => one.kind === 'timer' && one.cause !== null && family.has(one.cause) && one.at !== null,
  )
  if (next?.kind !== 'timer' || next.at === null) return
  const when = `${span(next.at - end)} after the end`
  into.add(
    `the timer ${next.timer.kind} of ${next.node} is due ${when}`,
    next.cause,
    weights.origin,
  )
}

function noMessage(pattern: string, { lineage }: Scene, more: readonly string[]): Problem {
  const sent = lineage.trace.flatMap((one) =>
    one.kind === 'send' ? [peersOf(one.message)?.kind ?? one.message] : [],
  )
  const kinds = new Set([...sent, ...more])
  const near = nearest(kindIn(pattern), kinds)
  return {
    code: 'WL1004',
    sentence: `no message of this run is called "${printable(pattern)}".`,
    lines: [
      ...(near === null ? [] : [`did you mean   ${near} ?`]),
      `kinds          ${[...kinds].slice(0, 12).join('  ')}`,
      'allowed        ack   ack#1   or   "ack#1 receiver1>sender1"',
    ],
  }
}
