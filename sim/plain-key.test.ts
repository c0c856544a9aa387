import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { scalars, texts } from './plain.arbitrary.ts'
import { compareKeys, compareScalars, inOrder, keyProblem } from './plain.ts'

describe('the order of keys', () => {
  test('is that of their bytes, numbers first', () => {
    const keys = ['b', 10, 'a', 9, '', '10', '9', 0, '\u{10000}', '\uffff', '\ue000', 'é', 'z']
    const byBytes = (a: string, b: string): number =>
      Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'))
    const numbersFirst = keys.filter((key) => typeof key === 'number').sort((a, b) => a - b)
    const strings = keys.filter((key) => typeof key === 'string').sort(byBytes)
    expect(keys.toSorted(compareKeys)).toEqual([...numbersFirst, ...strings])
    const byUnits = strings.toSorted((a, b) => (a < b ? -1 : 1))
    expect(byUnits, "JavaScript's order is another").not.toEqual(strings)
  })

  test('of any two texts is the order of their UTF-8', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
      }),
    )
  })

  test('is total: antisymmetric, transitive, and 0 for the same key only', () => {
    fc.assert(
      fc.property(scalars, scalars, scalars, (a, b, c) => {
        expect(Math.sign(compareScalars(a, b)) + Math.sign(compareScalars(b, a))).toBe(0)
        expect(compareScalars(a, b) === 0).toBe(a === b)
        const [x = null, y = null, z = null] = inOrder([a, b, c])
        expect(compareScalars(x, y) <= 0 && compareScalars(y, z) <= 0).toBe(true)
        expect(compareScalars(x, z) <= 0).toBe(true)
      }),
    )
  })

  test('sorts few and many alike', () => {
    fc.assert(
      fc.property(fc.array(scalars, { maxLength: 60 }), (keys) => {
        expect(inOrder(keys)).toEqual(keys.toSorted(compareScalars))
      }),
    )
  })

  test.each`
    key               | problem
    ${0}              | ${null}
    ${2 ** 53 - 1}    | ${null}
    ${''}             | ${null}
    ${'é\u{1f600}'}   | ${null}
    ${-1}             | ${'is a number from 0 up, not -1'}
    ${1.5}            | ${'is a whole number up to 2^53 - 1, not 1.5'}
    ${Number.NaN}     | ${'is a whole number up to 2^53 - 1, not NaN'}
    ${2 ** 53}        | ${'is a whole number up to 2^53 - 1, not 9007199254740992'}
    ${'\ud800'}       | ${'is a string that is not well formed (half a surrogate pair)'}
    ${'a\udc00b'}     | ${'is a string that is not well formed (half a surrogate pair)'}
    ${'\udc00\ud800'} | ${'is a string that is not well formed (half a surrogate pair)'}
    ${null}           | ${'is a string or an integer, not null'}
    ${true}           | ${'is a string or an integer, not of type boolean'}
    ${undefined}      | ${'is a string or an integer, not of type undefined'}
  `('a store key $key: $problem', ({ key, problem }) => {
    expect(keyProblem(key)).toBe(problem)
  })
})
