// The experiment of an order, for the commands that run single seeds themselves.

import { Experiment } from '../scenarios/runner/experiment.ts'
import { codeHashOf, modulesOf } from '../scenarios/runner/load.ts'
import type { Asked } from './orders.ts'

/** @throws Mistake for settings that this scenario cannot have */
export const experimentOf = ({ scenario, order }: Asked): Experiment =>
  new Experiment(scenario, order, () => modulesOf(scenario, order.source))

/** 64 hex digits: whether somebody's sources have changed. */
export const codeHash = ({ scenario, order }: Asked): string => codeHashOf(scenario, order.source)
