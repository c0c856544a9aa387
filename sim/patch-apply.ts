// Making the changes of a patch, with as little copying as they allow: a container is copied when
// the first change reaches it, and from then on it is changed in place. What a patch holds itself
// is never changed.

import { assert } from './assert.ts'
import { keyOf, stepsOf } from './plain-path.ts'
import type { Plain, Scalar } from './plain-value.ts'
import { isBytes, isList, isMap, isSet } from './plain-value.ts'
import type { Patch } from './trace.ts'

type Change = Patch[number]
type Own = WeakSet<object>

/**
 * @param own containers that may be changed in place; those made here are added
 * @returns the changed value; `before` itself where it was `own`
 */
export function applied(before: Plain, patch: Patch, own: Own): Plain {
  let value = before
  for (const change of patch) value = changed(value, stepsOf(change.path), 0, change, own)
  return value
}

function changed(
  value: Plain,
  steps: readonly string[],
  depth: number,
  change: Change,
  own: Own,
): Plain {
  const step = steps[depth]
  if (step === undefined) {
    assert('to' in change, 'a patch never removes the whole')
    return change.to
  }
  const removes = depth === steps.length - 1 && !('to' in change)
  const below = (inner: Plain): Plain => changed(inner, steps, depth + 1, change, own)
  assert(isContainer(value), `a patch fits the value it was made for: ${change.path}`)
  if (isList(value)) {
    const list = ownList(value, own)
    const at = Number(step)
    assert(at < list.length || (at === list.length && !removes), 'a patch fits its list')
    if (removes) list.splice(at, 1)
    else list[at] = below(list[at])
    return list
  }
  if (isMap(value)) {
    const map = ownMap(value, own)
    const key = keyOf(step)
    if (removes) map.delete(key)
    else map.set(key, below(map.get(key)))
    return map
  }
  if (isSet(value)) {
    const set = ownSet(value, own)
    if (removes) set.delete(keyOf(step))
    else set.add(keyOf(step))
    return set
  }
  if (removes) {
    const { [step]: _gone, ...rest } = value
    own.add(rest)
    return rest
  }
  const fields = ownFields(value, own)
  fields[step] = below(Object.hasOwn(fields, step) ? fields[step] : undefined)
  return fields
}

type Container =
  | readonly Plain[]
  | ReadonlyMap<Scalar, Plain>
  | ReadonlySet<Scalar>
  | { readonly [field: string]: Plain }
type OwnFields = { [field: string]: Plain }

const isContainer = (value: Plain): value is Container =>
  typeof value === 'object' && value !== null && !isBytes(value)

// What is `own` was made below, and was made to be changed.
const mayChangeList = (list: readonly Plain[], own: Own): list is Plain[] => own.has(list)
const mayChangeMap = (map: object, own: Own): map is Map<Scalar, Plain> => own.has(map)
const mayChangeSet = (set: object, own: Own): set is Set<Scalar> => own.has(set)
const mayChangeFields = (fields: object, own: Own): fields is OwnFields => own.has(fields)

function ownList(list: readonly Plain[], own: Own): Plain[] {
  if (mayChangeList(list, own)) return list
  const copy = [...list]
  own.add(copy)
  return copy
}

function ownMap(map: ReadonlyMap<Scalar, Plain>, own: Own): Map<Scalar, Plain> {
  if (mayChangeMap(map, own)) return map
  const copy = new Map(map)
  own.add(copy)
  return copy
}

function ownSet(set: ReadonlySet<Scalar>, own: Own): Set<Scalar> {
  if (mayChangeSet(set, own)) return set
  const copy = new Set(set)
  own.add(copy)
  return copy
}

function ownFields(fields: { readonly [field: string]: Plain }, own: Own): OwnFields {
  if (mayChangeFields(fields, own)) return fields
  const copy: OwnFields = Object.assign({}, fields)
  own.add(copy)
  return copy
}
