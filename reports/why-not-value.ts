// Why a node does not know a value: whether it once did, which messages would have told it and what
// became of them, who else knew it, and what nobody had asked for yet.

import { nearest } from '../sim/nearest.ts'
import { apply } from '../sim/patch.ts'
import type { Plain } from '../sim/plain.ts'
import type { Problem } from '../sim/problem.ts'
import type { Report } from '../sim/report.ts'
import type { NodeId } from '../sim/units.ts'
import { stepWords, withEffect } from './event-words.ts'
import { type Event, isStepEvent, type Step } from './lineage.ts'
import { holds, type Needle, needleOf } from './needle.ts'
import { printable } from './page.ts'
import { type Answer, Reasons, weights } from './reasons.ts'
import { nodesOf, type Scene } from './scene.ts'
import { tellDueTimers } from './why-not-due.ts'
import { came, tellFates } from './why-not-message.ts'
import { span } from './words.ts'

/** What would have told a node, and what became of it. */
export function notKnown(
  name: string,
  text: string,
  report: Report,
  scene: Scene,
): Answer | Problem {
  const { lineage } = scene
  const nodes = nodesOf(scene.lineage)
  const node = nodes.find((one) => one === name)
  if (node === undefined) {
    const near = nearest(name, nodes)
    return {
      code: 'WL1004',
      sentence: `there is no node "${printable(name)}" in this run.`,
      lines: [
        ...(near === null ? [] : [`did you mean   ${near} ?`]),
        `nodes          ${nodes.join('  ')}`,
      ],
    }
  }
  const needle = needleOf(text)
  const into = new Reasons()
  const had = tellHad(node, needle, scene, into)
  const sends = lineage.trace.filter(
    (one): one is Event<'send'> =>
      one.kind === 'send' && one.to === node && holds(one.body, needle),
  )
  const missing = sends.filter((one) => !came(one, scene))
  tellFates(missing.slice(0, 6), scene, into, weights.point)
  if (!had) tellFates(sends.filter((one) => came(one, scene)).slice(-2), scene, into, weights.wrong)
  if (sends.length === 0 && !had) tellWhoKnew(node, needle, scene, into)
  tellDueTimers(scene, needle, into)
  tellUnasked(needle, report, into)
  if (into.size === 0) {
    const words = `nothing in this run holds ${printable(text)}: no State, no message, no operation`
    into.add(words, null, weights.point)
  }
  return { about: `${node} knows ${printable(text)}`, steps: into.steps(), notes: [] }
}

/** Whether the node knew it at some time: since when, and what took it away. */
function tellHad(node: NodeId, needle: Needle, { lineage }: Scene, into: Reasons): boolean {
  let knew: Step | null = null
  let state: Plain = undefined
  for (const event of lineage.trace) {
    if (event.node !== node || !isStepEvent(event) || event.patch.length === 0) continue
    state = apply(event.kind === 'start' ? undefined : state, event.patch)
    if (knew === null) {
      if (!event.patch.some(({ path, to }) => holds(to, needle, path))) continue
      knew = event
      into.add(`it did know it, since ${withEffect(event, lineage)}`, event.id, weights.point)
    } else if (!holds(state, needle)) {
      const crash = event.kind === 'start' ? lineage.crashBetween(node, knew.id, event.id) : null
      const why = crash === null ? stepWords(event, lineage) : `the crash of ${node}`
      into.add(`and no longer since ${why}`, crash?.id ?? event.id, weights.point)
      knew = null
    }
  }
  return into.size > 0
}

/** Others that knew it, the first of them, and to whom they sent it. */
function tellWhoKnew(node: NodeId, needle: Needle, { lineage }: Scene, into: Reasons): void {
  into.add(`nobody sent ${node} a message that holds it`, null, weights.point)
  const seen = new Set<NodeId>()
  for (const event of lineage.trace) {
    if (!isStepEvent(event) || event.node === node || seen.has(event.node)) continue
    if (!event.patch.some(({ path, to }) => holds(to, needle, path))) continue
    seen.add(event.node)
    const words = `${event.node} knew it, since ${withEffect(event, lineage)}`
    into.add(words, event.id, seen.size === 1 ? weights.wrong : weights.link)
  }
}

/** Calls of the workload that hold it and were to come after the end. */
function tellUnasked(needle: Needle, { run }: Report, into: Reasons): void {
  const next = run.workload.find(({ at, message }) => at > run.simTime && holds(message, needle))
  if (next === undefined) return
  const when = `at ${span(next.at)}, ${span(next.at - run.simTime)} after the end`
  into.add(`${next.client} would have been asked for it ${when}`, null, weights.wrong)
}
