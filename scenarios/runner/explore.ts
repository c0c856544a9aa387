// Exploration: many seeds, or many visits of a sweep, over worker threads. Batches are handed out in the order of seeds and
// added up in that order, so that the number of workers, and who was faster, changes nothing.

import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { Piscina } from 'piscina'
import { Mistake } from '../../sim/problem.ts'
import { absentFrom } from './absent.ts'
import type { Batch } from './batch.ts'
import { runSeeds } from './batch.ts'
import type { Bounds, Campaign, Cause, Tally } from './campaign.ts'
import type { Scenario } from '../form.ts'
import { Experiment } from './experiment.ts'
import { codeHashOf, loadScenario, modulesOf } from './load.ts'
import type { Numbered } from './numbered.ts'
import type { Order } from './order.ts'
import { claimsOf } from './site.ts'
import { Tallier } from './tally.ts'
import type { Job, Legs } from './worker.ts'

/** What an exploration tells, and listens to. */
export interface Company {
  /** after each batch, in the order of seeds; `causes` so far by lowest seed */
  onProgress?(tally: Tally, causes: readonly Cause[]): void
  /** each batch that is added, in their order; of the last only a part may count */
  onBatch?(batch: Batch): void
  /** asked before each batch: while it is pending nothing is begun */
  ready?(): Promise<void>
  /** the seeds under way are finished, and the rest is left for later */
  readonly signal?: AbortSignal
}

/** Seeds in the first batches; later ones last about `batchTime`. */
const batchFirst = 50
const batchMax = 1_000
/** milliseconds */
const batchTime = 100

/**
 * Runs the seeds of `bounds`.
 * @throws Mistake for what the user must mend (exit 2), and for a scenario that is not
 * deterministic (exit 4)
 */
export async function explore(
  order: Order,
  bounds: Bounds,
  company: Company = {},
): Promise<Campaign> {
  const scenario = await loadScenario(order)
  const experiment = new Experiment(scenario, order, () => modulesOf(scenario, order.source))
  // The tracing run holds actors to their word about values, which others do not look at; a second
  // one shows what lives on between runs, also where no seed asked for is divisible by 100.
  experiment.run(bounds.first, { trace: true })
  experiment.runTwice(bounds.first)
  return judgeAll({ order, scenario, runs: experiment, legs: null, bounds, company })
}

/** Runs that go by a number, and whoever judges them. */
export interface Exploring {
  readonly order: Order
  readonly scenario: Scenario
  readonly runs: Numbered
  /** what workers need besides the order; null: nothing */
  readonly legs: Legs | null
  /** by the numbers of the runs */
  readonly bounds: Bounds
  readonly company: Company
}

/** Runs all that `bounds` names, in their order, and adds them up. @throws Mistake as `explore` */
export async function judgeAll(of: Exploring): Promise<Campaign> {
  const { order, scenario, runs, bounds, company } = of
  const { roster, cast, assumptions } = runs.siteFor(bounds.first)
  const roles = new Map(cast.nodes.map(({ id, role }) => [String(id), role]))
  const claims = claimsOf(scenario, order.variant)
  const { sometimes = [] } = claims
  const goals = Array.isArray(sometimes) ? sometimes : Object.keys(sometimes)
  const tallier = new Tallier(bounds.maxFailures, goals, (node) => roles.get(node) ?? node)
  const crew = crewOf(of)
  const dispatch = new Dispatch(bounds, company, tallier, crew.run, bounds.workers)
  let ended: Campaign['ended']
  try {
    ended = await dispatch.all()
  } finally {
    await crew.close()
  }
  const { tally } = tallier
  const last = tally.judged === 0 ? null : bounds.first + tally.judged - 1
  const next = (last ?? bounds.first - 1) + 1
  return {
    ...tally,
    verdict: verdictOf(tally),
    asked: bounds.last - bounds.first + 1,
    first: bounds.first,
    last,
    digest: tallier.digest,
    causes: tallier.causes,
    unjudged: tallier.unjudged,
    bound95:
      tally.failing === 0 && tally.judged > tally.mute ? 3 / (tally.judged - tally.mute) : null,
    ended,
    rest: next > bounds.last ? null : `${next}..${bounds.last}`,
    assumptions,
    absent: absentFrom(new Set(Object.keys(tally.faults)), roster),
    codeHash: codeHashOf(scenario, order.source),
  }
}

function verdictOf(tally: Tally): Campaign['verdict'] {
  if (tally.failing > 0) return 'fail'
  const { judged, inconclusive, mute } = tally
  // Where nobody was answered there is nothing to judge, and nothing that may be wrong: the other seeds
  // were judged. A check that did not come to an end may have missed something.
  return inconclusive > mute || judged === mute ? 'inconclusive' : 'pass'
}

