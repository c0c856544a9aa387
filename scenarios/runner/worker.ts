// The work of one thread: runs a range of seeds and gives back what they said, seed by seed, in
// columns. It decides nothing about the campaign.

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

/** One order is kept ready: a campaign has only one. */
let ready: { readonly name: string; readonly experiment: Experiment } | null = null

export async function work({ order, first, last }: Job): Promise<Batch> {
  return runSeeds(await experimentOf(order), first, last)
}

async function experimentOf(order: Order): Promise<Experiment> {
  const name = JSON.stringify(order)
  if (ready?.name === name) return ready.experiment
  const scenario = await loadScenario(order)
  const experiment = new Experiment(scenario, order, () => modulesOf(scenario, order.source))
  ready = { name, experiment }
  return experiment
}
