// Whether a value is plain, asked where an actor's values enter a tracing world and where untrusted
// ones enter the real one. The answer names the place; nothing is repaired.

import { isFrozen, isFrozenDeep } from './plain-freeze.ts'
import { fieldStep, keyStep } from './plain-path.ts'
import { nounOf } from './plain-text.ts'
import { depthMax, isBytes, isFields, isList, isMap, isSet, utf8Size } from './plain-value.ts'

/** Where (JSON Pointer, string keys of Maps quoted) and what it is: `a function`. */
export type NotPlain = { readonly path: string; readonly what: string }

/**
 * The first thing in a value that is not plain, or null.
 * @param form `tree` for State: no object is reachable twice unless it is frozen to the bottom
 */
export function firstNotPlain(value: unknown, form: 'value' | 'tree' = 'value'): NotPlain | null {
  const seen = form === 'tree' ? new Set<object>() : null
  const found = new Check(seen).value(value)
  if (found === null) return null
  const twice = found.twice === null ? null : placeOf(value, found.twice)
  const what = twice === null ? found.what : `${found.what} as at ${twice === '' ? '/' : twice}`
  return { path: found.path, what }
}

/** `twice`: the object that was met again, whose first place is yet to be told. */
type Found = { path: string; what: string; twice: object | null }

const found = (what: string, twice: object | null = null): Found => ({ path: '', what, twice })
const illFormed = 'a string that is not well formed (half a surrogate pair)'

class Check {
  readonly #above: object[] = []
  readonly #seen: Set<object> | null

  constructor(seen: Set<object> | null) {
    this.#seen = seen
  }

  value(value: unknown): Found | null {
    if (typeof value === 'string') return utf8Size(value) === -1 ? found(illFormed) : null
    if (typeof value === 'number') return Number.isFinite(value) ? null : found(String(value))
    if (typeof value === 'object') return value === null ? null : this.#object(value)
    return typeof value === 'boolean' || value === undefined ? null : found(nounOf(value))
  }

  #object(value: object): Found | null {
    if (this.#seen !== null) {
      if (this.#above.includes(value)) return found('a cycle: the same object', value)
      if (this.#seen.has(value)) {
        return isFrozenDeep(value) ? null : found('an object that may change, the same', value)
      }
      this.#seen.add(value)
    }
    if (this.#above.length === depthMax) {
      // Only a walk that is too deep can be a cycle, so nothing is asked on the way down.
      return this.#above.includes(value)
        ? found('a cycle: the same object', value)
        : found(`nested more than ${depthMax} deep`)
    }
    this.#above.push(value)
    const inside = this.#inside(value)
    this.#above.pop()
    return inside
  }

  #inside(value: object): Found | null {
    const proto: unknown = Object.getPrototypeOf(value)
    if (isList(value)) return proto === Array.prototype ? this.#list(value) : found(nounOf(value))
    if (isBytes(value)) return proto === Uint8Array.prototype ? null : found(nounOf(value))
    if (isMap(value)) return proto === Map.prototype ? this.#map(value) : found(nounOf(value))
    if (isSet(value)) return proto === Set.prototype ? this.#set(value) : found(nounOf(value))
    if (proto !== Object.prototype && proto !== null) return found(nounOf(value))
    return isFields(value) ? this.#fields(value) : null
  }

  #list(list: readonly unknown[]): Found | null {
    for (let at = 0; at < list.length; at += 1) {
      const inner = list[at]
      if (inner === undefined && !(at in list)) return below(fieldStep(at), found('a hole'))
      const wrong = this.value(inner)
      if (wrong !== null) return below(fieldStep(at), wrong)
    }
    return null
  }

  #map(map: ReadonlyMap<unknown, unknown>): Found | null {
    const wrong = ownAdditions(map)
    if (wrong !== null) return wrong
    for (const [key, inner] of map) {
      const why = notScalar(key)
      if (why !== null) return found(`${why} as a key of a Map`)
      const deeper = this.value(inner)
      if (deeper !== null) return below(keyStep(scalar(key)), deeper)
    }
    return null
  }

  #set(set: ReadonlySet<unknown>): Found | null {
    const wrong = ownAdditions(set)
    if (wrong !== null) return wrong
    for (const member of set) {
      const why = notScalar(member)
      if (why !== null) return found(`${why} as a member of a Set`)
    }
    return null
  }

  #fields(fields: { readonly [field: string]: unknown }): Found | null {
    for (const field of Reflect.ownKeys(fields)) {
      if (typeof field === 'symbol') return found('a field named by a symbol')
      if (field === '__proto__') return found('a field named __proto__')
      if (utf8Size(field) === -1) return found(`${illFormed} as the name of a field`)
      const slot = Object.getOwnPropertyDescriptor(fields, field)
      if (slot === undefined) continue
      const step = fieldStep(field)
      if (slot.get !== undefined || slot.set !== undefined) return below(step, found('a getter'))
      if (slot.enumerable !== true) return below(step, found('a hidden field'))
      const wrong = this.value(slot.value)
      if (wrong !== null) return below(step, wrong)
    }
    return null
  }
}

const below = (step: string, inner: Found): Found => ({ ...inner, path: step + inner.path })

/** A Map or Set has no properties of its own, but for the mutators that freezing gave it. */
function ownAdditions(value: object): Found | null {
  const [name] = Reflect.ownKeys(value)
  if (name === undefined || isFrozen(value)) return null
  return found(`${nounOf(value)} with a property of its own, ${String(name)}`)
}

function notScalar(value: unknown): string | null {
  if (value === null || typeof value === 'boolean') return null
  if (typeof value === 'string') return utf8Size(value) === -1 ? illFormed : null
  if (typeof value === 'number') return Number.isFinite(value) ? null : String(value)
  return nounOf(value)
}

const scalar = (value: unknown): string | number | boolean | null =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : null

/** The first place of an object; only asked once a walk has met it twice. */
function placeOf(root: unknown, wanted: object): string | null {
  const seen = new Set<object>()
  const search = (value: unknown, path: string): string | null => {
    if (typeof value !== 'object' || value === null) return null
    if (value === wanted) return path
    if (seen.has(value) || isSet(value) || isBytes(value)) return null
    seen.add(value)
    const steps: Iterable<readonly [string, unknown]> = isMap(value)
      ? Array.from(value, ([key, inner]) => [keyStep(scalar(key)), inner] as const)
      : Object.entries(value).map(([field, inner]) => [fieldStep(field), inner] as const)
    for (const [step, inner] of steps) {
      const place = search(inner, path + step)
      if (place !== null) return place
    }
    return null
  }
  return search(root, '')
}
