// What delivery means, as sentences about lists of names: everything arrived, nothing twice, in
// order. Whose list is whose is the property's business.

type Name = string | number

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

/** At most three by name. */
function told(names: readonly Name[]): string {
  const first = names.slice(0, 3).join(', ')
  return names.length > 3 ? `${first} and ${names.length - 3} more` : first
}
