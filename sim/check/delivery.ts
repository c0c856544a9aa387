// What delivery means, as sentences about lists of names: everything arrived, nothing twice, in
// order. Whose list is whose is the property's business.

export type Name = string | number

/** Everything that was sent has arrived. @returns what is missing, or null */
export function allArrived(sent: Iterable<Name>, arrived: Iterable<Name>): string | null {
  const here = new Set(arrived)
  const missing = [...new Set(sent)].filter((name) => !here.has(name))
  return missing.length === 0 ? null : `${told(missing)} never arrived`
}

/** Nothing has arrived twice. @returns what has, or null */
export function nothingTwice(arrived: Iterable<Name>): string | null {
  const counts = new Map<Name, number>()
  for (const name of arrived) counts.set(name, (counts.get(name) ?? 0) + 1)
  const [first] = [...counts].filter(([, count]) => count > 1)
  return first === undefined ? null : `${first[0]} arrived ${first[1]} times`
}

/**
 * What arrived is in the order in which it was sent; a repetition counts by its first arrival, and
 * what was never sent is refused too.
 */
export function inOrderOf(sent: Iterable<Name>, arrived: Iterable<Name>): string | null {
  const places = new Map([...sent].map((name, at) => [name, at]))
  let last: { name: Name; at: number } | null = null
  for (const name of new Set(arrived)) {
    const at = places.get(name)
    if (at === undefined) return `${name} arrived, and was never sent`
    if (last !== null && at < last.at)
      return `${name} arrived after ${last.name}, and was sent before it`
    last = { name, at }
  }
  return null
}

/** Each thing that was sent has arrived, and once. @returns what has not, or null */
export const exactlyOnce = (sent: Iterable<Name>, arrived: Iterable<Name>): string | null => {
  const names = [...arrived]
  const known = new Set(sent)
  const phantom = names.find((name) => !known.has(name))
  if (phantom !== undefined) return `${phantom} arrived, and was never sent`
  return nothingTwice(names) ?? allArrived(known, names)
}

/** What came before what, where. */
interface Before {
  readonly first: Name
  readonly second: Name
  readonly at: string
}

/**
 * Total order: all who received any of the same things received them in one order. It need not be the
 * order in which they were sent.
 * @param lists what arrived, by receiver; a repetition counts by its first arrival
 * @returns who received what before what, so that no order is that of all, or null
 * @source Défago, Schiper and Urbán, Total Order Broadcast and Multicast Algorithms, 2004: total order
 */
export function inOneOrder(lists: Readonly<Record<string, Iterable<Name>>>): string | null {
  const next = new Map<Name, Before[]>()
  const into = new Map<Name, number>()
  for (const [at, list] of Object.entries(lists)) {
    let last: Name | null = null
    for (const name of new Set(list)) {
      if (!next.has(name)) next.set(name, [])
      if (last !== null) {
        next.get(last)?.push({ first: last, second: name, at })
        into.set(name, (into.get(name) ?? 0) + 1)
      }
      last = name
    }
  }
  const circle = shortestCircle(inCircles(next, into), next)
  if (circle === null) return null
  const told = circle
    .slice(0, 3)
    .map(({ first, second, at }) => `${at} received ${first} before ${second}`)
  return `${told.join(', and ')}${circle.length > 3 ? `, and so on round ${circle.length} of them` : ''}`
}

/** What is left when everything is taken away that nothing left comes before: all of it is in circles or after one. */
function inCircles(
  next: ReadonlyMap<Name, readonly Before[]>,
  into: Map<Name, number>,
): readonly Name[] {
  const free = [...next.keys()].filter((name) => (into.get(name) ?? 0) === 0)
  const left = new Set(next.keys())
  for (let name = free.pop(); name !== undefined; name = free.pop()) {
    left.delete(name)
    for (const { second } of next.get(name) ?? []) {
      const more = (into.get(second) ?? 0) - 1
      into.set(second, more)
      if (more === 0) free.push(second)
    }
  }
  return [...left]
}

/** Searches are kept to some, so that a long disorder does not take long to tell. */
const searchedMax = 64

function shortestCircle(
  from: readonly Name[],
  next: ReadonlyMap<Name, readonly Before[]>,
): readonly Before[] | null {
  let best: readonly Before[] | null = null
  for (const start of from.slice(0, searchedMax)) {
    const circle = circleFrom(start, next)
    if (circle !== null && (best === null || circle.length < best.length)) best = circle
    if (best?.length === 2) return best
  }
  return best
}

/** The shortest way from a thing back to itself, breadth first. */
function circleFrom(
  start: Name,
  next: ReadonlyMap<Name, readonly Before[]>,
): readonly Before[] | null {
  const came = new Map<Name, Before>()
  const queue: Name[] = [start]
  for (let at = 0; at < queue.length; at++) {
    const name = queue[at] ?? start
    for (const step of next.get(name) ?? []) {
      if (step.second === start) {
        const circle = [step]
        for (let back = name; back !== start; ) {
          const before = came.get(back)
          if (before === undefined) return null
          circle.unshift(before)
          back = before.first
        }
        return circle
      }
      if (came.has(step.second)) continue
      came.set(step.second, step)
      queue.push(step.second)
    }
  }
  return null
}

/** At most three by name. */
function told(names: readonly Name[]): string {
  const first = names.slice(0, 3).join(', ')
  return names.length > 3 ? `${first} and ${names.length - 3} more` : first
}
