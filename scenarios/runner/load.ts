// Loads scenarios: the built-in ones by name, others by path, from modules and from scenario files. A
// file that is absent, or a module that exports no scenario, is told as the user's mistake.

import { existsSync, statSync } from 'node:fs'
import { nearest } from '../../sim/nearest.ts'
import { Mistake, type Problem } from '../../sim/problem.ts'
import type { Scenario } from '../form.ts'
import { builtIn } from './catalogue.ts'
import { importModule, isScenario } from './import-module.ts'
import { codeHash, type Module, moduleGraph } from './module-graph.ts'
import type { Order, Source } from './order.ts'
import { tellFile } from './place.ts'

/** A scenario, and where it comes from. */
export interface Found {
  readonly scenario: Scenario
  readonly source: Source
  /** the name under which its module exports it; absent: nobody looked */
  readonly exported?: string
}

/** The built-in scenario of that name. @throws Mistake (WL1002) with the nearest */
export function findBuiltIn(name: string): Found {
  const scenario = builtIn.find((one) => one.name === name)
  if (scenario === undefined) throw new Mistake([unknown(name, builtIn, 'built in')])
  return { scenario, source: { kind: 'built-in' } }
}

/** Data that tunes a scenario, in place of a module that makes one. */
const isScenarioFile = (path: string): boolean => /\.(?:ya?ml|json)$/.test(path)

/**
 * All scenarios that a module exports, in the order of their names there; the one of a scenario file.
 * @param path absolute
 * @throws Mistake (WL1002 no such file, WL1006 it throws, WL1007 it exports none, WL1101 a scenario
 * file that is wrong)
 */
export async function loadModule(path: string): Promise<readonly Found[]> {
  if (!existsSync(path)) {
    throw problem('WL1002', `there is no file ${tellFile(path)}.`, [
      'built in       ' + names(builtIn),
    ])
  }
  if (!statSync(path).isFile()) {
    throw problem('WL1007', `${tellFile(path)} is no file, so it exports no scenario.`, [
      'allowed        a module such as ./wl/my.scenario.ts',
    ])
  }
  if (isScenarioFile(path)) {
    // What reads YAML is loaded for those who have some.
    const { loadScenarioFile } = await import('./scenario-file.ts')
    return [{ scenario: await loadScenarioFile(path), source: { kind: 'file', path } }]
  }
  const exported = await importModule(path)
  const found = Object.entries(exported).flatMap(([name, value]): Found[] =>
    isScenario(value) ? [{ scenario: value, source: { kind: 'file', path }, exported: name }] : [],
  )
  if (found.length > 0) return found
  const words = Object.keys(exported).join('  ')
  throw problem('WL1007', `${tellFile(path)} exports no scenario.`, [
    words === '' ? 'it exports nothing' : `it exports     ${words}`,
    "allowed        export const name = scenario('name', { about, nodes, ... })",
  ])
}

/** The scenario of an order. @throws Mistake as the others do */
export async function loadScenario({ source, scenario }: Order): Promise<Scenario> {
  if (source.kind === 'built-in') return findBuiltIn(scenario).scenario
  const found = (await loadModule(source.path)).map((one) => one.scenario)
  const wanted = found.find((one) => one.name === scenario)
  if (wanted !== undefined) return wanted
  throw new Mistake([unknown(scenario, found, `in ${tellFile(source.path)}`)])
}

/** The modules that a scenario is made of, its own first; empty where its file is not known. */
export function modulesOf(scenario: Scenario, source: Source): readonly Module[] {
  const entry = source.kind === 'file' ? source.path : (scenario.place?.replace(/:\d+$/, '') ?? '')
  const own = existsSync(entry) ? moduleGraph(entry) : []
  const { base } = scenario
  return base === null ? own : [...own, ...modulesOf(base.scenario, base.source)]
}

/** 64 hex digits: whether somebody's sources have changed. */
export const codeHashOf = (scenario: Scenario, source: Source): string =>
  codeHash(modulesOf(scenario, source))

function unknown(name: string, known: readonly Scenario[], where: string): Problem {
  const near = nearest(
    name,
    known.map((one) => one.name),
  )
  return {
    code: 'WL1002',
    sentence: `there is no scenario called "${name}".`,
    lines: [
      ...(near === null ? [] : [`did you mean   ${near} ?`]),
      `${where.padEnd(14)} ${names(known)}`,
    ],
  }
}

const names = (scenarios: readonly Scenario[]): string =>
  scenarios.map((one) => one.name).join('  ') || 'none'

const problem = (code: string, sentence: string, lines: readonly string[]): Mistake =>
  new Mistake([{ code, sentence, lines }])
