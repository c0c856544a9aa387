import { expect, test } from 'vitest'
import { plainPage } from './page.ts'
import { pointed, renderProblems } from './problems.ts'

test('one mistake: code, sentence, lines, exit code', () => {
  const text = renderProblems(
    [
      {
        code: 'WL1002',
        sentence: 'there is no scenario called "raft-vk".',
        lines: ['did you mean   raft-kv ?', 'built in       ack-retry  raft-kv'],
      },
    ],
    2,
    plainPage,
  )
  expect(text).toBe(
    [
      '  error WL1002: there is no scenario called "raft-vk".',
      '    did you mean   raft-kv ?',
      '    built in       ack-retry  raft-kv',
      '  exit 2',
      '',
    ].join('\n'),
  )
})

test('twenty mistakes stay within a dozen lines, and the rest is counted', () => {
  const many = Array.from({ length: 20 }, (_, nth) => ({
    code: 'WL1101',
    sentence: `mistake ${nth}.`,
    lines: ['why', 'what instead'],
  }))
  const lines = renderProblems(many, 2, plainPage).trimEnd().split('\n')
  expect(lines.length).toBeLessThanOrEqual(12)
  expect(lines).toContain('    and 17 more mistakes')
})

test('one mistake with too many lines is cut and still ends with its exit code', () => {
  const lines = renderProblems(
    [{ code: 'WL4001', sentence: 'long.', lines: Array.from({ length: 40 }, String) }],
    4,
    plainPage,
  )
    .trimEnd()
    .split('\n')
  expect(lines).toHaveLength(12)
  expect(lines.at(-1)).toBe('  exit 4')
})

test('a pointer stands under what is wrong', () => {
  expect(pointed('partiton n1 | n2', 'partiton')).toEqual(['partiton n1 | n2', '^^^^^^^^'])
  expect(pointed('run x@-3', '-3')).toEqual(['run x@-3', '      ^^'])
  expect(pointed('x@', '')).toEqual(['x@', '  ^'])
})
