// A failure told: the report of its smallest run, and the error that a runner prints from it.

import type { Report } from '../../sim/report.ts'
import { type Pointer, testMessage } from '../../reports/test-message.ts'
import { reportOf } from '../runner/report.ts'
import { nameOfCode } from './error-names.ts'
import type { Examined } from './examine.ts'
import { type Frames, framesOf } from './frames.ts'
import { foundOf, hashOf } from './ground.ts'
import { raised } from './raised.ts'
import type { Ground } from './trial.ts'
import { Violation } from './violation.ts'

/** `ack-retry:forget-dedup@4182/min`; what a coordinate cannot name goes by its seed in words. */
export function labelOf(ground: Ground, seed: number, named: boolean, shrunk: boolean): string {
  const { scenario, variant } = ground.experiment
  const target = variant === null ? scenario.name : `${scenario.name}:${variant}`
  return named ? `${target}@${seed}${shrunk ? '/min' : ''}` : `${target} seed ${seed}`
}

/** What of a failure is told. */
export type Told = Pick<Examined, 'ran' | 'shrunk' | 'irrelevant' | 'matters'>

/** Everything that is known of a failure, as data. */
export function reportFor(
  ground: Ground,
  { ran, shrunk, irrelevant, matters }: Told,
  seed: number,
  coordinate: string,
): Report {
  const { scenario, variant } = ground.experiment
  return reportOf({
    ...{ coordinate, variant, seed, shrunk },
    found: foundOf(scenario),
    codeHash: hashOf(scenario),
    replayed: ran,
    ...{ irrelevant, matters, next: [] },
  })
}

/**
 * The error of a failing test: the sentence, what happened, where to go on.
 * @param thrown what the body threw, or null
 * @param written where the test was written: for a failure that no line of a body has shown
 */
export function errorOf(
  report: Report,
  label: string,
  pointers: readonly Pointer[],
  thrown: unknown,
  written: Frames,
): Error {
  const { run } = report
  const { failure } = run
  const below = testMessage(report, label, pointers)
  const own = thrown instanceof Error ? framesOf(thrown.stack) : []
  const frames = own.length > 0 ? own : written
  if (thrown instanceof Error && !(thrown instanceof Violation)) {
    const { actual, expected } = diffOf(thrown)
    const lines = [...thrown.message.split('\n'), ...below]
    return raised({ name: thrown.name, lines, frames, actual, expected, cause: thrown })
  }
  const sentence = failure?.sentence ?? String(thrown)
  return raised({
    name: failure === null ? 'Error' : nameOfCode(failure.code),
    lines: [sentence, ...below],
    frames,
    expected: failure?.property,
    actual: sentence,
  })
}

/** What a runner's diff is made of, where an assertion has said it. */
export const diffOf = (error: Error): { actual?: unknown; expected?: unknown } => ({
  ...('actual' in error ? { actual: error.actual } : {}),
  ...('expected' in error ? { expected: error.expected } : {}),
})
