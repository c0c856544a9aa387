// `list`: the scenarios, their variants and properties, and the faults, each as a table or as a
// document.

import { columns, pad } from '../reports/page.ts'
import { written } from '../reports/json.ts'
import { wrapped } from '../reports/words.ts'
import { builtIn } from '../scenarios/runner/catalogue.ts'
import { Experiment } from '../scenarios/runner/experiment.ts'
import type { Found } from '../scenarios/runner/load.ts'
import { settingsDefault } from '../scenarios/runner/order.ts'
import { carriersOf } from '../scenarios/runner/real-prepare.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { faultCatalogue } from '../sim/fault-catalogue.ts'
import { nearest } from '../sim/nearest.ts'
import { printFault } from '../sim/notation-print.ts'
import { Mistake } from '../sim/problem.ts'
import type { Parsed } from './arguments.ts'
import { listWords } from './commands.ts'
import type { Context } from './context.ts'
import { type ExitCode, exits } from './exit.ts'
import { ownScenarios } from './find.ts'
import { goalsOf, propertiesOf } from './properties.ts'
import { table } from './table.ts'

/** Prints the word asked for, `scenarios` without one. */
export async function list(parsed: Parsed, context: Context): Promise<ExitCode> {
  const what = parsed.words[0] ?? 'scenarios'
  if (!listWords.includes(what)) throw unknownWord(what, context)
  if (what === 'cases') return (await import('./cases.ts')).listCases(parsed, context)
  const scenarios = what === 'faults' ? [] : await everyScenario(context.cwd)
  const json = parsed.given['json']
  if (json !== undefined) {
    const rows = what === 'faults' ? faultRows() : documentRows(what, scenarios)
    context.document(written({ schema: 'worldline.list/1', [what]: rows }, json === 'stream'))
    return exits.pass
  }
  context.out(`\n${screenOf(what, scenarios, context)}\n`)
  return exits.pass
}

function unknownWord(what: string, { name }: Context): Mistake {
  const near = nearest(what, listWords)
  return new Mistake([
    {
      code: 'WL1001',
      sentence: `there is no list of "${what}".`,
      lines: [
        ...(near === null ? [] : [`did you mean   ${name} list ${near} ?`]),
        `lists          ${listWords.join('  ')}`,
      ],
    },
  ])
}

/** The built-in ones, then those of this repository. */
export async function everyScenario(cwd: string): Promise<readonly Found[]> {
  const ours: Found[] = builtIn.map((scenario) => ({ scenario, source: { kind: 'built-in' } }))
  return [...ours, ...(await ownScenarios(cwd))]
}

function screenOf(what: string, scenarios: readonly Found[], context: Context): string {
  switch (what) {
    case 'variants':
      return variantsScreen(scenarios, context)
    case 'faults':
      return faultsScreen(context)
    case 'properties':
      return propertiesScreen(scenarios, context)
    default:
      return scenariosScreen(scenarios, context)
  }
}

interface Row {
  readonly name: string
  readonly about: string
  readonly place: string | null
  readonly nodes: number
  readonly roles: Readonly<Record<string, number>>
  readonly link: readonly string[]
  readonly via: readonly string[]
  readonly faults: readonly string[]
  readonly properties: readonly string[]
  readonly goals: readonly string[]
  readonly params: readonly string[]
  readonly variants: readonly string[]
}

function rowOf({ scenario, source }: Found): Row {
  const site = new Experiment(scenario, { variant: null, settings: settingsDefault }).siteFor(1)
  const { network } = site.spec
  const roles = Object.entries(site.cast.byRole).map(([role, ids]) => [role, ids.length])
  return {
    name: scenario.name,
    about: scenario.about,
    place: source.kind === 'built-in' ? null : source.path,
    nodes: site.cast.nodes.length,
    roles: Object.fromEntries(roles),
    link: [...new Set([network.link, ...Object.values(network.links)])],
    via: carriersOf(site.roster),
    faults: site.plans.swarm ? ['swarm'] : site.plans.lines.map(printFault),
    properties: propertiesOf(scenario, site).map(({ name }) => name),
    goals: goalsOf(scenario),
    params: Object.keys(scenario.params),
    variants: Object.keys(scenario.variants),
  }
}

/** A row of facts a scenario, and under it what it is about. */
function scenariosScreen(scenarios: readonly Found[], { page, name, cwd }: Context): string {
  const rows = scenarios.map(rowOf)
  const cells = rows.map((row) => {
    const kinds = new Set(row.faults.map((line) => line.split(' ')[0] ?? line))
    return [
      row.place === null ? row.name : `.${row.place.replace(cwd, '')}`,
      String(row.nodes),
      row.link.join(' '),
      row.via.join(' '),
      kinds.size === 0 ? '–' : [...kinds].join(' '),
      String(row.properties.length),
      row.variants.length === 0 ? '–' : String(row.variants.length),
    ]
  })
  const head = ['SCENARIO', 'NODES', 'LINK', 'VIA', 'FAULTS', 'PROPERTIES', 'VARIANTS']
  const [first = '', ...lines] = table(head, cells, null, page).trimEnd().split('\n')
  const body = lines.flatMap((line, at) => [
    line,
    ...wrapped(rows[at]?.about ?? '', page.width - 6).map((text) =>
      page.ink.faint(`      ${text}`),
    ),
  ])
  const others = listWords.filter((word) => !['scenarios', 'variants'].includes(word)).join(', ')
  return `${[first, ...body].join('\n')}\n\n  ${name} list variants   also: ${others}   --json for machines\n`
}

