// Plain values as JSON that people read and merge, for files kept beside tests. JSON's own values
// stand for themselves; the others are records of one field that begins with `$`.

import { assert } from './assert.ts'
import { firstNotPlain } from './plain-check.ts'
import { inOrder } from './plain-key.ts'
import { fieldStep } from './plain-path.ts'
import { hexOf, text } from './plain-text.ts'
import type { Fields, Plain, Scalar } from './plain-value.ts'
import { depthMax, isBytes, isFields, isList, isMap, isRecord, isSet } from './plain-value.ts'

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [field: string]: Json }

export type FromJson =
  | { readonly value: Plain }
  /** `path` into the JSON (JSON Pointer) */
  | { readonly wrong: { readonly path: string; readonly why: string } }

/**
 * `{"$map": [[key, value], …]}`, `{"$set": […]}`, `{"$bytes": "00ff"}`, `{"$undefined": true}`; a
 * field that begins with `$` gets one more. Keys and members stand in key order, fields as they were.
 * @param value plain; it is our bug when it is not, told by its place
 */
export function toJson(value: unknown): Json {
  const wrong = firstNotPlain(value)
  assert(wrong === null, `only what is plain has JSON: ${wrong?.what} at ${wrong?.path || '/'}`)
  return jsonOf(value)
}

/** Reads what `toJson` made and `JSON.parse` returned; everything else is refused by its place. */
export function fromJson(json: unknown): FromJson {
  const reading = new Reading()
  const value = reading.value(json, 0)
  const { wrong } = reading
  return wrong === null ? { value } : { wrong }
}

function jsonOf(value: unknown): Json {
  if (value === undefined) return { $undefined: true }
  if (typeof value === 'number') return value + 0
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  assert(typeof value === 'object', 'what has JSON was checked to be plain')
  if (isList(value)) return value.map(jsonOf)
  if (isMap(value)) {
    return { $map: inOrder(value.keys()).map((key) => [jsonOf(key), jsonOf(value.get(key))]) }
  }
  if (isSet(value)) return { $set: inOrder(value).map(jsonOf) }
  if (isBytes(value)) return { $bytes: Array.from(value, hexOf).join('') }
  assert(isFields(value), 'what is left of plain is a record')
  const out: { [field: string]: Json } = {}
  for (const field in value) out[field.startsWith('$') ? `$${field}` : field] = jsonOf(value[field])
  return out
}

const isScalar = (json: unknown): json is Scalar =>
  json === null || typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean'

const isUndefined = (json: object): boolean =>
  '$undefined' in json && json.$undefined === true && Object.keys(json).length === 1

class Reading {
  wrong: { readonly path: string; readonly why: string } | null = null
  readonly #path: string[] = []

  value(json: unknown, depth: number): Plain {
    if (this.wrong !== null) return undefined
    if (isScalar(json)) return this.#scalar(json)
    if (typeof json !== 'object') return this.#refuse(`this is no JSON: ${text(json, 40)}`)
    // `undefined` is no level of the value, though its tag is one of the text.
    if (depth === depthMax && !isUndefined(json)) {
      return this.#refuse(`nested more than ${depthMax} deep`)
    }
    if (isList(json)) return json.map((inner, at) => this.#below(fieldStep(at), inner, depth + 1))
    if (!isRecord(json)) return this.#refuse(`this is no JSON: ${text(json, 40)}`)
    const fields = Object.keys(json)
    const [first] = fields
    if (first === undefined || !first.startsWith('$') || first.startsWith('$$')) {
      return this.#record(json, fields, depth)
    }
    return fields.length === 1
      ? this.#tagged(first, json[first], depth)
      : this.#refuse(`the tag ${first} stands alone in its record`)
  }

  #record(json: Fields, fields: readonly string[], depth: number): Plain {
    const out: { [field: string]: Plain } = {}
    for (const field of fields) {
      if (field === '__proto__') return this.#refuse('a field named __proto__')
      const bare = field.startsWith('$') ? field.slice(1) : field
      if (field.startsWith('$') && !bare.startsWith('$')) {
        return this.#refuse(`the tag ${text(field, 40)} stands alone in its record`)
      }
      this.#scalar(bare)
      out[bare] = this.#below(fieldStep(field), json[field], depth + 1)
    }
    return out
  }

  #tagged(tag: string, inner: unknown, depth: number): Plain {
    if (tag === '$undefined' && inner === true) return undefined
    if (tag === '$bytes' && typeof inner === 'string' && /^(?:[0-9a-f]{2})*$/.test(inner)) {
      return Uint8Array.from({ length: inner.length / 2 }, (_, at) =>
        Number.parseInt(inner.slice(at * 2, at * 2 + 2), 16),
      )
    }
    if (typeof inner === 'object' && inner !== null && isList(inner)) {
      if (tag === '$set') return this.#set(inner)
      if (tag === '$map') return this.#map(inner, depth)
    }
    return this.#refuse(`there is no tag ${text(tag, 40)} of ${text(inner, 40)}`)
  }

  #set(members: readonly unknown[]): Plain {
    const out = new Set<Scalar>()
    for (const member of members) {
      const key = this.#key(member)
      if (this.wrong !== null) return undefined
      if (out.has(key)) return this.#refuse(`the member ${text(key, 40)} stands there twice`)
      out.add(key)
    }
    return out
  }

  #map(pairs: readonly unknown[], depth: number): Plain {
    const out = new Map<Scalar, Plain>()
    for (const [at, pair] of pairs.entries()) {
      if (typeof pair !== 'object' || pair === null || !isList(pair) || pair.length !== 2) {
        return this.#refuse(`an entry of a $map is [key, value], not ${text(pair, 40)}`)
      }
      const key = this.#key(pair[0])
      if (this.wrong !== null) return undefined
      if (out.has(key)) return this.#refuse(`the key ${text(key, 40)} stands there twice`)
      out.set(key, this.#below(`/$map/${at}/1`, pair[1], depth + 1))
    }
    return out
  }

  #key(json: unknown): Scalar {
    if (isScalar(json)) return this.#scalar(json)
    this.#refuse(`a key or member is a scalar, not ${text(json, 40)}`)
    return null
  }

  #below(step: string, json: unknown, depth: number): Plain {
    this.#path.push(step)
    const value = this.value(json, depth)
    this.#path.pop()
    return value
  }

  /** JSON can say -0, half of a surrogate pair, and 1e999 for infinity; plain values cannot. */
  #scalar(json: Scalar): Scalar {
    const wrong = firstNotPlain(json)
    if (wrong !== null) this.#refuse(wrong.what)
    return typeof json === 'number' ? json + 0 : json
  }

  /** Keeps the first refusal. */
  #refuse(why: string): undefined {
    this.wrong ??= { path: this.#path.join(''), why }
    return undefined
  }
}
