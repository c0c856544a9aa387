// A case and the scenario that it is of, ready to run: loads the module that the case names and
// finds the scenario in it. Whether the case still fits that scenario is case-status.ts's business.

import type { Case } from '../../sim/case.ts'
import { nearest } from '../../sim/nearest.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Scenario } from '../form.ts'
import { builtIn } from './catalogue.ts'
import { Stagings } from './explicit.ts'
import { codeHashOf, findBuiltIn, type Found, loadModule, modulesOf } from './load.ts'
import type { Source } from './order.ts'
import { tellFile } from './place.ts'

/** A case with its scenario as it is today. */
export interface LoadedCase {
  readonly case: Case
  readonly scenario: Scenario
  readonly source: Source
  /** runs explicit data on the variant of the case */
  readonly stagings: Stagings
  /** of today, 64 hex digits */
  readonly codeHash: string
}

/**
 * The scenario of a case that was read.
 * @param file what to call the case in what is said
 * @throws Mistake (WL1201) when its scenario or variant is gone, and those of loadModule
 */
export async function loadScenarioOf(one: Case, file: string): Promise<LoadedCase> {
  const { scenario, source } = await foundFor(one, file)
  for (const variant of [one.variant, one.violatesWith]) checkVariant(scenario, variant, file)
  const stagings = new Stagings(scenario, one.variant, () => modulesOf(scenario, source))
  return { case: one, scenario, source, stagings, codeHash: codeHashOf(scenario, source) }
}

async function foundFor({ scenario, module }: Case, file: string): Promise<Found> {
  if (module === null) {
    const names = builtIn.map(({ name }) => name)
    if (names.includes(scenario)) return findBuiltIn(scenario)
    throw gone(file, `there is no built-in scenario "${scenario}"`, scenario, names, 'built in')
  }
  let found: readonly Found[]
  try {
    found = await loadModule(module)
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    if (error.problems[0]?.code !== 'WL1002') throw namedBy(error, file)
    throw new Mistake([
      {
        code: 'WL1201',
        sentence: `the scenario of ${file} is gone: there is no file ${tellFile(module)}.`,
        lines: [
          `looked for     ${scenario} in ${module}`,
          'if it moved    change "scenario" in the case',
        ],
      },
    ])
  }
  // A case that a person wrote may name the export in place of the scenario.
  const one =
    found.find(({ scenario: { name } }) => name === scenario) ??
    found.find(({ exported }) => exported === scenario)
  if (one !== undefined) return one
  const names = found.map(({ scenario: { name } }) => name)
  const what = `${tellFile(module)} exports no scenario "${scenario}"`
  throw gone(file, what, scenario, names, 'it exports')
}

/** Somebody else's module is wrong, and who asked for it is told too. */
const namedBy = ({ problems, exitCode }: Mistake, file: string): Mistake =>
  new Mistake(
    problems.map((one, at) =>
      at > 0 ? one : { ...one, lines: [...one.lines, `named by       ${file}, "scenario"`] },
    ),
    exitCode,
  )

function gone(
  file: string,
  what: string,
  wanted: string,
  names: readonly string[],
  where: string,
): Mistake {
  const near = nearest(wanted, names)
  return new Mistake([
    {
      code: 'WL1201',
      sentence: `the scenario of ${file} is gone: ${what}.`,
      lines: [
        ...(near === null ? [] : [`did you mean   ${near} ?`]),
        `${where.padEnd(14)} ${names.join('  ') || 'none'}`,
      ],
    },
  ])
}

function checkVariant(scenario: Scenario, variant: string | null, file: string): void {
  if (variant === null || Object.hasOwn(scenario.variants, variant)) return
  const names = Object.keys(scenario.variants)
  const what = `${scenario.name} has no variant "${variant}"`
  const near = nearest(variant, names)
  throw new Mistake([
    {
      code: 'WL1201',
      sentence: `the variant of ${file} is gone: ${what}.`,
      lines: [
        ...(near === null ? [] : [`did you mean   ${near} ?`]),
        names.length === 0 ? 'it has none' : `variants       ${names.join('  ')}`,
      ],
    },
  ])
}