function documentRows(what: string, scenarios: readonly Found[]): readonly unknown[] {
  if (what === 'scenarios') return scenarios.map(rowOf)
  if (what === 'variants') return scenarios.flatMap(({ scenario }) => variantRows(scenario))
  return scenarios.flatMap(({ scenario }) => propertiesOf(scenario, null))
}

interface VariantRow {
  readonly scenario: string
  readonly name: string
  readonly about: string
  readonly breaks: string
  readonly source: string
  readonly planted: boolean
}

const variantRows = (scenario: Scenario): VariantRow[] =>
  Object.entries(scenario.variants).map(([name, variant]) => ({
    scenario: scenario.name,
    name,
    about: variant.change,
    breaks: variant.breaks,
    source: variant.source,
    planted: 'rules' in variant,
  }))

/** A block a variant: three sentences do not fit the columns of a table. */
function variantsScreen(scenarios: readonly Found[], { page, name }: Context): string {
  const rows = scenarios.flatMap(({ scenario }) => variantRows(scenario))
  const blocks = rows.map((row) => {
    const kind = row.planted ? 'planted bug' : 'a source system, as it was'
    const sentences = [row.about, `breaks ${row.breaks}`, `from ${row.source}`]
    return [
      `  ${page.ink.strong(`${row.scenario}:${row.name}`)}   ${page.ink.faint(kind)}`,
      ...sentences.flatMap((text) => wrapped(text, page.width - 6)).map((line) => `      ${line}`),
    ].join('\n')
  })
  const first = rows[0]
  const example = first === undefined ? '' : `\n\n  ${name} explore ${first.scenario}:${first.name}`
  return `${blocks.join('\n')}${example}\n`
}

/** A block a scenario: its properties, each with its code and, where it says so, what it claims. */
function propertiesScreen(scenarios: readonly Found[], { page }: Context): string {
  const all = scenarios.map(({ scenario }) => ({
    name: scenario.name,
    rows: propertiesOf(scenario, null),
  }))
  const wide = Math.max(0, ...all.flatMap(({ rows }) => rows.map(({ name }) => columns(name))))
  const blocks = all
    .filter(({ rows }) => rows.length > 0)
    .map(({ name, rows }) =>
      [
        `  ${page.ink.strong(name)}`,
        ...rows.flatMap((row) => [
          `    ${pad(row.section, 12)}${pad(row.name, wide + 2)}${row.code}`,
          ...(row.about === null ? [] : wrapped(row.about, page.width - 18)).map((line) =>
            page.ink.faint(`${' '.repeat(18)}${line}`),
          ),
        ]),
      ].join('\n'),
    )
  return `${blocks.join('\n\n')}\n`
}

function faultRows(): readonly Record<string, unknown>[] {
  return Object.values(faultCatalogue).map(({ name, does, about, links, lasting, examples }) => ({
    ...{ name, about: does, of: about, links, lasting, examples },
  }))
}

/** By what they act on, each with its first example. */
function faultsScreen({ page, name }: Context): string {
  const entries = Object.values(faultCatalogue)
  const wide = Math.max(...entries.map(({ examples }) => columns(examples[0])))
  const lines: string[] = []
  for (const group of new Set(entries.map(({ about }) => about))) {
    const own = entries.filter(({ about }) => about === group)
    const kinds = new Set(own.map(({ links }) => links))
    const [only] = kinds
    const on =
      kinds.size === 1 && (only === 'datagram' || only === 'stream') ? ` (${only} links)` : ''
    lines.push(...(lines.length === 0 ? [] : ['']), `  ${page.ink.strong(group)}${on}`)
    for (const { examples, does, links } of own) {
      const limit = on !== '' || links === null || links === 'both' ? '' : ` (${links} links)`
      const [first, ...rest] = wrapped(does + limit, Math.max(20, page.width - wide - 8))
      lines.push(`    ${examples[0].padEnd(wide)}    ${first ?? ''}`)
      lines.push(...rest.map((line) => `${' '.repeat(wide + 8)}${line}`))
      lines.push(...examples.slice(1).map((example) => page.ink.faint(`    ${example}`)))
    }
  }
  const when = '@ 1s   @ 1s..2s   for 500ms   every 2s   restart +200ms   lose unsynced'
  return [
    ...lines,
    '',
    `  when and how long    ${when}`,
    `  nodes                n1   n1,n2   a role   random one | minority | majority   all   each`,
    '',
    `  ${name} run ack-retry -f "partition random minority every 2s for 800ms"`,
    '',
  ].join('\n')
}
