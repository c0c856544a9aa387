import { describe, expect, test } from 'vitest'
import { mistypings, nearest } from './nearest.ts'

describe('the nearest valid word', () => {
  test.each`
    because                                   | word          | meant
    ${'a letter is missing'}                  | ${'partiton'} | ${'partition'}
    ${'two neighbours are swapped'}           | ${'dorp'}     | ${'drop'}
    ${'case does not count'}                  | ${'Crash'}    | ${'crash'}
    ${'it is the beginning of one word only'} | ${'part'}     | ${'partition'}
    ${'it is the beginning of two words'}     | ${'reo'}      | ${null}
    ${'nothing is near'}                      | ${'explode'}  | ${null}
    ${'two letters are near to nothing'}      | ${'n9'}       | ${null}
    ${'the nearer of two wins'}               | ${'duplcate'} | ${'duplicate'}
  `('$because: $word', ({ word, meant }) => {
    const words = ['partition', 'drop', 'crash', 'reorder', 'reopen', 'n1', 'n2', 'duplicate']
    expect(nearest(word, words)).toBe(meant)
  })

  test.each`
    left        | right        | count
    ${''}       | ${'abc'}     | ${3}
    ${'abc'}    | ${'abc'}     | ${0}
    ${'abcd'}   | ${'acbd'}    | ${1}
    ${'kitten'} | ${'sitting'} | ${3}
  `('mistypings between "$left" and "$right": $count', ({ left, right, count }) => {
    expect(mistypings(left, right)).toBe(count)
    expect(mistypings(right, left)).toBe(count)
  })
})
