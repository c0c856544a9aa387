// A campaign: what many seeds together said. Plain data, the same for any number of workers; the
// command line prints it.

import type { Micros } from '../../sim/units.ts'
import type { Failure } from '../../sim/verdict.ts'

/** How an exploration is bounded. */
export interface Bounds {
  /** first and last seed, both included */
  readonly first: number
  readonly last: number
  readonly workers: number
  /** stop after so many causes; null: never stop */
  readonly maxFailures: number | null
  /** wall-clock budget in milliseconds; what is judged is a prefix of the seeds. null: none */
  readonly time: number | null
}

/** Failures with the same property, code and guilty step. */
export interface Cause {
  /** 16 hex digits of property, code and step */
  readonly id: string
  readonly property: string
  readonly code: string
  /** kind and role of the guilty step, `receive letter at receiver`; null: the end showed it */
  readonly step: string | null
  /** lowest seed that fails so */
  readonly seed: number
  readonly failure: Failure
  /** how many seeds fail so */
  readonly seeds: number
  /** the same by what was said of them, without names and numbers, in order of lowest seed */
  readonly wordings: readonly Wording[]
}

/** Seeds of one cause that were told in the same words. */
export interface Wording {
  /** `receiver processed "…" again.` */
  readonly words: string
  readonly seeds: number
  /** the lowest few */
  readonly lowest: readonly number[]
}

/** What the seeds so far have shown; also the progress of an exploration under way. */
export interface Tally {
  /** seeds judged, a prefix of those asked for once the campaign has ended */
  readonly judged: number
  readonly failing: number
  readonly inconclusive: number
  /** of these, seeds in which no operation was answered */
  readonly mute: number
  readonly events: number
  /** simulated time of all seeds together */
  readonly simTime: Micros
  /** operations of all seeds together */
  readonly operations: number
  /** by goal: seeds that reached it; declared ones that nobody reached are 0 */
  readonly goals: Readonly<Record<string, number>>
  /** by kind of fault: seeds whose plan held it */
  readonly faults: Readonly<Record<string, number>>
  /** distinct behaviours (which goals, faults and verdicts met) */
  readonly behaviours: number
  /** the seed that showed the last new one; null before the first */
  readonly lastNew: number | null
  /** seeds run twice, with equal digests */
  readonly repeated: number
}

export interface Campaign extends Tally {
  readonly verdict: 'pass' | 'inconclusive' | 'fail'
  readonly asked: number
  readonly first: number
  /** last seed judged; null when none was */
  readonly last: number | null
  /** 16 hex digits: the digests of all judged seeds, in their order */
  readonly digest: string
  /** by lowest seed */
  readonly causes: readonly Cause[]
  /** why a seed could not be judged: the first that was undecided, else the first without an answer */
  readonly unjudged: { readonly seed: number; readonly why: string } | null
  /** 3/n: a share of failing seeds above it would have shown itself with 95 % confidence */
  readonly bound95: number | null
  readonly ended: 'all seeds' | 'causes' | 'time' | 'interrupted'
  /** the seeds that are left, `1201..10000`; null when none are */
  readonly rest: string | null
  readonly assumptions: readonly string[]
  /** damages that this scenario can have, and no judged seed had */
  readonly absent: readonly string[]
  readonly codeHash: string
}
