// `new`: a project from a template, or a part of one. What it writes works as it stands; the one thing
// that is left to do is where `explore` leads.

import { join, relative } from 'node:path'
import { nearest } from '../sim/nearest.ts'
import { Mistake } from '../sim/problem.ts'
import type { Parsed } from './arguments.ts'
import { partWords, projectWords } from './commands-start.ts'
import type { Context } from './context.ts'
import { fileRows, mayWrite, type Placed, placed, writeAll } from './creation.ts'
import { type ExitCode, exits } from './exit.ts'
import { checkName } from './new-name.ts'
import { isPart, partOf } from './new-part.ts'
import { installerOf, worldlineSpec } from './installer.ts'
import { draftsOf, projects } from './templates.ts'

/** A command, and what it does. */
type Next = readonly (readonly [command: string, does: string])[]

const templateUsual = 'rpc'

/** Who names a project as a template wants that one. */
const templateFor = (name: string | undefined): string =>
  projects.some((one) => one.name === name) && name !== undefined ? name : templateUsual

/** Writes the files of a template, none of them over what is there. */
export async function create(parsed: Parsed, context: Context): Promise<ExitCode> {
  const { given, words } = parsed
  const fromCase = typeof given['from-case'] === 'string' ? given['from-case'] : null
  const said = typeof given['template'] === 'string' ? given['template'] : null
  const template = said ?? (fromCase === null ? templateFor(words[0]) : 'scenario')
  if (fromCase !== null && template !== 'scenario') throw notFromCase(template)
  const isDry = given['dry-run'] === true
  const force = given['force'] === true
  if (isPart(template)) {
    const part = await partOf(template, words[0] ?? null, fromCase, context)
    const files = placed(part.drafts, context.cwd)
    await written(files, force, isDry, context)
    tell({ folder: null, files, next: part.next, isDry }, context)
    return exits.pass
  }
  const name = nameIn(words, context)
  const project = projects.find((one) => one.name === template)
  if (project === undefined) throw unknownTemplate(template, context)
  const folder = join(context.cwd, name)
  const files = placed(draftsOf(project, name, worldlineSpec(folder)), folder)
  await written(files, force, isDry, context)
  const { install, run } = installerOf(context.env)
  const scenario = `wl/${template}.scenario.ts`
  const next: Next = [
    [`cd ${name} && ${install}`, ''],
    [`${run} run ${scenario}`, 'passes: one seed is one story'],
    [`${run} explore ${scenario}`, `fails: a TODO is left (${todoOf(files)})`],
  ]
  tell({ folder: name, files, next, isDry }, context)
  return exits.pass
}

async function written(
  files: readonly Placed[],
  force: boolean,
  isDry: boolean,
  context: Context,
): Promise<void> {
  if (isDry) return
  await mayWrite(files, force, context)
  writeAll(files)
}

/** `src/server.ts:24` */
function todoOf(files: readonly Placed[]): string {
  for (const { path, text } of files) {
    const at = text.split('\n').findIndex((line) => /^\s*\/\/ TODO/u.test(line))
    if (at >= 0 && path.endsWith('.ts')) return `${path}:${at + 1}`
  }
  return 'README.md'
}

interface Told {
  /** null: into the current folder */
  readonly folder: string | null
  readonly files: readonly Placed[]
  readonly next: Next
  readonly isDry: boolean
}

function tell({ folder, files, next, isDry }: Told, { out, page, cwd }: Context): void {
  const { ink } = page
  const head = isDry ? 'Would create' : 'Created'
  const [only] = files
  const where = folder === null ? relative(cwd, only?.file ?? cwd) : `${folder}/`
  const single = folder === null && files.length === 1
  const wide = Math.max(...next.map(([command]) => command.length))
  out(
    [
      '',
      `  ${ink.strong(head)}${single ? '' : ` ${folder === null ? 'here' : where}`}`,
      ...fileRows(files, page),
      isDry ? '  Nothing was written.' : '  Nothing else was changed.',
      `  Templates: ${projectWords.join(' ')} · ${partWords.join(' ')}`,
      '',
      ...next.map(([command, does], at) => {
        const behind = does === '' ? '' : `    ${ink.faint(does)}`
        const shown = does === '' ? command : command.padEnd(wide)
        return `  ${at === 0 ? 'Next' : '    '}   ${ink.accent(shown)}${behind}`
      }),
      '',
      '',
    ].join('\n'),
  )
}

function nameIn(words: readonly string[], context: Context): string {
  const [name] = words
  if (name === undefined) {
    throw new Mistake([
      {
        code: 'WL1001',
        sentence: 'new needs a name: the folder that is made.',
        lines: [
          `for example   ${context.name} new my-protocol --template ${templateUsual}`,
          `templates     ${projectWords.join('  ')}`,
          `in a project  ${partWords.join('  ')}`,
        ],
      },
    ])
  }
  checkName(name)
  return name
}

function unknownTemplate(template: string, { name }: Context): Mistake {
  const near = nearest(template, [...projectWords, ...partWords])
  return new Mistake([
    {
      code: 'WL1004',
      sentence: `there is no template "${template}".`,
      lines: [
        ...(near === null ? [] : [`did you mean   --template ${near} ?`]),
        ...projects.map((one) => `${one.name.padEnd(14)} ${one.about}`),
        `in a project   ${partWords.join('  ')}`,
        `see            ${name} new --help`,
      ],
    },
  ])
}

const notFromCase = (template: string): Mistake =>
  new Mistake([
    {
      code: 'WL1004',
      sentence: `--from-case makes a scenario, not a project "${template}".`,
      lines: ['did you mean   --template scenario ?'],
    },
  ])
