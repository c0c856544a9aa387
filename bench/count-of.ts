// A count as a campaign takes it from its arguments; what is none ends the campaign before it begins.

/** @throws RangeError for anything but a whole number from 1 */
export function countOf(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 1) return count
  throw new RangeError(`a whole number from 1 was expected, not ${text}`)
}
