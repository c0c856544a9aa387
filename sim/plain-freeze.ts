// What was sent, stored or received never changes again. Freezing makes a breach throw where it
// happens; bytes cannot be frozen by the language, so they are sealed: hashed, and checked later.

import { Mixer } from './plain-hash.ts'
import { fieldStep, keyStep } from './plain-path.ts'
import { isBytes, isFields, isList, isMap, isSet } from './plain-value.ts'

const refuse = (): never => {
  throw new TypeError(
    'this Map or Set was sent, stored or received and never changes again: copy it and change the copy',
  )
}
const still: PropertyDescriptor = { value: refuse }
// The last two are mutators of later releases of the language; here they are refused everywhere.
const stillMap = {
  set: still,
  delete: still,
  clear: still,
  getOrInsert: still,
  getOrInsertComputed: still,
}
const stillSet = { add: still, delete: still, clear: still }

/**
 * Freezes to the bottom, in place: records and lists by the language, Maps and Sets by mutators
 * that throw a TypeError. Bytes stay as they are: `seal` them.
 * @param value plain (no cycles); a part that is frozen already is still walked
 * @returns the same value
 */
export function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) freezeObject(value)
  return value
}

/** Whether nothing can change this one object any more; what it holds is another question. */
export function isFrozen(value: object): boolean {
  if (!Object.isFrozen(value)) return false // bytes never are
  if (isMap(value)) return 'set' in value && value.set === refuse
  if (isSet(value)) return 'add' in value && value.add === refuse
  return true
}

/** Whether nothing below can change any more either. */
export function isFrozenDeep(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (!isFrozen(value)) return false
  if (isMap(value)) {
    for (const inner of value.values()) if (!isFrozenDeep(inner)) return false
    return true
  }
  return isSet(value) || Object.values(value).every(isFrozenDeep)
}

/** One hash for each array of bytes in a value, in the order of the walk. */
export type Seal = readonly number[]

/**
 * Remembers the bytes inside a value.
 * @param value frozen, so that nothing but its bytes can change
 * @returns null when there are none, which is the usual case
 */
export function seal(value: unknown): Seal | null {
  const hashes: number[] = []
  eachBytes(value, '', (bytes) => {
    hashes.push(hashBytes(bytes))
    return true
  })
  return hashes.length === 0 ? null : hashes
}

/** Place (a JSON Pointer) of the first bytes that are not what they were, or null. */
export function brokenSeal(value: unknown, sealed: Seal): string | null {
  let nth = 0
  let broken: string | null = null
  eachBytes(value, '', (bytes, path) => {
    if (hashBytes(bytes) !== sealed[nth]) broken = path
    nth += 1
    return broken === null
  })
  return broken
}

function freezeObject(value: object): void {
  if (isList(value)) {
    for (const inner of value) freeze(inner)
    Object.freeze(value)
  } else if (isMap(value)) {
    for (const inner of value.values()) freeze(inner)
    if (!isFrozen(value)) Object.freeze(Object.defineProperties(value, stillMap))
  } else if (isSet(value)) {
    if (!isFrozen(value)) Object.freeze(Object.defineProperties(value, stillSet))
  } else if (isFields(value)) {
    for (const field in value) freeze(value[field])
    Object.freeze(value)
  }
}

/** Calls back for every array of bytes until it answers false. */
function eachBytes(
  value: unknown,
  path: string,
  visit: (bytes: Uint8Array, path: string) => boolean,
): boolean {
  if (typeof value !== 'object' || value === null || isSet(value)) return true
  if (isBytes(value)) return visit(value, path)
  if (isMap(value)) {
    for (const [key, inner] of value) {
      if (holdsObject(inner) && !eachBytes(inner, path + keyStep(key), visit)) return false
    }
    return true
  }
  for (const [field, inner] of Object.entries(value)) {
    if (holdsObject(inner) && !eachBytes(inner, path + fieldStep(field), visit)) return false
  }
  return true
}

const holdsObject = (value: unknown): boolean => typeof value === 'object' && value !== null

/** 53 of the 64 bits, so that a seal is a list of numbers. */
function hashBytes(bytes: Uint8Array): number {
  const mixer = new Mixer()
  mixer.value(bytes)
  const { hi, lo } = mixer.end()
  return (hi >>> 0) * 0x200000 + (lo >>> 11)
}
