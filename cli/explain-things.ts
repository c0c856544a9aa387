// What `explain` says of things that scenarios declare, and of the exit codes: a property, a goal, a
// metric, a scenario, a variant. Told from the scenarios themselves, so nothing here can grow stale.

import { anomaly } from '../reports/codes.ts'
import { listing, prose, type Told, verbatim } from '../reports/told.ts'
import { Experiment } from '../scenarios/runner/experiment.ts'
import type { Found } from '../scenarios/runner/load.ts'
import { settingsDefault } from '../scenarios/runner/order.ts'
import { tellFile } from '../scenarios/runner/place.ts'
import { type Metric, metrics } from '../sim/check/threshold.ts'
import { printFault } from '../sim/notation-print.ts'
import { exits } from './exit.ts'
import { goalsOf, propertiesOf, type PropertyRow } from './properties.ts'

const placeOf = ({ scenario: { place }, source }: Found): string =>
  place === null || source.kind === 'built-in' ? 'built in' : tellFile(place)
/** A target as commands take it. */
const targetOf = ({ scenario, source }: Found): string =>
  source.kind === 'file' ? tellFile(source.path) : scenario.name

const judged: Readonly<Record<string, string>> = {
  always: 'after every step of the run, storm and calm; the first step that breaks it ends the run',
  eventually:
    'at the end of the calm, when everything is healed; where it says "within", from the first instant at which it holds',
  check: 'at the end, from the client history alone: what was asked, what was answered, when',
  expect: 'at the end, from what was measured; exact, because time is simulated',
}

/** A property, in every scenario that has one of that name. */
export function propertyScreen(rows: readonly PropertyRow[], all: readonly Found[]): Told {
  const [first] = rows
  const name = first?.name ?? ''
  const code = first?.code ?? 'WL2099'
  const own = all.filter(({ scenario }) => rows.some((row) => row.scenario === scenario.name))
  const breakers = own.flatMap((found) =>
    Object.entries(found.scenario.variants)
      .filter(([, { breaks }]) => breaks === name)
      .map(([variant]) => `worldline explore ${targetOf(found)}:${variant}`),
  )
  const [one] = own
  const about = rows.find((row) => row.about !== null)?.about
  return {
    word: name,
    name: anomaly(code),
    kind: `property, ${first?.section ?? ''}`,
    about: about === undefined || about === null ? [] : [`It holds when ${about}.`],
    rows: [
      prose('judged', judged[first?.section ?? ''] ?? ''),
      prose('a failure is', `${anomaly(code)}; worldline explain ${code}`),
      verbatim(
        'claimed by',
        own.slice(0, 10).map((found) => `${found.scenario.name}   ${placeOf(found)}`),
      ),
      verbatim(
        'see it fail',
        breakers.length > 0
          ? breakers.slice(0, 8)
          : [
              `worldline explore ${one === undefined ? '' : targetOf(one)} --seeds 10000   no planted bug breaks it`,
            ],
      ),
    ],
  }
}

/** A goal: what a run should reach now and then. */
export function goalScreen(goal: string, all: readonly Found[]): Told {
  const own = all.filter(({ scenario }) => goalsOf(scenario).includes(goal))
  const counted = own.some(({ scenario }) => Array.isArray(scenario.claims.sometimes))
  const [one] = own
  const target = one === undefined ? 'ack-retry' : targetOf(one)
  return {
    word: goal,
    name: 'a goal that runs should reach now and then',
    kind: 'goal',
    about: [
      'A goal that no run reaches says that the runs never came to where bugs of that kind live.',
    ],
    rows: [
      prose(
        'counted',
        counted
          ? 'by the actors, with node.sometimes, in the step that reaches it'
          : 'by the scenario, which looks at the world after every step until it is reached once',
      ),
      verbatim(
        'declared by',
        own.map((found) => `${found.scenario.name}   ${placeOf(found)}`),
      ),
      listing('never seen', [
        'more seeds, a longer storm (--until), or faults that lead there (-f)',
        'a run where it is missing passes; with --strict it fails (exit 1)',
      ]),
      verbatim('see it', [`worldline explore ${target} --seeds 1000`]),
    ],
  }
}

/** A metric of thresholds. */
export function metricScreen(metric: Metric): Told {
  const { unit, aggregate, about } = metrics[metric]
  const limit = { duration: '200ms', percent: '50%', number: '12' }[unit]
  const word = aggregate ? `${metric} p99` : metric
  const sign = unit === 'percent' ? '>=' : '<'
  return {
    word: metric,
    name: about,
    kind: 'metric of thresholds',
    about: [
      'A threshold is a metric, an aggregate where the metric needs one, a scope if any, and a limit.',
    ],
    rows: [
      verbatim('example', [
        `${word} ${sign} ${limit}`,
        `${word} during partition ${sign} ${limit}`,
        `${word} after heal ${sign} ${limit}`,
      ]),
      prose('aggregate', aggregate ? 'p50 p95 p99 or any percentile, max, min, mean' : 'none'),
      prose('limit', { duration: 'a duration', percent: 'a percentage', number: 'a number' }[unit]),
      prose('measured', 'in simulated time and therefore exactly; in a real run on the wall clock'),
      prose('missed', `${anomaly('WL2013')}; worldline explain WL2013`),
      verbatim('try', [`worldline run ack-retry --expect "${word} ${sign} ${limit}"`]),
    ],
  }
}

