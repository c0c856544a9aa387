// The causal axis: x means order. Equal times have equal x, every later time stands further right,
// and two times stand as far apart as what lies between them needs. It is filled greedily from the
// left, and stretched where the page has room.

import type { Micros } from '../../sim/units.ts'

/** Between two different times at least so many pixels. */
export const stepMin = 18
/** Steps of one node at one instant stand side by side, so far apart. */
export const fanStep = 17

/**
 * What lies between two times and how wide it must be; `to` null: the right edge, `to` equal to
 * `from`: the next time.
 */
export interface Need {
  readonly from: Micros
  readonly to: Micros | null
  readonly least: number
}

export interface Axis {
  readonly times: readonly Micros[]
  readonly left: number
  /** where the run ends */
  readonly edge: number
  /** of a time that stands on the axis, or of the next one that does */
  readonly at: (time: Micros) => number
  /** between neighbours, much longer than is usual here */
  readonly idle: readonly { readonly from: Micros; readonly to: Micros }[]
}

/**
 * @param fans how many steps of one node fall on that instant, where more than one does
 * @param left where the axis begins, `right` where it should reach at least
 */
export function axisOf(
  wanted: Iterable<Micros>,
  fans: ReadonlyMap<Micros, number>,
  needs: readonly Need[],
  left: number,
  right: number,
): Axis {
  const times = [...new Set(wanted)].sort((one, other) => one - other)
  const placeOf = new Map(times.map((time, place) => [time, place]))
  const edgePlace = times.length
  const idle = idleIn(times)
  const long = new Set(idle.map(({ to }) => to))

  const pulls = new Map<number, { readonly from: number; readonly least: number }[]>()
  for (const { from, to, least } of needs) {
    const start = placeOf.get(from)
    const end = to === null ? edgePlace : placeOf.get(to)
    if (start === undefined || end === undefined) continue
    // What ends where it begins reaches to the next time.
    const stop = Math.max(end, start + 1)
    const list = pulls.get(stop)
    if (list === undefined) pulls.set(stop, [{ from: start, least }])
    else list.push({ from: start, least })
  }

  const xs: number[] = []
  for (let place = 0; place <= edgePlace; place += 1) {
    const before = times[place - 1]
    const time = times[place]
    let x = 0
    if (before !== undefined) {
      const fan = fanStep * ((fans.get(before) ?? 1) - 1)
      const gap = time !== undefined && long.has(time) ? idleWide : stepMin
      x = (xs[place - 1] ?? 0) + Math.max(gap, place === edgePlace ? edgeWide : 0) + fan
    }
    for (const { from, least } of pulls.get(place) ?? []) x = Math.max(x, (xs[from] ?? 0) + least)
    xs.push(x)
  }

  const natural = Math.max(1, xs[edgePlace] ?? 1)
  const stretch = Math.max(1, (right - left) / natural)
  const x = (place: number): number => left + (xs[place] ?? natural) * stretch
  return {
    times,
    left,
    edge: x(edgePlace),
    at: (time) => x(placeOf.get(time) ?? firstFrom(times, time)),
    idle,
  }
}

const idleWide = 34
const edgeWide = 30

/** Place of the first time that is not before `time`; the edge where all are. */
function firstFrom(times: readonly Micros[], time: Micros): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? 0) < time) low = middle + 1
    else high = middle
  }
  return low
}

/** Gaps of more than five times the median, where there are enough to speak of a median. */
function idleIn(times: readonly Micros[]): { from: Micros; to: Micros }[] {
  const gaps = times.slice(1).map((to, nth) => ({ from: times[nth] ?? 0, to }))
  const sizes = gaps.map(({ from, to }) => to - from).sort((one, other) => one - other)
  const median = sizes[Math.floor(sizes.length / 2)] ?? 0
  if (gaps.length < 3) return []
  return gaps.filter(({ from, to }) => to - from > 5 * median)
}
