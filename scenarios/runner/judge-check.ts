// Asks one check of the history, and makes a finding of what it says. A check that throws, or answers
// what is no verdict, is a mistake: nothing that it did not say may pass for a pass.

import { countsOf, type HistoryCheck, type Judged } from '../../sim/check/history-check.ts'
import type { Measurable } from '../../sim/check/measure.ts'
import type { RunEnd } from '../../sim/check/run-end.ts'
import { Mistake } from '../../sim/problem.ts'
import type { OpId } from '../../sim/units.ts'
import type { Finding } from '../../sim/verdict.ts'
import { blamed } from './blamed.ts'
import { type Broken, failed, passed, sentence, untested } from './broken.ts'

/** Makes the run again with its events. */
export type Recorded = NonNullable<RunEnd['record']>

/** What one check says. */
export interface CheckFound {
  readonly finding: Finding
  /** null: it does not fail */
  readonly broken: Broken | null
  /** makes a legal order of all operations; null: it fails, or has none */
  readonly order: (() => readonly OpId[] | null) | null
}

/**
 * @param record absent for runs that cannot be made again
 * @throws Mistake (WL1101) for a check that throws, or that answers with no verdict
 */
export function findingOf(check: HistoryCheck, run: Measurable, record?: Recorded): CheckFound {
  const { name, ofSilence = false } = check
  const answered = run.history.some(({ end }) => end !== null)
  if (!answered && !(ofSilence && run.history.length > 0)) {
    const why = `the property "${name}" was not tested: 0 operations completed`
    return unsure(name, why)
  }
  const judged = saidBy(check, run, record)
  const { verdict, why, detail } = judged
  if (verdict === 'fail') {
    const broken = brokenBy(check, judged)
    return { finding: failed(broken), broken, order: null }
  }
  if (verdict === 'inconclusive')
    return unsure(name, sentence(why ?? `${name} could not be judged`))
  const finding = passed(name, 'check', detail ?? countsOf(run.history, run.outcome))
  return { finding, broken: null, order: () => judged.order ?? null }
}

const unsure = (name: string, why: string): CheckFound => ({
  finding: untested(name, 'check', why),
  ...{ broken: null, order: null },
})

/** The code of a failure is the kind of anomaly that was found, where the check can tell. */
function brokenBy(check: HistoryCheck, judged: Judged): Broken {
  const { why, code = check.code, misfit, order, state } = judged
  return {
    ...{ property: check.name, section: 'check', code },
    sentence: sentence(why ?? `${check.name} does not hold`),
    ...(misfit === undefined ? {} : { misfit }),
    ...(order === undefined ? {} : { order }),
    ...(state === undefined ? {} : { state }),
  }
}

const verdicts: readonly unknown[] = ['pass', 'fail', 'inconclusive'] satisfies Judged['verdict'][]

function saidBy(check: HistoryCheck, run: Measurable, record?: Recorded): Judged {
  let judged: Judged
  try {
    const { history, end, lifeBegan } = run
    const known = {
      ...(lifeBegan === undefined ? {} : { lifeBegan }),
      ...(record === undefined ? {} : { record }),
    }
    judged = check.judge(history, { healed: run.after('heal'), end, ...known })
  } catch (error) {
    throw blamed('check', check.name, error, check.judge)
  }
  const said: unknown = judged
  if (typeof said === 'object' && said !== null && verdicts.includes(judged.verdict)) return judged
  const answer = typeof said === 'object' && said !== null ? judged.verdict : said
  const sentence = `check["${check.name}"] answered ${JSON.stringify(answer)}, which is no verdict.`
  const lines = ["allowed        { verdict: 'pass' | 'fail' | 'inconclusive', why, detail }"]
  throw new Mistake([{ code: 'WL1101', sentence, lines }])
}
