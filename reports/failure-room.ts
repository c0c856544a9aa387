// How much of each part of a failure's screen there is room for. What teaches least is thrown out
// first, one step after the other, until the whole fits; what then finds room again comes back.

import type { AboutRoom, SourceShown } from './failure-parts.ts'

/** Lines that each part may take at most. */
export interface Room extends AboutRoom {
  /** how far a legal order comes, below what the clients saw */
  readonly legalOrder: boolean
  readonly faults: number
  readonly story: number
  readonly diagram: number
  readonly source: SourceShown
  readonly strip: boolean
}

const diagramMax = 24

/** Everything there is. */
export const ample: Room = {
  ...{ faults: 3, story: 60, diagram: diagramMax, irrelevant: 4, matters: 4, cure: 'whole' },
  ...{ source: 'around', strip: true, legalOrder: true },
}

/** In this order; a screen that has logs keeps them as long as these make room for them. */
export const thrownOut: readonly Partial<Room>[] = [
  { diagram: 12 },
  { irrelevant: 1 },
  { source: 'line' },
  { diagram: 9 },
  { matters: 2 },
  { faults: 2 },
  { diagram: 7 },
  { story: 12 },
  { source: 'place' },
  { story: 10 },
  { diagram: 6 },
  { cure: 'place' },
  { matters: 1 },
  { story: 9 },
  { diagram: 5 },
  { legalOrder: false },
  { diagram: 4 },
]

/** Then these: a story of four lines, a picture of one event. */
export const thrownOutLast: readonly Partial<Room>[] = [
  ...thrownOut,
  { faults: 1 },
  { story: 7 },
  { strip: false },
  { diagram: 2 },
  { story: 4 },
  { irrelevant: 0 },
]

/**
 * The lines with as much in them as fits; null where even the least is too long.
 * @param drawn the whole in a room
 */
export function fitted(
  drawn: (room: Room) => string[],
  cuts: readonly Partial<Room>[],
  linesMax: number,
): string[] | null {
  const roomOf = (some: readonly Partial<Room>[]): Room => Object.assign({}, ample, ...some) as Room
  const fits = (room: Room): boolean => drawn(room).length <= linesMax
  let applied: Partial<Room>[] = []
  while (!fits(roomOf(applied))) {
    const next = cuts[applied.length]
    if (next === undefined) return null
    applied = [...applied, next]
  }
  // Later steps made room for what earlier ones need not have taken.
  for (const cut of applied.toReversed()) {
    const without = applied.filter((one) => one !== cut)
    if (fits(roomOf(without))) applied = without
  }
  const room = roomOf(applied)
  const spare = linesMax - drawn(room).length
  return drawn({ ...room, diagram: Math.min(diagramMax, room.diagram + spare) })
}
