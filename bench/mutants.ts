// `npm run mutants`: every planted bug of a scenario is looked for from twenty starting points, and
// none may survive; without faults none may show itself. The table says how hard each is to find.

import { parseArgs } from 'node:util'
import Table from 'cli-table3'
import { builtIn } from '../scenarios/runner/catalogue.ts'
import { Experiment } from '../scenarios/runner/experiment.ts'
import { settingsDefault } from '../scenarios/runner/order.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { Failure } from '../sim/verdict.ts'

const usage = `usage: npm run mutants -- [--starts N] [--most N] [--calm N] [scenario[:bug] …]

  --starts N   starting points, 100,000 seeds apart (20)
  --most N     seeds from each starting point at most (5,000)
  --calm N     seeds without faults, in which no bug may show (300)
`
const apart = 100_000

interface Sought {
  readonly bug: string
  readonly breaks: string
  /** seeds that each starting point took; null = not found within the bound */
  readonly took: readonly (number | null)[]
  /** how often each property was the one that broke */
  readonly by: ReadonlyMap<string, number>
  /** seeds without faults that failed */
  readonly calm: number
  readonly seconds: number
}

interface Limits {
  readonly starts: number
  readonly most: number
  readonly calm: number
}

function failureOf(experiment: Experiment, seed: number): Failure | null {
  return experiment.run(seed).failure
}

function seek(scenario: Scenario, bug: string, breaks: string, limits: Limits): Sought {
  const began = process.hrtime.bigint()
  const stormy = new Experiment(scenario, { variant: bug, settings: settingsDefault })
  const calm = new Experiment(scenario, {
    variant: bug,
    settings: { ...settingsDefault, faults: 'none' },
  })
  const by = new Map<string, number>()
  const took = Array.from({ length: limits.starts }, (_, start) => {
    const first = 1 + start * apart
    for (let seed = first; seed < first + limits.most; seed++) {
      const failure = failureOf(stormy, seed)
      if (failure === null) continue
      by.set(failure.property, (by.get(failure.property) ?? 0) + 1)
      return seed - first + 1
    }
    return null
  })
  let shown = 0
  for (let seed = 1; seed <= limits.calm; seed++) if (failureOf(calm, seed) !== null) shown += 1
  return {
    bug,
    breaks,
    took,
    by,
    calm: shown,
    seconds: Number(process.hrtime.bigint() - began) / 1e9,
  }
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN

function row({ bug, breaks, took, by, calm, seconds }: Sought): string[] {
  const found = took.filter((seeds) => seeds !== null).sort((a, b) => a - b)
  const caught = [...by].sort((a, b) => b[1] - a[1]).map(([name, times]) => `${name} ×${times}`)
  return [
    bug,
    breaks,
    caught.join('\n') || 'nothing',
    `${found.length}/${took.length}`,
    found.length === 0 ? '-' : String(percentile(found, 0.5)),
    found.length === 0 ? '-' : `${percentile(found, 0.05)} .. ${percentile(found, 0.95)}`,
    String(calm),
    seconds.toFixed(1),
  ]
}

function bugsOf(scenario: Scenario, wanted: readonly string[]): [string, string][] {
  return Object.entries(scenario.variants).flatMap(([name, variant]) => {
    if (!('breaks' in variant) || !('rules' in variant)) return []
    const asked = wanted.length === 0 || wanted.includes(scenario.name)
    return asked || wanted.includes(`${scenario.name}:${name}`) ? [[name, variant.breaks]] : []
  })
}

const countOf = (text: string): number => {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 0) return count
  throw new RangeError(`a whole number was expected, not ${text}`)
}

function main(args: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      starts: { type: 'string', default: '20' },
      most: { type: 'string', default: '5000' },
      calm: { type: 'string', default: '300' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(usage)
    return 0
  }
  const limits = {
    starts: countOf(values.starts),
    most: countOf(values.most),
    calm: countOf(values.calm),
  }
  const head = ['bug', 'must break', 'caught by', 'found', 'median', '90 %', 'calm', 's']
  const table = new Table({ head, style: { head: [], border: [] } })
  let survivors = 0
  for (const scenario of builtIn) {
    for (const [bug, breaks] of bugsOf(scenario, positionals)) {
      const sought = seek(scenario, bug, breaks, limits)
      if (sought.took.includes(null) || sought.calm > 0) survivors += 1
      table.push(row(sought))
      process.stderr.write(`${scenario.name}:${bug} ${sought.seconds.toFixed(1)} s\n`)
    }
  }
  process.stdout.write(`${table.toString()}\n`)
  process.stdout.write(
    `median and 90 %: seeds to detection over ${limits.starts} starting points; ` +
      `calm: failures in ${limits.calm} seeds without faults\n` +
      `${survivors} not found from every starting point, or seen without faults\n`,
  )
  return survivors === 0 ? 0 : 1
}

process.exitCode = main(process.argv.slice(2))
