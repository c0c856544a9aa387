// What a stream can show: colour, glyphs, width. All of it is decided here, once, from the flags,
// the environment and the stream, because libraries that decide for themselves disagree (chalk
// never reads NO_COLOR and reads --color on its own).

import type { ChalkInstance } from 'chalk'
import { asciiLines } from '../reports/ascii-lines.ts'
import { ascii, type Ink, type Page, plainInk, unicode } from '../reports/page.ts'

export type ColorChoice = 'auto' | 'always' | 'never'
export type Environment = Readonly<Record<string, string | undefined>>

/** What of a stream matters here. */
export interface Screen {
  readonly isTTY?: boolean
  readonly columns?: number
}

export interface Rendering {
  /** from --color; null when it was not given */
  readonly color: ColorChoice | null
  readonly ascii: boolean
  readonly width: number | null
  readonly timing: boolean
}

const widthMax = 100
const widthMin = 40

/** Flag, then our own variable, then NO_COLOR, FORCE_COLOR, a dumb terminal, a TTY. */
export const wantsColor = (flag: ColorChoice | null, env: Environment, screen: Screen): boolean =>
  colorDecision(flag, env, screen).on

/** Whether there is colour, and what decided it: a flag, a variable, or the stream. */
export function colorDecision(
  flag: ColorChoice | null,
  env: Environment,
  screen: Screen,
): { readonly on: boolean; readonly by: string } {
  const own = env['WORLDLINE_COLOR']
  for (const [choice, by] of [
    [flag, '--color'],
    [own, 'WORLDLINE_COLOR'],
  ] as const) {
    if (choice === 'always' || choice === 'never') return { on: choice === 'always', by }
  }
  if (isSet(env['NO_COLOR'])) return { on: false, by: 'NO_COLOR' }
  const forced = env['FORCE_COLOR']
  if (forced !== undefined) return { on: forced !== '0' && forced !== 'false', by: 'FORCE_COLOR' }
  if (screen.isTTY !== true) return { on: false, by: 'no terminal' }
  return { on: env['TERM'] !== 'dumb', by: env['TERM'] === 'dumb' ? 'TERM' : 'terminal' }
}

/** An unset locale says nothing and pipes carry UTF-8, so only a locale that is another counts. */
export function wantsAscii(flag: boolean, env: Environment): boolean {
  if (flag || env['TERM'] === 'dumb') return true
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(isSet)
  return locale !== undefined && !/utf-?8/iu.test(locale)
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== ''

/** At most a hundred columns; a stream that is not a terminal has a hundred. */
export function widthOf(flag: number | null, screen: Screen): number {
  // A terminal that does not know its width says 0.
  const seen = screen.isTTY === true && screen.columns !== undefined ? screen.columns : 0
  const wanted = flag ?? (seen === 0 ? widthMax : seen)
  return Math.max(widthMin, Math.min(widthMax, wanted))
}

/** The page of one stream. chalk is loaded only where something is coloured. */
export async function pageOf(
  rendering: Rendering,
  env: Environment,
  screen: Screen,
): Promise<Page> {
  const colored = wantsColor(rendering.color, env, screen)
  return {
    width: widthOf(rendering.width, screen),
    glyphs: wantsAscii(rendering.ascii, env) ? ascii : unicode,
    ink: colored ? inkOf(new (await import('chalk')).Chalk({ level: 1 })) : plainInk,
    timing: rendering.timing,
  }
}

function inkOf(chalk: ChalkInstance): Ink {
  return {
    good: (text) => chalk.green(text),
    bad: (text) => chalk.red(text),
    warn: (text) => chalk.yellow(text),
    faint: (text) => chalk.dim(text),
    strong: (text) => chalk.bold(text),
    accent: (text) => chalk.cyan(text),
  }
}

/** The last step before a stream: a page without Unicode gets none, whoever wrote the sentence. */
export function fitted(text: string, page: Page): string {
  return page.glyphs === ascii ? asciiLines(text, page.width) : text
}
