// GitHub Actions: annotations on a stream that its runner reads, and the summary of the step in the
// file that it names. Outside of Actions the annotations are the same, and there is no summary.

import { appendFileSync } from 'node:fs'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { renderAnnotations } from '../reports/export-github.ts'
import { renderSummary } from '../reports/export-results.ts'
import type { ResultTold } from '../reports/result.ts'
import type { Context } from './context.ts'

/** GitHub takes a mebibyte of all steps together; more than this nobody reads. */
const summaryMax = 60_000

/** Annotations to `write`, the summary to its file. */
export function tellGithub(
  results: readonly ResultTold[],
  write: (text: string) => void,
  context: Context,
): void {
  const { cwd, env } = context
  const root = set(env['GITHUB_WORKSPACE']) ?? cwd
  write(renderAnnotations(results, (file) => within(root, resolve(cwd, file))))
  const path = set(env['GITHUB_STEP_SUMMARY'])
  if (path === null) return
  try {
    // Appended: other commands of the step write there too.
    appendFileSync(path, renderSummary(results, { bytesMax: summaryMax, artifacts: runOf(env) }))
  } catch {
    context.note(`  the summary of this step could not be written to ${path}\n`)
  }
}

/** Where a file stands in the repository, with slashes; null: outside of it. */
function within(root: string, path: string): string | null {
  const near = relative(root, path)
  if (near === '' || near.startsWith('..') || isAbsolute(near)) return null
  // What npm installed is not of the repository either.
  return near.split(sep).includes('node_modules') ? null : near.split(sep).join('/')
}

/** The page of the run, which lists its artifacts. */
function runOf(env: Context['env']): string | null {
  const [server, repository, run] = [
    set(env['GITHUB_SERVER_URL']),
    set(env['GITHUB_REPOSITORY']),
    set(env['GITHUB_RUN_ID']),
  ]
  if (server === null || repository === null || run === null) return null
  return `${server}/${repository}/actions/runs/${run}#artifacts`
}

const set = (text: string | undefined): string | null =>
  text === undefined || text === '' ? null : text
