// The work of one thread: runs a range of seeds and gives back what they said, seed by seed, in
// columns. It decides nothing about the campaign.

import { Mistake, type Problem } from '../../sim/problem.ts'
import { type Batch, runSeeds } from './batch.ts'
import { Experiment } from './experiment.ts'
import { loadScenario, modulesOf } from './load.ts'
import type { Order } from './order.ts'

export interface Job {
  readonly order: Order
  /** first and last seed, both included */
  readonly first: number
  readonly last: number
}

/** A mistake is told, not thrown: an error loses its problems between threads. */
export type Done =
  | { readonly kind: 'done'; readonly batch: Batch }
  | { readonly kind: 'mistaken'; readonly problems: readonly Problem[]; readonly exitCode: 2 | 4 }

/** One order is kept ready: a campaign has only one. */
let ready: { readonly name: string; readonly experiment: Experiment } | null = null

export async function work({ order, first, last }: Job): Promise<Done> {
  try {
    return { kind: 'done', batch: runSeeds(await experimentOf(order), first, last) }
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    return { kind: 'mistaken', problems: error.problems, exitCode: error.exitCode }
  }
}

async function experimentOf(order: Order): Promise<Experiment> {
  const name = JSON.stringify(order)
  if (ready?.name === name) return ready.experiment
  const scenario = await loadScenario(order)
  const experiment = new Experiment(scenario, order, () => modulesOf(scenario, order.source))
  ready = { name, experiment }
  return experiment
}
