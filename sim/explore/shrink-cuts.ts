// The big cuts, tried before anything else: most of a run has nothing to do with its failure.

import type { Explicit } from '../explicit.ts'
import type { FaultLine } from '../notation.ts'
import { calm, type Search } from './shrink-search.ts'

/** No faults and no decisions, or none of one of them; then nothing that comes after the failure. */
export function cutHalves(search: Search): void {
  if (!search.take(calm(search.current))) {
    if (search.current.decisions.size > 0) search.change({ decisions: new Map() })
    if (search.current.faults.length > 0) search.change({ faults: [] })
  }
  cutLater(search)
}

/** What a step broke was not broken by what comes after it. */
export function cutLater(search: Search): void {
  const { current, trial } = search
  if (!trial.early) return
  const faults = current.faults.filter((line) => !isLater(line, trial.time))
  const operations = current.operations.filter(({ at }) => at <= trial.time)
  const less =
    faults.length < current.faults.length || operations.length < current.operations.length
  if (less) search.take({ ...current, faults, operations } satisfies Explicit)
}

const isLater = ({ at }: FaultLine, time: number): boolean => at?.kind === 'time' && at.time > time
