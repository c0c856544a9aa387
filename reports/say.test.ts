import { describe, expect, test } from 'vitest'
import type { Plain } from '../sim/plain.ts'
import { say, sayBody } from './say.ts'

const names = new Set(['n1', 'sender1'])

describe('calls and answers in words', () => {
  test.each<[string, Plain, string]>([
    ['a key and its value', { kind: 'put', key: 'x', value: 1 }, 'put x = 1'],
    ['a key alone', { kind: 'get', key: 'x' }, 'get x'],
    ['nodes without quotes', { kind: 'post', text: 'hi', to: 'n1' }, 'post "hi" to n1'],
    ['nobody in particular', { kind: 'post', text: 'hi', to: null }, 'post "hi"'],
    ['nothing found', { kind: 'value', value: null }, 'value null'],
    ['numbers with their names', { kind: 'move', steps: 3 }, 'move steps 3'],
    ['no counters', { kind: 'read', ask: 17 }, 'read'],
    ['a text', 'ok', 'ok'],
    ['nothing at all', undefined, 'nothing'],
    ['control characters as codes', { kind: 'post', text: '\u001b[31m' }, 'post "\\x1b[31m"'],
  ])('%s', (_, value, words) => {
    expect(say(value, names)).toBe(words)
  })

  test('long texts and many fields are cut', () => {
    expect(say({ kind: 'post', text: 'a'.repeat(900) }, names).length).toBeLessThan(60)
    expect(say({ kind: 'x', a: 1, b: 2, c: 3, d: 4, e: 5 }, names)).toBe('x a 1, b 2, c 3, d 4, …')
  })
})

test('a message is told without its kind', () => {
  expect(sayBody({ kind: 'letter', seq: 1, to: 'n1' }, names)).toBe('seq 1 to n1')
  expect(sayBody({ kind: 'ping' }, names)).toBe('')
})
