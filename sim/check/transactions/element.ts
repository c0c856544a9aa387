// Keys, elements and lists in words: short, and without a character that could move a terminal.

import { type Scalar, text } from '../../plain.ts'

const shown = 6

/** `[1 2 3]`, of long ones the last elements: `[… 7 8 9]`. */
export function listText(list: readonly Scalar[] | null): string {
  if (list === null) return '[]'
  const last = list.slice(-shown).map(elementText).join(' ')
  return list.length > shown ? `[… ${last}]` : `[${last}]`
}

/** A key or an element: a word stands as it is, anything else as it would be written. */
export const elementText = (value: Scalar): string =>
  typeof value === 'string' && /^[\w.:/-]{1,40}$/u.test(value) ? value : text(value, 40)
