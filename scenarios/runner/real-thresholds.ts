// Thresholds of a real run. Their figures are the wall's and differ from run to run, so each is told
// with how many it is of, and marked where it is within a tenth of its limit.

import { type Measurable, measure } from '../../sim/check/measure.ts'
import { type Metric, type Threshold, tell } from '../../sim/check/threshold.ts'
import { tellDuration } from '../../sim/duration.ts'
import type { Finding } from '../../sim/verdict.ts'
import { counted } from '../../reports/words.ts'

/** The findings, those of thresholds with their samples. */
export const withSamples = (
  findings: readonly Finding[],
  thresholds: readonly Threshold[],
  run: Measurable,
): Finding[] => findings.map((finding) => sampled(finding, thresholds, run))

function sampled(finding: Finding, thresholds: readonly Threshold[], run: Measurable): Finding {
  const threshold = thresholds.find(({ text }) => text === finding.property)
  if (finding.section !== 'expect' || threshold === undefined) return finding
  if (finding.verdict === 'inconclusive') return finding
  const measured = measure(threshold, run)
  if (measured.kind === 'none') return finding
  const { metric, limit } = threshold
  const near = Math.abs(measured.value - limit) <= limit / 10
  const said = sampleOf(metric, measured.of)
  const sample = said === null ? '' : `   of ${said}`
  const hint = near ? '   within 10 % of the limit' : ''
  const figure = tell(metric, measured.value, tellDuration)
  if (finding.verdict === 'pass') return { ...finding, near, detail: `${figure}${sample}${hint}` }
  return { ...finding, near, why: `${finding.why ?? figure}${sample}${hint}` }
}

/** What a figure is of; null: of the one run. */
function sampleOf(metric: Metric, count: number): string | null {
  if (metric === 'convergence') return null
  if (metric === 'availability') return counted(count, 'window of 100 ms', 'windows of 100 ms')
  return counted(count, 'operation')
}
