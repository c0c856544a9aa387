// Why an answer that fits nowhere was given: what its node still believed and had not heard, who had
// come to lead meanwhile, what it is at odds with, and the faults that kept the two apart. It reads
// roles as views tell them and knows no protocol.

import type { RoleSpell } from '../sim/role-view.ts'
import type { EventId, OpId } from '../sim/units.ts'
import type { Failure } from '../sim/verdict.ts'
import { byFault, faultOf, shortName, stepWords, withEffect } from './event-words.ts'
import { briefCall } from './brief.ts'
import type { Event, Lineage, Step } from './lineage.ts'
import { clipped } from './page.ts'
import { type Reasons, weights } from './reasons.ts'
import type { Scene } from './scene.ts'
import { peersOf } from './story.ts'
import { requestsNamed } from './story-focus.ts'
import { tellCrash } from './why-causes.ts'
import { tellDamaged } from './why-damage.ts'
import { counted, listed } from './words.ts'

const callWide = 40
/** More faults at once say nothing of any one of them. */
const heldFew = 2

/** The step in which an operation had its answer; null: it never had one. */
export function answerOf(op: OpId, lineage: Lineage): Step | null {
  const found = lineage.trace.find((one) => one.kind === 'complete' && one.op === op)
  return found === undefined ? null : lineage.stepOf(found)
}

/** Operations that an answer is at odds with: those that its check named, else its sentence. */
export function atOddsWith(failure: Failure, lineage: Lineage): readonly OpId[] {
  const { sentence, misfit } = failure
  if (misfit?.others !== undefined) return misfit.others
  const { time, node, step } = failure
  const byId = new Map(lineage.trace.map((event) => [event.id, event]))
  return requestsNamed(lineage.trace, { time, node, step, sentence }, byId).flatMap(({ id }) => {
    const asked = lineage.of(id).find(({ kind }) => kind === 'invoke')
    return asked?.kind === 'invoke' && asked.op !== misfit?.op ? [asked.op] : []
  })
}

/**
 * What stands behind the answer of `step`, after what caused it has been told.
 * @param others operations that it is at odds with
 */
export function tellAnswer(step: Step, others: readonly OpId[], scene: Scene, into: Reasons): void {
  const { lineage } = scene
  const by = giverOf(step, lineage)
  const other = lastAnswered(others, step, lineage)
  const since = other === null ? step.id : (askOf(other.op, lineage)?.id ?? step.id)
  const told = new Set<number>()
  if (by !== null) {
    tellBelief(by, scene, into)
    tellUnheard(by, since, scene, into).forEach((fault) => told.add(fault))
    tellDamaged(by, scene, into)
    tellLed(by, scene, into)
  }
  if (other !== null) {
    const at = lineage.stepOf(other)
    if (at !== null) tellOther(other, at, scene, into)
    tellNotPassed(since as EventId, step.id, scene, into).forEach((fault) => told.add(fault))
    const giver = at === null ? null : giverOf(at, lineage)
    for (const node of new Set([giver?.node, by?.node])) {
      if (node === undefined) continue
      const crash = lineage.crashBetween(node, since, step.id)
      if (crash !== null) tellCrash(crash, step.id, scene, into)
    }
  }
  tellStrikes(told, scene, into)
}

/** The step that sent what brought an answer; null where the node gave it itself. */
function giverOf(step: Step, lineage: Lineage): Step | null {
  const send = lineage.at(step.cause)
  const giver = send?.kind === 'send' ? lineage.stepOf(send) : null
  return giver === null || giver.node === step.node ? null : giver
}

/** Who is told to lead by a view of its own, and since when. */
function tellBelief(by: Step, scene: Scene, into: Reasons): void {
  const { lineage, roles } = scene
  const spell = spellAt(by, roles)
  if (spell?.standing !== 'leads') return
  const made = lineage.at(spell.event)
  const began = made === null ? null : lineage.stepOf(made)
  const when =
    began === null ? '' : `, since ${stepWords(began, lineage).replace(`${by.node} `, 'it ')}`
  const words = `${by.node} still believed that ${leading(spell)}${when}${heldThen(spell, scene)}`
  into.add(words, spell.event, weights.point)
}

/** What held when a node came to lead: it may be why it was that one. */
function heldThen({ from }: RoleSpell, { faults }: Scene): string {
  const held = faults.filter(
    ({ start, end }) => start !== null && start < from && (end ?? from) >= from,
  )
  if (held.length === 0 || held.length > heldFew) return ''
  return `; then, ${held.map(({ id, words }) => `${id} held: ${words}`).join(', ')}`
}

const leading = ({ name, term }: RoleSpell): string =>
  term === null ? `it was ${name}` : `it led term ${term}`