/** A scenario: who takes part, what is done to them and what is claimed. */
export function scenarioScreen(found: Found): Told {
  const { scenario } = found
  const site = new Experiment(scenario, { variant: null, settings: settingsDefault }).siteFor(1)
  const roles = Object.entries(site.cast.byRole).map(([role, ids]) => `${ids.length} ${role}`)
  const faults = site.plans.swarm
    ? ['swarm: each seed draws its own plan within the budget']
    : site.plans.lines.map(printFault)
  const variants = Object.keys(scenario.variants)
  const target = targetOf(found)
  return {
    word: scenario.name,
    name: placeOf(found),
    kind: 'scenario',
    about: [scenario.about],
    rows: [
      prose('nodes', roles.join(' · ')),
      listing('faults', faults.length === 0 ? ['none of its own'] : faults.slice(0, 10)),
      listing(
        'claims',
        propertiesOf(scenario, site)
          .map(({ name, code }) => `${name}   ${code}`)
          .slice(0, 14),
      ),
      prose('variants', variants.length === 0 ? 'none' : variants.join('  ')),
      listing('assumes', site.assumptions),
      verbatim('try', [`worldline run ${target}`, `worldline explore ${target} --seeds 1000`]),
    ],
  }
}

/** A variant: what is different and where that comes from. */
export function variantScreen(found: Found, variant: string): Told {
  const { scenario } = found
  const said = scenario.variants[variant]
  const planted = said !== undefined && 'rules' in said
  const target = `${targetOf(found)}:${variant}`
  return {
    word: `${scenario.name}:${variant}`,
    name: planted ? 'a planted bug' : 'a copy with nodes of its own',
    kind: 'variant',
    about: [`${(said?.change ?? '').replace(/^./u, (one) => one.toUpperCase())}.`],
    rows: [
      prose('source', said?.source ?? ''),
      prose('breaks', said?.breaks ?? ''),
      ...(planted ? [prose('replaces', Object.keys(said.rules).join(', '))] : []),
      prose('scenario', `${scenario.name}: ${scenario.about}`),
      verbatim('see it fail', [`worldline explore ${target}`]),
    ],
  }
}

const exitRows: readonly (readonly [keyof typeof exits, string, string, string])[] = [
  ['pass', 'PASS', 'every property held, thresholds met', 'go on'],
  ['fail', 'FAIL', 'a property was violated, a threshold missed', 'block'],
  ['usage', 'USAGE', 'bad flag, name or scenario: nothing was run', 'fix the command'],
  ['inconclusive', 'INCONCLUSIVE', 'nothing could be judged; --strict makes it 1', 'warn'],
  ['diverged', 'DIVERGED', 'the same code did not do the same twice', 'run doctor'],
  ['internal', 'INTERNAL', 'worldline itself failed; a crash file is written', 'report a bug'],
  ['interrupted', 'INTERRUPTED', 'Ctrl-C, after a summary and a command to go on', '–'],
  ['terminated', 'TERMINATED', 'SIGTERM, in the same way', '–'],
]

/** What commands end with, and a command for each that ends so. */
export function exitScreen(): Told {
  return {
    word: 'exit-codes',
    name: 'what a command ends with, and what a build should do',
    kind: 'exit codes',
    about: [],
    rows: [
      verbatim(
        'codes',
        exitRows.map(
          ([code, name, what, then]) =>
            `${String(exits[code]).padEnd(3)}  ${name.padEnd(13)}${what.padEnd(47)} ${then}`,
        ),
      ),
      prose('several', 'of several results the gravest counts: 70, 4, 1, 3, then 0'),
      prose('serve', '0 on Ctrl-C, 2 when it cannot become ready'),
      prose(
        'check',
        '1 a history is wrong, 2 a file is none, 3 undecided; several: 1, 2, 3, then 0',
      ),
      prose('call', '0 answered, 1 refused by the service, 2 usage, 3 no answer'),
      verbatim('see them', [
        '0    worldline run ack-retry --seed 1',
        '1    worldline run ack-retry:forget-dedup --seed 1',
        '2    worldline run ack-rerty',
        '3    worldline run ack-retry --until 100ms --settle 100ms --faults none',
        '4    worldline doctor --determinism my.scenario.ts   if it asks Date.now()',
      ]),
    ],
  }
}

/** Metrics by name. */
export const metricNames: readonly Metric[] = Object.keys(metrics).filter(
  (name): name is Metric => name in metrics,
)
