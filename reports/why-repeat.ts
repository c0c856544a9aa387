// Whether a step did what had been done before: the same row written again, the same message heard
// again. Then the question is what should have told it so, and whether anything took that away.

import type { Message } from '../sim/actor.ts'
import { equal, type Plain } from '../sim/plain.ts'
import type { FaultTold } from '../sim/report.ts'
import type { TraceEvent } from '../sim/trace.ts'
import { brief } from './brief.ts'
import { crashWords, dotted, shortName, stepWords } from './event-words.ts'
import { type Event, isStepEvent, type Lineage, type Step } from './lineage.ts'
import { clipped } from './page.ts'
import { type Reasons, weights } from './reasons.ts'
import type { Scene } from './scene.ts'
import { stateBefore, pathSteps, valueAt } from './state-blame.ts'
import { peersOf } from './story.ts'

interface Earlier {
  readonly step: Step
  /** what is the same, in words */
  readonly words: string
}

/** Says whether `step` repeats an earlier one, and what became of the memory of that. */
export function tellRepeat(step: Step, scene: Scene, into: Reasons): boolean {
  const { lineage, faults } = scene
  const earlier = earlierOf(step, lineage)
  if (earlier === null) return false
  into.add(earlier.words, earlier.step.id, weights.point)
  if (earlier.step.node !== step.node) {
    tellOtherWay(earlier.step, lineage, into)
    return true
  }
  tellMemory(earlier.step, step, lineage, faults, into)
  return true
}

function earlierOf(step: Step, lineage: Lineage): Earlier | null {
  return sameEffect(step, lineage) ?? sameMessage(step, lineage)
}

/** The first step that wrote the same value into the same table, or into the same part of a State. */
function sameEffect(step: Step, lineage: Lineage): Earlier | null {
  const writes = lineage.of(step.id).filter((one) => one.kind === 'write')
  // What a step writes last is what it was for; what comes before is its book-keeping.
  for (const write of writes.toReversed()) {
    const twin = lineage.trace.find(
      (one): one is Event<'write'> =>
        one.kind === 'write' &&
        one.id < step.id &&
        one.table === write.table &&
        same(one.value, write.value),
    )
    const before = twin === undefined ? null : lineage.stepOf(twin)
    if (twin === undefined || before === null || before.id === step.id) continue
    const value = clipped(brief(twin.value), 40)
    const place = `${twin.table}/${String(twin.key)}`
    const words = `${value} had been written before, to ${place} when ${stepWords(before, lineage)}`
    return { step: before, words }
  }
  return writes.length > 0 || step.kind === 'start' ? null : sameChange(step, lineage)
}

/** The first step that put the same value into the same part of a State: of actors without a disk. */
function sameChange(step: Step, lineage: Lineage): Earlier | null {
  for (const event of lineage.trace) {
    if (event.id >= step.id) return null
    if (!isStepEvent(event) || event.kind === 'start') continue
    const change = event.patch.find((one) =>
      step.patch.some(
        ({ path, to }) =>
          path !== one.path && parent(path) === parent(one.path) && same(to, one.to),
      ),
    )
    if (change === undefined) continue
    const value = clipped(brief(change.to), 40)
    const place = dotted(parent(change.path))
    const words = `${value} had come into ${place} before, when ${stepWords(event, lineage)}`
    return { step: event, words }
  }
  return null
}

const parent = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** Equal, and so much that it is no coincidence: a text, or something that holds more than one. */
const same = (one: Plain, other: Plain): boolean => isTelling(one) && equal(one, other)

function isTelling(value: Plain): boolean {
  if (typeof value === 'string') return value.length > 2
  return typeof value === 'object' && value !== null && brief(value).length > 8
}

