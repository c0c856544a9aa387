// Collections that a world is reset with.

/**
 * Empties what holds something. To clear an empty Map makes a new table all the same, and a world has
 * a dozen that most seeds leave empty.
 */
export function empty(held: { readonly size: number; clear(): void }): void {
  if (held.size > 0) held.clear()
}
