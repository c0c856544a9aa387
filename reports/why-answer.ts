// Why an answer that fits nowhere was given: what its node still believed and had not heard, who had
// come to lead meanwhile, what it is at odds with, and the faults that kept the two apart. It reads
// roles as views tell them and knows no protocol.

import type { RoleSpell } from '../sim/role-view.ts'
import type { NodeId, OpId } from '../sim/units.ts'
import type { Failure } from '../sim/verdict.ts'
import { stepWords, withEffect } from './event-words.ts'
import { briefCall } from './brief.ts'
import type { Event, Lineage, Step } from './lineage.ts'
import { clipped, printable } from './page.ts'
import { type Reasons, weights } from './reasons.ts'
import type { Scene } from './scene.ts'
import { requestsNamed } from './story-focus.ts'
import { tellCrash } from './why-causes.ts'
import { tellDamaged } from './why-damage.ts'
import { heldAt, tellStrikes } from './why-strikes.ts'
import { tellNotPassed, tellUnheard } from './why-unheard.ts'

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
    if (at !== null) tellOther(other, at, by, scene, into)
    tellNotPassed(since, step.id, scene, into).forEach((fault) => told.add(fault))
    const giver = at === null ? null : giverOf(at, lineage)
    for (const node of new Set([giver?.node, by?.node])) {
      if (node === undefined) continue
      const crash = lineage.crashBetween(node, since, step.id)
      if (crash !== null) tellCrash(crash, step.id, scene, into)
    }
  }
  tellStrikes(told, step.id, scene, into)
}

/** The step that sent what brought an answer; null where the node gave it itself. */
function giverOf(step: Step, lineage: Lineage): Step | null {
  const send = lineage.at(step.cause)
  const giver = send?.kind === 'send' ? lineage.stepOf(send) : null
  return giver === null || giver.node === step.node ? null : giver
}

/** Who is told to lead by a view of its own, and since when; it still does where it is no more to. */
function tellBelief(by: Step, scene: Scene, into: Reasons): void {
  const { lineage, roles } = scene
  const spell = spellAt(by, roles)
  if (spell?.standing !== 'leads') return
  const made = lineage.at(spell.event)
  const began = made === null ? null : lineage.stepOf(made)
  const when = began === null ? '' : `, since ${ownWords(began, lineage)}`
  const deposed = ledSince(by, roles).some(({ term }) => isLater(term, spell.term))
  const leads = deposed ? `still believed that ${leading(spell, 'it ')}` : leading(spell)
  into.add(`${by.node} ${leads}${when}${heldThen(spell, scene)}`, spell.event, weights.point)
}

/** `it received voted#1 from n2`, `its timer election expired`. */
const ownWords = (step: Step, lineage: Lineage): string =>
  step.kind === 'expire'
    ? `its timer ${printable(step.timer.kind)} expired`
    : stepWords(step, lineage).replace(`${step.node} `, 'it ')

/** What held when a node came to lead: it may be why it was that one. */
function heldThen({ from }: RoleSpell, scene: Scene): string {
  const held = heldAt(from, scene)
  if (held.length === 0 || held.length > heldFew) return ''
  return `; then, ${held.map(({ id, words }) => `${id} held: ${words}`).join(', ')}`
}

/** `led term 5`, `was primary`. */
const leading = ({ name, term }: RoleSpell, who: string = ''): string =>
  `${who}${term === null ? `was ${printable(name)}` : `led term ${term}`}`

function spellAt(step: Step, roles: Scene['roles']): RoleSpell | null {
  const spells = roles.find(({ id }) => id === step.node)?.spells ?? []
  return spells.findLast(({ event }) => event <= step.id) ?? null
}

/** Who comes to lead an earlier term deposes nobody; where there are no terms, whoever comes does. */
const isLater = (term: number | null, own: number | null): boolean =>
  term === null || own === null || term > own

/** Others who came to lead after the one that leads at `by`, before it. */
function ledSince(by: Step, roles: Scene['roles']): (RoleSpell & { readonly id: NodeId })[] {
  const own = spellAt(by, roles)
  if (own?.standing !== 'leads') return []
  return roles.flatMap(({ id, spells }) => {
    const spell = spells.findLast(({ standing, event }) => standing === 'leads' && event < by.id)
    return id === by.node || spell === undefined || spell.event < own.event
      ? []
      : [{ ...spell, id }]
  })
}

function tellLed(by: Step, { roles }: Scene, into: Reasons): void {
  for (const spell of ledSince(by, roles)) {
    into.add(`meanwhile ${spell.id} ${leading(spell)}`, spell.event, weights.point)
  }
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

function tellOther(
  answer: Event<'complete'>,
  at: Step,
  by: Step | null,
  scene: Scene,
  into: Reasons,
): void {
  const { lineage, operations } = scene
  const told = operations.find(({ op }) => op === answer.op)
  const asked = lineage.trace.find((one) => one.kind === 'invoke' && one.op === answer.op)
  const call = asked?.kind === 'invoke' ? clipped(briefCall(asked.call), callWide) : ''
  const of = told === undefined ? call : `${told.label}: ${call}`
  const when = by === null || at.id < by.id ? 'by then' : 'before that answer came'
  into.add(`${when}, ${withEffect(at, lineage)} (${of})`, at.id, weights.point)
}
