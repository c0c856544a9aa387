// The report of a run that was named: its data run once more, with everything that is told of it.

import { existsSync } from 'node:fs'
import { Experiment } from '../scenarios/runner/experiment.ts'
import { Stagings } from '../scenarios/runner/explicit.ts'
import { codeHashOf, loadScenario, modulesOf } from '../scenarios/runner/load.ts'
import { isDefault } from '../scenarios/runner/order.ts'
import { reportOf, told } from '../scenarios/runner/report.ts'
import { shrinkRunsDefault, shrinkSeed } from '../scenarios/runner/shrink.ts'
import type { Report } from '../sim/report.ts'
import type { Context } from './context.ts'
import type { Last } from './last.ts'
import { quoted } from './self.ts'
import { type Subject, subjectOf } from './subject.ts'
import { coordinate } from './target.ts'

/**
 * Its commands are those of an installed worldline: a document is read on other machines.
 * @throws Mistake for what the user must mend, such as an actor that asks for the time
 */
export function reportOfSubject(subject: Subject): Report {
  const { found, variant, seed, codeHash, stagings, explicit, shrunk } = subject
  const again = quoted(subject.name)
  return reportOf({
    ...{ coordinate: subject.name, found, variant, seed, codeHash, shrunk },
    replayed: stagings.run(explicit, told),
    ...{ irrelevant: [], matters: [] },
    next: [{ command: `worldline replay ${again}`, does: 'runs it again, verified' }],
  })
}

/** The run that is remembered: its case where it was saved, else shrunk again. */
export async function subjectOfLast(last: Last, context: Context): Promise<Subject> {
  const { order, label, seed } = last
  if (last.case !== null && existsSync(last.case)) return subjectOf(last.case, context)
  if (isDefault(order.settings)) return subjectOf(`${label}@${seed}/min`, context)
  const { source, variant } = order
  const scenario = await loadScenario(order)
  const modules = (): ReturnType<typeof modulesOf> => modulesOf(scenario, source)
  const experiment = new Experiment(scenario, order, modules)
  const stagings = new Stagings(scenario, variant, modules)
  const bounds = { runs: shrinkRunsDefault, time: null }
  const { explicit, shrunk } = shrinkSeed(experiment, stagings, seed, bounds)
  return {
    ...{ name: coordinate(label, null, seed), found: { scenario, source }, variant, seed },
    ...{ explicit, stagings, codeHash: codeHashOf(scenario, source), shrunk },
    ...{ saved: null, event: null },
  }
}
