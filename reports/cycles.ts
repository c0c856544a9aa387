// What repeats itself in a list: the same one or few things again and again become one cycle with a
// number. For pictures and stories, where the tenth time tells no more than the second.

const periodMax = 3

export interface Cycle<T> {
  /** the things of the first time round, at most three where they repeat */
  readonly items: readonly T[]
  readonly times: number
}

/** @param signOf what makes two things the same; null: it is like no other */
export function cyclesOf<T>(items: readonly T[], signOf: (item: T) => string | null): Cycle<T>[] {
  const signs = items.map(signOf)
  const cycles: Cycle<T>[] = []
  for (let at = 0; at < items.length; ) {
    const { period, times } = cycleAt(signs, at)
    cycles.push({ items: items.slice(at, at + period), times })
    at += period * times
  }
  return cycles
}

function cycleAt(signs: readonly (string | null)[], at: number): { period: number; times: number } {
  for (let period = 1; period <= periodMax; period += 1) {
    const cycle = signs.slice(at, at + period)
    if (cycle.length < period || cycle.includes(null)) break
    let times = 1
    while (cycle.every((sign, offset) => signs[at + times * period + offset] === sign)) times += 1
    if (times > 1) return { period, times }
  }
  return { period: 1, times: 1 }
}
