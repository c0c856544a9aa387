// A replay for machines: what was verified, what was measured in both worlds, what was fitted, and
// the run that went on. The same facts as on the screen, under names with their units.

import type { Drift } from '../sim/drift.ts'
import type { Span } from '../sim/span.ts'
import type { ReplayTold } from './replay-screen.ts'

/** Latencies and rates of a recording, as far as they are told. */
export interface FitTold {
  readonly latency: Span | null
  readonly sync: Span | null
  readonly lossPpm: number | null
  readonly copyPpm: number | null
  readonly messages: number
  readonly syncs: number
}

/** The document of a real run's drift: a row a measure. */
export const driftDocument = ({ rows, seeds, kinder }: Drift): Record<string, unknown> => ({
  seeds,
  kinder,
  rows,
})

/**
 * @param compared null: the replay diverged, or was not asked to be compared
 * @param goes the run that went on, as its own document; null: it did not
 */
export function replayDocument(
  told: ReplayTold,
  compared: { readonly drift: Drift; readonly fit: FitTold } | null,
  goes: { readonly at: number; readonly run: Record<string, unknown> } | null,
  exitCode: number,
): Record<string, unknown> {
  const { label, folder, via, seed, worldline, changed, difference } = told
  const { steps, states, nodes, lives } = told
  return {
    schema: 'worldline.result/1',
    verdict:
      goes !== null ? goes.run['verdict'] : difference === null ? 'inconclusive' : 'diverged',
    exitCode,
    recording: { scenario: label, folder, via, seed, worldline, sourcesChanged: changed },
    replay: { steps, states, nodes, lives, difference },
    drift: compared === null ? null : driftDocument(compared.drift),
    fit: compared === null ? null : fitDocument(compared.fit),
    continued: goes === null ? null : { fromUs: goes.at, run: goes.run },
  }
}

function fitDocument(fit: FitTold): Record<string, unknown> {
  const { latency, sync, lossPpm, copyPpm, messages, syncs } = fit
  return {
    messages,
    syncs,
    lossPpm,
    copyPpm,
    latencyUs: quantilesOf(latency),
    syncUs: quantilesOf(sync),
  }
}

/** Of a trace; its samples are rising and evenly spread over their shares. */
function quantilesOf(span: Span | null): Record<string, number> | null {
  if (span?.kind !== 'trace') return null
  const { samples } = span
  const at = (share: number): number => samples[Math.ceil(share * samples.length) - 1] ?? 0
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) }
}
