// `--why`: the chain of causes behind an event, an operation, a part of a State, or the failure. It
// follows causes and writes of the trace by rules; it never guesses what an actor had in mind.

import { nearest } from '../sim/nearest.ts'
import type { Problem } from '../sim/problem.ts'
import type { OperationTold, Report } from '../sim/report.ts'
import type { TraceEvent } from '../sim/trace.ts'
import type { EventId, NodeId } from '../sim/units.ts'
import { brief } from './brief.ts'
import {
  byFault,
  crashWords,
  damagedWords,
  dropWords,
  stepWords,
  withEffect,
} from './event-words.ts'
import type { Step } from './lineage.ts'
import { clipped, printable } from './page.ts'
import { type Answer, Reasons, weights } from './reasons.ts'
import { nodesOf, type Scene, sceneOf } from './scene.ts'
import { lastWriter, placesOf } from './state-blame.ts'
import { answerOf, atOddsWith, tellAnswer } from './why-answer.ts'
import { tellCauses, tellCrash, tellMissed } from './why-causes.ts'
import { tellDamaged, whyDamage } from './why-damage.ts'
import { openOf, tellNamed, tellSpoken } from './why-sentence.ts'
import { tellOpen } from './why-open.ts'
import { tellRepeat } from './why-repeat.ts'

/**
 * Explains one thing of a run.
 * @param asked `e57`, `57`, an operation's label, `receiver2.inbox`, or nothing: the failure
 */
export function why(report: Report, asked: string): Answer | Problem {
  const scene = sceneOf(report)
  const word = asked.trim()
  if (word === '') return whyFailure(scene)
  const event = /^e?(\d+)$/u.exec(word)?.[1]
  if (event !== undefined) {
    const found = scene.lineage.at(Number(event) as EventId)
    return found === null ? noEvent(word, scene) : whyEvent(found, scene)
  }
  const operation = scene.operations.find(({ label }) => label === word.toUpperCase())
  if (operation !== undefined) return whyOperation(operation, scene)
  const [name = '', ...steps] = word.split('.')
  const node = nodesOf(scene.lineage).find((one) => one === name)
  return node === undefined ? unknown(word, scene) : whyPlace(node, steps, scene)
}

/** Whether it is an answer at all. */
export const isAnswer = (told: Answer | Problem): told is Answer => 'steps' in told

function whyFailure(scene: Scene): Answer {
  const { failure, lineage } = scene
  if (failure === null) {
    const notes = [
      'Nothing broke in this run; ask for an event, an operation or a part of a State.',
    ]
    return { about: 'the run', steps: [], notes }
  }
  const { failure: told } = failure
  const about = printable(told.sentence)
  const { misfit } = told
  const answered = misfit === undefined ? null : answerOf(misfit.op, lineage)
  if (answered !== null) return { about, steps: whyMisfit(answered, scene), notes: [] }
  const event = lineage.at(failure.event)
  const step = event === null ? null : lineage.stepOf(event)
  const into = new Reasons()
  if (told.node !== null && step !== null) {
    // A repetition says it all; else what the sentence speaks of is as much of it as the step is.
    if (!tellStep(step, scene, into)) tellSpoken(told.sentence, scene, into)
    return { about, steps: into.steps(), notes: [] }
  }
  const open = openOf(told.sentence, scene)
  if (open !== null) tellOpen(open, scene, into)
  else tellNamed(told.sentence, scene, into)
  return { about, steps: into.steps(), notes: [] }
}

function whyEvent(event: TraceEvent, scene: Scene): Answer {
  const { lineage, faults } = scene
  if (event.kind === 'drop') {
    const into = new Reasons()
    into.add(dropWords(event, faults), event.id, weights.point)
    const strike = lineage.trace.findLast(
      (one) => one.kind === 'fault' && one.planned === event.fault && one.id <= event.id,
    )
    if (strike !== undefined) into.add(`the fault had struck`, strike.id, weights.wrong)
    const send = lineage.at(event.cause)
    const sender = send === null ? null : lineage.stepOf(send)
    if (sender !== null) {
      into.add(withEffect(sender, lineage), sender.id)
      tellCauses(sender, scene, into)
    }
    return { about: dropWords(event, faults), steps: into.steps(), notes: event.draws }
  }
  if (event.kind === 'crash') {
    const into = new Reasons()
    tellCrash(event, event.id, scene, into)
    return { about: crashWords(event, faults), steps: into.steps(), notes: [] }
  }
  if (event.kind === 'damage') return whyDamage(event, scene)
  const step = lineage.stepOf(event)
  if (step !== null) return whyStep(step, scene)
  const planned = event.kind === 'fault' ? byFault(event.planned, faults) : ''
  const told = `a fault of the plan${planned}; nothing in the run is its cause`
  return { about: told, steps: [{ text: told, event: event.id, also: [] }], notes: [] }
}

