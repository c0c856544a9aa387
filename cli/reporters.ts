// Who tells what was found, and where: one reporter owns standard output, others write files, and
// GitHub's annotations stand beside. Each renders an outcome at its end; none looks at a run.

import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { renderJunitResults } from '../reports/export-junit.ts'
import { noBounds, renderLines, renderSummary, renderTap } from '../reports/export-results.ts'
import { type Page, plainPage } from '../reports/page.ts'
import { pointed } from '../reports/problems.ts'
import type { ResultTold } from '../reports/result.ts'
import { writeWhole } from '../scenarios/runner/write-whole.ts'
import { nearest } from '../sim/nearest.ts'
import { Mistake, type Problem } from '../sim/problem.ts'
import type { Report } from '../sim/report.ts'
import type { Given } from './arguments.ts'
import { reporterWords } from './commands.ts'
import type { Context } from './context.ts'
import { Documents } from './documents.ts'
import { type ExitCode, exits } from './exit.ts'
import { tellGithub } from './github.ts'
import { nearby, wantsPage, writePage } from './page.ts'

/** What one target came to. A reporter asks for the form that it tells; none is made unasked. */
export interface Outcome {
  readonly exitCode: ExitCode
  /** for people, on their terminal or in a file */
  screen(page: Page): string
  /** the verdict in one line */
  quiet(page: Page): string
  /** worldline.result/1 */
  document(): Record<string, unknown>
  /** with the reports of its causes, as far as there are any */
  result(): ResultTold
  /** of its first cause, or of the one run that there was; null: there is none */
  report(): Report | null
}

type Name = (typeof reporterWords)[number]

interface Reporter {
  readonly name: Name
  /** absolute; null: standard output */
  readonly path: string | null
}

/** Renders every outcome for whoever was named. */
export class Reporters {
  readonly #context: Context
  readonly #given: Given
  readonly #reporters: readonly Reporter[]
  readonly #documents: Documents
  readonly #outcomes: Outcome[] = []
  #paged = false
  /** whether nobody wants to see how far it is */
  readonly quiet: boolean

  /** @throws Mistake (WL1004) for names, files and pairs of reporters that cannot be */
  constructor(context: Context, given: Given) {
    this.#context = context
    this.#given = given
    this.#reporters = reportersOf(given, context)
    this.#documents = new Documents(context.document, given['json'])
    this.quiet = given['quiet'] === true || this.#owner === 'quiet'
  }

