// What a command is given besides its words: two streams with a page each, the environment, the
// name to print in commands. The only functions here that write do it to these two streams.

import type { Page } from '../reports/page.ts'
import type { Given } from './arguments.ts'
import { ownName } from './self.ts'
import { type ColorChoice, type Environment, fitted, pageOf, type Rendering } from './terminal.ts'

export interface Context {
  /** the result: summary, table, document, script */
  readonly out: (text: string) => void
  /** the same stream for documents: whatever it is, no character of them is replaced */
  readonly document: (text: string) => void
  /** progress, hints, warnings */
  readonly note: (text: string) => void
  readonly page: Page
  readonly notePage: Page
  /** whether progress may redraw itself */
  readonly live: boolean
  readonly env: Environment
  readonly cwd: string
  /** `worldline`, `npx worldline` or `node dist/cli/main.js` */
  readonly name: string
}

/** The context of this process under the flags that were given. */
export async function contextOf(given: Given): Promise<Context> {
  const rendering = renderingOf(given)
  const page = await pageOf(rendering, process.env, process.stdout)
  const notePage = await pageOf(rendering, process.env, process.stderr)
  return {
    out: (text) => void process.stdout.write(fitted(text, page)),
    document: (text) => void process.stdout.write(text),
    note: (text) => void process.stderr.write(fitted(text, notePage)),
    page,
    notePage,
    live: process.stderr.isTTY === true && process.env['TERM'] !== 'dumb',
    env: process.env,
    cwd: process.cwd(),
    name: ownName({ script: process.argv[1] ?? 'worldline', cwd: process.cwd(), env: process.env }),
  }
}

function renderingOf(given: Given): Rendering {
  const color = given['color']
  const choice: ColorChoice | null =
    given['no-color'] === true
      ? 'never'
      : color === 'always' || color === 'never' || color === 'auto'
        ? color
        : null
  const width = Number(given['width'])
  return {
    color: choice,
    ascii: given['ascii'] === true,
    width: given['width'] === undefined || !Number.isInteger(width) ? null : width,
    timing: given['no-timing'] !== true,
  }
}
