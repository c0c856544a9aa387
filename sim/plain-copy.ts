// Copies and comparison of plain values by structure, without a method of theirs. Both take what
// was checked before (plain-check.ts): a cycle would not end.

import { isFrozen } from './plain-freeze.ts'
import type { Fields } from './plain-value.ts'
import { isBytes, isFields, isList, isMap, isRecord, isSet } from './plain-value.ts'

/**
 * A deep copy that shares nothing with the original and may be changed, even where the original is
 * frozen. This is how a replicated service takes and restores its snapshot.
 * @param value plain
 * @returns equal to `value`; -0 has become 0
 */
export function copy<T>(value: T): T {
  return copied(value) as T
}

/**
 * What stays as it is now, however its owner goes on changing the original: parts that are frozen
 * to the bottom are shared, all else is copied. Costs nothing for a frozen value but the look.
 */
export function retain<T>(value: T): T {
  return retained(value) as T
}

/** Structural: order of fields, keys and members does not count, a field of undefined does. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (isList(a)) return isList(b) && equalLists(a, b)
  if (isMap(a)) return isMap(b) && equalMaps(a, b)
  if (isSet(a)) return isSet(b) && equalSets(a, b)
  if (isBytes(a)) return isBytes(b) && equalBytes(a, b)
  return isFields(a) && isFields(b) && equalFields(a, b)
}

function copied(value: unknown): unknown {
  if (typeof value === 'object') return value === null ? null : copiedObject(value)
  return typeof value === 'number' ? value + 0 : value // -0 + 0 is 0
}

function copiedObject(value: object): object {
  if (isRecord(value)) return copiedFields(value)
  if (isList(value)) {
    const out: unknown[] = []
    for (const inner of value) out.push(copied(inner))
    return out
  }
  if (isMap(value)) {
    const out = new Map<unknown, unknown>()
    for (const [key, inner] of value) out.set(key, copied(inner))
    return out
  }
  if (isSet(value)) return new Set(value)
  if (isBytes(value)) return new Uint8Array(value)
  return isFields(value) ? copiedFields(value) : value
}

function copiedFields(value: Fields): Fields {
  // Spreading keeps the hidden class, which is several times faster than field by field.
  const out: { [field: string]: unknown } = { ...value }
  for (const field in out) {
    const inner = out[field]
    if (typeof inner === 'object') {
      if (inner !== null) out[field] = copiedObject(inner)
    } else if (inner === 0) out[field] = 0
  }
  return out
}

function retained(value: unknown): unknown {
  if (typeof value === 'object') return value === null ? null : retainedObject(value)
  return typeof value === 'number' ? value + 0 : value
}

function retainedObject(value: object): object {
  if (isList(value)) {
    let out: unknown[] | null = isFrozen(value) ? null : [...value]
    for (let at = 0; at < value.length; at += 1) {
      const inner = value[at]
      const kept = retained(inner)
      if (kept !== inner) (out ??= [...value])[at] = kept
      else if (out !== null) out[at] = kept
    }
    return out ?? value
  }
  if (isMap(value)) {
    let out: Map<unknown, unknown> | null = isFrozen(value) ? null : new Map(value)
    for (const [key, inner] of value) {
      const kept = retained(inner)
      if (kept !== inner) (out ??= new Map<unknown, unknown>(value)).set(key, kept)
    }
    return out ?? value
  }
  if (isSet(value)) return isFrozen(value) ? value : new Set(value)
  if (isBytes(value)) return new Uint8Array(value)
  return isFields(value) ? retainedFields(value) : value
}

function retainedFields(value: Fields): Fields {
  let out: { [field: string]: unknown } | null = isFrozen(value) ? null : { ...value }
  for (const field in value) {
    const inner = value[field]
    const kept = retained(inner)
    if (kept !== inner) (out ??= { ...value })[field] = kept
    else if (inner === 0 && out !== null) out[field] = 0
  }
  return out ?? value
}

function equalLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at += 1) if (!equal(a[at], b[at])) return false
  return true
}

function equalMaps(a: ReadonlyMap<unknown, unknown>, b: ReadonlyMap<unknown, unknown>): boolean {
  if (a.size !== b.size) return false
  for (const [key, inner] of a) {
    const other = b.get(key)
    if (!equal(inner, other) || (other === undefined && !b.has(key))) return false
  }
  return true
}

function equalSets(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): boolean {
  if (a.size !== b.size) return false
  for (const member of a) if (!b.has(member)) return false
  return true
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false
  return true
}

function equalFields(a: Fields, b: Fields): boolean {
  let left = 0
  for (const field in a) {
    const other = b[field]
    if (!equal(a[field], other) || (other === undefined && !Object.hasOwn(b, field))) return false
    left += 1
  }
  for (const _ in b) left -= 1
  return left === 0
}
