// `explain --plan TARGET`: the plan of a scenario in its normal form, and everything else that its
// settings say, as the run will have it.

import { written } from '../reports/json.ts'
import { listing, prose, type Told, toldDocument, toldScreen, verbatim } from '../reports/told.ts'
import { Experiment } from '../scenarios/runner/experiment.ts'
import type { Found } from '../scenarios/runner/load.ts'
import { settingsDefault } from '../scenarios/runner/order.ts'
import { textOfValue } from '../scenarios/runner/settings.ts'
import { formatDuration } from '../sim/duration.ts'
import { printFault } from '../sim/notation-print.ts'
import type { Parsed } from './arguments.ts'
import type { Context } from './context.ts'
import { type ExitCode, exits } from './exit.ts'
import { find } from './find.ts'
import { parseTarget } from './target.ts'

const shownMax = 30

/** @param text a target: a name or a file, with a variant, with a seed for the draws of a swarm */
export async function explainPlan(
  text: string,
  { given }: Parsed,
  context: Context,
): Promise<ExitCode> {
  const target = parseTarget(text)
  const seed = target.seeds?.kind === 'range' ? target.seeds.from : 1
  for (const found of await find(target, context)) {
    const told = planScreen(found, target.variant, seed)
    const json = given['json']
    context.out(
      json === undefined
        ? toldScreen(told, context.page)
        : written(toldDocument(told), json === 'stream'),
    )
  }
  return exits.pass
}

function planScreen({ scenario }: Found, variant: string | null, seed: number): Told {
  const experiment = new Experiment(scenario, { variant, settings: settingsDefault })
  const site = experiment.siteFor(seed)
  const { swarm, lines } = site.plans
  const faults = swarm ? site.plans.occurrencesOf(seed).map(({ line }) => line) : lines
  const params = Object.entries(site.values).flatMap(([name, value]) => {
    const param = scenario.params[name]
    return param === undefined ? [] : [`${name}=${textOfValue(param, value)}`]
  })
  const more = faults.length - shownMax
  return {
    word: variant === null ? scenario.name : `${scenario.name}:${variant}`,
    name: 'its plan in the normal form',
    kind: 'plan',
    about: [],
    rows: [
      verbatim('faults', [
        ...faults.slice(0, shownMax).map(printFault),
        ...(more > 0 ? [`and ${more} more`] : []),
        ...(faults.length === 0 ? ['none'] : []),
      ]),
      ...(swarm
        ? [prose('drawn by', `seed ${seed}: the plan is a swarm, and each seed draws its own`)]
        : []),
      verbatim('until', [formatDuration(site.until)]),
      verbatim('settle', [formatDuration(site.settle)]),
      verbatim('params', params),
      listing(
        'expect',
        site.thresholds.map(({ text }) => text),
      ),
    ],
  }
}
