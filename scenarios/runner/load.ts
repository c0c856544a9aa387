// Loads scenarios: the built-in ones by name, others from modules by path. A module that is absent,
// throws or exports no scenario is told as the user's mistake.

import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { nearest } from '../../sim/nearest.ts'
import { Mistake, type Problem } from '../../sim/problem.ts'
import type { Scenario } from '../form.ts'
import { builtIn } from './catalogue.ts'
import { codeHash, type Module, moduleGraph } from './module-graph.ts'
import type { Order, Source } from './order.ts'
import { placeOf, tellFile, tellPlace } from './place.ts'

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

/**
 * All scenarios that a module exports, in the order of their names there.
 * @param path absolute
 * @throws Mistake (WL1002 no such file, WL1006 it throws, WL1007 it exports none)
 */
export async function loadModule(path: string): Promise<readonly Found[]> {
  if (!existsSync(path)) {
    throw problem('WL1002', `there is no file ${tellFile(path)}.`, [
      'built in       ' + names(builtIn),
    ])
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
  return existsSync(entry) ? moduleGraph(entry) : []
}

/** 64 hex digits: whether somebody's sources have changed. */
export const codeHashOf = (scenario: Scenario, source: Source): string =>
  codeHash(modulesOf(scenario, source))

async function importModule(path: string): Promise<Record<string, unknown>> {
  try {
    const exported: unknown = isTyped(path)
      ? await importTyped(path)
      : await import(pathToFileURL(path).href)
    return isRecord(exported) ? { ...exported } : {}
  } catch (error) {
    if (isMistake(error)) throw new Mistake(error.problems, error.exitCode)
    const told =
      error instanceof Error ? `${error.name}: ${firstLine(error.message)}` : String(error)
    const place = error instanceof Error ? placeOf(error.stack) : null
    throw problem('WL1006', `${basename(path)} threw while it was loaded: ${told}.`, [
      `at             ${place === null ? tellFile(path) : tellPlace(place)}`,
    ])
  }
}

/** By its form: a loader may have given the module a copy of worldline of its own. */
const isMistake = (error: unknown): error is Mistake =>
  error instanceof Error && error.name === 'Mistake' && 'problems' in error

/** Node 20 cannot read TypeScript. */
const isTyped = (path: string): boolean =>
  /\.[mc]?tsx?$/.test(path) && !('typescript' in process.features)

/** Through tsx, which keeps the lines of stacks right only while modules are read as what they are. */
async function importTyped(path: string): Promise<unknown> {
  process.setSourceMapsEnabled(true)
  if (isModule(path)) {
    const { register } = await import('tsx/esm/api')
    const unregister = register()
    try {
      return await import(pathToFileURL(path).href)
    } finally {
      await unregister()
    }
  }
  const { require: read } = await import('tsx/cjs/api')
  return read(path, import.meta.url)
}

/** Whether the nearest package says that its files are modules. */
function isModule(path: string): boolean {
  if (/\.mtsx?$/.test(path)) return true
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json')
    if (existsSync(file)) {
      const described: unknown = JSON.parse(readFileSync(file, 'utf8'))
      return isRecord(described) && described['type'] === 'module'
    }
    if (folder === dirname(folder)) return false
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const isScenario = (value: unknown): value is Scenario =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'scenario'

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

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').replace(/\.$/, '')

const problem = (code: string, sentence: string, lines: readonly string[]): Mistake =>
  new Mistake([{ code, sentence, lines }])
