import { describe, expect, test } from 'vitest'
import { causeId, wordingOf } from './shape.ts'

const roles = new Map([
  ...['n1', 'n2', 'n3'].map((id) => [id, 'server'] as const),
  ['client2', 'client'] as const,
])
const wording = (sentence: string): string => wordingOf(sentence, (id) => roles.get(id) ?? null)

describe('the wording of a failure', () => {
  test.each`
    because                               | sentence                           | words
    ${'who it was is chance'}             | ${'n3 leads.'}                     | ${'server leads.'}
    ${'what a client wrote is chance'}    | ${'n1 took "x \\" y" again.'}      | ${'server took "…" again.'}
    ${'how many there were is chance'}    | ${'n1, n2 and n3 lead term 7.'}    | ${'several server lead term N.'}
    ${'one and several are said alike'}   | ${'client2 waits for 1 letter.'}   | ${'client waits for N letter.'}
    ${'one and several are said alike'}   | ${'client2 waits for 12 letters.'} | ${'client waits for N letter.'}
    ${'values in a list are chance'}      | ${'it holds "a", "b" and "c".'}    | ${'it holds several "…".'}
    ${'units stay'}                       | ${'silent for 1609.5 ms'}          | ${'silent for N ms'}
    ${'what is no node is what was said'} | ${'sha256 of x9 differs'}          | ${'shaN of xN differs'}
  `('$because: $sentence', ({ sentence, words }: { sentence: string; words: string }) => {
    expect(wording(sentence)).toBe(words)
  })

  test('differs where another thing is said', () => {
    expect(wording('n1 and n2 both took "a".')).not.toBe(wording('n1 took "a" again.'))
  })
})

test('the id of a cause is sixteen hex digits of its shape', () => {
  expect(causeId('a\nb\nc')).toMatch(/^[0-9a-f]{16}$/u)
  expect(causeId('a\nb\nc')).not.toBe(causeId('a\nb\nd'))
})
