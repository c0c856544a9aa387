// Files, words and environments that nothing can be done with, each tried in a folder of its own by
// the built command. Wanted: the exit code, a message of at most twelve lines that names the place,
// no stack trace, no byte that moves a terminal, and a folder in which nothing was left.

import { lstatSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from './hostile-command.ts'
import type { Row } from './hostile-siege.ts'
import { type Files, furnish } from './hostile-toys.ts'

export interface Trial {
  readonly sent: string
  readonly words: readonly string[]
  /** put into the folder before, beside a package.json and a link to worldline */
  readonly files?: Files
  readonly input?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
  /** in place of the command */
  readonly program?: string
  /** which exit codes are as they should be; 2 when absent */
  readonly exits?: readonly number[]
  /** what has to be said */
  readonly says?: RegExp
  /** what must not be said */
  readonly never?: RegExp
  /** files that may appear or change */
  readonly leaves?: RegExp
  /** most lines that it may take */
  readonly lines?: number
  /** anything else that has to be there before */
  readonly prepare?: (folder: string) => void
  /** what else is wrong afterwards; null: nothing */
  readonly after?: (folder: string) => string | null
}

const linesMost = 12
const bytesMost = 4_000
/** Longer files are compared by their size. */
const textMost = 50_000_000
const patience = 120_000
/** How many are tried at once. */
const lanes = 2

/** @param whom who is spoken to, a column of the table */
export async function tryAll(
  whom: string,
  cwd: string,
  trials: readonly Trial[],
): Promise<readonly Row[]> {
  const rows: Row[] = []
  const left = [...trials.entries()]
  async function lane(): Promise<void> {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [at, trial] = next
      rows[at] = await tryOne(whom, mkdtempSync(join(cwd, 'trial-')), trial)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return rows
}

async function tryOne(whom: string, folder: string, trial: Trial): Promise<Row> {
  furnish(folder, trial.files ?? {})
  trial.prepare?.(folder)
  const before = contentOf(folder)
  const { input, env, program } = trial
  const command = new Command(trial.words, {
    ...{ cwd: folder, env: { CI: '', GITHUB_ACTIONS: '', NO_COLOR: '1', ...env } },
    ...(input === undefined ? {} : { input }),
    ...(program === undefined ? {} : { program }),
  })
  const late = setTimeout(() => command.child.kill('SIGKILL'), patience)
  const code = await command.code
  clearTimeout(late)
  return judged(whom, trial, command.out, code, {
    left: leftIn(before, contentOf(folder), trial.leaves),
    after: trial.after?.(folder) ?? null,
  })
}

function judged(
  whom: string,
  { sent, exits = [2], says, never, lines = linesMost }: Trial,
  out: string,
  code: number | null,
  { left, after }: { readonly left: readonly string[]; readonly after: string | null },
): Row {
  const told = out.split('\n').filter((line) => line.trim() !== '')
  const head = told.find((line) => /WL\d{4}/u.test(line)) ?? told[0] ?? 'NOT A WORD'
  const isRefusal = code === 2 || code === 4
  const wrong = [
    ...(code !== null && exits.includes(code) ? [] : [`exit ${code ?? 'none in two minutes'}`]),
    ...(isRefusal && !/WL\d{4}/u.test(out) ? ['no code'] : []),
    ...(isRefusal && told.length > lines ? [`${told.length} lines`] : []),
    ...(/^\s+at .+:\d+:\d+\)?$/mu.test(out) ? ['a stack trace'] : []),
    ...(isRefusal && out.length > bytesMost ? [`${out.length} characters`] : []),
    ...(unfit.test(out) ? ['bytes that move a terminal'] : []),
    ...(/\[object \w+\]|Cannot read propert|is not a function|\bundefined\b/u.test(out)
      ? ['words of the engine']
      : []),
    ...(says === undefined || says.test(out) ? [] : [`does not say ${says.source}`]),
    ...(never === undefined || !never.test(out) ? [] : [`says ${never.source}`]),
    ...(left.length === 0 ? [] : [`left: ${left.join(' ')}`]),
    ...(after === null ? [] : [after]),
  ]
  return {
    ...{ whom, sent, memory: null, ok: wrong.length === 0 },
    seen: head
      .replace(/^\s*error /u, '')
      .replace(/\s+/gu, ' ')
      .slice(0, 160),
    others: wrong.length === 0 ? `exit ${code ?? 'none'}` : `WRONG: ${wrong.join('; ')}`,
  }
}

/** Control characters but the end of a line, marks of direction, halves of characters. */
const unfit = /(?!\n)\p{Cc}|\p{Bidi_Control}|\p{Cs}/u

/** Every file of a folder with its text, links and folders by their names. */
function contentOf(folder: string, under = ''): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const name of readdirSync(join(folder, under))) {
    const path = join(under, name)
    const stat = lstatSync(join(folder, path))
    if (stat.isDirectory()) {
      found.set(path, '')
      for (const [inner, text] of contentOf(folder, path)) found.set(inner, text)
    } else if (stat.size > textMost) found.set(path, `${stat.size} bytes`)
    else found.set(path, stat.isFile() ? readFileSync(join(folder, path), 'latin1') : 'a link')
  }
  return found
}

function leftIn(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  leaves: RegExp = /^$/u,
): readonly string[] {
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names].filter(
    (name) =>
      before.get(name) !== after.get(name) && (!leaves.test(name) || /\.(tmp|part)$/u.test(name)),
  )
}
