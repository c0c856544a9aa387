// The tally of a campaign: batches in the order of their seeds, added up until something ends it.
// Who ran them, and how they were cut, leaves no trace here.

import { Digest } from '../../sim/digest.ts'
import type { Failure } from '../../sim/verdict.ts'
import type { Batch, Marks } from './batch.ts'
import type { Cause, Tally } from './campaign.ts'
import { causeId, wordingOf } from './shape.ts'

/** A cause as it grows. */
interface Found {
  readonly cause: Omit<Cause, 'seeds' | 'wordings'>
  seeds: number
  readonly wordings: Map<string, Told>
}

interface Told {
  readonly words: string
  seeds: number
  readonly lowest: number[]
}

/** Lowest seeds that are kept of each wording: what a cause is, is found out from these. */
const lowestMax = 3

function told(wordings: Map<string, Told>, words: string, seed: number): void {
  const known = wordings.get(words) ?? { words, seeds: 0, lowest: [] }
  wordings.set(words, known)
  known.seeds += 1
  if (known.lowest.length < lowestMax) known.lowest.push(seed)
}

/** Adds batches up; what it says is the same however the seeds were cut into them. */
export class Tallier {
  readonly #maxFailures: number | null
  readonly #roleOf: (node: string) => string
  readonly #digest = new Digest()
  readonly #causes = new Map<string, Found>()
  readonly #goals = new Map<string, number>()
  readonly #faults = new Map<string, number>()
  readonly #behaviours = new Set<number>()
  #judged = 0
  #failing = 0
  #inconclusive = 0
  #mute = 0
  #events = 0
  #simTime = 0
  #operations = 0
  #repeated = 0
  #lastNew: number | null = null
  #unjudged: Batch['unjudged'] = null
  #unanswered: Batch['unjudged'] = null
  #ended = false

  /** @param goals declared ones, counted even where nobody reaches them */
  constructor(
    maxFailures: number | null,
    goals: readonly string[],
    roleOf: (node: string) => string,
  ) {
    this.#maxFailures = maxFailures
    this.#roleOf = roleOf
    for (const goal of goals) this.#goals.set(goal, 0)
  }

  /** Whether enough causes were found: nothing more is added. */
  get ended(): boolean {
    return this.#ended
  }

  /** The next batch in the order of seeds. */
  add(batch: Batch): void {
    if (this.#ended) return
    const failures = new Map(batch.failures.map(({ seed, failure }) => [seed, failure]))
    let last = batch.first - 1
    for (let at = 0; at < batch.count && !this.#ended; at++) {
      last = batch.first + at
      this.#seed(batch, at)
      const failure = failures.get(last)
      if (failure !== undefined) this.#fails(last, failure)
    }
    count(this.#goals, batch.goals, last)
    count(this.#faults, batch.faults, last)
    const { unjudged, unanswered } = batch
    if (unjudged !== null && unjudged.seed <= last) this.#unjudged ??= unjudged
    if (unanswered !== null && unanswered.seed <= last) this.#unanswered ??= unanswered
    for (const seed of batch.repeatedSeeds) if (seed <= last) this.#repeated += 1
  }

  #seed(batch: Batch, at: number): void {
    const one = Number.parseInt(batch.digests.slice(16 * at, 16 * at + 8), 16) | 0
    const two = Number.parseInt(batch.digests.slice(16 * at + 8, 16 * at + 16), 16) | 0
    this.#digest.event(this.#judged, 0, one, two, 0)
    this.#judged += 1
    this.#events += batch.events[at] ?? 0
    this.#simTime += batch.times[at] ?? 0
    this.#operations += batch.operations[at] ?? 0
    const verdict = batch.verdicts[at]
    if (verdict === 1 || verdict === 3) this.#inconclusive += 1
    if (verdict === 3) this.#mute += 1
    const behaviour = batch.behaviours[at] ?? 0
    if (this.#behaviours.has(behaviour)) return
    this.#behaviours.add(behaviour)
    this.#lastNew = batch.first + at
  }

  #fails(seed: number, failure: Failure): void {
    this.#failing += 1
    const step = this.#stepOf(failure)
    const id = causeId([failure.property, failure.code, step ?? ''].join('\n'))
    const words = wordingOf(failure.sentence, (node) => {
      const role = this.#roleOf(node)
      return role === node ? null : role
    })
    const known = this.#causes.get(id)
    if (known !== undefined) {
      known.seeds += 1
      told(known.wordings, words, seed)
      return
    }
    const { property, code } = failure
    const cause = { id, property, code, step, seed, failure }
    const wordings = new Map<string, Told>()
    told(wordings, words, seed)
    this.#causes.set(id, { cause, seeds: 1, wordings })
    this.#ended = this.#maxFailures !== null && this.#causes.size >= this.#maxFailures
  }

  /** Kind of step and role of its node: `letter at receiver`, however they are numbered. */
  #stepOf({ step, node }: Failure): string | null {
    if (step === null || node === null) return null
    return `${step.replace(/#.*$/, '')} at ${this.#roleOf(node)}`
  }

  get causes(): readonly Cause[] {
    return [...this.#causes.values()].map(({ cause, seeds, wordings }) => ({
      ...{ ...cause, seeds },
      wordings: [...wordings.values()].map((one) => ({ ...one, lowest: [...one.lowest] })),
    }))
  }

  /** Sixteen hex digits of all seeds so far, in their order. */
  get digest(): string {
    return this.#digest.hex()
  }

  get unjudged(): Batch['unjudged'] {
    return this.#unjudged ?? this.#unanswered
  }

  get tally(): Tally {
    return {
      judged: this.#judged,
      failing: this.#failing,
      inconclusive: this.#inconclusive,
      mute: this.#mute,
      events: this.#events,
      simTime: this.#simTime,
      operations: this.#operations,
      goals: Object.fromEntries(this.#goals),
      faults: Object.fromEntries(this.#faults),
      behaviours: this.#behaviours.size,
      lastNew: this.#lastNew,
      repeated: this.#repeated,
    }
  }
}

/** Adds the marks of the seeds up to `last`. */
function count(counts: Map<string, number>, { names, seeds, at }: Marks, last: number): void {
  for (const name of names) if (!counts.has(name)) counts.set(name, 0)
  for (const [place, seed] of seeds.entries()) {
    if (seed > last) return
    const name = names[at[place] ?? -1]
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
}