function spellAt(step: Step, roles: Scene['roles']): RoleSpell | null {
  const spells = roles.find(({ id }) => id === step.node)?.spells ?? []
  return spells.findLast(({ event }) => event <= step.id) ?? null
}

/** Others who had come to lead since, before the answer was given. */
function tellLed(by: Step, { roles }: Scene, into: Reasons): void {
  const own = spellAt(by, roles)
  const since = own?.standing === 'leads' ? own.event : null
  if (since === null) return
  for (const { id, spells } of roles) {
    const spell = spells.findLast(({ standing, event }) => standing === 'leads' && event < by.id)
    if (id === by.node || spell === undefined || spell.event < since) continue
    const term = spell.term === null ? `was ${spell.name}` : `led term ${spell.term}`
    into.add(`meanwhile ${id} ${term}`, spell.event, weights.point)
  }
}

/**
 * What was sent to a node and kept from it by faults, told as one.
 * @returns the entries of the plan that did it
 */
function tellUnheard(by: Step, since: number, scene: Scene, into: Reasons): number[] {
  const { lineage, faults } = scene
  const missed = lineage.trace.filter(
    (one): one is Event<'drop'> =>
      one.kind === 'drop' &&
      one.fault !== null &&
      one.id > since &&
      one.id < by.id &&
      peersOf(one.message)?.to === by.node,
  )
  const [first] = missed
  if (first === undefined) return []
  const names = [...new Set(missed.map(({ fault }) => faultOf(fault, faults)?.id ?? ''))]
  const from = [...new Set(missed.flatMap(({ message }) => peersOf(message)?.from ?? []))]
  const often = missed.length === 1 ? '' : `: ${counted(missed.length, 'message')} lost`
  const because = listed(names.filter((name) => name !== ''))
  const what = `it did not hear ${listed(from)}, because of ${because || 'a fault'}${often}`
  const also = missed.slice(1).map(({ id }) => id)
  into.add(what, first.id, weights.point, also)
  return missed.flatMap(({ fault }) => fault ?? [])
}

/** What was said for an operation and did not pass, told by who said it and what stopped it. */
function tellNotPassed(asked: EventId, before: number, scene: Scene, into: Reasons): number[] {
  const { lineage, faults } = scene
  const groups = new Map<string, Event<'drop'>[]>()
  for (const id of [...lineage.family([asked], before)].sort((one, other) => one - other)) {
    const one = lineage.at(id)
    if (one?.kind !== 'drop' || one.fault === null || into.tells(id)) continue
    const key = `${peersOf(one.message)?.from ?? ''} ${faultOf(one.fault, faults)?.id ?? ''}`
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  const drops = [...groups.values()]
  for (const group of drops) {
    const [first] = group
    if (first === undefined) continue
    const to = [...new Set(group.flatMap(({ message }) => peersOf(message)?.to ?? []))]
    const from = peersOf(first.message)?.from ?? 'a node'
    const words = `${shortName(first.message)} from ${from} did not reach ${listed(to)}${byFault(first.fault, faults)}`
    const also = group.slice(1).map(({ id }) => id)
    into.add(words, first.id, weights.wrong, also)
  }
  return drops.flat().flatMap(({ fault }) => fault ?? [])
}

/** The one of the others whose answer came last before the one that is asked about. */
function lastAnswered(
  others: readonly OpId[],
  step: Step,
  { trace }: Lineage,
): Event<'complete'> | null {
  const found = trace.findLast(
    (one): one is Event<'complete'> =>
      one.kind === 'complete' && one.id < step.id && others.includes(one.op),
  )
  return found ?? null
}

function askOf(op: OpId, lineage: Lineage): Step | null {
  const found = lineage.trace.find((one) => one.kind === 'invoke' && one.op === op)
  return found === undefined ? null : lineage.stepOf(found)
}

function tellOther(answer: Event<'complete'>, at: Step, scene: Scene, into: Reasons): void {
  const { lineage, operations } = scene
  const told = operations.find(({ op }) => op === answer.op)
  const asked = lineage.trace.find((one) => one.kind === 'invoke' && one.op === answer.op)
  const call = asked?.kind === 'invoke' ? clipped(briefCall(asked.call), callWide) : ''
  const of = told === undefined ? call : `${told.label}: ${call}`
  into.add(`by then, ${withEffect(at, lineage)} (${of})`, at.id, weights.point)
}

/** When the faults struck that have been told of. */
function tellStrikes(planned: ReadonlySet<number>, scene: Scene, into: Reasons): void {
  const { lineage, faults } = scene
  for (const event of lineage.trace) {
    if (event.kind !== 'fault' || !planned.has(event.planned)) continue
    const fault = faultOf(event.planned, faults)
    if (fault !== null) into.add(`${fault.id} struck: ${fault.words}`, event.id, weights.origin)
  }
}
