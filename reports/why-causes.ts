// From a step back along its causes: who sent what it received, why a timer was not called off, what
// a crash took. Each rule reads the trace and says what stands there; where none fits, nothing is said.

import type { EventId } from '../sim/units.ts'
import {
  byFault,
  crashWords,
  dropWords,
  effectWords,
  eventIds,
  faultOf,
  shortName,
  stepWords,
} from './event-words.ts'
import type { Event, Step } from './lineage.ts'
import { type Reasons, weights } from './reasons.ts'
import type { Scene } from './scene.ts'
import { peersOf } from './story.ts'
import { tellDamaged, tookDisk } from './why-damage.ts'
import { isStrike } from './why-strikes.ts'
import { isGone, isKept } from './why-unheard.ts'
import { listed } from './words.ts'

/** Everything that led to `from`, the nearest cause first; `from` itself is told by whoever asks. */
export function tellCauses(from: Step, scene: Scene, into: Reasons): void {
  const { lineage } = scene
  for (let step: Step | null = from; step !== null; ) {
    if (step.kind === 'start') return tellRestart(step, from.id, scene, into)
    if (step.kind === 'lost') return tellLost(step, scene, into)
    if (step.kind === 'expire') {
      tellSilence(step, scene, into)
      const set: Step | null = timerOrigin(step, scene)
      if (set === null) return
      if (step === from) tellSet(set, step, scene, into)
      step = set
      continue
    }
    const send = lineage.at(step.cause)
    const sender: Step | null = send === null ? null : lineage.stepOf(send)
    if (send?.kind !== 'send' || sender === null) return
    tellSender(send, sender, scene, into)
    tellUndone(sender, from.id, scene, into)
    step = sender
  }
}

function tellSender(send: Event<'send'>, sender: Step, scene: Scene, into: Reasons): void {
  const name = shortName(send.message)
  if (sender.kind === 'expire') {
    const again = sentBefore(send, sender, scene) ? ' again' : ''
    const timer = `its timer ${sender.timer.kind} expired`
    return into.add(
      `${sender.node} sent ${name}${again}, because ${timer}`,
      sender.id,
      weights.origin,
    )
  }
  const origin = sender.kind === 'receive' && sender.cause === null
  const when = stepWords(sender, scene.lineage).replace(`${sender.node} `, '')
  into.add(
    `${sender.node} sent ${name} when it ${when}`,
    sender.id,
    origin ? weights.origin : weights.link,
  )
}

/** Whether a message of this kind had gone the same way before, in the same matter. */
function sentBefore(send: Event<'send'>, expiry: Step, scene: Scene): boolean {
  const { lineage } = scene
  const origin = timerOrigin(expiry, scene)
  if (origin === null) return false
  const kind = peersOf(send.message)?.kind
  return [...lineage.family([origin.id], send.id)].some((id) => {
    const one = lineage.at(id)
    return one?.kind === 'send' && one.node === send.node && peersOf(one.message)?.kind === kind
  })
}

/** The step that set a timer first; expiries that set it again are passed over. */
function timerOrigin(expiry: Step, { lineage }: Scene): Step | null {
  let one: Step | null = expiry
  while (one?.kind === 'expire') {
    const before = lineage.at(one.cause)
    one = before === null ? null : lineage.stepOf(before)
  }
  return one
}

function tellSet(set: Step, expiry: Event<'expire'>, { lineage }: Scene, into: Reasons): void {
  into.add(
    `the timer ${expiry.timer.kind} was set when ${stepWords(set, lineage)}`,
    set.id,
    set.kind === 'receive' && set.cause === null ? weights.origin : weights.link,
  )
}

/**
 * Why nothing called the timer off: what its origin had set going was lost, undone by a crash, or
 * came too late.
 */
