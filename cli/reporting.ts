// The report of a run that was named: its data run once more, with everything that is told of it.

import { existsSync } from 'node:fs'
import { Experiment } from '../scenarios/runner/experiment.ts'
import { Stagings } from '../scenarios/runner/explicit.ts'
import { codeHashOf, loadScenario, modulesOf } from '../scenarios/runner/load.ts'
import { isDefault } from '../scenarios/runner/order.ts'
import { perturb } from '../scenarios/runner/perturb.ts'
import { reportOf, told } from '../scenarios/runner/report.ts'
import { shrinkRunsDefault, shrinkSeed } from '../scenarios/runner/shrink.ts'
import type { Report } from '../sim/report.ts'
import type { Context } from './context.ts'
import type { Last } from './last.ts'
import { nearby } from './page.ts'
import { pasted } from './paste.ts'
import { quoted } from './self.ts'
import { type Subject, subjectOf } from './subject.ts'
import { coordinate } from './target.ts'

/**
 * Its commands are those of an installed worldline: a document is read on other machines.
 * @param next what to do with it; absent: what its name allows
 * @param perturbed whether it says what matters, which takes many runs: false where nobody is told
 * @throws Mistake for what the user must mend, such as an actor that asks for the time
 */
export function reportOfSubject(
  subject: Subject,
  next: Report['next'] | null = null,
  perturbed: boolean = true,
): Report {
  const { found, variant, seed, codeHash, stagings, explicit, shrunk, name } = subject
  const replayed = stagings.run(explicit, told)
  const { failure } = replayed.run
  // Of a run that nobody shrank it would take long and say little.
  const wanted = perturbed && failure !== null && shrunk !== null
  const asked = wanted ? perturb(stagings, explicit, failure) : null
  return reportOf({
    ...{ coordinate: name, found, variant, seed, codeHash, shrunk, replayed },
    ...{ irrelevant: asked?.irrelevant ?? [], matters: asked?.matters ?? [] },
    next: next ?? [
      { command: `worldline replay ${quoted(name)}`, does: 'runs it again, verified' },
      { command: `worldline explain ${quoted(name)} --why`, does: 'the chain of causes' },
    ],
  })
}

/** The report of the run that is remembered: of its case where it was saved, else shrunk again. */
export async function reportOfLast(last: Last, context: Context): Promise<Report> {
  const { order, label, seed } = last
  if (last.case !== null && existsSync(last.case)) {
    return reportOfSubject(await subjectOf(nearby(last.case, context), context))
  }
  if (isDefault(order.settings)) {
    return reportOfSubject(await subjectOf(`${label}@${seed}/min`, context))
  }
  const { source, variant } = order
  const scenario = await loadScenario(order)
  const modules = (): ReturnType<typeof modulesOf> => modulesOf(scenario, source)
  const experiment = new Experiment(scenario, order, modules)
  const stagings = new Stagings(scenario, variant, modules)
  const bounds = { runs: shrinkRunsDefault, time: null }
  const { explicit, shrunk } = shrinkSeed(experiment, stagings, seed, bounds)
  const subject: Subject = {
    ...{ name: coordinate(label, null, seed), found: { scenario, source }, variant, seed },
    ...{ explicit, stagings, codeHash: codeHashOf(scenario, source), shrunk },
    ...{ saved: null, event: null },
  }
  // Under settings of its own no coordinate names it: the command says them all.
  const command = pasted('worldline', 'run', { order, label, scenario, seeds: null }, { seed })
  return reportOfSubject(subject, [{ command, does: 'runs it again as it was found' }])
}
