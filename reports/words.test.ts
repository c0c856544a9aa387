import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inAscii, printable } from './page.ts'
import { counted, grouped, listed, percent, span, total, wall, wrapped } from './words.ts'

describe('numbers and times in words', () => {
  test.each`
    said                       | as
    ${grouped(0)}              | ${'0'}
    ${grouped(999)}            | ${'999'}
    ${grouped(10_000)}         | ${'10,000'}
    ${grouped(-1_234_567)}     | ${'-1,234,567'}
    ${counted(1, 'seed')}      | ${'1 seed'}
    ${counted(10_000, 'seed')} | ${'10,000 seeds'}
    ${span(740)}               | ${'740 µs'}
    ${span(8_500)}             | ${'8.5 ms'}
    ${span(640_000)}           | ${'640 ms'}
    ${span(5_000_000)}         | ${'5 s'}
    ${span(150_000_000)}       | ${'2.5 min'}
    ${total(50_040_000_000)}   | ${'13.9 h'}
    ${wall(0.2)}               | ${'1 ms'}
    ${wall(2_840)}             | ${'2.8 s'}
    ${percent(0.0003)}         | ${'0.03 %'}
    ${percent(0.62)}           | ${'62 %'}
    ${percent(0)}              | ${'0 %'}
    ${listed(['a', 'b', 'c'])} | ${'a, b and c'}
    ${listed(['a', 'b'], 1)}   | ${'a and 1 more'}
    ${listed([])}              | ${'none'}
  `('$as', ({ said, as }) => expect(said).toBe(as))

  test('any whole number keeps its digits when they are grouped', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (count) => {
        expect(Number(grouped(count).replaceAll(',', ''))).toBe(count)
      }),
    )
  })

  test('a text broken into lines is the same text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,9}$/u)),
        fc.integer({ min: 9, max: 40 }),
        (words, width) => {
          const lines = wrapped(words.join(' '), width)
          expect(lines.join(' ')).toBe(words.join(' '))
          for (const line of lines) expect(line.length).toBeLessThanOrEqual(width)
        },
      ),
    )
  })
})

describe('what a terminal is given', () => {
  test('holds no character beyond ASCII when that is all it can show', () => {
    expect(inAscii('✓ 3 × 5 µs · n1 → n2 ≥ 1 … ▲')).toBe('ok 3 x 5 us - n1 > n2 >= 1 ... ?')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(inAscii(text)).toMatch(/^\p{ASCII}*$/u)
      }),
    )
  })

  test('and no escape sequence that came in a message', () => {
    expect(printable('a\u001b[2Jb\r\n\u009bc')).toBe('a\\x1b[2Jb\\x0d\\n\\x9bc')
  })
})
