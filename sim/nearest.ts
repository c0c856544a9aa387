// The nearest valid word to one that was mistyped. Deliberately strict: a wrong guess costs the
// reader more than none, so a word of two letters is near to nothing.

/**
 * The candidate that was probably meant, or null. Two words are near when at most a third of the
 * longer one was mistyped (inserted, left out, replaced, or two neighbours swapped); letter case
 * does not count. When none is, the only candidate that begins with the word will do.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  const given = word.toLowerCase()
  const begun: string[] = []
  let best: string | null = null
  let least = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    const known = candidate.toLowerCase()
    const reach = Math.floor(Math.max(given.length, known.length) / 3)
    if (given.length >= 3 && known.startsWith(given)) begun.push(candidate)
    if (Math.abs(given.length - known.length) > reach) continue
    const distance = mistypings(given, known)
    if (distance > reach || distance >= least) continue
    best = candidate
    least = distance
  }
  if (best !== null) return best
  return begun.length === 1 ? (begun[0] ?? null) : null
}

/**
 * How many single mistypings lie between two words: the edit distance with transposition of
 * neighbours (optimal string alignment).
 */
export function mistypings(left: string, right: string): number {
  let before: number[] = []
  let above = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let row = 1; row <= left.length; row += 1) {
    const line = [row]
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1]
      let cost = Math.min(
        at(line, column - 1) + 1,
        at(above, column) + 1,
        at(above, column - 1) + (same ? 0 : 1),
      )
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      if (row > 1 && column > 1 && swapped) cost = Math.min(cost, at(before, column - 2) + 1)
      line.push(cost)
    }
    before = above
    above = line
  }
  return at(above, right.length)
}

const at = (line: readonly number[], column: number): number => line[column] ?? 0
