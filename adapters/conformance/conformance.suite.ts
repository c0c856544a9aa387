// One suite, every world: each promise of the contract run in the simulation and over each carrier.
// What a world does otherwise is said in the row, and the row holds it to that.

import { disks } from './disks.suite.ts'
import { datagrams, streams } from './links.suite.ts'
import { nodes } from './nodes.suite.ts'
import { RealStage } from './real.suite.ts'
import { SimulatedStage } from './simulated.suite.ts'
import { needsUsual, type Row, type WorldName } from './stage.suite.ts'
import { tables } from './tables.suite.ts'

export const rows: readonly Row[] = [...streams, ...datagrams, ...nodes, ...tables, ...disks]

/** Seeds of each row in the simulation. */
const seeds = 24

/**
 * Runs a row in a world.
 * @returns null when it is kept, else what broke
 */
export async function tryRow(row: Row, world: WorldName): Promise<string | null> {
  try {
    await (world === 'simulation' ? simulate(row) : perform(row, world))
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function simulate(row: Row): Promise<void> {
  const seen = new Set<string>()
  const otherwise = row.otherwise?.simulation !== undefined
  for (let seed = 1; seed <= seeds; seed += 1) {
    await row.run(new SimulatedStage(seed, { ...needsUsual, ...row.needs }, otherwise), seen)
  }
  const never = (row.somewhere ?? []).filter((one) => !seen.has(one))
  if (never.length > 0) throw new Error(`in ${seeds} seeds never: ${never.join(', ')}`)
}

async function perform(row: Row, world: Exclude<WorldName, 'simulation'>): Promise<void> {
  const otherwise = row.otherwise?.[world] !== undefined
  const stage = new RealStage(world, { ...needsUsual, ...row.needs }, otherwise)
  try {
    await stage.open()
    await row.run(stage, new Set())
  } finally {
    await stage.close()
  }
}
