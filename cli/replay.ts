// `replay`: a saved case or a coordinate run again, or a recording of a real run. Which of them is
// meant is seen from the word; each has a file of its own.

import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { Mistake } from '../sim/problem.ts'
import type { Parsed } from './arguments.ts'
import type { Context } from './context.ts'
import type { ExitCode } from './exit.ts'

/** @throws Mistake for a word that names neither */
export async function replay(parsed: Parsed, context: Context): Promise<ExitCode> {
  const [word] = parsed.words
  if (word === undefined) throw nothingNamed(context)
  if (!isRecording(word, context.cwd)) {
    return (await import('./replay-case.ts')).replayCase(parsed, word, context)
  }
  refuseCaseFlags(parsed, context)
  return (await import('./replay-recording.ts')).replayRecording(parsed, context)
}

const caseFlags = ['set', 'state', 'break', 'without', 'with', 'drop', 'together']

/** A recording says its parameters itself, and has no branches. */
function refuseCaseFlags({ given }: Parsed, { name }: Context): void {
  const found = caseFlags.find((flag) => given[flag] !== undefined)
  if (found === undefined) return
  throw new Mistake([
    {
      code: 'WL1001',
      sentence: `replay takes --${found} for a case, not for the recording of a real run.`,
      lines: [
        'a recording    --at 1.5s   -f "FAULT"   --seed 7   --until 4s',
        `see            ${name} replay --help`,
      ],
    },
  ])
}

/** A folder, or the path of one that is not there. */
function isRecording(word: string, cwd: string): boolean {
  const path = resolve(cwd, word)
  if (existsSync(path)) return statSync(path).isDirectory()
  return /[/\\]/u.test(word) && !/@\d+|\.json\b/u.test(word)
}

const nothingNamed = ({ name }: Context): Mistake =>
  new Mistake([
    {
      code: 'WL1001',
      sentence: 'replay needs a case, a coordinate, or the folder of a recorded run.',
      lines: [
        `a case         ${name} replay ack-retry.forget-dedup     (${name} cases list)`,
        `a coordinate   ${name} replay ack-retry:forget-dedup@1/min`,
        `a recording    ${name} replay .worldline/runs/2026-11-21T05-12-44`,
      ],
    },
  ])
