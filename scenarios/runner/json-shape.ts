// Checks a value read from JSON against a JSON Schema, in the small part of that language which our
// own schemas use. What does not fit is told by its path, with what was expected and the nearest
// key. Deliberately no validator for everybody's schemas.

import { nearest } from '../../sim/nearest.ts'
import { fieldPath } from './json-text.ts'

/** The part of JSON Schema (2020-12) that is understood here. */
export interface JsonSchema {
  readonly $schema?: string
  readonly $id?: string
  readonly title?: string
  /** in words, for people and editors; says what was expected when a value does not fit */
  readonly description?: string
  readonly type?: SchemaType | readonly SchemaType[]
  readonly const?: string
  readonly enum?: readonly string[]
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  /** false: no key besides `properties` */
  readonly additionalProperties?: false | JsonSchema
  /** one of these must fit */
  readonly anyOf?: readonly JsonSchema[]
  readonly examples?: readonly unknown[]
}

export type SchemaType = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null'

export interface Misfit {
  /** `world.nodes`; empty: the whole */
  readonly path: string
  readonly expected: string
  /** what stands there, in a few words */
  readonly found: string
  /** of an unknown key, the one that was probably meant */
  readonly near: string | null
}

/** Everything that does not fit, in the order in which it stands there. */
export function misfits(value: unknown, schema: JsonSchema, path: string = ''): Misfit[] {
  const types = typesOf(schema)
  if (types.length > 0 && !types.some((type) => isOf(value, type)))
    return [misfit(value, schema, path)]
  const { anyOf } = schema
  if (anyOf !== undefined && !anyOf.some((one) => misfits(value, one, path).length === 0)) {
    return [misfit(value, schema, path)]
  }
  if (typeof value === 'string') return fitsText(value, schema) ? [] : [misfit(value, schema, path)]
  if (typeof value === 'number') {
    const low = schema.minimum !== undefined && value < schema.minimum
    const high = schema.maximum !== undefined && value > schema.maximum
    return low || high ? [misfit(value, schema, path)] : []
  }
  if (Array.isArray(value)) return inList(value, schema, path)
  return isRecord(value) ? inRecord(value, schema, path) : []
}

function inList(value: readonly unknown[], schema: JsonSchema, path: string): Misfit[] {
  const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema
  if (value.length < minItems || value.length > maxItems) return [misfit(value, schema, path)]
  if (items === undefined) return []
  return value.flatMap((one, at) => misfits(one, items, `${path}[${at}]`))
}

function inRecord(
  value: Readonly<Record<string, unknown>>,
  schema: JsonSchema,
  path: string,
): Misfit[] {
  const { properties = {}, required = [], additionalProperties } = schema
  const found: Misfit[] = []
  for (const [name, inner] of Object.entries(value)) {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (own !== undefined) found.push(...misfits(inner, own, fieldPath(path, name)))
    else if (additionalProperties === false) found.push(unknownKey(name, properties, path))
    else if (additionalProperties !== undefined) {
      found.push(...misfits(inner, additionalProperties, fieldPath(path, name)))
    }
  }
  for (const name of required) {
    if (Object.hasOwn(value, name)) continue
    // The unknown key beside it was probably meant.
    if (found.some(({ near }) => near === name)) continue
    const expected = expectedOf(properties[name] ?? {})
    found.push({ path: fieldPath(path, name), expected, found: 'nothing', near: null })
  }
  return found
}

function unknownKey(
  name: string,
  properties: Readonly<Record<string, JsonSchema>>,
  path: string,
): Misfit {
  const names = Object.keys(properties)
  return {
    path: fieldPath(path, name),
    expected: `one of  ${names.join('  ')}`,
    found: `the unknown key "${name}"`,
    near: nearest(name, names),
  }
}

const typesOf = ({ type }: JsonSchema): readonly SchemaType[] =>
  type === undefined ? [] : typeof type === 'string' ? [type] : type

function isOf(value: unknown, type: SchemaType): boolean {
  switch (type) {
    case 'object':
      return isRecord(value)
    case 'array':
      return Array.isArray(value)
    case 'integer':
      return Number.isSafeInteger(value)
    case 'null':
      return value === null
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type
  }
}

function fitsText(value: string, schema: JsonSchema): boolean {
  if (schema.const !== undefined && value !== schema.const) return false
  if (schema.enum !== undefined && !schema.enum.includes(value)) return false
  if (schema.minLength !== undefined && value.length < schema.minLength) return false
  return schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(value)
}

const misfit = (value: unknown, schema: JsonSchema, path: string): Misfit => ({
  ...{ path, expected: expectedOf(schema), found: inShort(value) },
  near: typeof value === 'string' && schema.enum !== undefined ? nearest(value, schema.enum) : null,
})

function expectedOf(schema: JsonSchema): string {
  if (schema.description !== undefined) return schema.description
  if (schema.const !== undefined) return `"${schema.const}"`
  if (schema.enum !== undefined) return schema.enum.join('  ')
  return typesOf(schema)
    .map((type) => typeWords[type])
    .join(' or ')
}

const typeWords: Readonly<Record<SchemaType, string>> = {
  object: 'a record {…}',
  array: 'a list […]',
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
}

function inShort(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (isRecord(value)) return 'a record {…}'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
