// What somebody looks for in messages and States: a value, with or without the name of its field.

import { isList, isMap, isRecord, isSet, type Plain } from '../sim/plain.ts'
import { pathSteps } from './state-blame.ts'

export interface Needle {
  /** null: in any field */
  readonly field: string | null
  /** as people write it: `2`, `letter 7 of client1` */
  readonly value: string
}

/** `x=2`, `x = 2`, `"letter 7"`, `letter 7`. */
export function needleOf(text: string): Needle {
  const named = /^([\w.-]+)\s*=\s*(.+)$/su.exec(text.trim())
  const bare = (part: string): string => part.trim().replace(/^(["'])(.*)\1$/su, '$2')
  return named === null
    ? { field: null, value: bare(text) }
    : { field: named[1] ?? null, value: bare(named[2] ?? '') }
}

/**
 * Whether a value is or holds what is looked for.
 * @param path where in a State it stands, as a JSON Pointer: its last step names its field
 */
export function holds(value: unknown, needle: Needle, path: string = ''): boolean {
  return found(value as Plain, needle, pathSteps(path).at(-1) ?? null)
}

function found(value: unknown, needle: Needle, field: string | null): boolean {
  if (typeof value !== 'object' || value === null) {
    const named = needle.field === null || needle.field === field
    return named && scalarText(value) === needle.value
  }
  if (isMap(value)) {
    return [...value].some(
      ([key, one]) =>
        found(one, needle, String(key)) || (needle.field === null && String(key) === needle.value),
    )
  }
  if (isSet(value) || isList(value)) return [...value].some((one) => found(one, needle, field))
  if (!isRecord(value)) return false
  // `put x=2` has the name of the field in one field, and the value in another.
  const paired =
    needle.field !== null &&
    Object.values(value).includes(needle.field) &&
    Object.values(value).some((one) => scalarText(one) === needle.value)
  return paired || Object.entries(value).some(([name, one]) => found(one, needle, name))
}

/** A scalar as people write it; null for anything else. */
function scalarText(value: unknown): string | null {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}
