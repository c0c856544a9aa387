// The report of a seed, for the screens, reporters and documents that tell of it. Each seed is
// looked into once, however many ask.

import { ranOf, reportOf } from '../scenarios/runner/report.ts'
import type { Report } from '../sim/report.ts'
import { codeHash, experimentOf } from './experiment.ts'
import type { Asked } from './orders.ts'
import { pasted } from './paste.ts'
import { coordinate } from './target.ts'

/** The report of any seed of one target. */
export type Reports = (seed: number) => Report

/** Reports that are made when they are first asked for. */
export function reportsFor(asked: Asked): Reports {
  const made = new Map<number, Report>()
  return (seed) => {
    const report = made.get(seed) ?? failingReport(asked, seed)
    made.set(seed, report)
    return report
  }
}

/** The run of a seed as it was found, told whole. */
export function failingReport(asked: Asked, seed: number): Report {
  const { order, scenario, label } = asked
  return reportOf({
    coordinate: coordinate(label, null, seed),
    found: { scenario, source: order.source },
    ...{ variant: order.variant, seed, codeHash: codeHash(asked) },
    replayed: ranOf(experimentOf(asked), seed),
    ...{ shrunk: null, irrelevant: [], matters: [] },
    next: [{ command: pasted('worldline', 'run', asked, { seed }), does: 'runs it again' }],
  })
}
