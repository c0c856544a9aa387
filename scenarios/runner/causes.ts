// The causes of a campaign: failures grouped by the shape of their shrunk runs. A campaign groups what
// it sees by property, code and guilty step; here a few of each group are shrunk, and groups that turn
// out to be one cause become one. Who ran the seeds, and how many at once, changes nothing.

import type { Cause, Wording } from './campaign.ts'
import type { Stagings } from './explicit.ts'
import type { Numbered } from './numbered.ts'
import { causeId, shapeOf } from './shape.ts'
import { type ShrinkBounds, shrinkSeed, type ShrinkResult } from './shrink.ts'

/** A cause with its smallest known picture: the shrunk run of its lowest seed. */
export interface ShrunkCause extends Cause {
  /** property, code and sentence without names and numbers, a line each */
  readonly shape: string
  readonly result: ShrinkResult
}

/** Of each group so many wordings are looked at, the most frequent first; the rest goes with these. */
const wordingsMax = 8
/** The runs that a seed may take which only tells the shape: those that go on in the report have more. */
const shapeRuns = 400

/**
 * Groups the failures of a campaign by the shape of their shrunk runs.
 * @param of.causes as the campaign grouped them
 * @param of.bounds of each shrinking; with a ceiling in time the result may differ between machines
 * @param of.onShrunk told after each seed that was shrunk
 * @returns by lowest seed; together they have as many seeds as went in
 * @throws Mistake for what the user must mend
 */
export function causesOf(of: {
  readonly causes: readonly Cause[]
  readonly experiment: Numbered
  readonly stagings: Stagings
  readonly bounds: ShrinkBounds
  readonly onShrunk?: (seed: number) => void
}): readonly ShrunkCause[] {
  const { causes, experiment, stagings, bounds, onShrunk } = of
  const known = new Map<number, ShrinkResult>()
  const shrunk = (seed: number, runs: number): ShrinkResult => {
    const before = known.get(seed)
    if (before !== undefined && (before.shrunk.complete || before.shrunk.runs >= runs))
      return before
    const result = shrinkSeed(experiment, stagings, seed, { ...bounds, runs })
    onShrunk?.(seed)
    known.set(seed, result)
    return result
  }
  const shapeAt = (seed: number): string | null => {
    const roles = new Map(
      experiment.siteFor(seed).cast.nodes.map(({ id, role }) => [String(id), role]),
    )
    const { failure } = shrunk(seed, Math.min(bounds.runs, shapeRuns)).run
    return failure === null ? null : shapeOf(failure, (id) => roles.get(id) ?? null)
  }
  const gathered = new Gathered()
  for (const cause of causes) {
    const looked = cause.wordings
      .toSorted((one, other) => other.seeds - one.seeds || lowestOf(one) - lowestOf(other))
      .slice(0, wordingsMax)
    let usual: string | null = null
    for (const wording of looked) {
      const shape = shapeOfWording(cause, wording, shapeAt)
      usual ??= shape
      gathered.add(shape ?? usual ?? cause.id, cause, wording)
    }
    for (const rest of cause.wordings.filter((one) => !looked.includes(one))) {
      gathered.add(usual ?? cause.id, cause, rest)
    }
  }
  return gathered.inOrder().map(({ shape, cause, seeds, lowest }) => {
    const [seed = cause.seed] = lowest
    const result = shrunk(seed, bounds.runs)
    const failure =
      seed === cause.seed ? cause.failure : (experiment.run(seed).failure ?? cause.failure)
    return { ...cause, id: causeId(shape), seed, failure, seeds, shape, result }
  })
}

const lowestOf = ({ lowest }: Wording): number => lowest[0] ?? Number.POSITIVE_INFINITY

/** What shrinking says as the run did is sure; otherwise all that are known are asked. */
function shapeOfWording(
  { property, code }: Cause,
  { words, lowest }: Wording,
  shapeAt: (seed: number) => string | null,
): string | null {
  const [first] = lowest
  const shape = first === undefined ? null : shapeAt(first)
  return shape === [property, code, words].join('\n') ? shape : commonest(lowest.map(shapeAt))
}

/** The one that most of them are; of several the first. */
function commonest(shapes: readonly (string | null)[]): string | null {
  const counts = new Map<string, number>()
  for (const shape of shapes) if (shape !== null) counts.set(shape, (counts.get(shape) ?? 0) + 1)
  let best: string | null = null
  for (const [shape, count] of counts) {
    if (best === null || count > (counts.get(best) ?? 0)) best = shape
  }
  return best
}

interface Group {
  readonly shape: string
  /** of the group with the lowest seed */
  cause: Cause
  seeds: number
  wordings: Wording[]
  lowest: number[]
}

class Gathered {
  readonly #groups = new Map<string, Group>()

  add(shape: string, cause: Cause, wording: Wording): void {
    const group = this.#groups.get(shape) ?? {
      ...{ shape, cause, seeds: 0, wordings: [], lowest: [] },
    }
    this.#groups.set(shape, group)
    if (lowestOf(wording) < (group.lowest[0] ?? Number.POSITIVE_INFINITY)) group.cause = cause
    group.seeds += wording.seeds
    group.wordings.push(wording)
    group.lowest = [...group.lowest, ...wording.lowest].toSorted((one, other) => one - other)
  }

  inOrder(): readonly Group[] {
    return [...this.#groups.values()]
      .map((group) => ({ ...group, cause: { ...group.cause, wordings: group.wordings } }))
      .toSorted((one, other) => (one.lowest[0] ?? 0) - (other.lowest[0] ?? 0))
  }
}
