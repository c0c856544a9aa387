// How long a person waits for the command line before anything is done: `--help` in a process of
// its own, from its start to its end, and an empty process beside it for comparison.

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Bench } from './bench.ts'

const command = fileURLToPath(new URL('../cli/main.js', import.meta.url))
const runs = 5

/** Milliseconds of one process, the mean of a few in a row. */
function wallOf(args: readonly string[]): number {
  const began = process.hrtime.bigint()
  for (let run = 0; run < runs; run += 1) execFileSync(process.execPath, args)
  return Number(process.hrtime.bigint() - began) / 1e6 / runs
}

export const benches: readonly Bench[] = [
  { name: 'cli/help', unit: 'ms', better: 'less', run: () => wallOf([command, '--help']) },
  { name: 'cli/help/empty', unit: 'ms', better: 'less', run: () => wallOf(['-e', '0']) },
  { name: 'cli/list', unit: 'ms', better: 'less', run: () => wallOf([command, 'list']) },
]
