// The shape table of a protocol: plain data beside its messages, from which the real world
// validates bytes and a system knows what each actor hears. A shape bounds what it lets in; it
// converts nothing and repairs nothing.

import type { Message } from './actor.ts'
import { fieldStep, keyStep } from './plain-path.ts'
import type { Scalar } from './plain.ts'
import { firstNotPlain, isBytes, isList, isMap, isRecord, isSet, sizeOf, text } from './plain.ts'

/** What a field may be. Bounds are inclusive; a string's in UTF-16 units, a list's in entries. */
export type Shape =
  | { readonly kind: 'literal'; readonly value: Scalar }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'int'; readonly min: number; readonly max: number }
  | { readonly kind: 'string'; readonly max: number }
  /** a name of a node: letters, then digits, or an address */
  | { readonly kind: 'node' }
  | { readonly kind: 'bytes'; readonly max: number }
  | { readonly kind: 'list'; readonly of: Shape; readonly max: number }
  | { readonly kind: 'set'; readonly of: Shape; readonly max: number }
  | { readonly kind: 'map'; readonly key: Shape; readonly value: Shape; readonly max: number }
  | { readonly kind: 'record'; readonly fields: Readonly<Record<string, Shape>> }
  | { readonly kind: 'one of'; readonly shapes: readonly Shape[] }
  | { readonly kind: 'plain'; readonly bytes: number }

/** By message kind: its fields besides `kind`. A kind that is absent is not heard. */
export type Shapes = Readonly<Record<string, Readonly<Record<string, Shape>>>>

/** Place (JSON Pointer, string keys of Maps quoted), what belongs there and what was there. */
export type Wrong = { readonly path: string; readonly expected: string; readonly got: string }
export type Validated = { readonly message: Message } | { readonly wrong: Wrong }

/** Whether a message of that kind is heard at all; `null` hears everything. */
export const hears = (shapes: Shapes | null, kind: string): boolean =>
  shapes === null || Object.hasOwn(shapes, kind)

/**
 * The door for messages from outside: every field there and in its bounds, no other field.
 * @param value what `decode` read, not trusted in any way
 * @returns the same value as a message, or the first thing wrong with it, in words that are short
 *   and harmless whatever was sent
 */
export function validate(shapes: Shapes, value: unknown): Validated {
  const wrong = wrongMessage(shapes, value)
  if (wrong !== null) return { wrong }
  // The check above found a record with a kind, which is all that a Message is.
  return { message: value as Message }
}

/** What is wrong with one value, or null. `path` is where the value stands. */
export function wrongWith(shape: Shape, value: unknown, path: string = ''): Wrong | null {
  switch (shape.kind) {
    case 'literal':
      return value === shape.value ? null : wrongAt(path, shape, value)
    case 'boolean':
      return typeof value === 'boolean' ? null : wrongAt(path, shape, value)
    case 'int': {
      const fits = Number.isSafeInteger(value) && isWithin(Number(value), shape.min, shape.max)
      return fits ? null : wrongAt(path, shape, value)
    }
    case 'string': {
      const fits = typeof value === 'string' && value.length <= shape.max
      return fits && firstNotPlain(value) === null ? null : wrongAt(path, shape, value)
    }
    case 'node':
      return typeof value === 'string' && isNodeName(value) ? null : wrongAt(path, shape, value)
    case 'one of':
      return wrongWithEach(shape, value, path)
    case 'plain': {
      const fits = firstNotPlain(value) === null && sizeOf(value) <= shape.bytes
      return fits ? null : wrongAt(path, shape, value)
    }
    default:
      return typeof value === 'object' && value !== null
        ? wrongInside(shape, value, path)
        : wrongAt(path, shape, value)
  }
}

/** In words, as the rest of "expected …". */
export function expectedOf(shape: Shape): string {
  switch (shape.kind) {
    case 'literal':
      return text(shape.value)
    case 'boolean':
      return 'true or false'
    case 'int':
      return shape.max === Number.MAX_SAFE_INTEGER
        ? `an integer from ${shape.min} up`
        : `an integer from ${shape.min} to ${shape.max}`
    case 'string':
      return `a string of at most ${shape.max}`
    case 'node':
      return 'a name of a node'
    case 'bytes':
      return `at most ${shape.max} bytes`
    case 'list':
      return `a list of at most ${shape.max}`
    case 'set':
      return `a Set of at most ${shape.max}`
    case 'map':
      return `a Map of at most ${shape.max}`
    case 'record':
      return `a record of ${Object.keys(shape.fields).join(', ') || 'no fields'}`
    case 'one of':
      return shape.shapes.map(expectedOf).join(' or ')
    case 'plain':
      return `a plain value of at most ${shape.bytes} bytes`
  }
}

/**
 * Letters, then digits (`n1`, `receiver12`, `workload`); a short-lived peer behind a slash
 * (`call/17`); or an address of the real world (`tcp/127.0.0.1:41873`, `tcp/[::1]:80`).
 */