export function tellSilence(expiry: Step, scene: Scene, into: Reasons): void {
  const { lineage, faults } = scene
  const origin = timerOrigin(expiry, scene)
  if (origin === null) return
  // A start sets all kinds of things going: of it, only what was said when the timer was set counts.
  const roots = origin.kind === 'start' ? saidWhenSet(expiry, scene) : [origin.id]
  const family = lineage.family(roots, expiry.id)
  const drops = [...family].flatMap((id) => {
    const one = lineage.at(id)
    return one?.kind === 'drop' ? [one] : []
  })
  tellDrops(
    drops.sort((one, other) => one.id - other.id),
    scene,
    into,
  )
  for (const id of family) {
    const crash = lineage.undoing(id)
    const step = lineage.at(id)
    if (crash === null || crash.id > expiry.id || step === null || step.node === expiry.node)
      continue
    into.add(`${crashWords(crash, faults)} undid e${id}`, crash.id, weights.wrong)
  }
  tellHeldUp(family, expiry, scene, into)
  const late = [...lineage.family(roots, Number.POSITIVE_INFINITY)].flatMap((id) => {
    const one = lineage.at(id)
    const answers = one?.kind === 'receive' && one.node === expiry.node && one.id > expiry.id
    return answers && one.cause !== null && family.has(one.cause) ? [one] : []
  })
  const [first] = late
  if (first !== undefined) {
    const words = `its answer ${shortName(first.message)} was on its way and came only then`
    into.add(words, first.id, weights.wrong)
  }
}

/** The messages of the step that set a timer. */
function saidWhenSet(expiry: Step, { lineage }: Scene): EventId[] {
  if (expiry.cause === null) return []
  return lineage.of(expiry.cause).flatMap(({ kind, id }) => (kind === 'send' ? [id] : []))
}

/** A message of it that had not arrived when the timer expired, and came afterwards. */
function tellHeldUp(
  family: ReadonlySet<EventId>,
  expiry: Step,
  { lineage, faults }: Scene,
  into: Reasons,
): void {
  for (const id of [...family].sort((one, other) => one - other)) {
    const send = lineage.at(id)
    if (send?.kind !== 'send' || send.to === expiry.node) continue
    const [came] = lineage.fates(id)
    if (came?.kind !== 'receive' || came.id < expiry.id) continue
    const holding = faults.find(
      ({ start, end, nodes }) =>
        start !== null &&
        start <= expiry.time &&
        (end === null || end >= expiry.time) &&
        nodes.some((one) => one === send.to || one === send.node),
    )
    const why = holding === undefined ? '' : `, while ${holding.id} held: ${holding.words}`
    const words = `${shortName(send.message)} was still on its way to ${send.to}${why}`
    return into.add(words, send.id, weights.wrong)
  }
}

/** Losses of one kind, on one way, by one fault are told together. */
export function tellDrops(drops: readonly Event<'drop'>[], scene: Scene, into: Reasons): void {
  const { lineage, faults } = scene
  const groups = new Map<string, Event<'drop'>[]>()
  for (const drop of drops.filter((one) => isGone(one, Number.POSITIVE_INFINITY, lineage))) {
    const peers = peersOf(drop.message)
    const by = faultOf(drop.fault, faults)?.id ?? ''
    const key = [peers?.kind, peers?.from, peers?.to, drop.why, by].join('\n')
    groups.set(key, [...(groups.get(key) ?? []), drop])
  }
  for (const group of groups.values()) {
    const [first] = group
    const last = group.at(-1)
    if (first === undefined || last === undefined) continue
    const words = dropWords(first, faults)
    const text =
      group.length === 1 ? words : `${words}, and ${group.length - 1} more in the same way`
    const also = group.slice(1).map(({ id }) => id)
    into.add(text, first.id, weights.wrong, also)
  }
}

/** A step whose writes a crash undid before `until` is as if it had never been. */
function tellUndone(step: Step, until: EventId, { lineage, faults }: Scene, into: Reasons): void {
  const crash = lineage.undoing(step.id)
  if (crash === null || crash.id > until) return
  into.add(
    `${crashWords(crash, faults)} undid what e${step.id} had written`,
    crash.id,
    weights.wrong,
  )
}

/** A node that starts again remembers what its disk kept: what the crash before took away. */
function tellRestart(start: Step, until: EventId, scene: Scene, into: Reasons): void {
  tellDamaged(start, scene, into)
  const crash = scene.lineage.crashBetween(start.node, 0, start.id)
  if (crash !== null) tellCrash(crash, until, scene, into)
}

