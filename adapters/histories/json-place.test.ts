import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonEnds } from './json-place.ts'

test.each`
  because                           | text          | place
  ${'a word'}                       | ${'INFO'}     | ${0}
  ${'a comma before the end'}       | ${'{"a":1,}'} | ${7}
  ${'no colon'}                     | ${'{"a" 1}'}  | ${5}
  ${'a text cut short'}             | ${'{"a":"b'}  | ${7}
  ${'a word cut short'}             | ${'[tru'}     | ${4}
  ${'a word that is none'}          | ${'[truth]'}  | ${1}
  ${'brackets that do not match'}   | ${'[1}'}      | ${2}
  ${'a second value'}               | ${'{} {}'}    | ${3}
  ${'an end of line within a text'} | ${'["a\nb"]'} | ${1}
`('$because', ({ text, place }) => expect(jsonEnds(text)).toBe(place))

test('a beginning of JSON is cut short, wherever it is cut', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(200), (text, at) => {
      const cut = text.slice(0, at % (text.length + 1))
      expect(jsonEnds(cut)).toBe(cut.length)
    }),
  )
})
