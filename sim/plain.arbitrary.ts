// Arbitrary plain values for property tests, anybody's. Not a test itself and no part of the
// package.

import fc from 'fast-check'

import type { Plain, Scalar } from './plain.ts'

/** Well-formed texts, among them those that UTF-8 and JavaScript's `<` order differently. */
export const texts: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.string({ maxLength: 8 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      '1',
      'true',
      'null',
      '~',
      '/',
      '"',
      '$map',
      '$$set',
      'constructor',
      'toString',
      '\ufeffx',
      '\uffff',
      '\u{10000}',
      '\u{1f600}/~"',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 60, maxLength: 200 }) },
)

/** Finite numbers: small, at the edges of int32 and of 2^53, fractions, and -0. */
export const numbers: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: -200, max: 300 }),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(
    0,
    -0,
    127,
    128,
    -1,
    2 ** 31,
    -(2 ** 31),
    2 ** 32,
    2 ** 53,
    -(2 ** 53),
    0.1,
    5e-324,
  ),
)

export const scalars: fc.Arbitrary<Scalar> = fc.oneof(
  texts,
  numbers,
  fc.boolean(),
  fc.constant(null),
)

const bytes: fc.Arbitrary<Uint8Array> = fc
  .uint8Array({ maxLength: 12 })
  .map((of) => new Uint8Array(of))
const fields = texts.filter((name) => name !== '__proto__')

const { value } = fc.letrec<{ value: Plain }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(scalars, fc.constant(undefined)),
    bytes,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fields, tie('value'), { maxKeys: 5 }),
    fc.array(fc.tuple(scalars, tie('value')), { maxLength: 5 }).map((pairs) => new Map(pairs)),
    fc.array(scalars, { maxLength: 5 }).map((members) => new Set(members)),
  ),
}))

/** All of plain: every kind, nested in every other, a tree. */
export const plain: fc.Arbitrary<Plain> = value

/** A State as actors have them: a record at the top. */
export const states: fc.Arbitrary<{ readonly [field: string]: Plain }> = fc.dictionary(
  fields,
  plain,
  {
    maxKeys: 6,
  },
)
