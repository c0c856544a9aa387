// What the sentence of a failure speaks of: operations by the texts of their calls, nodes by their
// names. A property knows more than the step that broke it, and its sentence says what.

import { isList, isMap, isRecord, isSet, type Plain } from '../sim/plain.ts'
import type { TraceEvent } from '../sim/trace.ts'
import type { EventId, NodeId } from '../sim/units.ts'
import { faultOf, shortName, withEffect } from './event-words.ts'
import { type Event, isStepEvent, type Lineage, type Step } from './lineage.ts'
import { type Reasons, weights } from './reasons.ts'
import { nodesOf, type Scene } from './scene.ts'
import { tellCauses } from './why-causes.ts'
import { isStrike } from './why-strikes.ts'

/** Texts shorter than this are in many sentences. */
const textLeast = 4

/** The operation that a sentence speaks of, with its answer: what that rests on. */
export function tellSpoken(sentence: string, scene: Scene, into: Reasons): void {
  const { lineage } = scene
  const spoken = spokenOf(sentence, scene)
  const complete = lineage.trace.find(
    (one) => one.kind === 'complete' && spoken.some(({ op }) => op === one.op),
  )
  const step = complete === undefined ? null : lineage.stepOf(complete)
  if (step === null || into.tells(step.id)) return
  into.add(withEffect(step, lineage), step.id, weights.wrong)
  tellCauses(step, scene, into)
}

/** The requests whose longest text stands in a sentence: `letter 12 of c1`, and not `letter 1`. */
function spokenOf(sentence: string, scene: Scene): Event<'invoke'>[] {
  const nodes = new Set<string>(nodesOf(scene.lineage))
  let longest = 0
  let spoken: Event<'invoke'>[] = []
  for (const event of scene.lineage.trace) {
    if (event.kind !== 'invoke') continue
    const said = textsOf(event.call).filter((text) => !nodes.has(text) && sentence.includes(text))
    const length = Math.max(0, ...said.map((text) => text.length))
    if (length === 0 || length < longest) continue
    spoken = length > longest ? [event] : [...spoken, event]
    longest = length
  }
  return spoken
}

/** The texts of a value, but for its kind. */
function textsOf(value: Plain): string[] {
  if (typeof value === 'string') return value.length < textLeast ? [] : [value]
  if (typeof value !== 'object' || value === null) return []
  const parts: unknown[] = []
  if (isMap(value)) parts.push(...value.values())
  else if (isSet(value) || isList(value)) parts.push(...value)
  else if (isRecord(value)) {
    const { kind: _kind, ...rest } = value
    parts.push(...Object.values(rest))
  }
  return parts.flatMap((part) => textsOf(part as Plain)) // a part of a plain value is plain
}

/**
 * The step that asked for what was never answered and is what a failure at the end is about: one
 * that the sentence speaks of, else one that came to a node that it names, was not undone by a
 * crash, and is still being tried; of several the first.
 */
export function openOf(sentence: string, scene: Scene): Step | null {
  const { lineage, due } = scene
  const open = new Map<number, Event<'invoke'>>()
  for (const event of lineage.trace) {
    if (event.kind === 'invoke') open.set(event.op, event)
    if (event.kind === 'complete') open.delete(event.op)
  }
  const spoken = spokenOf(sentence, scene)
  const named = new Set(nodesNamed(sentence, lineage))
  const armed = new Set(due.map((one) => (one.kind === 'timer' ? one.cause : one.sent)))
  let best: Event<'invoke'> | null = null
  let most = -1
  for (const event of open.values()) {
    const roots = event.cause === null ? [] : [event.cause]
    const family = [...lineage.family(roots, Number.POSITIVE_INFINITY)]
    const facts = [
      spoken.includes(event),
      family.some((id) => isStepOn(lineage.at(id), named)),
      !family.some((id) => lineage.undoing(id) !== null),
      family.some((id) => armed.has(id)),
    ]
    const score = facts.reduce((sum, fact) => sum * 2 + (fact ? 1 : 0), 0)
    if (score <= most) continue
    best = event
    most = score
  }
  return best === null ? null : lineage.stepOf(best)
}

const isStepOn = (event: TraceEvent | null, nodes: ReadonlySet<NodeId>): boolean =>
  event !== null && isStepEvent(event) && nodes.has(event.node)

/** Nodes that a sentence names: what changed them last, what struck them, what they heard since. */
export function tellNamed(sentence: string, scene: Scene, into: Reasons): void {
  const { lineage, faults } = scene
  const named = nodesNamed(sentence, lineage)
  const own = named.length > 0 ? named : nodesOf(lineage)
  const changed = lastChanged(sentence, lineage)
  if (changed === null) return
  into.add(withEffect(changed, lineage), changed.id, weights.point)
  tellCauses(changed, scene, into)
  for (const event of lineage.trace) {
    if (!isStrike(event)) continue
    const fault = faultOf(event.planned, faults)
    if (fault === null || !fault.nodes.some((node) => own.includes(node))) continue
    into.add(`${fault.id} struck: ${fault.words}`, event.id, weights.wrong)
  }
  for (const node of named) tellHeard(node, changed.id, scene, into)
}

/** The last step that changed a node that a sentence names; where it names none, any node. */
export function lastChanged(sentence: string, lineage: Lineage): Step | null {
  const named = nodesNamed(sentence, lineage)
  const own = named.length > 0 ? named : nodesOf(lineage)
  const changed = lineage.trace.findLast(
    (one): one is Step => isStepEvent(one) && own.includes(one.node) && one.patch.length > 0,
  )
  return changed ?? null
}

const nodesNamed = (sentence: string, lineage: Lineage): NodeId[] =>
  nodesOf(lineage).filter((node) => names(sentence, node))

const names = (sentence: string, node: NodeId): boolean =>
  new RegExp(`(?:^|[^\\w-])${node.replace(/[^\w]/gu, '\\$&')}(?:[^\\w-]|$)`, 'u').test(sentence)

/** What a node heard and did not act on. */
function tellHeard(node: NodeId, after: EventId, { lineage }: Scene, into: Reasons): void {
  const heard = lineage.trace.filter(
    (one): one is Event<'receive'> =>
      one.kind === 'receive' && one.node === node && one.id > after && one.patch.length === 0,
  )
  const last = heard.at(-1)
  if (last === undefined) return
  const many = heard.length === 1 ? 'one message' : `${heard.length} messages`
  const words = `after that, ${many} changed nothing at ${node}, the last ${shortName(last.message)} from ${last.from}`
  into.add(words, last.id, weights.link)
}
