// Letters by which people speak of operations.

/** A … Z, then AA, AB and so on, as the columns of a sheet. */
export function letterOf(nth: number): string {
  const last = String.fromCharCode(65 + (nth % 26))
  return nth < 26 ? last : letterOf(Math.floor(nth / 26) - 1) + last
}
