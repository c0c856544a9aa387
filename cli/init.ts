// `init`: adds worldline to the repository it is called in. What is there stays as it is: files are
// made or get a line more, and a second run finds nothing to do.

import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { columns, pad } from '../reports/page.ts'
import { tellFile } from '../scenarios/runner/place.ts'
import { Mistake } from '../sim/problem.ts'
import type { Parsed } from './arguments.ts'
import type { Context } from './context.ts'
import { writeAll } from './creation.ts'
import { type ExitCode, exits } from './exit.ts'
import { type Installer, installerOf, worldlineSpec } from './installer.ts'
import { withDependency } from './manifest.ts'
import { schemaFrom } from './new-part.ts'
import { scenarioFiles } from './repository.ts'
import { textOf } from './templates.ts'

type Ci = 'github' | 'gitlab' | 'none'

/** A file as it will be, or as it is where nothing is to be done. */
interface Change {
  readonly path: string
  /** null: it stays as it is */
  readonly text: string | null
  readonly how: 'new' | 'changed' | 'there'
  readonly about: string
}

/** Writes what is missing, and lists every file that it has looked at. */
export async function init(parsed: Parsed, context: Context): Promise<ExitCode> {
  const { cwd } = context
  const ci = ciOf(parsed, cwd)
  const installer = installerOf(context.env)
  if (ci !== 'none') refuseBelow(cwd)
  const changes = [
    manifest(cwd),
    ignored(cwd),
    ...example(cwd),
    ...(ci === 'github' ? [github(cwd, installer)] : []),
    ...(ci === 'gitlab' ? gitlab(cwd, installer) : []),
  ]
  const isDry = parsed.given['dry-run'] === true
  const files = changes.flatMap(({ path, text }) =>
    text === null ? [] : [{ file: join(cwd, path), text }],
  )
  if (!isDry) writeAll(files)
  tell(changes, { isDry, ci, installer }, context)
  return exits.pass
}

/** What was said, else what the repository has. */
function ciOf({ given }: Parsed, cwd: string): Ci {
  const { ci } = given
  if (ci === 'github' || ci === 'gitlab' || ci === 'none') return ci
  if (existsSync(join(cwd, '.github'))) return 'github'
  return existsSync(join(cwd, '.gitlab-ci.yml')) ? 'gitlab' : 'none'
}

/** @throws Mistake where a build server would not look */
function refuseBelow(cwd: string): void {
  if (existsSync(join(cwd, '.git'))) return
  for (let at = dirname(cwd); ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) {
      throw new Mistake([
        {
          code: 'WL1004',
          sentence: 'a build server reads its files at the top of a repository, and this is below.',
          lines: [`the top is     ${at}`, 'without one    --ci none'],
        },
      ])
    }
    if (at === dirname(at)) return
  }
}

/** null: nothing is there. @throws Mistake (WL1202) for a folder, or a link that leads nowhere */
function read(file: string): string | null {
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return null
  try {
    return readFileSync(file, 'utf8')
  } catch {
    const sentence = `${tellFile(file)} is there, and is no file that can be read.`
    throw new Mistake([{ code: 'WL1202', sentence, lines: ['nothing was written'] }])
  }
}

function manifest(cwd: string): Change {
  const path = 'package.json'
  const about = 'worldline, as a development dependency'
  const spec = worldlineSpec(cwd)
  const before = read(join(cwd, path))
  if (before === null) {
    const made = { private: true, type: 'module', devDependencies: { worldline: spec } }
    return { path, about, how: 'new', text: `${JSON.stringify(made, null, 2)}\n` }
  }
  const text = withDependency(before, join(cwd, path), 'worldline', spec)
  return { path, about, text, how: text === null ? 'there' : 'changed' }
}

