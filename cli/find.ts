// Finds what a target names: a built-in scenario, one of this repository by its name, the scenarios
// of a file, or of all files that a pattern means.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { builtIn } from '../scenarios/runner/catalogue.ts'
import { type Found, loadModule } from '../scenarios/runner/load.ts'
import { nearest } from '../sim/nearest.ts'
import { Mistake } from '../sim/problem.ts'
import type { Context } from './context.ts'
import { isPattern, matching, namesIn, scenarioFiles } from './repository.ts'
import type { Target } from './target.ts'

const namesMax = 10

/** Every scenario that the target means, at least one. @throws Mistake (WL1002 and those of load) */
export async function find(target: Target, context: Context): Promise<readonly Found[]> {
  if (isPattern(target.name)) return findMatching(target.name, context)
  if (target.isFile) return findInFile(target.name, context)
  const own = await ownNamed(target.name, context.cwd)
  const ours = builtIn.find((one) => one.name === target.name)
  if (own !== null) {
    if (ours !== undefined) {
      context.note(`  ${target.name} is the scenario of this repository, not the built-in one\n`)
    }
    return [own]
  }
  if (ours !== undefined) return [{ scenario: ours, source: { kind: 'built-in' } }]
  throw unknown(target.name, context)
}

function unknown(name: string, { cwd }: Context): Mistake {
  const known = builtIn.map((one) => one.name)
  const files = scenarioFiles(cwd)
  const own = files.flatMap((file) => namesIn(resolve(cwd, file)))
  const near = nearest(name, [...own, ...known, ...files])
  return new Mistake([
    {
      code: 'WL1002',
      sentence: `there is no scenario called "${name}".`,
      lines: [
        ...(near === null ? [] : [`did you mean   ${near} ?`]),
        `built in       ${shortened(known, 3)}`,
        ...(files.length === 0 ? [] : [`in this repo   ${shortened(files)}`]),
      ],
    },
  ])
}

async function findInFile(name: string, { cwd }: Context): Promise<readonly Found[]> {
  const path = resolve(cwd, name)
  if (existsSync(path)) return loadModule(path)
  const files = scenarioFiles(cwd)
  const near = nearest(name, files)
  throw new Mistake([
    {
      code: 'WL1002',
      sentence: `there is no file "${name}".`,
      lines: [
        ...(near === null ? [] : [`did you mean   ${near} ?`]),
        `built in       ${shortened(
          builtIn.map((one) => one.name),
          3,
        )}`,
        ...(files.length === 0 ? [] : [`in this repo   ${shortened(files)}`]),
      ],
    },
  ])
}

async function findMatching(pattern: string, { cwd }: Context): Promise<readonly Found[]> {
  const files = scenarioFiles(cwd)
  const meant = matching(files, pattern)
  if (meant.length === 0) {
    throw new Mistake([
      {
        code: 'WL1002',
        sentence: `no scenario file matches "${pattern}".`,
        lines: [
          `in this repo   ${files.length === 0 ? 'none (*.scenario.ts, *.scenario.yaml)' : shortened(files)}`,
        ],
      },
    ])
  }
  const found: Found[] = []
  for (const file of meant) found.push(...(await loadModule(resolve(cwd, file))))
  return found
}

/** The scenario of this repository that has the name. Only a file that names it is executed. */
async function ownNamed(name: string, cwd: string): Promise<Found | null> {
  for (const file of scenarioFiles(cwd)) {
    const path = resolve(cwd, file)
    if (!namesIn(path).includes(name)) continue
    const found = (await loadModule(path)).find(({ scenario }) => scenario.name === name)
    if (found !== undefined) return found
  }
  return null
}

/** All scenarios of the repository's files; a file with a mistake in it is passed over. */
export async function ownScenarios(cwd: string): Promise<readonly Found[]> {
  const found: Found[] = []
  for (const file of scenarioFiles(cwd)) {
    try {
      found.push(...(await loadModule(resolve(cwd, file))))
    } catch (error) {
      if (!(error instanceof Mistake)) throw error
    }
  }
  return found
}

const shortened = (names: readonly string[], most: number = namesMax): string =>
  names.length <= most
    ? names.join('  ')
    : `${names.slice(0, most).join('  ')}  and ${names.length - most} more`