interface Crew {
  readonly run: (job: { first: number; last: number }) => Promise<Batch>
  readonly close: () => Promise<void>
}

/** Threads; or, with no workers, this thread. */
function crewOf({ order, runs, legs, bounds: { workers } }: Exploring): Crew {
  if (workers === 0) {
    const run: Crew['run'] = async ({ first, last }) => runSeeds(runs, first, last)
    return { run, close: async () => {} }
  }
  // From Node 22 on its middle compiler makes hot integer code in workers several times slower.
  if (Number(process.versions.node.split('.')[0]) >= 22) setFlagsFromString('--no-maglev')
  const pool = new Piscina<Job, Batch>({
    filename: workerFile(),
    name: 'work',
    minThreads: workers,
    maxThreads: workers,
    idleTimeout: Number.POSITIVE_INFINITY,
  })
  return {
    run: ({ first, last }) =>
      pool.run({ order, first, last, leg: legs === null ? null : legs(first, last) }),
    close: () => pool.destroy(),
  }
}

/** From sources a loader has to be registered first; what is built starts by itself. */
const workerFile = (): string =>
  fileURLToPath(
    new URL(import.meta.url.endsWith('.ts') ? './boot.mjs' : './worker.js', import.meta.url),
  )

class Dispatch {
  readonly #bounds: Bounds
  readonly #company: Company
  readonly #tallier: Tallier
  readonly #run: Crew['run']
  readonly #inFlightMax: number
  readonly #deadline: number
  readonly #waiting = new Map<number, Batch>()
  #next: number
  #merged: number
  #size = batchFirst
  #mistake: Mistake | null = null

  constructor(
    bounds: Bounds,
    company: Company,
    tallier: Tallier,
    run: Crew['run'],
    workers: number,
  ) {
    this.#bounds = bounds
    this.#company = company
    this.#tallier = tallier
    this.#run = run
    this.#next = bounds.first
    this.#merged = bounds.first
    // One more than there are workers, so that none waits for the next batch.
    this.#inFlightMax = workers === 0 ? 1 : workers + 1
    this.#deadline =
      bounds.time === null ? Number.POSITIVE_INFINITY : performance.now() + bounds.time
  }

  async all(): Promise<Campaign['ended']> {
    const lane = async (): Promise<void> => {
      for (;;) {
        await this.#company.ready?.()
        const job = this.#take()
        if (job === null) return
        await this.#work(job)
      }
    }
    await Promise.all(Array.from({ length: this.#inFlightMax }, lane))
    if (this.#mistake !== null) throw this.#mistake
    if (this.#tallier.ended) return 'causes'
    if (this.#merged > this.#bounds.last) return 'all seeds'
    return this.#company.signal?.aborted === true ? 'interrupted' : 'time'
  }

  /** The next seeds, or null when nothing more is to be begun. */
  #take(): { first: number; last: number } | null {
    if (this.#tallier.ended || this.#mistake !== null) return null
    if (this.#next > this.#bounds.last) return null
    if (this.#company.signal?.aborted === true || performance.now() >= this.#deadline) return null
    const first = this.#next
    const last = Math.min(this.#bounds.last, first + this.#size - 1)
    this.#next = last + 1
    return { first, last }
  }

  async #work(job: { first: number; last: number }): Promise<void> {
    const batch = await this.#run(job)
    this.#resize(batch)
    this.#waiting.set(job.first, batch)
    for (let ready = this.#waiting.get(this.#merged); ready !== undefined; ) {
      this.#merge(ready)
      ready = this.#waiting.get(this.#merged)
    }
  }

  #merge(batch: Batch): void {
    this.#waiting.delete(batch.first)
    if (!this.#tallier.ended) this.#company.onBatch?.(batch)
    this.#tallier.add(batch)
    this.#merged = batch.first + batch.count
    if (batch.mistake !== null && !this.#tallier.ended) {
      this.#mistake ??= new Mistake(batch.mistake.problems, batch.mistake.exitCode)
      this.#waiting.clear()
      return
    }
    this.#company.onProgress?.(this.#tallier.tally, this.#tallier.causes)
  }

  /** Batches long enough to be worth a message, short enough that stopping is prompt. */
  #resize({ count, took }: Batch): void {
    const wanted = took > 0 ? Math.round((count * batchTime) / took) : batchMax
    this.#size = Math.max(1, Math.min(batchMax, Math.max(wanted, Math.ceil(this.#size / 2))))
  }
}
