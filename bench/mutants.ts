// `npm run mutants`: every planted bug of a scenario is looked for from twenty starting points, and
// none may survive; without faults none may show itself, unless it says that it needs none. The table
// says what caught each, how hard it is to find, and how small a finding gets.

import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import Table from 'cli-table3'
import { Piscina } from 'piscina'
import { builtIn } from '../scenarios/runner/catalogue.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { Size } from '../sim/explicit.ts'
import { countOf } from './count-of.ts'
import type { Job, Limits, Sought } from './mutant-sought.ts'

const usage = `usage: npm run mutants -- [--starts N] [--most N] [--calm N] [--runs N] [--workers N] [scenario[:bug] …]

  --starts N   starting points, 100,000 seeds apart (20)
  --most N     seeds from each starting point at most (5,000)
  --calm N     seeds without faults, in which no bug may show that needs them (100)
  --runs N     runs that shrinking one finding of each may take (200); 0: nothing is shrunk
  --workers N  bugs looked for at once (2)
`

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN

const byOften = (by: Sought['by']): (readonly [string, number])[] =>
  [...by].sort((a, b) => b[1] - a[1])

/** Found from every starting point, most often by the property that it names. */
function isKilled({ took, by, breaks }: Sought): boolean {
  const most = byOften(by)[0]?.[1] ?? 0
  return !took.includes(null) && most > 0 && by.get(breaks) === most
}

/** A bug that anybody sees, with no fault at all, says nothing of how well faults are aimed. */
const isTooPlain = ({ needs, calm }: Sought): boolean => needs !== 'nothing' && calm > 0

const isRight = (sought: Sought): boolean => isKilled(sought) && !isTooPlain(sought)

function row(sought: Sought): string[] {
  const { scenario, bug, breaks, needs, took, by, calm, size, seconds } = sought
  const found = took.filter((seeds) => seeds !== null).sort((a, b) => a - b)
  const caught = byOften(by).map(([name, times]) => `${name} ×${times}`)
  return [
    `${isRight(sought) ? ' ' : '!'} ${scenario}:${bug}`,
    breaks,
    caught.join('\n') || 'nothing',
    `${found.length}/${took.length}`,
    found.length === 0 ? '-' : String(percentile(found, 0.5)),
    found.length === 0 ? '-' : `${percentile(found, 0.05)} .. ${percentile(found, 0.95)}`,
    ...(['faults', 'operations', 'nodes', 'events'] as const).map((part) => shrunk(size, part)),
    needs,
    String(calm),
    seconds.toFixed(0),
  ]
}

const shrunk = (size: Sought['size'], part: keyof Size): string =>
  size === null ? '-' : `${size.from[part]} → ${size.to[part]}`

function bugsOf(scenario: Scenario, wanted: readonly string[]): Omit<Job, 'limits'>[] {
  return Object.entries(scenario.variants).flatMap(([bug, variant]) => {
    if (!('breaks' in variant) || !('rules' in variant)) return []
    const asked = wanted.length === 0 || wanted.includes(scenario.name)
    if (!asked && !wanted.includes(`${scenario.name}:${bug}`)) return []
    const { breaks, needs = 'faults' } = variant
    return [{ scenario: scenario.name, bug, breaks, needs }]
  })
}

async function seekAll(
  jobs: readonly Omit<Job, 'limits'>[],
  limits: Limits,
  workers: number,
): Promise<Sought[]> {
  // From Node 22 on its middle compiler makes hot integer code in workers several times slower.
  if (Number(process.versions.node.split('.')[0]) >= 22) setFlagsFromString('--no-maglev')
  const pool = new Piscina<Job, Sought>({
    filename: new URL('./mutant-sought.js', import.meta.url).href,
    name: 'sought',
    maxThreads: Math.max(1, workers),
  })
  const all = await Promise.all(
    jobs.map(async (job) => {
      const one = await pool.run({ ...job, limits })
      process.stderr.write(`${one.scenario}:${one.bug} ${one.seconds.toFixed(1)} s\n`)
      return one
    }),
  )
  await pool.destroy()
  return all
}

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      starts: { type: 'string', default: '20' },
      most: { type: 'string', default: '5000' },
      calm: { type: 'string', default: '100' },
      runs: { type: 'string', default: '200' },
      workers: { type: 'string', default: '2' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(usage)
    return 0
  }
  const limits: Limits = {
    starts: countOf(values.starts),
    most: countOf(values.most),
    calm: countOf(values.calm, 0),
    runs: countOf(values.runs, 0),
  }
  const jobs = builtIn.flatMap((scenario) => bugsOf(scenario, positionals))
  const all = await seekAll(jobs, limits, countOf(values.workers))
  process.stdout.write(`${tableOf(all)}\n${legend(limits)}`)
  const survivors = all.filter((one) => !isKilled(one)).length
  const plain = all.filter(isTooPlain).length
  process.stdout.write(
    `${all.length} planted bugs: ${survivors} (!) not found from every starting point, or more often ` +
      `by another property than the one they name; ${plain} (!) show with less than they say that ` +
      'they need\n',
  )
  return all.every(isRight) ? 0 : 1
}

function tableOf(all: readonly Sought[]): string {
  const size = ['faults', 'operations', 'nodes', 'events']
  const head = [
    'bug',
    'must break',
    'caught by',
    'found',
    'median',
    '90 %',
    ...size,
    'needs',
    'calm',
    's',
  ]
  const table = new Table({ head, style: { head: [], border: [] } })
  for (const one of all) table.push(row(one))
  return table.toString()
}

const legend = ({ starts, calm, runs }: Limits): string =>
  `median and 90 %: seeds to detection over ${starts} starting points; faults to events: one finding ` +
  `and what ${runs} runs shrink it to; calm: failures in ${calm} seeds without faults, over streams ` +
  'if it needs overtaking; s: seconds that a worker took for all of it\n'

process.exitCode = await main(process.argv.slice(2))
