// The scenario that a scenario file uses: a built-in one by its name, or one of a module by path and
// name. A file that uses another scenario file is refused, so there are no circles and one place to
// look at.

import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { nearest } from '../../sim/nearest.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Scenario } from '../form.ts'
import { builtIn } from './catalogue.ts'
import type { FileComplaints } from './file-complaints.ts'
import { importModule, isScenario } from './import-module.ts'
import type { Source } from './order.ts'
import { tellFile } from './place.ts'
import type { Said } from './scenario-fields.ts'

interface Base {
  readonly scenario: Scenario
  readonly source: Source
}

/**
 * @param path of the scenario file
 * @returns null, and a complaint, when there is none
 * @throws Mistake when its module throws, or is itself mistaken
 */
export async function baseOf(
  use: Said<string>,
  path: string,
  complaints: FileComplaints,
): Promise<Base | null> {
  const text = use.value
  const [file = '', name = null] = text.split('#')
  if (!/[/\\]|\.\w+$/.test(file)) return builtInBase(use, path, complaints)
  const target = resolve(dirname(path), file)
  const add = (what: string, lines: readonly string[], code?: string): null => {
    complaints.add(use, what, lines, code)
    return null
  }
  if (/\.(?:ya?ml|json)$/.test(file)) {
    return add('use names another scenario file, and only a module can be tuned', [
      'allowed        what that file uses',
    ])
  }
  if (!/^\.{0,2}[/\\]/.test(file)) {
    const near = existsSync(target) ? [`did you mean   use: ./${text}`] : []
    return add(`use cannot be "${text}": a file begins with ./ or ../`, near)
  }
  if (!existsSync(target)) {
    const near = nearestFile(file, target)
    const shown = name === null ? near : `${near}#${name}`
    const meant = near === null ? [] : [`did you mean   use: ${shown}`]
    return add(
      `there is no file "${file}"`,
      [...meant, `looked at      ${tellFile(target)}`],
      'WL1002',
    )
  }
  const exported = Object.entries(await imported(target, use, complaints))
  const found = exported.flatMap(([as, one]) => (isScenario(one) ? { as, scenario: one } : []))
  const source: Source = { kind: 'file', path: target }
  const words = found.map(({ as }) => as)
  if (found.length === 0) return add(`${file} exports no scenario`, [], 'WL1007')
  if (name === null) {
    const [only, ...more] = found
    if (only !== undefined && more.length === 0) return { scenario: only.scenario, source }
    return add(`${file} exports ${found.length} scenarios, and use does not say which`, [
      `allowed        ${words.map((word) => `${file}#${word}`).join('   ')}`,
    ])
  }
  const wanted = found.find(({ as, scenario }) => as === name || scenario.name === name)
  if (wanted !== undefined) return { scenario: wanted.scenario, source }
  const near = nearest(name, words)
  return add(
    `${file} exports no scenario "${name}"`,
    [
      ...(near === null ? [] : [`did you mean   use: ${file}#${near}`]),
      `it exports     ${words.join('  ')}`,
    ],
    'WL1007',
  )
}

function builtInBase(use: Said<string>, path: string, complaints: FileComplaints): Base | null {
  const [name = '', variant = null] = use.value.split(':')
  const scenario = builtIn.find((one) => one.name === name)
  if (scenario !== undefined && variant === null) return { scenario, source: { kind: 'built-in' } }
  const known = builtIn.map((one) => one.name)
  if (scenario !== undefined) {
    const what = 'use names a scenario alone; its variant is a field of its own'
    complaints.add(use, what, [`did you mean   use: ${name}   and   variant: ${variant}`])
    return null
  }
  const files = modulesIn(dirname(path)).map((file) => `./${file}`)
  const near = nearest(name, known) ?? nearest(`./${name}.scenario.ts`, files)
  complaints.add(
    use,
    `there is no built-in scenario "${use.value}"`,
    [
      ...(near === null ? [] : [`did you mean   use: ${near}`]),
      `allowed        ${[...known, './my.scenario.ts#name'].join('  ')}`,
    ],
    'WL1002',
  )
  return null
}

/** @throws Mistake with the place of `use` beside what the module is told of */
async function imported(
  target: string,
  use: Said<string>,
  complaints: FileComplaints,
): Promise<Record<string, unknown>> {
  try {
    return await importModule(target)
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    const by = `used by        ${complaints.tell(use.start)}`
    const problems = error.problems.map((one) => ({ ...one, lines: [...one.lines, by] }))
    throw new Mistake(problems, error.exitCode)
  }
}

function nearestFile(file: string, target: string): string | null {
  const folder = dirname(target)
  const names = modulesIn(folder)
  const near = nearest(target.slice(folder.length + 1), names)
  return near === null ? null : `${file.slice(0, file.search(/[^/\\]*$/))}${near}`
}

/** Modules beside each other, those of scenarios first. */
function modulesIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(join(folder)).filter((name) => /\.[cm]?[jt]s$/.test(name))
    return names.sort((one, other) => rank(one) - rank(other))
  } catch {
    // A folder that cannot be read offers nothing.
    return []
  }
}

const rank = (name: string): number => (name.includes('.scenario.') ? 0 : 1)
