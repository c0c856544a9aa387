// `--why-not`: what could have made something so. Messages that would have carried it and what became
// of each, what was still to come when the run ended, and what nobody had asked for yet.

import type { Problem } from '../sim/problem.ts'
import type { OperationTold, Report } from '../sim/report.ts'
import { withEffect } from './event-words.ts'
import type { Step } from './lineage.ts'
import { printable } from './page.ts'
import { type Answer, Reasons, weights } from './reasons.ts'
import { type Scene, sceneOf } from './scene.ts'
import { notArrived } from './why-not-message.ts'
import { notKnown } from './why-not-value.ts'
import { tellOpen } from './why-open.ts'

/**
 * Explains what did not happen.
 * @param asked `receiver1 knows x=2`, `ack#1 arrives`, `C completes`
 * @param kinds of messages that there can be, besides those that were sent
 */
export function whyNot(
  report: Report,
  asked: string,
  kinds: readonly string[] = [],
): Answer | Problem {
  const scene = sceneOf(report)
  const text = asked.trim()
  const arrives = /^(.+?) (?:arrives?|is received|comes)(?: at (\S+))?$/u.exec(text)
  if (arrives !== null) return notArrived(arrives[1] ?? '', arrives[2] ?? null, scene, kinds)
  const completes = /^(\S+) (?:completes?|ends|is answered|returns)$/u.exec(text)
  if (completes !== null) return notCompleted(completes[1] ?? '', scene)
  const knows = /^(\S+) (?:knows?|has|hears?|learns?) (.+)$/u.exec(text)
  if (knows !== null) return notKnown(knows[1] ?? '', knows[2] ?? '', report, scene)
  return {
    code: 'WL1004',
    sentence: `I do not understand the question "${printable(text)}".`,
    lines: [
      'allowed        "receiver1 knows x=2"   a value at a node, with or without its field',
      '               "ack#1 arrives"         a message, by its kind, its number or its whole name',
      '               "C completes"           an operation, by its letter',
    ],
  }
}

function notCompleted(label: string, scene: Scene): Answer | Problem {
  const { lineage, operations } = scene
  const operation = operations.find((one) => one.label === label.toUpperCase())
  if (operation === undefined) return noOperation(label, operations)
  const about = `${operation.label}   ${operation.client} ${printable(operation.call)}`
  const into = new Reasons()
  const found = (kind: 'invoke' | 'complete'): Step | null => {
    const one = lineage.trace.find((event) => event.kind === kind && event.op === operation.op)
    return one === undefined ? null : lineage.stepOf(one)
  }
  const ended = found('complete')
  const asked = found('invoke')
  if (ended !== null) into.add(`it did end: ${withEffect(ended, lineage)}`, ended.id, weights.point)
  else if (asked !== null) tellOpen(asked, scene, into)
  return { about, steps: into.steps(), notes: [] }
}

function noOperation(label: string, operations: readonly OperationTold[]): Problem {
  const labels = operations.map((one) => one.label)
  return {
    code: 'WL1004',
    sentence: `no operation of this run is called "${printable(label)}".`,
    lines: [`operations     ${labels.slice(0, 12).join(' ') || 'none'}`],
  }
}
