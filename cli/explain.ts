// `explain`: one screen about anything that has a name here: a code, a fault, a property, a goal, a
// metric, a scenario, the exit codes, or a run with its events and faults (explain-run.ts).

import { codes, codeTold, nearestCode } from '../reports/codes.ts'
import { codeScreen } from '../reports/explain-code.ts'
import { written } from '../reports/json.ts'
import { prose, type Told, toldDocument, toldScreen, verbatim } from '../reports/told.ts'
import type { Found } from '../scenarios/runner/load.ts'
import { faultCatalogue } from '../sim/fault-catalogue.ts'
import { judgeTold, judgeWords } from '../reports/explain-judge.ts'
import { nearest } from '../sim/nearest.ts'
import { Mistake } from '../sim/problem.ts'
import type { Parsed } from './arguments.ts'
import type { Context } from './context.ts'
import { type ExitCode, exits } from './exit.ts'
import { checkTold, checkWords } from './explain-check.ts'
import { faultTold } from './explain-fault.ts'
import { explainPlan } from './explain-plan.ts'
import {
  exitScreen,
  goalScreen,
  metricNames,
  metricScreen,
  propertyScreen,
  scenarioScreen,
  variantScreen,
} from './explain-things.ts'
import { explainRun, isRun } from './explain-run.ts'
import { find } from './find.ts'
import { everyScenario } from './list.ts'
import { goalsOf, propertiesOf } from './properties.ts'
import { parseTarget } from './target.ts'

/** @throws Mistake for what nothing is called, with the nearest that something is */
export async function explain(parsed: Parsed, context: Context): Promise<ExitCode> {
  const { given, words } = parsed
  const plan = given['plan']
  if (typeof plan === 'string') return explainPlan(plan, parsed, context)
  const [first, ...rest] = words
  if (first === undefined) {
    refuseQuestion(parsed, context)
    return tell(indexScreen(context), parsed, context)
  }
  if (given['why'] !== undefined || given['why-not'] !== undefined || isRun(first, rest, context)) {
    return explainRun(first, rest, parsed, context)
  }
  return tell(await toldOf([first, ...rest], context), parsed, context)
}

function tell(told: Told, { given }: Parsed, context: Context): ExitCode {
  const json = given['json']
  context.out(
    json === undefined
      ? toldScreen(named(told, context), context.page)
      : written(toldDocument(told), json === 'stream'),
  )
  return exits.pass
}

/** Commands to paste begin with the name that this program was called by. */
const named = (told: Told, { name }: Context): Told => ({
  ...told,
  rows: told.rows.map((row) => ({
    ...row,
    lines: row.lines.map((line) =>
      row.form === 'lines' ? line.replace(/^(\d+ +)?worldline /u, `$1${name} `) : line,
    ),
  })),
})

function refuseQuestion({ given }: Parsed, { name }: Context): void {
  for (const flag of ['why', 'why-not']) {
    if (given[flag] === undefined) continue
    throw new Mistake([
      {
        code: 'WL1001',
        sentence: `--${flag} asks about a run, and none is named.`,
        lines: [`for example    ${name} explain ack-retry:forget-dedup@1/min --${flag}`],
      },
    ])
  }
}

async function toldOf(words: readonly string[], context: Context): Promise<Told> {
  const [first = '', ...rest] = words
  const all = words.join(' ')
  if (all === 'exit-codes') return exitScreen()
  const scenarios = await everyScenario(context.cwd)
  if (first === 'goal' && rest.length > 0) return goalOf(rest.join(' '), scenarios, context)
  const code = codeTold(all)
  if (code !== null) return codeScreen(code, propertiesWith(code.code, scenarios))
  const checked = checkTold(all)
  if (checked !== null) return checked
  const fault = faultTold(all)
  if (fault !== null) return fault
  const metric = metricNames.find((name) => name === all)
  if (metric !== undefined) return metricScreen(metric)
  const property = propertyOf(all, scenarios)
  if (property !== null) return property
  if (scenarios.some(({ scenario }) => goalsOf(scenario).includes(all)))
    return goalScreen(all, scenarios)
  const target = await targetTold(all, scenarios, context)
  if (target !== null) return target
  const judge = judgeTold(all)
  if (judge !== null) return judge
  throw unknown(all, scenarios, context)
}

function propertiesWith(code: string, scenarios: readonly Found[]): string[] {
  return scenarios
    .flatMap(({ scenario }) => propertiesOf(scenario, null))
    .filter((row) => row.code === code)
    .map((row) => `${row.scenario}:"${row.name}"`)
}

