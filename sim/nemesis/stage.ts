// What a nemesis works with: who is there, how long the storm lasts, and streams of chance by name.

import type { Generator } from '../generator.ts'
import type { Roster } from '../roster.ts'
import { sampleTable, tableOf } from '../span-table.ts'
import type { Span } from '../span.ts'
import type { Micros } from '../units.ts'

export interface Stage {
  readonly roster: Roster
  /** end of the storm */
  readonly until: Micros
}

/** `(stream) => generatorOf(seed, stream)`: the same name gives the same draws. */
export type Streams = (stream: string) => Generator

/**
 * A stream that is made when it is first drawn from. Most lines of most plans have nothing to draw,
 * and making a stream costs more than all else that is done with such a line.
 */
export function lazily(streams: Streams, stream: string): Generator {
  let made: Generator | null = null
  const stand = (): Generator => {
    made ??= streams(stream)
    return made
  }
  return {
    below: (below) => stand().below(below),
    between: (min, max) => stand().between(min, max),
    chance: (ppm) => stand().chance(ppm),
    pick: (list) => stand().pick(list),
    shuffle: (list) => stand().shuffle(list),
  }
}

/** One duration of a span. */
export function sampleSpan(span: Span, generator: Generator): Micros {
  if (span.kind === 'const') return span.at
  if (span.kind === 'uniform') return generator.between(span.min, span.max)
  return sampleTable(tableOf(span), generator.below(2 ** 32))
}