/** The first time that a message with the same contents was received. */
function sameMessage(step: Step, lineage: Lineage): Earlier | null {
  if (step.kind !== 'receive' || step.cause === null) return null
  for (const event of lineage.trace) {
    if (event.id >= step.id) return null
    if (event.kind !== 'receive' || !isStepEvent(event) || event.cause === null) continue
    if (event.cause === step.cause) {
      const words = `it is a copy: the network had delivered ${shortName(event.message)} already`
      return { step: event, words }
    }
    if (!sameContents(event, step)) continue
    const words = `${stepWords(event, lineage)} before, which says the same`
    return { step: event, words }
  }
  return null
}

function sameContents(one: Event<'receive'>, other: Event<'receive'>): boolean {
  if (peersOf(one.message)?.kind !== peersOf(other.message)?.kind) return false
  const bare = ({ kind: _kind, ...rest }: Message): Plain => rest
  return isTelling(bare(one.body)) && equal(bare(one.body), bare(other.body))
}

/** The first time it had gone elsewhere. */
function tellOtherWay(earlier: Step, lineage: Lineage, into: Reasons): void {
  const send = lineage.at(earlier.cause)
  const sender = send === null ? null : lineage.stepOf(send)
  if (send?.kind !== 'send' || sender === null) return
  const words = `then, ${sender.node} had sent ${shortName(send.message)} to ${send.to}`
  into.add(words, send.id, weights.wrong)
}

/** What the earlier step had left on this node, and what became of it. */
function tellMemory(
  earlier: Step,
  step: Step,
  lineage: Lineage,
  faults: readonly FaultTold[],
  into: Reasons,
): void {
  const { node } = step
  const crash = lineage.crashBetween(node, earlier.id, step.id)
  if (crash?.undone.includes(earlier.id) === true) {
    const words = `${crashWords(crash, faults)} undid that: it was not durable yet`
    return into.add(words, crash.id, weights.point)
  }
  const start = crash === null ? null : startAfter(crash, lineage)
  const gone = start === null ? null : forgotten(earlier, start.id + 1, lineage)
  if (crash !== null && start !== null && gone !== null) {
    into.add(`${crashWords(crash, faults)} took the memory of it`, crash.id, weights.point)
    into.add(`${node} started again and no longer had ${gone}`, start.id, weights.point)
    return
  }
  const lost = forgotten(earlier, step.id, lineage)
  const keeper = lineage.trace.find(
    (one) => one.kind === 'durable' && one.node === node && one.upTo >= earlier.id,
  )
  if (crash === null && keeper !== undefined && keeper.id < step.id) {
    const kept = `nothing undid that: it was durable, and ${node} did not crash in between`
    into.add(kept, keeper.id, weights.point)
  }
  if (lost !== null) {
    const changed = lastChange(earlier, step, lineage)
    if (changed !== null) {
      const words = `${node} no longer had ${lost} since ${stepWords(changed, lineage)}`
      into.add(words, changed.id, weights.wrong)
    }
  }
}

const startAfter = (crash: TraceEvent, { trace }: Lineage): TraceEvent | null =>
  trace.find((one) => one.kind === 'start' && one.node === crash.node && one.id > crash.id) ?? null

/** A place that the earlier step set in the State and that is empty before an event, or null. */
function forgotten(earlier: Step, before: number, lineage: Lineage): string | null {
  const state = stateBefore(earlier.node, before, lineage)
  for (const { path, to } of earlier.patch) {
    const steps = pathSteps(path)
    if (to === undefined || steps.length < 2) continue
    if (valueAt(state, steps) === undefined) return dotted(path)
  }
  return null
}

/** The first step after the earlier one that removed something where that had put it. */
function lastChange(earlier: Step, step: Step, { trace }: Lineage): Step | null {
  const parents = new Set(earlier.patch.map(({ path }) => parent(path)))
  const found = trace.find(
    (one) =>
      one.id > earlier.id &&
      one.id < step.id &&
      one.node === step.node &&
      isStepEvent(one) &&
      one.patch.some((change) => !('to' in change) && parents.has(parent(change.path))),
  )
  return found !== undefined && isStepEvent(found) ? found : null
}
