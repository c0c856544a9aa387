// The smallest part of a list that still does: delta debugging by taking away halves, then quarters,
// at last single items (Zeller and Hildebrandt 2002, the complements alone).

/**
 * Takes away from the end first: what came last is needed least often. With pieces of one item the
 * result is 1-minimal: none of its items can be taken away alone.
 * @param test whether this part was taken in place of what stands
 * @param least size of the pieces at which it ends
 */
export function fewest<T>(
  items: readonly T[],
  test: (kept: readonly T[]) => boolean,
  least: number = 1,
): readonly T[] {
  let kept = items
  let size = Math.max(least, Math.ceil(kept.length / 2))
  while (kept.length > 0) {
    const before = kept.length
    for (let end = before; end > 0; end -= size) {
      const begin = Math.max(0, end - size)
      const rest = [...kept.slice(0, begin), ...kept.slice(end)]
      if (test(rest)) kept = rest
    }
    if (size > least) size = Math.max(least, Math.floor(size / 2))
    else if (kept.length === before || least > 1) break
  }
  return kept
}
