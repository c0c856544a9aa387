// Shape tables that the compiler holds against the messages they describe, and short words to write
// them in. A table of type `ShapesOf<Hears>` does not compile while it forgets a kind or a field,
// has one too many, or lets in what the type does not know.

import type { Message } from './actor.ts'
import type { Plain, Scalar } from './plain.ts'
import type { Shape } from './shape.ts'
import type { Branded, NodeId } from './units.ts'

/** Exactly the kinds of the union, and of each exactly the fields besides `kind`. */
export type ShapesOf<M extends Message> = {
  readonly [K in M['kind']]: FieldsOf<Omit<Extract<M, { kind: K }>, 'kind'>>
}

type FieldsOf<T> = { readonly [F in keyof T]-?: ShapeFor<T[F]> }

/**
 * The shapes that let in nothing but a `T`. A union takes the shape of a member, or several as
 * `oneOf`; what cannot be told from its bytes (a class, a function, an absent field) takes none.
 */
export type ShapeFor<T> = Plain extends T
  ? Shape
  : ShapeOfMember<T> | (boolean extends T ? Of<'boolean'> : never) | OneOf<T>

type Of<K extends Shape['kind']> = Extract<Shape, { kind: K }>
type OneOf<T> = { readonly kind: 'one of'; readonly shapes: readonly ShapeFor<T>[] }
type Literal<V extends Scalar> = { readonly kind: 'literal'; readonly value: V }

/** Distributes over a union. */
type ShapeOfMember<T> = T extends string
  ? TextShape<T>
  : T extends number
    ? NumberShape<T>
    : T extends boolean | null
      ? Literal<T>
      : T extends Uint8Array
        ? Of<'bytes'>
        : T extends ReadonlyMap<infer K, infer V>
          ? MapOf<ShapeFor<K>, ShapeFor<V>>
          : T extends ReadonlySet<infer E>
            ? SetOf<ShapeFor<E>>
            : T extends readonly (infer E)[]
              ? ListOf<ShapeFor<E>>
              : T extends object
                ? { readonly kind: 'record'; readonly fields: FieldsOf<T> }
                : never

type TextShape<T extends string> = string extends T
  ? Of<'string'> | Of<'node'> | Literal<string>
  : T extends NodeId
    ? Of<'node'>
    : T extends Branded<string, string>
      ? Of<'string'>
      : Literal<T>

type NumberShape<T extends number> = number extends T
  ? Of<'int'> | Literal<number>
  : T extends Branded<number, string>
    ? Of<'int'>
    : Literal<T>

type ListOf<S> = { readonly kind: 'list'; readonly of: S; readonly max: number }
type SetOf<S> = { readonly kind: 'set'; readonly of: S; readonly max: number }
type MapOf<K, V> = {
  readonly kind: 'map'
  readonly key: K
  readonly value: V
  readonly max: number
}

export const bool: { readonly kind: 'boolean' } = { kind: 'boolean' }
export const node: { readonly kind: 'node' } = { kind: 'node' }

/** Both bounds are inclusive; without `max`, every whole number from `min` up. */
export const int = (min: number = 0, max: number = Number.MAX_SAFE_INTEGER): Of<'int'> => ({
  kind: 'int',
  min,
  max,
})
/** @param max in UTF-16 units */
export const string = (max: number): Of<'string'> => ({ kind: 'string', max })
export const bytes = (max: number): Of<'bytes'> => ({ kind: 'bytes', max })
export const literal = <const V extends Scalar>(value: V): Literal<V> => ({
  kind: 'literal',
  value,
})
/** One of several texts or numbers, each by itself. */
export const words = <const V extends Scalar>(
  ...values: readonly V[]
): { readonly kind: 'one of'; readonly shapes: readonly Literal<V>[] } => ({
  kind: 'one of',
  shapes: values.map((value) => literal(value)),
})
export const oneOf = <const S extends readonly Shape[]>(
  ...shapes: S
): { readonly kind: 'one of'; readonly shapes: S } => ({ kind: 'one of', shapes })
/** @param max entries */
export const list = <S extends Shape>(of: S, max: number): ListOf<S> => ({ kind: 'list', of, max })
export const set = <S extends Shape>(of: S, max: number): SetOf<S> => ({ kind: 'set', of, max })
export const map = <K extends Shape, V extends Shape>(
  key: K,
  value: V,
  max: number,
): MapOf<K, V> => ({
  kind: 'map',
  key,
  value,
  max,
})
export const record = <F extends Readonly<Record<string, Shape>>>(
  fields: F,
): { readonly kind: 'record'; readonly fields: F } => ({ kind: 'record', fields })
/** Anything plain. @param size in bytes of its encoded form */
export const plain = (size: number): Of<'plain'> => ({ kind: 'plain', bytes: size })
