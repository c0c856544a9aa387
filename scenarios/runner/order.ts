// An order: what to run, as data, so that it can cross to a worker thread and be printed as a
// command. Making worlds of it is experiment.ts's business.

import type { Source } from '../form.ts'

export type { Source } from '../form.ts'

/** Everything a person may say that differs from the scenario's own defaults. */
export interface Settings {
  /** `--set`, as typed: parameter by name */
  readonly set: Readonly<Record<string, string>>
  /** `--faults`; a list stands for the lines of a file */
  readonly faults: 'default' | 'none' | 'swarm' | readonly string[]
  /** `-f`, added to the plan */
  readonly extraFaults: readonly string[]
  /** `--expect`, added to the thresholds */
  readonly extraExpect: readonly string[]
  readonly until: string | null
  readonly settle: string | null
}

export const settingsDefault: Settings = {
  set: {},
  faults: 'default',
  extraFaults: [],
  extraExpect: [],
  until: null,
  settle: null,
}

export interface Order {
  readonly source: Source
  /** name of the scenario */
  readonly scenario: string
  readonly variant: string | null
  readonly settings: Settings
}

/** Whether a coordinate says everything: `ack-retry:original@7` names the same run everywhere. */
export const isDefault = (settings: Settings): boolean =>
  Object.keys(settings.set).length === 0 &&
  settings.faults === 'default' &&
  settings.extraFaults.length === 0 &&
  settings.extraExpect.length === 0 &&
  settings.until === null &&
  settings.settle === null
