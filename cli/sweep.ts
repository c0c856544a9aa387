// A crash sweep from the command line: what its flags say, which seed it is of, and the flags that
// name it, or one crash of it, again. explore.ts runs it and tells what came of it.

import { pointed } from '../reports/problems.ts'
import type { Sweep } from '../scenarios/runner/sweep.ts'
import { formatDuration, parseDuration } from '../sim/duration.ts'
import { Mistake } from '../sim/problem.ts'
import { type Micros, ms } from '../sim/units.ts'
import type { Given } from './arguments.ts'
import type { Context } from './context.ts'
import { type Asked, randomSeed } from './orders.ts'
import type { Subject } from './watch.ts'

/** What the flags say of a sweep. */
export interface SweepGiven {
  readonly downs: readonly (Micros | null)[]
  /** both included; null: all of them */
  readonly visits: { readonly from: number; readonly to: number } | null
}

/** A sweep that was run, and the flags that make it again. */
export interface Swept {
  readonly runs: Sweep
  readonly flags: readonly string[]
}

/** The flags of some crashes of a sweep: `57..57`. */
export const visitWords = ({ flags }: Swept, visits: string): string[] => [
  ...flags,
  ...['--visits', visits],
]

/** At once, while what was sent before the crash is still on its way; and when others gave it up. */
const downsUsual: readonly Micros[] = [0, ms(500)]
const downsMax = 8

/** null: the runs go by their seeds. @throws Mistake (WL1004) for flags of a sweep without one */
export function sweepGiven(given: Given): SweepGiven | null {
  const { visits, restart } = given
  if (given['strategy'] === 'crash-sweep') {
    return {
      downs: Array.isArray(restart) ? downsOf(restart) : downsUsual,
      visits: typeof visits === 'string' ? visitsOf(visits) : null,
    }
  }
  for (const flag of ['restart', 'visits']) {
    if (given[flag] === undefined) continue
    throw new Mistake([
      {
        code: 'WL1004',
        sentence: `--${flag} says something about a crash sweep, and this is none.`,
        lines: ['for example    --strategy crash-sweep'],
      },
    ])
  }
  return null
}

function downsOf(texts: readonly string[]): readonly (Micros | null)[] {
  const downs = texts.map((text) => (text === 'calm' ? null : parseDuration(text)))
  const wrong = texts.find((text, at) => text !== 'calm' && downs[at] === null)
  if (wrong === undefined && texts.length <= downsMax) return [...new Set(downs)]
  throw new Mistake([
    {
      code: 'WL1004',
      sentence:
        wrong === undefined
          ? `--restart was given ${texts.length} times; ${downsMax} are enough.`
          : `--restart cannot be "${wrong}".`,
      lines: [
        ...(wrong === undefined ? [] : pointed(`--restart ${wrong}`, wrong)),
        'allowed        a duration such as 500ms, 0s for at once, or calm',
      ],
    },
  ])
}

function visitsOf(text: string): { from: number; to: number } {
  const found = /^(\d{1,9})(?:\.\.(\d{1,9}))?$/u.exec(text)
  const from = Number(found?.[1] ?? 0)
  const to = Number(found?.[2] ?? from)
  if (from >= 1 && to >= from) return { from, to }
  throw new Mistake([
    {
      code: 'WL1004',
      sentence: `--visits cannot be "${text}".`,
      lines: [
        ...pointed(`--visits ${text}`, text),
        'allowed        numbers from 1, such as 1..500',
      ],
    },
  ])
}

/** What a person is told while it goes on; how many crashes there are is known after the first run. */
export const sweepWatched = (name: string, seed: number): Subject => ({
  ...{ name, unit: 'crash', asked: 0 },
  what: `crashing seed ${seed} at each place`,
  plain: `crash sweep of seed ${seed}`,
  nameOf: (nth) => (nth === 0 ? `${name}@${seed}` : `${name}@${seed}, crash ${nth}`),
})

/** No faults unless some are given: then the only damage is the crash. */
export function withoutFaults(asked: Asked, given: Given): Asked {
  if (given['faults'] !== undefined) return asked
  const settings = { ...asked.order.settings, faults: 'none' as const }
  return { ...asked, order: { ...asked.order, settings } }
}

/** The one seed of a sweep: the first of those that were asked for. */
export function seedOfSweep({ seeds }: Pick<Asked, 'seeds'>): number {
  if (seeds === null) return 1
  return seeds.kind === 'range' ? seeds.from : randomSeed()
}

/** A sweep of several seeds was asked for; where only the first was meant, nothing is said. */
export function noteOneSeed({ seeds, label }: Asked, { env, note }: Context): void {
  if (seeds?.kind !== 'range' || seeds.from === seeds.to) return
  if ((env['WORLDLINE_SEED'] ?? '') !== '') return
  note(`  a sweep is of one seed: ${label}@${seeds.from}, the first of those asked for\n`)
}

/** The flags of a sweep beside the settings: those name `--faults` only where it is not the usual. */
export function sweepWords({ downs }: Pick<SweepGiven, 'downs'>, { order }: Asked): string[] {
  const usual =
    downs.length === downsUsual.length && downs.every((one, at) => one === downsUsual[at])
  const restarts = downs.map((one) => (one === null ? 'calm' : formatDuration(one)))
  return [
    ...(order.settings.faults === 'default' ? ['--faults', 'default'] : []),
    ...['--strategy', 'crash-sweep'],
    ...(usual ? [] : restarts.flatMap((text) => ['--restart', text])),
  ]
}
