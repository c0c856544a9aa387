// What serving a whole system and serving one node have in common: what is said while it goes on,
// where the data is, how it ends.

import { accessSync, constants, mkdirSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { servedLine, waitingLines } from '../reports/serve-screen.ts'
import type { Told } from '../scenarios/served/orders.ts'
import { Mistake } from '../sim/problem.ts'
import type { Given } from './arguments.ts'
import type { Context } from './context.ts'
import { ownFolder } from './crash.ts'
import { type ExitCode, exits } from './exit.ts'
import { listen } from './interrupt.ts'
import { type Common, isBeyondLoopback, textIn } from './served.ts'

/** How often a client sends a letter unless somebody says. */
export const everyDefault = 5_000_000

/** Letters of all clients, counted. */
export class Letters {
  #acked = 0
  #others = 0

  count(acked: boolean): void {
    if (acked) this.#acked += 1
    else this.#others += 1
  }

  summary(): string {
    const more = this.#others === 0 ? '' : `, ${this.#others} without an ACK`
    return `letters: ${this.#acked} acked${more}`
  }
}

/** What a node has said, as far as it is of interest. @param all also what goes as it should */
export function tell(
  node: string | null,
  told: Told,
  all: boolean,
  letters: Letters,
  context: Context,
): void {
  switch (told.kind) {
    case 'waiting':
      return context.note(waitingLines(node, told, context.notePage))
    case 'found':
      return context.note(servedLine(node, told.sentence))
    case 'letter':
      letters.count(told.acked)
      if (all || !told.acked) context.out(servedLine(node, told.sentence))
      return
    case 'refused':
      if (all) context.note(servedLine(node, `refused ${told.sentence}`))
  }
}

/** Listens to Ctrl-C. */
export const ctrlC = (context: Context): ReturnType<typeof listen> =>
  listen(
    () => context.note('\n  stopping; Ctrl-C again stops at once\n'),
    () => undefined,
  )

/** Ctrl-C is how serving ends well. */
export const codeOf = (code: ExitCode | null): ExitCode =>
  code === null || code === exits.interrupted ? exits.pass : code

/** Settles when the signal comes. */
export const ended = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** Variant, reach, stores. */
export function factsOf({ variant, hosts }: Common, folder: string | null): string[] {
  return [
    variant === 'original' ? 'as the source was' : 'correct variant',
    isBeyondLoopback(hosts) ? hosts.join(', ') : 'loopback only',
    folder === null ? 'nothing is kept' : `stores in ${folder} (LevelDB)`,
  ]
}

/**
 * What `--data` says, or a fresh folder; it is there afterwards.
 * @throws Mistake WL5007 when it cannot be made or written to
 */
export function dataFolder(given: Given, { env, cwd }: Context): string {
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
  const folder = textIn(given, 'data') ?? `${ownFolder(env)}/runs/${time}-${process.pid}`
  try {
    mkdirSync(resolve(cwd, folder), { recursive: true })
    accessSync(resolve(cwd, folder), constants.W_OK)
    if (statSync(resolve(cwd, folder)).isDirectory()) return folder
    throw noFolder(folder, 'it is a file')
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    throw noFolder(folder, error.code === 'EEXIST' ? 'it is a file' : error.message)
  }
}

const noFolder = (folder: string, why: string): Mistake =>
  new Mistake([
    {
      code: 'WL5007',
      sentence: `the data folder ${folder} cannot be used: ${why}.`,
      lines: ['name another   --data DIR     or keep nothing   --memory'],
    },
  ])

/** Refuses flags of the other form of this command. @throws Mistake WL1001 */
export function refuse(
  given: Given,
  flags: readonly string[],
  form: string,
  example: string,
): void {
  const wrong = flags.filter((flag) => given[flag] !== undefined)
  if (wrong.length === 0) return
  throw new Mistake(
    wrong.map((flag) => ({
      code: 'WL1001',
      sentence: `--${flag} is for ${form}.`,
      lines: [`for example   worldline ${example} --${flag} …`],
    })),
  )
}
