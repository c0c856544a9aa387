// `run.json`: what a recording is of. Written when the nodes have started and completed when they
// have ended; a run that was cut short has no end in it, and its nodes' files are as good as ever.

import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Carrier } from '../../adapters/carriers.ts'
import type { Whereabouts } from '../../adapters/process/process.ts'
import { recordingFormat } from '../../adapters/records/recording.ts'
import type { Planned } from '../../sim/fault.ts'
import { toJson } from '../../sim/plain.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import type { Verdict } from '../../sim/verdict.ts'
import { codeHashOf } from './load.ts'
import type { Order } from './order.ts'
import type { Prepared } from './real-prepare.ts'
import type { RealOptions, RealRun } from './real-run.ts'
import { version } from './version.ts'

export const runFileName = 'run.json'

/** What a recording is of; plain. Times in microseconds. */
export interface RunFile {
  readonly format: number
  /** version of worldline that made it */
  readonly worldline: string
  readonly scenario: string
  readonly variant: string | null
  /** what the nodes were made by */
  readonly order: Order
  /** hash of the scenario's sources, 64 hex digits */
  readonly code: string
  readonly seed: number
  readonly via: Carrier
  /** operations a second over all clients; null: as the scenario says */
  readonly rate: number | null
  /** length of the storm that was asked for */
  readonly storm: Micros
  /** values of the parameters, for people: order and seed say them */
  readonly params: Readonly<Record<string, unknown>>
  readonly plan: readonly Planned[]
  /** the plan in the notation */
  readonly faults: readonly string[]
  readonly roster: readonly { readonly id: NodeId; readonly role: string }[]
  readonly nodes: readonly Whereabouts[]
  /** when the storm began, since the run's origin: the clock of the lines */
  readonly began: Micros
  /** null: the run was cut short */
  readonly ended: RunEnd | null
}

export interface RunEnd {
  readonly verdict: Verdict
  readonly findings: RealRun['findings']
  readonly operations: RealRun['operations']
  readonly latency: RealRun['latency']
  /** since the storm began */
  readonly calmAt: Micros
  readonly end: Micros
  readonly interrupted: boolean
}

interface Begun {
  readonly options: RealOptions
  readonly prepared: Prepared
  readonly nodes: readonly Whereabouts[]
  readonly began: Micros
}

/** Writes the file, and completes it when the run has ended. */
export function openRecord(
  folder: string,
  { options, prepared, nodes, began }: Begun,
): { close(end: RunEnd): void } {
  const { scenario, order, seed, via } = options
  const { site, storm, plan, faults, rate } = prepared
  const begun: RunFile = {
    ...{ format: recordingFormat, worldline: version(), scenario: scenario.name },
    ...{ variant: order.variant, order, code: codeHashOf(scenario, order.source) },
    ...{ seed, via, rate, storm, params: site.values, plan, faults },
    roster: site.cast.nodes.map(({ id, role }) => ({ id, role })),
    ...{ nodes, began, ended: null },
  }
  write(folder, begun)
  return {
    close({ verdict, findings, operations, latency, calmAt, end, interrupted }) {
      const ended = { verdict, findings, operations, latency, calmAt, end, interrupted }
      write(folder, { ...begun, ended })
    },
  }
}

/** Under another name first, so that nobody ever reads half of it. */
function write(folder: string, file: RunFile): void {
  const path = join(folder, runFileName)
  writeFileSync(`${path}.new`, `${JSON.stringify(toJson(file), null, 2)}\n`)
  renameSync(`${path}.new`, path)
}
