// What an operation of a client's session was about: one key, read or written. Calls of other shapes are
// translated by whoever knows them.

import type { Plain, Scalar } from '../../plain.ts'

export type SessionAccess =
  /** it found the value; of a list that is appended to, the whole list */
  | { readonly kind: 'read'; readonly key: Scalar; readonly value: Plain }
  /** undefined: what was there before the first write, as after a delete */
  | { readonly kind: 'write'; readonly key: Scalar; readonly value: Plain }
  /** it found one value and put another in its place */
  | {
      readonly kind: 'update'
      readonly key: Scalar
      readonly from: Plain
      readonly to: Plain
    }
  /** it put the value behind a list */
  | { readonly kind: 'append'; readonly key: Scalar; readonly value: Plain }

interface Fields {
  readonly kind?: Plain
  readonly key?: Plain
  readonly value?: Plain
  readonly from?: Plain
  readonly to?: Plain
}

/**
 * The usual calls: `read` or `get`, `write` or `put`, `delete`, `append`, `cas {from, to}`, each with a
 * `key` or without one where there is one object. A change that is answered false was refused.
 * Null: the operation has no part in a session.
 * @param result undefined: nobody knows it
 */
export function accessUsual(call: Plain, result: Plain): SessionAccess | null {
  if (typeof call !== 'object' || call === null || !('kind' in call)) return null
  const { kind, key: named = null, value, from, to } = call as Fields
  const key = typeof named === 'object' ? null : named
  if (kind === 'read' || kind === 'get')
    return result === undefined ? null : { kind: 'read', key, value: result }
  if (result === false) return null
  if (kind === 'write' || kind === 'put') return { kind: 'write', key, value }
  if (kind === 'delete') return { kind: 'write', key, value: undefined }
  if (kind === 'append') return { kind: 'append', key, value }
  if (kind !== 'cas') return null
  if (result === undefined || result === true) return { kind: 'update', key, from, to }
  return typeof result === 'object' && result !== null && 'found' in result
    ? { kind: 'read', key, value: result['found'] }
    : null
}
