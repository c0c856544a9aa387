// The sentences of a story in the making: which tell most, which belong together, which are left out
// where there are too many. What they say is the business of sentences.ts.

import type { TraceEvent } from '../sim/trace.ts'
import { cyclesOf } from './cycles.ts'
import type { Deeds } from './deeds.ts'
import { peersOf, type Story } from './story.ts'
import { workload } from './story-focus.ts'

/** One sentence in the making. */
export interface Beat {
  readonly text: string
  readonly from: TraceEvent
  readonly to: TraceEvent
  /** 0 tells most; what has the most is left out first */
  readonly rank: number
  /** it is never told together with others like it */
  readonly alone: boolean
  readonly times: number
}

type Rank = Pick<Beat, 'rank' | 'alone'>

/** How much the sentence of an event tells. */
export type Ranks = (event: TraceEvent) => Rank

/**
 * What broke it, then what a client was told and what a fault did, then who asked, then what passed
 * something on; what only stored something and what was lost in the same way before tells little.
 */
export function ranksOf(story: Story, deeds: Deeds): Ranks {
  const firstLosses = new Set<TraceEvent>()
  const ways = new Set<string>()
  for (const event of story.events) {
    if (event.kind !== 'drop') continue
    const way = `${event.why} ${event.fault}`
    if (!ways.has(way)) firstLosses.add(event)
    ways.add(way)
  }
  return (event) => {
    if (event.id === story.guilty) return { rank: 0, alone: true }
    if (event.kind === 'crash' || event.kind === 'damage') return { rank: 1, alone: false }
    if (event.kind === 'drop') return { rank: firstLosses.has(event) ? 1 : 4, alone: false }
    if (event.kind === 'fault') return { rank: 5, alone: false }
    const did = deeds.of.get(event.id)
    if ((did?.completes ?? []).length > 0) return { rank: 1, alone: true }
    if (event.kind === 'receive' && event.from === workload) return { rank: 2, alone: true }
    const goesOn = (did?.sends ?? []).length > 0 || event.kind === 'start'
    return { rank: goesOn ? 3 : 4, alone: false }
  }
}

/** Somebody who comes to lead turns a story; who ceases to is seldom more than what follows. */
export const rankOfTurn = (begins: boolean): number => (begins ? 1 : 4)

/** What a step sent and lost at once is one sentence with it. */
export function withLosses(beats: readonly Beat[]): Beat[] {
  const joined: Beat[] = []
  for (const beat of beats) {
    const last = joined.at(-1)
    const lost = beat.from.kind === 'drop' && last !== undefined && causes(last, beat)
    if (lost) {
      joined[joined.length - 1] = {
        ...last,
        text: `${last.text}; ${beat.text}`,
        to: beat.to,
        rank: Math.min(last.rank, beat.rank),
      }
    } else joined.push(beat)
  }
  return joined
}

/** A message that left in the same instant in which its step was made. */
const causes = (step: Beat, loss: Beat): boolean =>
  step.from.kind !== 'fault' &&
  step.from.id === step.to.id &&
  step.from.time === loss.from.time &&
  loss.from.kind === 'drop' &&
  peersOf(loss.from.message)?.from === step.from.node

/** What is said again and again is said once, with its number. */
export function repeated(beats: readonly Beat[]): Beat[] {
  const signOf = ({ text, alone }: Beat): string | null =>
    alone ? null : text.replace(whichTime, '')
  return cyclesOf(beats, signOf).map(({ items, times }): Beat => {
    const [first, ...more] = items as readonly [Beat, ...Beat[]]
    if (times === 1) return first
    const text = items.map((one) => one.text.replace(whichTime, ' again')).join('; ')
    const last = beats[beats.indexOf(more.at(-1) ?? first) + items.length * (times - 1)] ?? first
    return { ...first, text, to: last.to, rank: Math.min(...items.map(({ rank }) => rank)), times }
  })
}

const whichTime = / a second time| for the \d+\w\w time/u

/** Leaves out what tells least, the earlier of equals first. @param most how many stay */
export function tellingMost<T extends { readonly rank: number }>(
  all: readonly T[],
  most: number,
): T[] {
  const kept = [...all]
  while (kept.length > most) {
    const worst = Math.max(...kept.map(({ rank }) => rank))
    kept.splice(
      kept.findIndex(({ rank }) => rank === worst),
      1,
    )
  }
  return kept
}
