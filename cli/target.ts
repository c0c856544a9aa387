// What a person points at: `name:variant@seed`, `file.ts:variant@4182`, `--seeds 1..500`. Only the
// grammar; whether there is such a scenario, variant or file is found out by who loads it.

import { pointed } from '../reports/problems.ts'
import { Mistake, type Problem } from '../sim/problem.ts'

/** One word after the command, taken apart. */
export interface Target {
  /** as it was given */
  readonly text: string
  /** a scenario's name, or the path of a module */
  readonly name: string
  readonly isFile: boolean
  readonly variant: string | null
  readonly seeds: Seeds | null
}

/** Which seeds: every one of `from..to`, both included, or one that is drawn when it is needed. */
export type Seeds =
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'random' }

export const seedMax = 4_294_967_295

const fileLike = /[/\\]|\.[cm]?[jt]s$|\.(ya?ml|json)$/u

/** @throws Mistake (WL1004, WL1005) with the place pointed at */
export function parseTarget(text: string): Target {
  const at = text.lastIndexOf('@')
  // An @ in front of a path (`@scope/x.ts`) is part of its name, one behind it begins the seed.
  const hasSeed = at > 0 && !/[/\\]/u.test(text.slice(at))
  const before = hasSeed ? text.slice(0, at) : at > 0 ? beforeBranch(text, at) : text
  const after = hasSeed ? text.slice(at + 1) : null
  const { name, variant } = splitVariant(before)
  if (name === '') {
    throw new Mistake([
      {
        code: 'WL1001',
        sentence: `"${text}" names no scenario.`,
        lines: ['a target is   name[:variant][@seed]   or   file.ts[:variant][@seed]'],
      },
    ])
  }
  if (variant === '') {
    throw new Mistake([
      {
        code: 'WL1001',
        sentence: `"${text}" ends where a variant should be named.`,
        lines: [...pointed(text, ':').slice(0, 2), `without it   ${name}`],
      },
    ])
  }
  const seeds = after === null ? null : parseSeeds(after, text)
  return { text, name, isFile: fileLike.test(name), variant, seeds }
}

/** `raft@7/min` asks for a part of a run that only a whole run has a name for. */
function beforeBranch(text: string, at: number): string {
  const tail = text.slice(at + 1)
  if (!/^\d+[/\\]/u.test(tail)) return text
  const branch = tail.slice(tail.search(/[/\\]/u))
  throw new Mistake([
    {
      code: 'WL1004',
      sentence: `a coordinate ends with its seed; "${branch}" is one thing too many.`,
      lines: [
        ...pointed(text, branch),
        `the whole run   ${text.slice(0, text.length - branch.length)}`,
      ],
    },
  ])
}

function splitVariant(text: string): { name: string; variant: string | null } {
  const colon = text.lastIndexOf(':')
  // `C:\x.ts` and `./a:b/x.ts` hold colons that separate nothing.
  if (colon < 0 || /[/\\]/u.test(text.slice(colon))) return { name: text, variant: null }
  return { name: text.slice(0, colon), variant: text.slice(colon + 1) }
}

/**
 * One seed, `random`, or a range.
 * @param whole what the person typed, for the pointer; the text itself when absent
 * @throws Mistake (WL1004)
 */
export function parseSeeds(text: string, whole: string = text): Seeds {
  if (text === 'random') return { kind: 'random' }
  const range = /^(\d+)\.\.(\d+)$/u.exec(text)
  const from = Number(range?.[1] ?? text)
  const to = Number(range?.[2] ?? text)
  const single = /^\d+$/u.test(text)
  if ((range === null && !single) || from > seedMax || to > seedMax) {
    throw new Mistake([notASeed(text, whole)])
  }
  if (from > to) {
    throw new Mistake([
      {
        code: 'WL1004',
        sentence: `the range ${text} ends before it begins.`,
        lines: [...pointed(whole, text), `did you mean   ${to}..${from} ?`],
      },
    ])
  }
  return { kind: 'range', from, to }
}

function notASeed(text: string, whole: string): Problem {
  return {
    code: 'WL1004',
    sentence:
      text === ''
        ? 'the seed after "@" is missing.'
        : `"${text}" is no seed and no range of seeds.`,
    lines: [
      ...pointed(whole, text),
      `a seed is a whole number from 0 to ${seedMax}, or  random ,  or a range  1..500`,
    ],
  }
}

/**
 * How many seeds, or which: `--seeds 1000` counts from `first`, `--seeds 1..500` says them all.
 * @throws Mistake (WL1004)
 */
export function parseSeedCount(text: string, first: number): { from: number; to: number } {
  if (text.includes('..')) {
    const seeds = parseSeeds(text, `--seeds ${text}`)
    if (seeds.kind === 'range') return { from: seeds.from, to: seeds.to }
  }
  const count = /^\d+$/u.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(count) || count < 1 || first + count - 1 > seedMax) {
    throw new Mistake([
      {
        code: 'WL1004',
        sentence: `--seeds takes a number of seeds or a range of them, not "${text}".`,
        lines: [
          ...pointed(`--seeds ${text}`, text),
          `for example   --seeds 10000   or   --seeds 1..500   (seeds end at ${seedMax})`,
        ],
      },
    ])
  }
  return { from: first, to: first + count - 1 }
}

/** The coordinate of one run: what every output that mentions it contains. */
export function coordinate(name: string, variant: string | null, seed: number | string): string {
  return `${name}${variant === null ? '' : `:${variant}`}@${seed}`
}
