// The page of a report: written whole, and opened in the person's browser where there is a person.

import { spawn } from 'node:child_process'
import { join, relative, resolve } from 'node:path'
import { writeWhole } from '../scenarios/runner/write-whole.ts'
import { version } from '../scenarios/runner/version.ts'
import type { Judgement } from '../sim/judgement.ts'
import type { Report } from '../sim/report.ts'
import type { Given } from './arguments.ts'
import type { Context } from './context.ts'
import { lastFolder } from './last.ts'

/** Whether a page is wanted: `--report`, or something to open. */
export const wantsPage = ({ report, open: opened }: Given): boolean =>
  report !== undefined || opened === true

/**
 * Writes the page of a report to where `--report` says, else beside the latest, and opens it if that
 * is wanted.
 * @returns its path, absolute
 * @throws Mistake (WL1202) when it cannot be written
 */
export async function writePage(report: Report, given: Given, context: Context): Promise<string> {
  const { renderHtml } = await import('../reports/html.ts')
  const all = given['report-size'] === 'all'
  const page = all ? renderHtml(report, Number.POSITIVE_INFINITY) : renderHtml(report)
  return written(page, given, context)
}

/** The same of judged histories. */
export async function writeHistoriesPage(
  judgements: readonly Judgement[],
  given: Given,
  context: Context,
): Promise<string> {
  const { renderHistories } = await import('../reports/html-histories.ts')
  return written(renderHistories(judgements, version()), given, context)
}

function written(page: string, given: Given, context: Context): string {
  const said = given['report']
  const path =
    typeof said === 'string' && said !== ''
      ? resolve(context.cwd, said)
      : join(lastFolder(context), 'report.html')
  writeWhole(path, page)
  if (given['open'] === true) open(path, context)
  return path
}

/** As people say it: from the current folder where it is under it. */
export function nearby(path: string, { cwd }: Context): string {
  const short = relative(cwd, path)
  return short.startsWith('..') || short === '' ? path : short
}

/** Hands the file to the desktop and does not wait; without a terminal or a desktop it says so. */
export function open(path: string, context: Context): void {
  if (process.stdout.isTTY !== true) {
    return context.note(`  not opened, since this is no terminal: ${nearby(path, context)}\n`)
  }
  const [command, ...before] = opener()
  const child = spawn(command, [...before, path], { detached: true, stdio: 'ignore' })
  child.on('error', () => context.note(`  no browser could be started: ${path}\n`))
  child.unref()
}

function opener(): readonly [string, ...string[]] {
  if (process.platform === 'darwin') return ['open']
  // An empty title, since `start` takes the first quoted word for one.
  if (process.platform === 'win32') return ['cmd', '/c', 'start', '']
  return ['xdg-open']
}