/** What a crash undid, and what had been said of it already. */
export function tellCrash(
  crash: Event<'crash'>,
  until: EventId,
  scene: Scene,
  into: Reasons,
): void {
  const { lineage, faults } = scene
  const disk = tookDisk(crash, lineage.trace)
  const written = disk ? ' and its disk' : '; no write was undone'
  const gone =
    crash.undone.length === 0
      ? `took its memory${written}`
      : `undid ${eventIds(crash.undone)}, which ${crash.undone.length === 1 ? 'was' : 'were'} not durable yet${disk ? '; it took the whole disk' : ''}`
  into.add(`${crashWords(crash, faults)} ${gone}`, crash.id, weights.wrong)
  for (const id of crash.undone.slice(-3)) {
    const step = lineage.at(id)
    if (step === null || lineage.stepOf(step) === null) continue
    tellSpokenOf(id, until, scene, into)
  }
}

/** An undone step whose messages had left: others know of what never was. */
function tellSpokenOf(undone: EventId, until: EventId, scene: Scene, into: Reasons): void {
  const { lineage } = scene
  const step = lineage.at(undone)
  const owner = step === null ? null : lineage.stepOf(step)
  if (owner === null) return
  const did = effectWords(owner, lineage)
  const words = stepWords(owner, lineage)
  into.add(did === '' ? words : `before, ${words} and ${did}`, owner.id, weights.wrong)
  const sends = lineage.of(owner.id).filter((one) => one.kind === 'send')
  const left = sends.find((one) => lineage.fates(one.id).some(({ kind }) => kind === 'receive'))
  if (left?.kind !== 'send') return
  const early = left.early ? ', early, without waiting for the disk' : ''
  into.add(`and ${owner.node} had sent ${shortName(left.message)}${early}`, left.id, weights.wrong)
  const told = [...lineage.family([left.id], until + 1)].flatMap((id) => {
    const one = lineage.at(id)
    return one?.kind === 'complete' ? [one] : []
  })
  const [first] = told
  if (first === undefined) return
  const ended = lineage.stepOf(first)
  if (ended !== null)
    into.add(`so ${ended.node} ${effectWords(ended, lineage)}`, ended.id, weights.wrong)
}

/** Why a connection ended: the crash of the peer, or the fault that struck last between the two. */
function tellLost(lost: Event<'lost'> & Step, scene: Scene, into: Reasons): void {
  const { lineage, faults } = scene
  const crash = lineage.crashBetween(lost.peer, 0, lost.id)
  const fault = lineage.trace.findLast(
    (one): one is Event<'fault'> => isStrike(one) && one.id < lost.id,
  )
  if (crash !== null && (fault === undefined || crash.id > fault.id)) {
    return into.add(`${crashWords(crash, faults)} came before`, crash.id, weights.wrong)
  }
  if (fault === undefined) return
  const told = faultOf(fault.planned, faults)
  if (told === null || !touches(told.nodes, [lost.node, lost.peer])) return
  into.add(`${told.id} had struck: ${told.words}`, fault.id, weights.wrong)
}

const touches = (nodes: readonly string[], some: readonly string[]): boolean =>
  nodes.length === 0 || some.some((one) => nodes.includes(one))

/** Messages to a node that a fault kept from it before an event: what it could not know. */
export function tellMissed(step: Step, scene: Scene, into: Reasons): void {
  const { lineage, faults } = scene
  const since = lineage.trace.findLast(
    (one) => one.kind === 'start' && one.node === step.node && one.id <= step.id,
  )
  const missed = lineage.trace.filter(
    (one): one is Event<'drop'> =>
      one.kind === 'drop' &&
      one.id < step.id &&
      one.id > (since?.id ?? 0) &&
      isKept(one, step.id, lineage) &&
      peersOf(one.message)?.to === step.node,
  )
  const [first] = missed
  if (first === undefined || missed.some(({ id }) => into.tells(id))) return
  const by = [...new Set(missed.map(({ fault }) => byFault(fault, faults).trim()))]
  const many = missed.length === 1 ? 'a message' : `${missed.length} messages`
  const text = `${step.node} had not heard ${many} sent to it ${listed(by.filter((one) => one !== ''))}`
  into.add(
    text.trim(),
    first.id,
    weights.aside,
    missed.slice(1).map(({ id }) => id),
  )
}
