// The object `failure` of a result document: what a screen tells of a failure, for programs. Where
// only a run is known and no report was made of it, it says what the run itself says.

import type { History } from '../sim/history.ts'
import type { OperationTold, Report, Shrunk } from '../sim/report.ts'
import type { NodeLog, NodeRoles } from '../sim/role-view.ts'
import type { Run } from '../sim/run.ts'
import type { Failure } from '../sim/verdict.ts'
import { briefCall } from './brief.ts'
import { brokeOf, isAtOnce, sectionOf } from './broke.ts'

type Fields = Record<string, unknown>

/** Of a report, whole. */
export function failureOfReport(report: Report): Fields | null {
  const { failure: told } = report
  if (told === null) return null
  const { failure, source, event } = told
  return {
    ...headOf(failure, report.run, event),
    anomaly: told.anomaly,
    cure: told.cure,
    source:
      source === null ? null : { file: source.file, line: source.line, handler: source.handler },
    operations: operationsOf(report),
    ...(failure.state === undefined ? {} : { state: failure.state }),
    faults: report.faults.map(({ id, text, words, start, end }) => ({
      ...{ id, spec: text, words, startUs: start, endUs: end },
    })),
    ...budgetOf(failure),
    story: told.story.map(({ text, from, time, place }) => ({
      ...{ text, event: `e${from}`, simTimeUs: time, place },
    })),
    roles: report.roles.map(rolesOf),
    logs: report.logs.map(logOf),
    irrelevant: told.irrelevant.map(({ what }) => what),
    perturbations: told.irrelevant.map(({ what, perturbed }) => ({ what, times: perturbed })),
    matters: told.matters,
    shrunk: told.shrunk === null ? null : shrunkOf(told.shrunk),
  }
}

/** Of a run of which no report was made. */
export function failureOfRun(failure: Failure, run: Run, faults: readonly string[]): Fields {
  return {
    ...headOf(failure, run, null),
    operations: operationsNear(run.history, brokeOf({ ...run, failure })?.time ?? failure.time),
    faults: faults.map((spec, at) => ({ id: `f${at + 1}`, spec })),
    ...budgetOf(failure),
  }
}

/** What a node was, from when to when, in the words of its view. */
const rolesOf = ({ id, spells }: NodeRoles): Fields => ({
  node: id,
  spells: spells.map(({ name, standing, term, event, from, to }) => ({
    ...{ role: name, standing, term, event: `e${event}`, startUs: from, endUs: to },
  })),
})

/** What it was and held when it broke; a log is that of the last `entriesMax` entries. */
function logOf({ id, role, log }: NodeLog): Fields {
  const said = role === null ? null : { role: role.name, standing: role.standing, term: role.term }
  if (log === null) return { node: id, up: role !== null, ...said, log: null }
  const skipped = Math.max(0, log.cells.length - entriesMax)
  const entries = log.cells.slice(skipped).map(({ term, text }) => ({ term, text: text ?? null }))
  return {
    ...{ node: id, up: role !== null, ...said },
    log: { first: log.first + skipped, committed: log.committed, entries },
  }
}

const entriesMax = 100

/**
 * When it was is told of the event that shows it; `found` says when that was found, and by which kind
 * of property.
 * @param otherwise the event of a failure that only the end of the run shows; null: none
 */
function headOf(failure: Failure, run: Run, otherwise: number | null): Fields {
  const { property, code, sentence, node, step } = failure
  const { event, time } = brokeOf({ ...run, failure }) ?? { event: null, time: failure.time }
  const told = event ?? otherwise
  return {
    ...{ property, code, sentence, event: told === null ? null : `e${told}`, simTimeUs: time },
    found: {
      section: sectionOf(failure, run.findings),
      when: isAtOnce(failure, run.findings) ? 'at once' : 'at the end',
      simTimeUs: failure.time,
    },
    ...{ node, step },
  }
}

const budgetOf = ({ excess }: Failure): Fields => ({ insideBudget: excess === null, excess })

/** Those that the story speaks of; of a story without any, those under way when it broke. */
function operationsOf({ operations, failure }: Report): Fields[] {
  const told = operations.filter((one) => one.told || one.misfit !== null)
  const broke = failure?.failure.time ?? 0
  const open = operations.filter(({ start, end }) => start <= broke && (end ?? broke) >= broke)
  return (told.length > 0 ? told : open).slice(0, operationsMax).map(operationOf)
}

const operationOf = (one: OperationTold): Fields => ({
  ...{ id: one.label, client: one.client, call: one.call, startUs: one.start, endUs: one.end },
  ...{ outcome: one.outcome, result: one.result, order: one.order },
  misfit: one.misfit,
})

const operationsMax = 20

/** Operations under way when it broke, as people read them. */
function operationsNear(history: History, time: number): Fields[] {
  return history
    .filter((one) => one.start <= time && (one.end === null || one.end >= time))
    .slice(0, operationsMax)
    .map((one) => ({
      ...{ id: one.id, client: one.client, call: briefCall(one.call) },
      ...{ startUs: one.start, endUs: one.end },
      outcome: one.end === null ? 'unknown' : briefCall(one.result),
    }))
}

/** Before and after, of each part. */
const shrunkOf = ({ from, to, removed, runs, complete }: Shrunk): Fields => ({
  nodes: [from.nodes, to.nodes],
  faults: [from.faults, to.faults],
  operations: [from.operations, to.operations],
  decisions: [from.decisions, to.decisions],
  events: [from.events, to.events],
  ...{ removed, runs, complete },
})
