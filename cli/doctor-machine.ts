// What doctor looks at: the program, the packages, the terminal, the files, and every setting with
// the place that it comes from. It changes nothing and starts nothing but `git check-ignore`.

import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ascii } from '../reports/page.ts'
import { casesIn } from '../scenarios/runner/case-places.ts'
import { version } from '../scenarios/runner/version.ts'
import type { Given } from './arguments.ts'
import type { Context } from './context.ts'
import { ownFolder } from './crash.ts'
import { scenarioFiles } from './repository.ts'
import { colorDecision, type Environment } from './terminal.ts'

export interface Check {
  readonly group: string
  readonly name: string
  readonly value: string
  /** where it comes from, or what it is for */
  readonly from: string
  /** bad: something that is needed is missing */
  readonly state: 'ok' | 'note' | 'bad'
}

const nodeLeast = [20, 19] as const

/** Everything, in the order in which it is shown. */
export const machineChecks = (given: Given, context: Context): readonly Check[] => [
  ...programChecks(),
  ...settingChecks(given, context),
  ...packageChecks(context),
  ...fileChecks(context),
]

const row = (
  group: string,
  name: string,
  value: string,
  from: string,
  state: Check['state'] = 'ok',
): Check => ({ group, name, value, from, state })

function programChecks(): Check[] {
  const group = 'Program'
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const enough = major > nodeLeast[0] || (major === nodeLeast[0] && minor >= nodeLeast[1])
  const reads = 'typescript' in process.features
  return [
    row(
      group,
      'node',
      process.version,
      enough
        ? reads
          ? 'supported; it reads TypeScript itself'
          : 'supported; TypeScript is read through tsx'
        : `needed: ${nodeLeast.join('.')} or newer`,
      enough ? 'ok' : 'bad',
    ),
    row(group, 'worldline', version(), fileURLToPath(new URL('.', import.meta.url))),
    row(
      group,
      'platform',
      `${process.platform} ${process.arch}`,
      'runs are the same on all',
      'note',
    ),
    row(group, 'cores', String(availableParallelism()), 'of this machine', 'note'),
  ]
}

function settingChecks(given: Given, { env, page }: Context): Check[] {
  const group = 'Settings'
  const color = given['color']
  const choice =
    given['no-color'] === true
      ? 'never'
      : color === 'always' || color === 'never' || color === 'auto'
        ? color
        : null
  const { on, by } = colorDecision(choice, env, process.stdout)
  const plain = page.glyphs === ascii
  return [
    from(group, 'workers', env, 'WORLDLINE_WORKERS', String(availableParallelism()), '--workers'),
    from(group, 'seed', env, 'WORLDLINE_SEED', '1', '--seed'),
    from(group, 'folder', env, 'WORLDLINE_DIR', '.worldline', null),
    from(group, 'other Nodes', env, 'WORLDLINE_NODES', 'none', 'doctor --node'),
    row(group, 'colour', on ? 'on' : 'off', by, 'note'),
    row(group, 'glyphs', plain ? 'ASCII' : 'Unicode', glyphsBy(given, env), 'note'),
    row(group, 'width', String(page.width), widthBy(given), 'note'),
    row(
      group,
      'progress',
      process.stderr.isTTY === true ? 'redrawn' : 'plain lines',
      'stderr',
      'note',
    ),
  ]
}

function from(
  group: string,
  name: string,
  env: Environment,
  variable: string,
  otherwise: string,
  flag: string | null,
): Check {
  const value = env[variable]
  const or = flag === null ? variable : `${flag}, ${variable}`
  return value === undefined || value === ''
    ? row(group, name, otherwise, `default (${or})`, 'note')
    : row(group, name, value, `environment, ${variable}`, 'note')
}

function glyphsBy(given: Given, env: Environment): string {
  if (given['ascii'] === true) return '--ascii'
  if (env['TERM'] === 'dumb') return 'TERM'
  const locale = ['LC_ALL', 'LC_CTYPE', 'LANG'].find((name) => (env[name] ?? '') !== '')
  return locale === undefined ? 'default (no locale is set)' : `environment, ${locale}`
}

function widthBy(given: Given): string {
  if (given['width'] !== undefined) return '--width'
  return process.stdout.isTTY === true ? 'terminal, at most 100' : 'default (no terminal)'
}

const packages: readonly (readonly [name: string, what: string])[] = [
  ['@grpc/grpc-js', 'real --via grpc'],
  ['@bufbuild/protobuf', 'real --via grpc'],
  ['classic-level', 'keeps the tables of real runs and served systems (LevelDB)'],
  ['fastify', 'serve ack-retry: discovery answers HTTP'],
  ['light-my-request', 'tests of HTTP answers, without a socket'],
  ['vitest', 'worldline/vitest: simTest in your tests'],
  ['fast-check', 'worldline/vitest: simTest.prop and faultPlan'],
]

function packageChecks({ cwd }: Context): Check[] {
  return packages.map(([name, what]) => {
    const found = installed(name, cwd)
    return found === null
      ? row('Packages', name, 'not installed', `optional: ${what}`, 'note')
      : row('Packages', name, found, what)
  })
}

/** The version of a package that is reached from here or from worldline itself, or null. */
function installed(name: string, cwd: string): string | null {
  for (const start of [cwd, dirname(fileURLToPath(import.meta.url))]) {
    for (let folder = start; ; folder = dirname(folder)) {
      const file = join(folder, 'node_modules', name, 'package.json')
      if (existsSync(file)) return versionIn(file)
      if (folder === dirname(folder)) break
    }
  }
  return null
}

function versionIn(file: string): string {
  try {
    const described: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof described === 'object' && described !== null && 'version' in described
      ? String(described.version)
      : 'unknown'
  } catch {
    return 'unreadable'
  }
}

function fileChecks({ cwd, env }: Context): Check[] {
  const group = 'Files'
  const folder = ownFolder(env)
  const files = scenarioFiles(cwd)
  const cases = casesIn(cwd)
  return [
    writableRow(folder, cwd),
    ignoredRow(folder, cwd),
    row(
      group,
      'scenarios',
      String(files.length),
      files.slice(0, 3).join('  ') || 'none here',
      'note',
    ),
    row(
      group,
      'cases',
      String(cases.length),
      cases
        .slice(0, 3)
        .map(({ name }) => name)
        .join('  ') || 'none here',
      'note',
    ),
  ]
}

/** Reports and records go there; the nearest folder that exists says whether they can. */
function writableRow(folder: string, cwd: string): Check {
  let there = resolve(cwd, folder)
  while (!existsSync(there) && there !== dirname(there)) there = dirname(there)
  const bad = (why: string): Check =>
    row('Files', folder, 'not writable', `${there} ${why}: reports have nowhere to go`, 'bad')
  try {
    accessSync(there, constants.W_OK)
    if (!statSync(there).isDirectory()) return bad('is a file')
    return row('Files', folder, 'writable', 'reports, records, crash files')
  } catch {
    return bad('may not be written')
  }
}

function ignoredRow(folder: string, cwd: string): Check {
  const quiet = { cwd, stdio: 'ignore' } as const
  try {
    execFileSync('git', ['rev-parse', '--is-inside-work-tree'], quiet)
  } catch {
    return row('Files', 'git', 'no repository', 'nothing to ignore', 'note')
  }
  try {
    execFileSync('git', ['check-ignore', '-q', join(folder, 'x')], quiet)
    return row('Files', 'git', `${folder} is ignored`, '.gitignore')
  } catch {
    return row('Files', 'git', `${folder} is not ignored`, `add ${folder}/ to .gitignore`, 'note')
  }
}
