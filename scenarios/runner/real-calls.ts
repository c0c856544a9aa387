// The workload of a real run: the calls that the seed draws, at their instants of wall time. A rate
// draws them for a longer or shorter storm and moves their instants together or apart.

import type { Call } from '../../sim/fault.ts'
import type { Micros } from '../../sim/units.ts'
import type { Experiment } from './experiment.ts'

/**
 * @param experimentAt the same experiment with another length of the storm
 * @param rate operations a second over all clients; null: the scenario's own
 * @param longer the same stream of calls goes on until then
 */
export function realCalls(
  experimentAt: (storm: Micros) => Experiment,
  seed: number,
  storm: Micros,
  rate: number | null,
  longer: Micros = storm,
): readonly Call[] {
  const own = experimentAt(storm).siteFor(seed).callsOf(seed)
  if (own.length === 0) return own
  if (rate === null) return experimentAt(longer).siteFor(seed).callsOf(seed)
  const wanted = Math.round((rate * storm) / 1_000_000)
  // Scenarios have calls at the beginning and the end of a storm too, so the number is not quite
  // proportional to its length: the second guess corrects the first.
  let length = scaled(storm, wanted, own.length)
  const first = experimentAt(length).siteFor(seed).callsOf(seed)
  if (first.length === 0) return own
  length = scaled(length, wanted, first.length)
  const wide = longer === storm ? length : Math.round((length * longer) / storm)
  const calls = experimentAt(wide).siteFor(seed).callsOf(seed)
  return calls.map((call) => ({ ...call, at: Math.floor((call.at * storm) / length) }))
}

const scaled = (length: Micros, wanted: number, had: number): Micros =>
  Math.max(1_000, Math.round((length * wanted) / had))