export const isNodeName = (name: string): boolean => name.length <= nameMax && nodeName.test(name)

const nameMax = 255
const nodeName =
  /^(?:[A-Za-z]+[0-9]*(?:\/[0-9]+)?|[a-z]+\/(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5})$/
const shownMax = 60

function wrongMessage(shapes: Shapes, value: unknown): Wrong | null {
  if (typeof value !== 'object' || value === null || !isRecord(value)) {
    return { path: '', expected: 'a message, a record with a kind', got: shown(value) }
  }
  const kind = Object.hasOwn(value, 'kind') ? value['kind'] : undefined
  const fields = typeof kind === 'string' && hears(shapes, kind) ? shapes[kind] : undefined
  if (fields === undefined) {
    const heard = Object.keys(shapes).join(', ')
    return { path: '/kind', expected: `one of ${heard || 'no kind at all'}`, got: shown(kind) }
  }
  return wrongFields(fields, value, '', 'kind')
}

function wrongFields(
  fields: Readonly<Record<string, Shape>>,
  value: { readonly [field: string]: unknown },
  path: string,
  besides: string | null,
): Wrong | null {
  for (const [field, shape] of Object.entries(fields)) {
    const below = path + fieldStep(field)
    if (!Object.hasOwn(value, field)) {
      return { path: below, expected: expectedOf(shape), got: 'nothing' }
    }
    const wrong = wrongWith(shape, value[field], below)
    if (wrong !== null) return wrong
  }
  for (const field of Object.keys(value)) {
    if (field === besides || Object.hasOwn(fields, field)) continue
    // A stranger chose the name, so it is shown as a text and not as a place.
    return { path, expected: `no field ${text(field, shownMax)}`, got: shown(value[field]) }
  }
  return null
}

function wrongInside(
  shape: Extract<Shape, { kind: 'bytes' | 'list' | 'set' | 'map' | 'record' }>,
  value: object,
  path: string,
): Wrong | null {
  switch (shape.kind) {
    case 'bytes':
      return isBytes(value) && value.length <= shape.max ? null : wrongAt(path, shape, value)
    case 'list': {
      if (!isList(value) || value.length > shape.max) return wrongAt(path, shape, value)
      return firstWrong(value.entries(), (at, inner) =>
        wrongWith(shape.of, inner, path + fieldStep(at)),
      )
    }
    case 'set': {
      if (!isSet(value) || value.size > shape.max) return wrongAt(path, shape, value)
      return firstWrong(value.entries(), (member) => wrongKey('member', shape.of, member, path))
    }
    case 'map': {
      if (!isMap(value) || value.size > shape.max) return wrongAt(path, shape, value)
      return firstWrong(
        value.entries(),
        (key, inner) =>
          wrongKey('key', shape.key, key, path) ??
          wrongWith(shape.value, inner, path + shownStep(key)),
      )
    }
    case 'record':
      return isRecord(value)
        ? wrongFields(shape.fields, value, path, null)
        : wrongAt(path, shape, value)
  }
}

function firstWrong<K, V>(
  entries: Iterable<readonly [K, V]>,
  look: (key: K, inner: V) => Wrong | null,
): Wrong | null {
  for (const [key, inner] of entries) {
    const wrong = look(key, inner)
    if (wrong !== null) return wrong
  }
  return null
}

function wrongKey(noun: string, shape: Shape, key: Scalar, path: string): Wrong | null {
  const wrong = wrongWith(shape, key, path)
  return wrong === null ? null : { ...wrong, expected: `as a ${noun} ${wrong.expected}` }
}

/** The alternative that came furthest says what is wrong; when none got inside, all are named. */
function wrongWithEach(
  shape: Extract<Shape, { kind: 'one of' }>,
  value: unknown,
  path: string,
): Wrong | null {
  let nearest: Wrong | null = null
  for (const one of shape.shapes) {
    const wrong = wrongWith(one, value, path)
    if (wrong === null) return null
    if (wrong.path.length > (nearest?.path ?? path).length) nearest = wrong
  }
  return nearest ?? wrongAt(path, shape, value)
}

const wrongAt = (path: string, shape: Shape, value: unknown): Wrong => ({
  path,
  expected: expectedOf(shape),
  got: shown(value),
})

/** What was there: the value when it is short, else how long it is. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  const line = text(value, shownMax)
  if (!line.endsWith('…')) return line
  if (typeof value === 'string') return `a string of ${value.length}`
  if (typeof value !== 'object' || value === null) return line
  if (isList(value)) return `a list of ${value.length}`
  if (isMap(value)) return `a Map of ${value.size}`
  if (isSet(value)) return `a Set of ${value.size}`
  return isBytes(value) ? `${value.length} bytes` : line
}

const shownStep = (key: Scalar): string =>
  keyStep(typeof key === 'string' ? key.slice(0, shownMax) : key)

const isWithin = (value: number, min: number, max: number): boolean => value >= min && value <= max
