// `doctor --probe`: what a process that doctor has started does, and how doctor starts it. The answer
// is one JSON document on standard output.

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type ProbeAsked, type Probed, probe } from '../scenarios/runner/probe.ts'
import type { Context } from './context.ts'
import { type ExitCode, exits } from './exit.ts'

const bytesMax = 1 << 28

/** In the process that was started. */
export async function answerProbe(text: string, context: Context): Promise<ExitCode> {
  const asked = JSON.parse(text) as ProbeAsked // written by askProbe below
  context.document(JSON.stringify(await probe(asked)))
  return exits.pass
}

/**
 * Starts another process and asks it.
 * @param node path of an executable of Node
 * @returns what it found, or why it could not be asked
 */
export async function askProbe(
  node: string,
  asked: ProbeAsked,
  context: Context,
): Promise<Probed | string> {
  const script = process.argv[1] ?? ''
  try {
    const { stdout } = await promisify(execFile)(
      node,
      [script, 'doctor', `--probe=${JSON.stringify(asked)}`],
      { cwd: context.cwd, env: { ...context.env, NO_COLOR: '1' }, maxBuffer: bytesMax },
    )
    return JSON.parse(stdout) as Probed // written by answerProbe above
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
    const line = said
      .split('\n')
      .map((one) => one.trim())
      .find((one) => one !== '')
    return line ?? 'it ended without an answer'
  }
}

/** `v24.1.0`, or null for what is no Node. */
export async function versionOf(node: string): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(node, ['--version'])
    return /^v\d+/u.test(stdout) ? stdout.trim() : null
  } catch {
    return null
  }
}
