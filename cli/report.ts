// `report`: the report of a run in a format of its own, to standard output or into files. The run is
// named by a coordinate or a case; unnamed it is the last one that failed.

import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pointed } from '../reports/problems.ts'
import { writeWhole } from '../scenarios/runner/write-whole.ts'
import { nearest } from '../sim/nearest.ts'
import { Mistake, type Problem } from '../sim/problem.ts'
import type { Report } from '../sim/report.ts'
import type { Given, Parsed } from './arguments.ts'
import { formatWords } from './commands.ts'
import type { Context } from './context.ts'
import { type ExitCode, exits } from './exit.ts'
import { type Format, formats } from './formats.ts'
import { lastFolder, lastOne } from './last.ts'
import { nearby, open } from './page.ts'
import { reportOfLast, reportOfSubject } from './reporting.ts'
import { subjectOf } from './subject.ts'

/** Writes every format that was asked for. @throws Mistake for what names no run, format or file */
export async function report(parsed: Parsed, context: Context): Promise<ExitCode> {
  const { given, words } = parsed
  const wanted = formatsOf(given)
  const places = placesOf(wanted, given, context)
  const [word] = words
  const told =
    word === undefined ? await lastReport(context) : reportOfSubject(await subjectOf(word, context))
  const all = given['report-size'] === 'all'
  for (const { format, path } of places) {
    const text = await format.render(told, all)
    if (path === null) context.document(text)
    else keep(text, path, format, context)
  }
  const page = places.find(({ format }) => format.name === 'html')?.path ?? null
  if (given['open'] === true && page !== null) open(page, context)
  return exits.pass
}

async function lastReport(context: Context): Promise<Report> {
  const last = lastOne(context)
  if (last === null) throw nothingYet(context)
  return reportOfLast(last, context)
}

interface Place {
  readonly format: Format
  /** absolute; null: standard output */
  readonly path: string | null
}

function keep(text: string, path: string, { name }: Format, context: Context): void {
  writeWhole(path, text)
  context.out(`  Report ${name.padEnd(8)} ${nearby(path, context)}\n`)
}

/** The formats that were asked for, each once, in the order of the words. @throws Mistake (WL1004) */
function formatsOf(given: Given): readonly Format[] {
  const texts = Array.isArray(given['format']) ? given['format'].map(String) : []
  const words = [...new Set(texts.flatMap((text) => text.split(',')))]
  const problems: Problem[] = []
  const wanted = words.flatMap((word) => {
    const format = formats.find(({ name }) => name === word)
    if (format === undefined) problems.push(unknownFormat(word))
    return format === undefined ? [] : [format]
  })
  if (problems.length > 0) throw new Mistake(problems)
  const [usual] = formats
  return wanted.length > 0 || usual === undefined ? wanted : [usual]
}

function unknownFormat(word: string): Problem {
  const close = nearest(word, formatWords)
  return {
    code: 'WL1004',
    sentence: word === '' ? '--format names no format.' : `there is no format "${word}".`,
    lines: [
      ...pointed(`--format ${word}`, word),
      ...(close === null ? [] : [`did you mean   --format ${close} ?`]),
      `allowed        ${formatWords.join('  ')}`,
    ],
  }
}

/**
 * Where each format goes: one to `--out`, several into that folder. Without it, text goes to standard
 * output, and what is looked at in a window, or is not alone, beside the latest report.
 */
function placesOf(wanted: readonly Format[], given: Given, context: Context): readonly Place[] {
  const { cwd } = context
  const out = typeof given['out'] === 'string' ? given['out'] : null
  const [only] = wanted
  const alone = wanted.length === 1 && only !== undefined
  if (out === '-') {
    if (alone) return [{ format: only, path: null }]
    throw usage('one format fits on standard output, and several were asked for.', [
      `given          ${wanted.map(({ name }) => name).join('  ')}`,
      'allowed        --out FOLDER for several',
    ])
  }
  if (out === '') throw usage('--out names no file.', ['for example    --out report.md'])
  if (out === null && alone && only.spoken) return [{ format: only, path: null }]
  if (out === null) {
    const folder = lastFolder(context)
    return wanted.map((format) => ({ format, path: inFolder(folder, format) }))
  }
  const path = resolve(cwd, out)
  const isFolder = existsSync(path) && statSync(path).isDirectory()
  if (alone && !isFolder) return [{ format: only, path }]
  if (existsSync(path) && !isFolder) {
    throw usage(`--out ${out} is a file, and several formats need a folder.`, [
      `given          ${wanted.map(({ name }) => name).join('  ')}`,
    ])
  }
  return wanted.map((format) => ({ format, path: inFolder(path, format) }))
}

const inFolder = (folder: string, { ending }: Format): string => join(folder, `report.${ending}`)

const usage = (sentence: string, lines: readonly string[]): Mistake =>
  new Mistake([{ code: 'WL1004', sentence, lines }])

const nothingYet = ({ name }: Context): Mistake =>
  new Mistake([
    {
      code: 'WL1001',
      sentence: 'report needs to know which run: nothing has failed here yet.',
      lines: [
        `for example    ${name} report ack-retry:original@1/min`,
        `or find one    ${name} explore ack-retry:original`,
      ],
    },
  ])
