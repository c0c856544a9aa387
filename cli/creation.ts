// Writing several files for a person, all or none: nothing that is there is overwritten unasked, and
// when one cannot be written those before it are taken away again.

import { existsSync, lstatSync, mkdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { columns, type Page, pad } from '../reports/page.ts'
import { writeWhole } from '../scenarios/runner/write-whole.ts'
import { Mistake } from '../sim/problem.ts'
import type { Context } from './context.ts'
import type { Draft } from './templates.ts'

const namesMax = 6

/** A draft at its absolute place. */
export interface Placed extends Draft {
  readonly file: string
}

export const placed = (drafts: readonly Draft[], folder: string): readonly Placed[] =>
  drafts.map((draft) => ({ ...draft, file: join(folder, draft.path) }))

/**
 * Sees to it that nothing is overwritten that should not be.
 * @param force asks on a terminal
 * @throws Mistake (WL1202) naming what is there
 */
export async function mayWrite(
  files: readonly Placed[],
  force: boolean,
  context: Context,
): Promise<void> {
  const there = files.filter(({ file }) => exists(file))
  if (there.length === 0) return
  const names = there.slice(0, namesMax).map(({ file }) => relative(context.cwd, file))
  const more = there.length - names.length
  const list = `there already  ${names.join('  ')}${more > 0 ? `  and ${more} more` : ''}`
  const refuse = (sentence: string, help: string): Mistake =>
    new Mistake([{ code: 'WL1202', sentence, lines: [list, help] }])
  if (!force) {
    throw refuse(
      'nothing was written: what is there is not overwritten.',
      'another name, or --force',
    )
  }
  const isTerminal = process.stdin.isTTY === true && process.stderr.isTTY === true
  if (!isTerminal) {
    throw refuse(
      'nothing was written: --force asks first, and nobody is there to be asked.',
      'remove them, or ask on a terminal',
    )
  }
  if (!(await agreed(`  ${list}\n  Overwrite? [y/N] `))) {
    throw refuse('nothing was written: you said no.', 'another name')
  }
}

async function agreed(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/iu.test((await lines.question(question)).trim())
  } finally {
    lines.close()
  }
}

function exists(file: string): boolean {
  try {
    // A link that leads nowhere is somebody's, too.
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined
  } catch {
    // A part of its path is a file: whoever writes into it tells so.
    return false
  }
}

/** All or none. @throws Mistake (WL1202) naming what could not be written */
export function writeAll(files: readonly { readonly file: string; readonly text: string }[]): void {
  const undo: (() => void)[] = []
  try {
    for (const { file, text } of files) {
      const before = existsSync(file) ? readFileSync(file) : null
      undo.push(...madeFolders(dirname(file)))
      writeWhole(file, text)
      undo.push(() => (before === null ? rmSync(file, { force: true }) : writeWhole(file, before)))
    }
  } catch (error) {
    for (const one of undo.reverse()) one()
    throw error
  }
}

/** Makes the folders on the way, and says how each that is empty again is taken away. */
function madeFolders(folder: string): (() => void)[] {
  const missing: string[] = []
  for (let one = folder; !existsSync(one) && one !== dirname(one); one = dirname(one))
    missing.push(one)
  try {
    mkdirSync(folder, { recursive: true })
  } catch {
    // Whoever writes into it tells why it is not there.
    return []
  }
  return missing.reverse().map((one) => () => rmdirSync(one))
}

/** A line for each file: its path, its lines, what it is. */
export function fileRows(
  files: readonly { readonly path: string; readonly text: string; readonly about: string }[],
  { ink }: Page,
): string[] {
  const wide = Math.max(...files.map(({ path }) => columns(path)))
  return files.map(({ path, text, about }) => {
    const lines = `${text.split('\n').length - 1}`.padStart(4)
    return `    ${pad(path, wide)} ${lines} lines   ${ink.faint(about)}`
  })
}
