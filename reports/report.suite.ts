// Reports for tests of renderers: of planted bugs, shrunk, with a story that is taken from the trace
// by the simplest rules. What the command line tells is made by scenarios/runner.

import type { FaultTold, OperationTold, Report } from '../sim/report.ts'
import { printFault } from '../sim/notation-print.ts'
import type { Run } from '../sim/run.ts'
import { Experiment } from '../scenarios/runner/experiment.ts'
import { type Replayed, Stagings } from '../scenarios/runner/explicit.ts'
import { findBuiltIn } from '../scenarios/runner/load.ts'
import { settingsDefault } from '../scenarios/runner/order.ts'
import { shrinkSeed } from '../scenarios/runner/shrink.ts'
import type { EventId, NodeId } from '../sim/units.ts'
import { briefCall } from './brief.ts'
import { whatOf } from './events.ts'
import { inShort, lasts } from './fault-words.ts'
import { spells } from './spells.ts'
import { story } from './story.ts'

/** The first failing seed of a planted bug, shrunk. */
export function reportOfBug(variant: string, shrinks: boolean = true): Report {
  const found = findBuiltIn('ack-retry')
  const experiment = new Experiment(found.scenario, { variant, settings: settingsDefault })
  const stagings = new Stagings(found.scenario, variant)
  let seed = 1
  while (experiment.run(seed).failure === null) seed += 1
  const bounds = { runs: shrinks ? 2_000 : 1, time: null }
  const { explicit, shrunk } = shrinkSeed(experiment, stagings, seed, bounds)
  const replayed = stagings.run(explicit, { trace: true, content: true })
  const { site } = replayed
  return {
    coordinate: `ack-retry:${variant}@${seed}${shrinks ? '/min' : ''}`,
    scenario: {
      name: 'ack-retry',
      variant,
      about: found.scenario.about,
      codeHash: '0'.repeat(64),
      params: explicit.params,
      assumptions: ['A disk keeps what it has confirmed.'],
    },
    worldline: '0.1.0',
    seed,
    until: explicit.until,
    settle: explicit.settle,
    run: replayed.run,
    lanes: [...site.roster.members].sort((one, other) => Number(other.client) - Number(one.client)),
    faults: faultsOf(replayed),
    operations: operationsOf(replayed.run),
    failure: failureOf(replayed.run, shrinks ? shrunk : null),
    places: new Map(),
    next: [
      {
        command: `worldline replay ack-retry:${variant}@${seed}/min`,
        does: 'run it again, verified',
      },
      { command: `worldline explain ack-retry:${variant}@${seed}/min`, does: 'why it failed' },
    ],
  }
}

function faultsOf({ occurrences, run, site }: Replayed): readonly FaultTold[] {
  const all = spells(run.trace ?? [], site.until, run.simTime)
  const everybody = site.cast.nodes.map(({ id }) => id)
  return occurrences.map(({ line, planned }, nth) => {
    const mine = all.filter(({ id }) => planned.some((one) => one.id === id))
    const first = mine[0]
    const fault = first?.fault ?? planned[0]?.fault
    const end =
      first !== undefined && lasts(first.fault) && first.to >= site.until ? null : first?.to
    return {
      id: `f${nth + 1}`,
      text: printFault(line),
      words: fault === undefined ? printFault(line) : inShort(fault, everybody),
      planned: planned.map(({ id }) => id),
      start: first?.from ?? null,
      end: end ?? null,
      groups:
        fault?.kind === 'cut'
          ? fault.links.slice(0, 1).flatMap(({ from, to }) => [from, to])
          : null,
      nodes: fault !== undefined && 'node' in fault ? [fault.node] : [],
    }
  })
}

const operationsOf = ({ history }: Run): readonly OperationTold[] =>
  history.map((one, nth) => ({
    op: one.id,
    label: String.fromCharCode(65 + (nth % 26)),
    client: one.client,
    call: briefCall(one.call),
    start: one.start,
    end: one.end,
    outcome: one.end === null ? 'unknown' : 'ok',
    result: one.end === null ? null : briefCall(one.result),
    order: null,
    misfit: null,
    told: history.length < 6,
  }))

function failureOf(run: Run, shrunk: NonNullable<Report['failure']>['shrunk']): Report['failure'] {
  const { failure } = run
  if (failure === null || run.trace === null) return null
  const told = story(run.trace, failure, 10)
  const last = run.trace.at(-1)?.id ?? (1 as EventId)
  return {
    failure,
    event: told.guilty ?? last,
    anomaly: 'a duplicate effect',
    cure: 'remember which requests were processed, and store that with their effect',
    story: told.events.map((event) => ({
      text: `${event.node ?? ('the plan' as NodeId)}: ${whatOf(event)}`,
      from: event.id,
      to: event.id,
      time: event.time,
      place: null,
    })),
    source: {
      file: 'protocols/ack-retry/receiver.ts',
      line: 97,
      handler: `receive of ${failure.node ?? 'nobody'}`,
      lines: [
        { number: 96, text: '  const seen = recall(node, state, letter.sender)' },
        { number: 97, text: '  if (rules.isRepeat(seen, key)) return ack(node, letter)' },
        { number: 98, text: '  node.store.put("inbox", state.next, letter.text)' },
      ],
    },
    matters: ['the receiver is silent for at least 400 ms'],
    irrelevant: [
      { what: 'message loss 0–5 %', perturbed: 20 },
      { what: 'latency 1–20 ms', perturbed: 20 },
      { what: 'the text of the letter', perturbed: 20 },
    ],
    shrunk,
  }
}
