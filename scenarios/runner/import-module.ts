// Imports a module of somebody else's, TypeScript too where Node cannot. One that throws is told as
// the user's mistake, with its line.

import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Mistake, type Problem } from '../../sim/problem.ts'
import type { Scenario } from '../form.ts'
import { loading } from './loading.ts'
import { ownPlaceOf, placeOf, tellFile, tellPlace } from './place.ts'

/**
 * What a module exports, by name.
 * @param path absolute
 * @throws Mistake (WL1006) when it throws, and those that it throws itself
 */
export async function importModule(path: string): Promise<Record<string, unknown>> {
  loading.module = path
  try {
    const exported: unknown = isTyped(path)
      ? await importTyped(path)
      : await import(pathToFileURL(path).href)
    return isRecord(exported) ? { ...exported } : {}
  } catch (error) {
    if (isMistake(error)) throw new Mistake(placed(error, path), error.exitCode)
    const told = thrownWords(error)
    const place = error instanceof Error ? placeOf(error.stack) : null
    const sentence = `${basename(path)} threw while it was loaded: ${told}.`
    // What could not be found is asked for by the module, and missed by whoever loads modules.
    const own = place !== null && !place.file.includes('/node_modules/')
    const lines = [`at             ${own ? tellPlace(place) : tellFile(path)}`]
    throw new Mistake([{ code: 'WL1006', sentence, lines }])
  } finally {
    loading.module = null
  }
}

/** By its form: a loader may have given the module a copy of worldline of its own. */
const isMistake = (error: unknown): error is Mistake =>
  error instanceof Error && error.name === 'Mistake' && 'problems' in error

/** Its problems, each with a place: of several files it is not said otherwise which has it. */
function placed({ problems, stack }: Mistake, path: string): readonly Problem[] {
  const place = ownPlaceOf(stack)
  const own = place !== null && !place.file.includes('/node_modules/')
  const line = `in             ${own ? tellPlace(place) : tellFile(path)}`
  return problems.map((problem) =>
    problem.lines.some((one) => /^(?:in|at) {2,}/u.test(one))
      ? problem
      : { ...problem, lines: [...problem.lines, line] },
  )
}

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

/** `TypeError: x is not iterable`. Anything can be thrown, also what cannot be told. */
export function thrownWords(thrown: unknown): string {
  try {
    if (!(thrown instanceof Error)) return firstLine(String(thrown))
    return `${thrown.name}: ${firstLine(String(thrown.message))}`
  } catch {
    return 'something that cannot be told'
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** By its form: a scenario that was made by another copy of worldline is one too. */
export function isScenario(value: unknown): value is Scenario {
  try {
    return (
      isRecord(value) &&
      value['kind'] === 'scenario' &&
      typeof value['name'] === 'string' &&
      typeof value['nodes'] === 'function' &&
      ['params', 'rules', 'variants', 'claims'].every((field) => isRecord(value[field]))
    )
  } catch {
    // A value that cannot be looked at is nothing of ours.
    return false
  }
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').replace(/\.$/, '')