/** `no duplicate effect`, `ack-retry:no duplicate effect`, `ack-retry:"no duplicate effect"`. */
function propertyOf(text: string, scenarios: readonly Found[]): Told | null {
  const all = scenarios.flatMap(({ scenario }) => propertiesOf(scenario, null))
  const rows = all.filter(
    (row) =>
      row.name === text ||
      `${row.scenario}:${row.name}` === text ||
      `${row.scenario}:"${row.name}"` === text,
  )
  return rows.length === 0 ? null : propertyScreen(rows, scenarios)
}

function goalOf(text: string, scenarios: readonly Found[], { name }: Context): Told {
  const goals = [...new Set(scenarios.flatMap(({ scenario }) => [...goalsOf(scenario)]))]
  if (goals.includes(text)) return goalScreen(text, scenarios)
  const near = nearest(text, goals)
  throw new Mistake([
    {
      code: 'WL1002',
      sentence: `no scenario has a goal "${text}".`,
      lines: [
        ...(near === null ? [] : [`did you mean   ${name} explain goal "${near}" ?`]),
        ...goals.slice(0, 6).map((goal, at) => `${at === 0 ? 'goals' : ''}`.padEnd(15) + goal),
      ],
    },
  ])
}

/** A scenario or a variant of one, by name or file. */
async function targetTold(
  text: string,
  scenarios: readonly Found[],
  context: Context,
): Promise<Told | null> {
  const target = parseTarget(text)
  const known = scenarios.filter(({ scenario }) => scenario.name === target.name)
  const found = known.length > 0 ? known : target.isFile ? await find(target, context) : []
  const [one] = found
  if (one === undefined) return null
  const { variant } = target
  if (variant === null) return scenarioScreen(one)
  if (variant in one.scenario.variants) return variantScreen(one, variant)
  const rows = propertiesOf(one.scenario, null).filter((row) => row.name === unquoted(variant))
  return rows.length === 0 ? null : propertyScreen(rows, [one])
}

const unquoted = (text: string): string => text.replace(/^"(.*)"$/u, '$1')

function unknown(word: string, scenarios: readonly Found[], context: Context): Mistake {
  const near = /^wl\d/iu.test(word) ? nearestCode(word) : nearest(word, thingsIn(scenarios))
  return new Mistake([
    {
      code: 'WL1002',
      sentence: `there is nothing called "${word}" to explain.`,
      lines: [
        ...(near === null ? [] : [`did you mean   ${context.name} explain ${quotedIf(near)} ?`]),
        `codes          WL1001 to ${codes.at(-1)?.code ?? ''}     exit-codes`,
        `faults         ${context.name} list faults`,
        `properties     ${context.name} list properties`,
        'a run          ack-retry:forget-dedup@1/min, with #e57 an event of it, with #f1 a fault',
      ],
    },
  ])
}

const quotedIf = (word: string): string => (word.includes(' ') ? `"${word}"` : word)

/** Everything that has a name, for the nearest one. */
export function thingsIn(scenarios: readonly Found[]): string[] {
  return [
    'exit-codes',
    ...codes.map(({ code }) => code),
    ...Object.values(faultCatalogue).map(({ name }) => name),
    ...metricNames,
    ...checkWords(),
    ...judgeWords,
    ...scenarios.flatMap(({ scenario }) => [
      scenario.name,
      ...Object.keys(scenario.variants).map((variant) => `${scenario.name}:${variant}`),
      ...propertiesOf(scenario, null).map(({ name }) => name),
      ...goalsOf(scenario),
    ]),
  ]
}

function indexScreen({ name }: Context): Told {
  const line = (what: string, say: string): string => `${say.padEnd(46)} ${what}`
  return {
    word: 'explain',
    name: 'what can be explained',
    kind: 'explain',
    about: [],
    rows: [
      verbatim('a failure', [
        line('the failure, told', 'explain ack-retry:forget-dedup@1/min'),
        line('the chain of causes', 'explain ack-retry:forget-dedup@1/min --why'),
        line('why an event, an operation, a State', 'explain … --why e57 | C | receiver1.seen'),
        line('what would have made it so', 'explain … --why-not "ack#1 arrives"'),
        line('an event; a fault of the run', 'explain …#e57     explain …#f1'),
      ]),
      verbatim('a word', [
        line('a code', 'explain WL2006'),
        line('a fault', 'explain partition'),
        line('a property', 'explain "no duplicate effect"'),
        line('a goal', 'explain goal "a letter was tried again"'),
        line('a metric of thresholds', 'explain op.latency'),
        line('a scenario; a variant of it', 'explain ack-retry:forget-dedup'),
        line('formats and models of histories', 'explain check | jepsen-edn | cas-register'),
        line('what commands end with', 'explain exit-codes'),
      ]),
      verbatim('a plan', [line('in its normal form', 'explain --plan ack-retry')]),
      prose('lists', `${name} list faults, variants, properties, scenarios`),
    ],
  }
}
