// A test that must fail, as the guard of a planted bug is: what counts as the failure that was
// expected, and what is told when there was another or none. The runner's own inversion would take
// a misspelt variant or a slip of the body for the bug.

import type { TestContext } from 'vitest'
import { counted, grouped, total, wall } from '../../reports/words.ts'
import type { Known, Outcome } from './known.ts'
import { raised } from './raised.ts'
import { reasonOf } from './reason.ts'
import type { Searched } from './search.ts'
import { labelOf } from './tell.ts'
import type { Ending } from './trial.ts'
import { isFound } from './verdicts.ts'

/**
 * Turns what the seeds of such a test said round: a failure that was found is a pass, and a pass
 * fails. What says nothing of the protocol (a slip of the body, nothing tested) fails as it does in
 * any test, in its own words.
 */
export function mustFail(known: Known, searched: Searched, context: TestContext): Outcome {
  const { failing } = searched
  if (failing === null) {
    if (forgaveSoft(context)) return passedWith('an assertion of the body (expect.soft) failed.')
    return failedWith(unfound(known, searched))
  }
  const { seed, nth, trial } = failing
  const broken = reasonOf(trial.ending)
  if (broken !== null && isExpected(trial.ending)) {
    return passedWith(`failed as it must, ${nthOf(nth, searched)}: ${broken.sentence}`)
  }
  const label = labelOf(known.ground, seed, known.chosen.plain, false)
  return failedWith(otherwise(known, trial.ending, label))
}

const passedWith = (text: string): Outcome => ({
  error: null,
  notices: [{ text, here: false }],
  properties: [],
})

const failedWith = (error: Error): Outcome => ({ error, notices: [], properties: [] })

const nthOf = (nth: number, { count, noun }: Searched): string =>
  count === 1 ? `in the one ${noun}` : `in ${noun} ${grouped(nth)} of ${grouped(count)}`

/** A property, a check or a threshold of the scenario, or an assertion of the body. */
const isExpected = (ending: Ending): boolean =>
  ending.kind === 'property' || (ending.kind === 'thrown' && isFound(ending.error))

/** What failed, and is not what such a test is there for. */
function otherwise({ written }: Known, ending: Ending, label: string): Error {
  const below = `  ${label} · not the failure that this test must have: `
  if (ending.kind === 'inconclusive') {
    const lines = [`${ending.why}.`, '', `${below}nothing was tested`]
    return raised({ name: 'Inconclusive', lines, frames: written })
  }
  const thrown = ending.kind === 'thrown' ? ending.error : null
  const other = `${below}no assertion said it, and no property`
  if (!(thrown instanceof Error)) {
    return raised({ name: 'Error', lines: [String(thrown), '', other], frames: written })
  }
  thrown.message = `${thrown.message}\n\n${other}`
  return thrown
}

/** That nothing failed, and how far was looked. */
function unfound({ written, chosen, ground }: Known, searched: Searched): Error {
  const { ran, count, noun, simTime, took } = searched
  const whole = ran === count
  const seen = whole
    ? `${counted(ran, noun)} passed`
    : `${grouped(ran)} of ${counted(count, noun)} passed (budget ${chosen.budgetText})`
  const { scenario, variant } = ground.experiment
  const target = variant === null ? scenario.name : `${scenario.name}:${variant}`
  const further = whole ? '{ seeds: … }' : '{ budget: … }'
  const lines = [
    `this test must fail, and nothing failed: ${seen}.`,
    '',
    `  ${target} · ${total(simTime)} simulated in ${wall(took)}`,
    `  Use   ${further} to look further, or take .fails away where it holds`,
  ]
  return raised({ name: 'NoFailure', lines, frames: written })
}

/** Soft assertions throw nothing: the runner has noted them already, and is made to forget them. */
function forgaveSoft({ task }: TestContext): boolean {
  const { result } = task
  if (result?.state !== 'fail') return false
  result.state = 'run'
  delete result.errors
  return true
}
