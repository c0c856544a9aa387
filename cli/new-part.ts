// The parts of `new`: a single thing for a project that is there. A plan for one of its scenarios, a
// protocol with a scenario of its own, or a saved case turned into a plan.

import { existsSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { builtIn } from '../scenarios/runner/catalogue.ts'
import { loadModule } from '../scenarios/runner/load.ts'
import { Mistake } from '../sim/problem.ts'
import type { Context } from './context.ts'
import { planOfCase } from './new-case.ts'
import { checkName } from './new-name.ts'
import { installerOf } from './installer.ts'
import { namesIn, scenarioFiles } from './repository.ts'
import { type Draft, textOf } from './templates.ts'

export type PartName = 'scenario' | 'protocol' | 'test'

export interface Part {
  readonly drafts: readonly Draft[]
  readonly next: readonly (readonly [command: string, does: string])[]
}

export const isPart = (name: string): name is PartName =>
  name === 'scenario' || name === 'protocol' || name === 'test'

/**
 * @param said name of what is made; null: that of the case
 * @throws Mistake for a name that is none, and for a case that is not there
 */
export async function partOf(
  part: PartName,
  said: string | null,
  fromCase: string | null,
  context: Context,
): Promise<Part> {
  if (fromCase !== null) return planFrom(fromCase, said, context)
  if (said === null) throw noName(part, context)
  checkName(said)
  switch (part) {
    case 'scenario':
      return plan(said, context)
    case 'protocol':
      return protocol(said, context)
    case 'test':
      return tests(said, context)
  }
}

const noName = (part: PartName, { name }: Context): Mistake =>
  new Mistake([
    {
      code: 'WL1001',
      sentence: 'new needs a name for what is made.',
      lines: [`for example   ${name} new nightly --template ${part}`],
    },
  ])

/** Where the scenarios of this repository are: beside the first, or in wl/. */
function scenarioFolder({ cwd }: Context): string {
  const [first] = modules(cwd)
  return first === undefined ? 'wl' : dirname(first)
}

const modules = (cwd: string): readonly string[] =>
  scenarioFiles(cwd)
    .filter((file) => /\.[cm]?[jt]s$/u.test(file))
    .map((file) => file.replace(/^\.\//u, ''))

/** Another plan for the first scenario of this repository, else for a built-in one. */
function plan(name: string, context: Context): Part {
  const folder = scenarioFolder(context)
  const [first] = modules(context.cwd)
  const [scenario] = first === undefined ? [] : namesIn(resolve(context.cwd, first))
  const use =
    first === undefined || scenario === undefined
      ? (builtIn[0]?.name ?? '')
      : `./${basename(first)}#${scenario}`
  const path = `${folder}/${name}.scenario.yaml`
  const text = textOf('parts/wl/plan.scenario.yaml')
    .replace('USE', use)
    .replace('SCHEMA', schemaFrom(join(context.cwd, folder)))
    .replaceAll('my-protocol', name)
  return withCommands([{ path, text, about: `a plan for ${use}` }], path, 'passes', context)
}

/** A saved case as a plan: its parameters, faults and lengths. */
async function planFrom(fromCase: string, said: string | null, context: Context): Promise<Part> {
  const found = await planOfCase(fromCase, context)
  const name = said ?? found.name
  checkName(name)
  const near = found.module === null ? 'wl' : relative(context.cwd, dirname(found.module))
  const folder = near.split(sep).join('/')
  const path = `${folder === '' ? '' : `${folder}/`}${name}.scenario.yaml`
  const at = join(context.cwd, folder)
  const text = `# yaml-language-server: $schema=${schemaFrom(at)}\n${found.text(name, at)}`
  const { run } = installerOf(context.env)
  return {
    drafts: [{ path, text, about: `the plan of ${found.told}` }],
    next: [[`${run} explore ${path}`, 'looks for the failure under this plan']],
  }
}

function protocol(name: string, context: Context): Part {
  const folder = scenarioFolder(context)
  const camel = name.replace(/-(\w)/gu, (_, letter: string) => letter.toUpperCase())
  const up = relative(join(context.cwd, folder), join(context.cwd, 'src', `${name}.ts`))
  const source = up.startsWith('.') ? up : `./${up}`
  const scenario = textOf('parts/wl/protocol.scenario.ts')
    .replace('../src/protocol.ts', source.split(sep).join('/'))
    .replaceAll('my-protocol', name)
    .replaceAll('myProtocol', camel)
  const path = `${folder}/${name}.scenario.ts`
  const drafts: Draft[] = [
    {
      path: `src/${name}.ts`,
      text: textOf('parts/src/protocol.ts'),
      about: 'an actor: start, receive, expire, its disk',
    },
    { path, text: scenario, about: 'nodes, faults, properties' },
  ]
  return withCommands(drafts, path, 'passes: make it yours, and see', context)
}

/** Tests of the first scenario of this repository, else of a built-in one. */
async function tests(name: string, context: Context): Promise<Part> {
  const { cwd, env } = context
  const [first] = modules(cwd)
  const [found] = first === undefined ? [] : await loadModule(resolve(cwd, first))
  const own = first !== undefined && found?.exported !== undefined
  const text = textOf('parts/test/protocol.test.ts')

    .replaceAll('myProtocol', own ? found.exported : 'ackRetry')

    .replace('../wl/protocol.scenario.ts', own ? `../${first}` : 'worldline')
  const path = `test/${name}.test.ts`
  const { run, add } = installerOf(env)
  const missing = testPackages.filter((one) => !has(cwd, one))
  const wanted = missing.map((one) => `${one}@4`).join(' ')
  return {
    drafts: [{ path, text, about: `tests of ${own ? found.scenario.name : 'ack-retry'}` }],
    next: [
      ...(missing.length === 0 ? [] : [[`${add} ${wanted}`, 'what runs tests'] as const]),
      [
        `${run.replace('worldline', 'vitest')} run ${path}`,
        'a failure is shrunk and kept as a case',
      ],
    ],
  }
}

const testPackages = ['vitest', 'fast-check']

/** Whether a package can be found from here. */
function has(folder: string, name: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, 'node_modules', name))) return true
    if (at === dirname(at)) return false
  }
}

function withCommands(
  drafts: readonly Draft[],
  path: string,
  does: string,
  { env }: Context,
): Part {
  const { run } = installerOf(env)
  return {
    drafts,
    next: [
      [`${run} run ${path}`, does],
      [`${run} explore ${path}`, 'many seeds'],
    ],
  }
}

/** The schema in the nearest node_modules that has one; editors read it from there. */
export function schemaFrom(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    const schema = join(at, 'node_modules', 'worldline', 'schemas', 'scenario.json')
    if (existsSync(schema)) return relative(folder, schema).split(sep).join('/')
    if (at === dirname(at)) return '../node_modules/worldline/schemas/scenario.json'
  }
}
