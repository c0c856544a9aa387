// The command in the process of the test, for what only its words and its exit code say: a start of
// its own costs half a second. Streams, signals and the process's end are tested on real processes.

import { plainPage } from '../reports/page.ts'
import { renderProblems } from '../reports/problems.ts'
import { Mistake } from '../sim/problem.ts'
import { type Parsed, parseArguments } from './arguments.ts'
import { check } from './check.ts'
import type { Context } from './context.ts'
import { explore } from './explore.ts'
import { list } from './list.ts'
import { real } from './real.ts'
import { replay } from './replay.ts'
import { report } from './report.ts'
import { run } from './run.ts'

/** What a process would have ended with and written. */
export interface Called {
  readonly code: number
  readonly out: string
  readonly err: string
}

const commands: Readonly<Record<string, (parsed: Parsed, context: Context) => Promise<number>>> = {
  ...{ check, explore, list, real, replay, report, run },
}

/**
 * `worldline …` without a terminal, as main.ts does it.
 * @param words the command first: one of those that are listed above
 * @param cwd absolute
 */
export async function called(
  words: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Called> {
  let [out, err] = ['', '']
  const page = { ...plainPage, timing: !words.includes('--no-timing') }
  const context: Context = {
    out: (text) => void (out += text),
    document: (text) => void (out += text),
    note: (text) => void (err += text),
    ...{ page, notePage: page, live: false, env, cwd, name: 'worldline' },
  }
  try {
    const parsed = await parseArguments(words, context.name)
    const command = commands[parsed.command]
    if (command === undefined) throw new Error(`${parsed.command} is not called within a test`)
    const code = await command(parsed, context)
    return { code, out, err }
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    context.note(renderProblems(error.problems, error.exitCode, page))
    return { code: error.exitCode, out, err }
  }
}
