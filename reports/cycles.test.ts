import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cyclesOf } from './cycles.ts'

const told = (text: string): string[] =>
  cyclesOf([...text], (letter) => (letter === '!' ? null : letter)).map(
    ({ items, times }) => items.join('') + (times === 1 ? '' : `×${times}`),
  )

test('what repeats itself is told once, with its number', () => {
  expect(told('abababc')).toEqual(['ab×3', 'c'])
  expect(told('aaab')).toEqual(['a×3', 'b'])
  expect(told('abcabcabc')).toEqual(['abc×3'])
})

test('what is like no other is never part of a cycle', () => {
  expect(told('!!')).toEqual(['!', '!'])
  expect(told('a!a!')).toEqual(['a', '!', 'a', '!'])
})

test('nothing is lost and nothing added', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', '!')), (letters) => {
      const cycles = cyclesOf(letters, (one) => (one === '!' ? null : one))
      expect(cycles.flatMap(({ items, times }) => Array(times).fill(items).flat())).toEqual(letters)
    }),
  )
})