function whyStep(step: Step, scene: Scene): Answer {
  const into = new Reasons()
  tellStep(step, scene, into)
  return { about: stepWords(step, scene.lineage), steps: into.steps(), notes: [] }
}

/** The answer that fits nowhere: what caused it, and what stands behind it. */
function whyMisfit(step: Step, scene: Scene): Answer['steps'] {
  const { lineage, failure } = scene
  const into = new Reasons()
  into.add(withEffect(step, lineage), step.id, weights.point)
  tellCauses(step, scene, into)
  tellDamaged(step, scene, into)
  if (failure !== null) tellAnswer(step, atOddsWith(failure.failure, lineage), scene, into)
  return into.steps()
}

/** @returns whether it did what had been done before */
function tellStep(step: Step, scene: Scene, into: Reasons): boolean {
  into.add(withEffect(step, scene.lineage), step.id, weights.point)
  const repeats = tellRepeat(step, scene, into)
  tellCauses(step, scene, into)
  tellDamaged(step, scene, into)
  tellMissed(step, scene, into)
  return repeats
}

function whyOperation(operation: OperationTold, scene: Scene): Answer {
  const { lineage } = scene
  const { label, client, call, result, op, misfit } = operation
  const about = `${label}   ${client} ${printable(call)} → ${result === null ? 'no answer' : printable(result)}`
  const notes = misfit === null ? [] : [printable(misfit)]
  const of = (kind: 'invoke' | 'complete'): Step | null => {
    const found = lineage.trace.find((one) => one.kind === kind && one.op === op)
    return found === undefined ? null : lineage.stepOf(found)
  }
  const ended = of('complete')
  const isMisfit = op === scene.failure?.failure.misfit?.op
  if (ended !== null && isMisfit) return { about, steps: whyMisfit(ended, scene), notes }
  if (ended !== null) return { about, steps: whyStep(ended, scene).steps, notes }
  const asked = of('invoke')
  const into = new Reasons()
  if (asked !== null) tellOpen(asked, scene, into)
  return { about, steps: into.steps(), notes }
}

function whyPlace(node: NodeId, steps: readonly string[], scene: Scene): Answer | Problem {
  const { lineage } = scene
  const before = (scene.failure?.event ?? Number.MAX_SAFE_INTEGER) + 1
  const place = [node, ...steps].join('.')
  const writer = lastWriter(node, steps, before, lineage)
  if (writer === null) return noPlace(node, steps, scene)
  const { step, value, where, damage } = writer
  const is = value === undefined ? 'is gone' : `is ${clipped(brief(value), 60)}`
  const into = new Reasons()
  const by = step.kind === 'start' ? 'since' : 'since it was set when'
  const disk = where === 'disk' ? ' on its disk' : ''
  const when = stepWords(step, lineage)
  if (damage === null) into.add(`${place} ${is}${disk} ${by} ${when}`, step.id, weights.point)
  else {
    into.add(`${place} ${is}${disk}, and nobody wrote that`, damage.id, weights.point)
    into.add(damagedWords(damage, scene.faults), damage.id, weights.wrong)
    into.add(`it was written last when ${when}`, step.id, weights.wrong)
  }
  tellRepeat(step, scene, into)
  tellCauses(step, scene, into)
  return { about: `${place} ${is}`, steps: into.steps(), notes: [] }
}

function noEvent(word: string, { lineage }: Scene): Problem {
  const { length } = lineage.trace
  return {
    code: 'WL1004',
    sentence: `there is no event ${word} in this run.`,
    lines: [`allowed        e1 to e${length}`],
  }
}

function noPlace(node: NodeId, steps: readonly string[], { lineage }: Scene): Problem {
  const places = placesOf(node, lineage)
  const near = nearest(steps.join('.'), places)
  return {
    code: 'WL1004',
    sentence: `${node} never had "${steps.join('.')}" in its State or on its disk.`,
    lines: [
      ...(near === null ? [] : [`did you mean   ${node}.${near} ?`]),
      `it has         ${places.slice(0, 10).join('  ') || 'nothing'}`,
    ],
  }
}

function unknown(word: string, scene: Scene): Problem {
  const labels = scene.operations.map(({ label }) => label)
  const nodes = nodesOf(scene.lineage)
  const near = nearest(word.split('.')[0] ?? word, nodes)
  const more = labels.length > 8 ? ' …' : ''
  return {
    code: 'WL1004',
    sentence: `"${printable(word)}" is no event, operation or node of this run.`,
    lines: [
      ...(near === null ? [] : [`did you mean   ${near} ?`]),
      `events         e1 to e${scene.lineage.trace.length}`,
      `operations     ${labels.slice(0, 8).join(' ') || 'none'}${more}`,
      `parts of a State   ${nodes[0] ?? 'n1'}.field`,
    ],
  }
}
