// A count as a campaign takes it from its arguments; what is none ends the campaign before it begins.

/** @throws RangeError for anything but a whole number from `least` on */
export function countOf(text: string, least = 1): number {
  const count = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isInteger(count) && count >= least) return count
  throw new RangeError(`a whole number from ${least} was expected, not ${text}`)
}
