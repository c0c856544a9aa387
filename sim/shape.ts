// The shape table of a protocol: plain data beside its messages, from which the real world
// validates bytes and a system knows what each actor hears.

import type { Scalar } from './plain.ts'

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
