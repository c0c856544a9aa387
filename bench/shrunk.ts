// `npm run shrunk`: the lowest failing seeds of every planted bug, shrunk: how much there was, how much
// is left, what it took, and whether any single item could still be taken away. Exit 1 when one could,
// or when a picture is larger than two faults and six operations.

import { parseArgs } from 'node:util'
import Table from 'cli-table3'
import { builtIn } from '../scenarios/runner/catalogue.ts'
import { Experiment } from '../scenarios/runner/experiment.ts'
import { Stagings } from '../scenarios/runner/explicit.ts'
import { minimality } from '../scenarios/runner/one-less.suite.ts'
import { settingsDefault } from '../scenarios/runner/order.ts'
import { register } from '../scenarios/runner/register.test.toy.ts'
import { shrinkRunsDefault, shrinkSeed } from '../scenarios/runner/shrink.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { Size } from '../sim/explicit.ts'
import { countOf } from './count-of.ts'

const usage = `usage: npm run shrunk -- [--seeds N] [--runs N] [scenario | bug …]

  --seeds N   the lowest N failing seeds of each bug (1)
  --runs N    runs that shrinking may take (${shrinkRunsDefault})
`
const seedsMost = 20_000
const faultsMost = 2
const operationsMost = 6

interface Shrunk {
  readonly scenario: string
  readonly bug: string
  readonly seed: number
  readonly property: string
  readonly from: Size
  readonly to: Size
  readonly runs: number
  readonly seconds: number
  readonly complete: boolean
  readonly tried: number
  readonly needless: readonly string[]
  /** what the scenario without the bug makes of it; a copy of a source system has no other to compare */
  readonly without: 'passes' | 'fails' | '–'
}

function* shrunkOf(
  scenario: Scenario,
  bug: string,
  seeds: number,
  runs: number,
): Generator<Shrunk> {
  const experiment = new Experiment(scenario, { variant: bug, settings: settingsDefault })
  const variant = scenario.variants[bug]
  const planted = variant !== undefined && 'rules' in variant
  let found = 0
  for (let seed = 1; seed <= seedsMost && found < seeds; seed++) {
    if (experiment.run(seed).failure === null) continue
    found += 1
    const stagings = new Stagings(scenario, bug)
    const began = process.hrtime.bigint()
    const { explicit, run, shrunk } = shrinkSeed(experiment, stagings, seed, { runs, time: null })
    const seconds = Number(process.hrtime.bigint() - began) / 1e9
    const { failure } = run
    if (failure === null) throw new Error(`${bug}@${seed} does not fail once it is shrunk`)
    const { tried, needless } = minimality(stagings, explicit, failure)
    const right = planted ? new Stagings(scenario, null).run(explicit).run.failure : undefined
    const { from, to, complete } = shrunk
    yield {
      ...{
        scenario: scenario.name,
        bug,
        seed,
        property: failure.property,
        from,
        to,
        runs: shrunk.runs,
        seconds,
        complete,
      },
      ...{ tried, needless },
      without: right === undefined ? '–' : right === null ? 'passes' : 'fails',
    }
  }
}

const isGood = ({ to, complete, needless, without }: Shrunk): boolean =>
  complete &&
  needless.length === 0 &&
  without !== 'fails' &&
  to.faults <= faultsMost &&
  to.operations <= operationsMost

const arrow = (one: Shrunk, part: keyof Size): string => `${one.from[part]} → ${one.to[part]}`

const row = (one: Shrunk): string[] => [
  `${one.scenario}:${one.bug}@${one.seed}`,
  ...(['nodes', 'faults', 'operations', 'decisions', 'events'] as const).map((part) =>
    arrow(one, part),
  ),
  String(one.runs),
  one.seconds.toFixed(2),
  one.complete ? 'yes' : 'no',
  one.needless.length === 0 ? `none of ${one.tried}` : one.needless.join(', '),
  one.without,
]

function main(args: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seeds: { type: 'string', default: '1' },
      runs: { type: 'string', default: String(shrinkRunsDefault) },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(usage)
    return 0
  }
  const [seeds, runs] = [countOf(values.seeds), countOf(values.runs)]
  const parts = ['nodes', 'faults', 'operations', 'decisions', 'events']
  const head = ['bug', ...parts, 'runs', 's', 'complete', 'needless', 'without the bug']
  const table = new Table({ head, style: { head: [], border: [] } })
  let [all, good] = [0, 0]
  for (const scenario of [...builtIn, register]) {
    for (const bug of Object.keys(scenario.variants)) {
      const names = [scenario.name, bug, `${scenario.name}:${bug}`]
      if (positionals.length > 0 && !names.some((name) => positionals.includes(name))) continue
      for (const one of shrunkOf(scenario, bug, seeds, runs)) {
        all += 1
        if (isGood(one)) good += 1
        table.push(row(one))
        process.stderr.write(`${scenario.name}:${bug}@${one.seed} ${one.seconds.toFixed(1)} s\n`)
      }
    }
  }
  process.stdout.write(`${table.toString()}\n`)
  process.stdout.write(
    `${good} of ${all} with at most ${faultsMost} faults and ${operationsMost} operations, of which ` +
      'no single item can be taken away; what is a planted bug passes without it\n',
  )
  return good === all ? 0 : 1
}

process.exitCode = main(process.argv.slice(2))
