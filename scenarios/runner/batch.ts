// A batch: what a range of seeds said, seed by seed, in columns that cross between threads cheaply.
// A mistake ends it, and the seeds before it stay: which seeds share a batch changes nothing.

import { Mistake, type Problem } from '../../sim/problem.ts'
import type { Run } from '../../sim/run.ts'
import type { Failure } from '../../sim/verdict.ts'
import { behaviourOf } from './behaviour.ts'
import type { Numbered } from './numbered.ts'

export interface Batch {
  readonly first: number
  /** how many seeds were judged, from `first` on */
  readonly count: number
  /** the user's mistake that the next seed showed; an error would lose its problems on the way */
  readonly mistake: { readonly problems: readonly Problem[]; readonly exitCode: 2 | 4 } | null
  /** sixteen hex digits a seed */
  readonly digests: string
  /** by seed: 0 pass, 1 inconclusive, 2 fail, 3 inconclusive because no operation was answered */
  readonly verdicts: Uint8Array
  readonly events: Float64Array
  readonly times: Float64Array
  readonly operations: Float64Array
  /** hash of what kind of run it was */
  readonly behaviours: Int32Array
  /** names of goals, and by seed the positions of those it reached */
  readonly goals: Marks
  readonly faults: Marks
  readonly failures: readonly { readonly seed: number; readonly failure: Failure }[]
  /** the first seed that could not be judged, and why */
  readonly unjudged: { readonly seed: number; readonly why: string } | null
  /** the first seed in which no operation was answered, likewise */
  readonly unanswered: Batch['unjudged']
  /** wall time in milliseconds, for the size of the next batch; nothing else depends on it */
  readonly took: number
  /** seeds that ran twice */
  readonly repeatedSeeds: readonly number[]
}

/** Which of some names each seed met: `seeds[i]` met `names[at[i]]`. */
export interface Marks {
  readonly names: readonly string[]
  readonly seeds: readonly number[]
  readonly at: readonly number[]
}

/** Seeds divisible by this run twice. */
const repeatEvery = 100

/** Runs the seeds, or what else they go by, from `first` to `last`; those divisible by 100 twice. */
export function runSeeds(runs: Numbered, first: number, last: number): Batch {
  const began = performance.now()
  const most = last - first + 1
  let mistake: Batch['mistake'] = null
  const goals = new Marker()
  const faults = new Marker()
  const failures: { seed: number; failure: Failure }[] = []
  let unjudged: Batch['unjudged'] = null
  let unanswered: Batch['unjudged'] = null
  const repeatedSeeds: number[] = []
  const digests: string[] = []
  const columns = {
    verdicts: new Uint8Array(most),
    events: new Float64Array(most),
    times: new Float64Array(most),
    operations: new Float64Array(most),
    behaviours: new Int32Array(most),
  }
  runs.guarded(() => {
    for (let at = 0; at < most; at++) {
      const seed = first + at
      const again = seed % repeatEvery === 0
      const run = judged(runs, seed, again)
      if (run instanceof Mistake) {
        mistake = { problems: run.problems, exitCode: run.exitCode }
        return
      }
      if (again) repeatedSeeds.push(seed)
      digests.push(run.digest)
      const mute = isMute(run)
      columns.verdicts[at] = mute ? 3 : rank[run.verdict]
      columns.events[at] = run.events
      columns.times[at] = run.simTime
      columns.operations[at] = run.history.length
      columns.behaviours[at] = behaviourOf(run)
      goals.see(Object.keys(run.goals))
      for (const [goal, times] of Object.entries(run.goals)) if (times > 0) goals.mark(seed, goal)
      for (const kind of faultKinds(run)) faults.mark(seed, kind)
      if (run.failure !== null) failures.push({ seed, failure: run.failure })
      if (mute) unanswered ??= { seed, why: whyUnjudged(run) }
      else if (run.verdict === 'inconclusive') unjudged ??= { seed, why: whyUnjudged(run) }
    }
  })
  return {
    ...{ first, mistake, ...columns, failures, unjudged, unanswered, repeatedSeeds },
    count: digests.length,
    took: performance.now() - began,
    digests: digests.join(''),
    goals: goals.marks,
    faults: faults.marks,
  }
}

function judged(runs: Numbered, seed: number, again: boolean): Run | Mistake {
  try {
    return again ? runs.runTwice(seed) : runs.run(seed)
  } catch (error) {
    if (error instanceof Mistake) return error
    throw error
  }
}

const rank = { pass: 0, inconclusive: 1, fail: 2 } as const

/** Kinds of damage that were planned for this run; ends of faults are none. */
export function faultKinds({ plan }: Pick<Run, 'plan'>): ReadonlySet<string> {
  const ends = new Set<string>(['end', 'heal', 'restart', 'release', 'clock-reset'])
  return new Set(plan.map(({ fault }) => fault.kind).filter((kind) => !ends.has(kind)))
}

/** There is nothing to judge in what clients were told, because they were told nothing. */
const isMute = ({ verdict, history }: Run): boolean =>
  verdict === 'inconclusive' && history.every(({ end }) => end === null)

const whyUnjudged = (run: Run): string =>
  run.findings.find(({ verdict }) => verdict === 'inconclusive')?.why ?? 'it could not be judged'

class Marker {
  readonly #index = new Map<string, number>()
  readonly #seeds: number[] = []
  readonly #at: number[] = []

  /** Names that are known, whether met or not. */
  see(names: readonly string[]): void {
    for (const name of names) this.#indexOf(name)
  }

  mark(seed: number, name: string): void {
    this.#seeds.push(seed)
    this.#at.push(this.#indexOf(name))
  }

  get marks(): Marks {
    return { names: [...this.#index.keys()], seeds: this.#seeds, at: this.#at }
  }

  #indexOf(name: string): number {
    const known = this.#index.get(name)
    if (known !== undefined) return known
    this.#index.set(name, this.#index.size)
    return this.#index.size - 1
  }
}
