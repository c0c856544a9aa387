// `npm run raft:published`: elections of the real server beside the figures of others, row by row.

import Table from 'cli-table3'
import {
  availability,
  detect,
  detections,
  measure,
  overWideArea,
  shares,
  splitChance,
  splitLatencies,
  splitRows,
  splitShare,
} from '../protocols/raft/published.suite.ts'

const plain = { style: { head: [], border: [] } }
const one = (value: number): string => value.toFixed(1)
const percent = (share: number): string => (share * 100).toFixed(3)

function splits(runs: number): string {
  const head = ['servers', 'failed', ...splitLatencies.map((l) => `l = ${l}: in theory | ours, %`)]
  const table = new Table({ ...plain, head })
  for (const [size, failed] of splitRows) {
    const cells = splitLatencies.map((latency) => {
      const theory = percent(splitChance(size, failed, latency))
      return `${theory} | ${percent(splitShare(size, failed, latency, runs))}`
    })
    table.push([String(size), String(failed), ...cells])
  }
  return table.toString()
}

function availabilities(runs: number): string {
  const head = ['logs', 'failed', '', ...shares.map((share) => `p${share * 100}`), 'mean']
  const table = new Table({ ...plain, head })
  for (const row of availability) {
    const ours = measure(overWideArea(row), runs)
    const published = row.published.map((value) => (value === null ? '–' : one(value)))
    table.push([row.logs, String(row.failed), 'published', ...published, one(row.mean)])
    table.push(['', '', 'ours', ...ours.quantiles.map(one), one(ours.mean)])
  }
  return table.toString()
}

function crashes(runs: number): string {
  const head = ['timeouts, ms', 'median published', 'ours', 'mean published', 'ours', 'max']
  const table = new Table({ ...plain, head })
  for (const row of detections) {
    const ours = detect(row, row.electionMax - row.electionMin < 5_000 ? runs / 10 : runs)
    table.push([
      `${row.electionMin / 1_000} to ${row.electionMax / 1_000}`,
      ...[one(row.median), one(ours.quantiles[3] ?? 0), one(row.mean), one(ours.mean)],
      one(ours.max),
    ])
  }
  return table.toString()
}

process.stdout.write(`Split votes, 10,000 elections a cell\n${splits(10_000)}\n\n`)
process.stdout.write(`AvailSim: 10,000 runs a row, ms\n${availabilities(10_000)}\n\n`)
process.stdout.write(`Figure 16: 2,000 crashes a row, ms\n${crashes(2_000)}\n`)