  get #owner(): Name {
    return (
      this.#reporters.find(({ name, path }) => path === null && name !== 'github')?.name ?? 'pretty'
    )
  }

  /** What is told as it comes is told now. */
  add(outcome: Outcome): void {
    this.#outcomes.push(outcome)
    const { page, out } = this.#context
    switch (this.#owner) {
      case 'pretty':
        return out(outcome.screen(page))
      case 'quiet':
        return out(outcome.quiet(page))
      case 'line':
        return out(renderLines([outcome.result()]))
      case 'json':
        return this.#documents.add(outcome.document(), outcome.exitCode)
      default:
    }
  }

  /** Everything that is told once all is known, files among it. @throws Mistake (WL1202) */
  async end(): Promise<void> {
    const outcomes = this.#outcomes
    if (outcomes.length === 0) return
    this.#documents.end()
    const owner = this.#owner
    if (owner === 'junit' || owner === 'md' || owner === 'tap')
      this.#context.document(this.#rendered(owner))
    for (const { name, path } of this.#reporters) {
      if (name === 'github') {
        const beside = lined.has(owner) ? this.#context.document : this.#context.note
        const to = path === null ? beside : (text: string) => writeWhole(path, text)
        tellGithub(
          outcomes.map((one) => one.result()),
          to,
          this.#context,
        )
      } else if (path !== null) writeWhole(path, this.#rendered(name))
    }
    if (wantsPage(this.#given) && !this.#paged) await this.#page()
  }

  /** A whole document of one kind, on a page of its own. */
  #rendered(name: Exclude<Name, 'github'>): string {
    const { timing } = this.#context.page
    return rendered(name, this.#outcomes, { ...plainPage, timing })
  }

  /**
   * Writes the page of a failure, the first of this command; the screens then say where it is.
   * @returns its path as people say it; null: another is there, or nobody asked and it cannot be
   * @throws Mistake (WL1202) when it was asked for and cannot be written
   */
  async page(report: Report): Promise<string | null> {
    if (this.#paged || this.quiet) return null
    this.#paged = true
    try {
      return nearby(await writePage(report, this.#given, this.#context), this.#context)
    } catch (error) {
      if (wantsPage(this.#given) || !(error instanceof Mistake)) throw error
      return null
    }
  }

  /** Where nothing failed: the page of the one run that there was. */
  async #page(): Promise<void> {
    const failed = this.#outcomes.find(({ exitCode }) => exitCode === exits.fail)
    const report = (failed ?? this.#outcomes[0])?.report() ?? null
    const { note } = this.#context
    if (report === null) return note('  no report was written: nothing failed\n')
    const path = await writePage(report, this.#given, this.#context)
    note(`  Report ${nearby(path, this.#context)}\n`)
  }
}

/** Those after which further lines do no harm. */
const lined: ReadonlySet<Name> = new Set(['pretty', 'line', 'quiet'])

function rendered(name: Exclude<Name, 'github'>, outcomes: readonly Outcome[], page: Page): string {
  const results = (): ResultTold[] => outcomes.map((one) => one.result())
  switch (name) {
    case 'pretty':
      return outcomes.map((one) => one.screen(page)).join('')
    case 'quiet':
      return outcomes.map((one) => one.quiet(page)).join('')
    case 'line':
      return renderLines(results())
    case 'junit':
      return renderJunitResults(results())
    case 'md':
      return renderSummary(results(), noBounds)
    case 'tap':
      return renderTap(results())
    case 'json': {
      const texts: string[] = []
      const documents = new Documents((text) => void texts.push(text), 'document')
      for (const one of outcomes) documents.add(one.document(), one.exitCode)
      documents.end()
      return texts.join('')
    }
  }
}

function reportersOf(given: Given, context: Context): readonly Reporter[] {
  const texts = Array.isArray(given['reporter']) ? given['reporter'].map(String) : []
  const problems: Problem[] = []
  const named = texts.flatMap((text) => {
    const one = reporterOf(text, context)
    if ('code' in one) problems.push(one)
    return 'code' in one ? [] : [one]
  })
  if (problems.length > 0) throw new Mistake(problems)
  if (given['json'] !== undefined) named.push({ name: 'json', path: null })
  const owners = named.filter(({ name, path }) => path === null && name !== 'github')
  if (owners.length === 0)
    named.push({ name: given['quiet'] === true ? 'quiet' : 'pretty', path: null })
  if (owners.length > 1) throw new Mistake([crowded(owners)])
  const files = named.flatMap(({ path }) => (path === null ? [] : [path]))
  const twice = files.find((path, at) => files.indexOf(path) !== at)
  if (twice !== undefined) throw new Mistake([sameFile(twice)])
  const unasked = (context.env['GITHUB_ACTIONS'] ?? '') !== ''
  const known = named.some(({ name }) => name === 'github')
  return unasked && !known ? [...named, { name: 'github', path: null }] : named
}

function reporterOf(text: string, { cwd }: Context): Reporter | Problem {
  const [word = '', ...rest] = text.split('=')
  const file = rest.join('=')
  const name = reporterWords.find((one) => one === word)
  if (name === undefined) {
    const near = nearest(word, reporterWords)
    return {
      code: 'WL1004',
      sentence: `there is no reporter "${word}".`,
      lines: [
        ...pointed(`--reporter ${text}`, word),
        ...(near === null ? [] : [`did you mean   --reporter ${[near, ...rest].join('=')} ?`]),
        `allowed        ${reporterWords.join('  ')}   each with =PATH for a file`,
      ],
    }
  }
  const path = file === '' ? null : resolve(cwd, file)
  const isFolder = path !== null && existsSync(path) && statSync(path).isDirectory()
  if ((rest.length === 0 || file !== '') && !isFolder) return { name, path }
  return {
    code: 'WL1004',
    sentence: isFolder
      ? `--reporter ${text}: that is a folder, and the reporter writes one file.`
      : `--reporter ${text} says no file after the "=".`,
    lines: [`for example    --reporter ${name}=${isFolder ? `${file}/` : ''}${example(name)}`],
  }
}

const endings: Readonly<Partial<Record<Name, string>>> = {
  json: 'json',
  junit: 'xml',
  md: 'md',
  tap: 'tap',
}

const example = (name: Name): string => `worldline.${endings[name] ?? 'txt'}`

function crowded(owners: readonly Reporter[]): Problem {
  const names = owners.map(({ name }) => name)
  const last = names.at(-1) ?? 'pretty'
  return {
    code: 'WL1004',
    sentence: `${names.join(' and ')} cannot all write to standard output: one reporter owns it.`,
    lines: [`give others a file   --reporter ${last}=${example(last)}`],
  }
}

const sameFile = (path: string): Problem => ({
  code: 'WL1004',
  sentence: 'two reporters were given the same file.',
  lines: [`both           ${path}`, 'allowed        a file for each'],
})
