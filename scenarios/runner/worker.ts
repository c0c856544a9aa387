// The work of one thread: runs a range of seeds, or of visits of a sweep, and gives back what they
// said, one by one, in columns. It decides nothing about the campaign.

import { type Batch, runSeeds } from './batch.ts'
import { Experiment } from './experiment.ts'
import { loadScenario, modulesOf } from './load.ts'
import type { Module } from './module-graph.ts'
import type { Order } from './order.ts'
import { type Leg, Sweep } from './sweep.ts'

export interface Job {
  readonly order: Order
  /** first and last number, both included */
  readonly first: number
  readonly last: number
  /** of a sweep the visits with these numbers, and their seed; null: the numbers are seeds */
  readonly leg: SweepLeg | null
}

/** A leg of a sweep with its seed. */
export interface SweepLeg extends Leg {
  readonly seed: number
}

/** The visits of a range of numbers. */
export type Legs = (first: number, last: number) => SweepLeg

interface Ready {
  readonly name: string
  readonly experiment: Experiment
  readonly modules: () => readonly Module[]
}

/** One order is kept ready: a campaign has only one. */
let ready: Ready | null = null

export async function work({ order, first, last, leg }: Job): Promise<Batch> {
  const { experiment, modules } = await readyFor(order)
  const runs = leg === null ? experiment : new Sweep(experiment, leg.seed, leg, modules)
  return runSeeds(runs, first, last)
}

async function readyFor(order: Order): Promise<Ready> {
  const name = JSON.stringify(order)
  if (ready?.name === name) return ready
  const scenario = await loadScenario(order)
  const modules = (): readonly Module[] => modulesOf(scenario, order.source)
  ready = { name, experiment: new Experiment(scenario, order, modules), modules }
  return ready
}