/** Reports and records may be deleted at any time, and nobody reviews them. */
function ignored(cwd: string): Change {
  const path = '.gitignore'
  const about = 'reports and records stay here'
  const before = read(join(cwd, path))
  const wanted = ['.worldline/', ...(before === null ? ['node_modules/'] : [])]
  if (before === null) return { path, about, how: 'new', text: `${wanted.join('\n')}\n` }
  if (/^\/?(?:\*\*\/)?\.worldline\/?\s*$/mu.test(before)) {
    return { path, about, how: 'there', text: null }
  }
  const end = before.includes('\r\n') ? '\r\n' : '\n'
  const gap = before === '' || before.endsWith('\n') ? '' : end
  const lines = ['# worldline: reports, and records of runs', ...wanted]
  return { path, about, how: 'changed', text: `${before}${gap}${lines.join(end)}${end}` }
}

/** Where there is no scenario yet, one that runs as it stands. */
function example(cwd: string): readonly Change[] {
  const path = 'wl/example.scenario.yaml'
  const about = 'a scenario that runs as it stands'
  if (existsSync(join(cwd, path))) return [{ path, about, how: 'there', text: null }]
  if (scenarioFiles(cwd).length > 0) return []
  const schema = schemaFrom(join(cwd, 'wl'))
  const text = textOf('parts/wl/example.scenario.yaml').replace('SCHEMA', schema)
  return [{ path, about, how: 'new', text }]
}

function github(cwd: string, installer: Installer): Change {
  const path = '.github/workflows/worldline.yml'
  return fresh(cwd, path, workflow('github', installer), 'explores on every push and pull request')
}

function gitlab(cwd: string, installer: Installer): readonly Change[] {
  const path = '.gitlab/worldline.yml'
  const job = fresh(cwd, path, workflow('gitlab', installer), 'explores on every push')
  const include = textOf('ci/gitlab-include.yml')
  const about = `includes ${path}`
  return [job, fresh(cwd, '.gitlab-ci.yml', include, about)]
}

/** A file that is left alone where there is one, whatever is in it. */
function fresh(cwd: string, path: string, text: string, about: string): Change {
  const isThere = existsSync(join(cwd, path))
  return { path, about, how: isThere ? 'there' : 'new', text: isThere ? null : text }
}

const workflow = (ci: 'github' | 'gitlab', { frozen, run }: Installer): string =>
  textOf(`ci/${ci}.yml`).replace('INSTALL', frozen).replace('RUN', run)

interface Told {
  readonly isDry: boolean
  readonly ci: Ci
  readonly installer: Installer
}

function tell(
  changes: readonly Change[],
  { isDry, ci, installer }: Told,
  { out, page, cwd }: Context,
): void {
  const { ink } = page
  const wide = Math.max(...changes.map(({ path }) => columns(path)))
  const rows = changes.map(
    ({ path, how, about }) => `    ${how.padEnd(8)} ${pad(path, wide)}   ${ink.faint(about)}`,
  )
  const some = changes.some(({ text }) => text !== null)
  const head = !some
    ? 'Nothing to do: everything is there.'
    : isDry
      ? 'Would add worldline to this repository'
      : 'Added worldline to this repository'
  const end = isDry
    ? 'Nothing was written.'
    : some
      ? 'Nothing else was changed.'
      : 'Nothing was changed.'
  const next = [
    ...(some ? [installer.install] : []),
    `${installer.run} explore "./**/*.scenario.*"`,
    ...(ci === 'none' ? [`${installer.run} init --ci github`] : []),
  ]
  out(
    [
      '',
      `  ${ink.strong(head)}`,
      ...rows,
      `  ${end}`,
      ...(ci === 'gitlab' ? missingInclude(changes, cwd) : []),
      '',
      ...next.map((command, at) => `  ${at === 0 ? 'Next' : '    '}   ${ink.accent(command)}`),
      '',
      '',
    ].join('\n'),
  )
}

/** A pipeline of somebody's own is not written into: what it needs is said. */
function missingInclude(changes: readonly Change[], cwd: string): readonly string[] {
  const own = changes.find(({ path }) => path === '.gitlab-ci.yml')
  if (own?.text !== null) return []
  const text = read(join(cwd, '.gitlab-ci.yml')) ?? ''
  return text.includes('.gitlab/worldline.yml')
    ? []
    : ['', '  Add to the include: of .gitlab-ci.yml', '    - local: .gitlab/worldline.yml']
}
