// A coordinate: `ack-retry:forget-dedup@1/min#e57`, a whole run with a branch of it and an event in
// it. Only the grammar; what it names is found in subject.ts.

import { pointed } from '../reports/problems.ts'
import { parseDuration } from '../sim/duration.ts'
import { nearest } from '../sim/nearest.ts'
import { Mistake } from '../sim/problem.ts'
import type { Micros } from '../sim/units.ts'
import { parseTarget, type Target } from './target.ts'

/** An event of a run: by its number, the last one up to an instant, or the one that broke it. */
export type EventNamed =
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'time'; readonly time: Micros }
  | { readonly kind: 'fail' }

export interface Coordinate {
  /** without branch and event, as it was given */
  readonly text: string
  readonly target: Target
  readonly seed: number
  /** null: the run as the seed makes it, which `orig` says too */
  readonly branch: 'min' | 'orig' | null
}

const form = /^(.+@\d+)(?:\/(.*))?$/su

/**
 * null: the word is no coordinate, but may be a case or a target.
 * @throws Mistake (WL1001, WL1004) for one that is wrong
 */
export function parseCoordinate(word: string): Coordinate | null {
  const found = form.exec(word)
  // A path with an @ in front of it (`@scope/x.ts`) is no seed with a branch.
  if (found === null) return null
  const [, text = '', branch] = found
  const target = parseTarget(text)
  const { seeds } = target
  if (seeds === null || seeds.kind !== 'range') return null
  return {
    text,
    target,
    seed: seeds.from,
    branch: branch === undefined ? null : branchOf(branch, word),
  }
}

function branchOf(text: string, word: string): 'min' | 'orig' {
  if (text === 'min' || text === 'orig') return text
  const near = nearest(text, ['min', 'orig'])
  throw new Mistake([
    {
      code: 'WL1004',
      sentence: `"${text}" is no branch of a run.`,
      lines: [
        ...pointed(word, `/${text}`),
        ...(near === null ? [] : [`did you mean   /${near} ?`]),
        'allowed        /min the run shrunk   /orig the run as it was found',
      ],
    },
  ])
}

/**
 * Takes the event off the end of a word: `x@1/min#e57`, or `/e57` as in a link.
 * @throws Mistake (WL1004) for what names no event
 */
export function splitEvent(word: string): {
  readonly rest: string
  readonly event: EventNamed | null
} {
  const link = /^(.*@\d+(?:\/(?:min|orig))?)\/(e\d+|fail|t=[\w.]+)$/su.exec(word)
  if (link !== null) return { rest: link[1] ?? '', event: parseEvent(link[2] ?? '', word) }
  const hash = word.lastIndexOf('#')
  if (hash <= 0) return { rest: word, event: null }
  return { rest: word.slice(0, hash), event: parseEvent(word.slice(hash + 1), word) }
}

/**
 * `e57`, `t=740ms` or `fail`.
 * @param whole what the person typed, for the pointer
 * @throws Mistake (WL1004)
 */
export function parseEvent(text: string, whole: string = text): EventNamed {
  if (text === 'fail') return { kind: 'fail' }
  const number = /^e(\d+)$/u.exec(text)?.[1]
  if (number !== undefined) return { kind: 'number', number: Number(number) }
  const time = text.startsWith('t=') ? parseDuration(text.slice(2)) : null
  if (time !== null) return { kind: 'time', time }
  throw new Mistake([
    {
      code: 'WL1004',
      sentence: text === '' ? 'an event is missing.' : `"${text}" names no event.`,
      lines: [...pointed(whole, text), 'allowed        e57   t=740ms   fail'],
    },
  ])
}
