// Models by name: each says which calls it knows, and refuses others in words.

import { describe, expect, test } from 'vitest'
import type { Plain } from '../plain.ts'
import { nodeId, type OpId } from '../units.ts'
import { linearizable } from './linearizable.ts'
import { modelNamed, models } from './models.ts'
import { mutex } from './models/mutex.ts'

const refusal = (model: string, call: Plain, result: Plain): string | null =>
  modelNamed(model)?.make().refuses?.(call, result) ?? null

test('every model has a name of its own, a sentence, and calls', () => {
  expect(new Set(models.map(({ name }) => name)).size).toBe(models.length)
  for (const { name, about, calls, make } of models) {
    expect(make().name).toBe(name)
    expect(about).toMatch(/^A .*\.$|^One .*\.$/u)
    expect(calls.length).toBeGreaterThan(1)
  }
  expect(modelNamed('stack')).toBeNull()
})

test('a register begins with the value that is given, as a counter does', () => {
  expect(modelNamed('register')?.make(7).init).toBe(7)
  expect(modelNamed('cas-register')?.make().init).toBeNull()
  expect(modelNamed('counter')?.make(3).init).toBe(3)
})

test('the calls of a model on a line each', () => {
  expect(modelNamed('cas-register')?.calls).toEqual([
    'read {key?} → anything',
    'write {value, key?} → anything',
    'cas {from, to, key?} → true, false or {found}',
  ])
})

test('two holders of a lock have a code of their own', () => {
  const operation = (id: number, client: string, kind: string, end: number) => ({
    ...{ id: id as OpId, client: nodeId(client), call: { kind, owner: client } },
    ...{ start: end - 1, end, result: true },
  })
  const judged = linearizable(mutex()).judge([
    operation(0, 'a', 'acquire', 1),
    operation(1, 'b', 'acquire', 3),
    operation(2, 'a', 'release', 5),
  ])
  expect(judged).toMatchObject({
    code: 'WL2028',
    why: 'b acquired the lock, although a acquired the lock and was told so before',
    misfit: { op: 1, others: [0] },
  })
})

describe('refuses', () => {
  test.each<[string, string, Plain, Plain, string | null]>([
    ['a known call', 'mutex', { kind: 'acquire', owner: 'a' }, true, null],
    [
      'a mistyped call',
      'mutex',
      { kind: 'aquire' },
      true,
      'expected acquire or release, not "aquire": did you mean acquire?',
    ],
    [
      'an unlike call',
      'queue',
      { kind: 'push', value: 1 },
      true,
      'expected enqueue or dequeue, not "push"',
    ],
    [
      'no call at all',
      'counter',
      7,
      null,
      'expected a call {kind: …} (add, add-and-get, get-and-add or read), not 7',
    ],
    [
      'a call without kind',
      'mutex',
      { owner: 1 },
      null,
      'expected a call {kind: …} (acquire or release), not {owner: 1}',
    ],
    [
      'a kind that every object has',
      'mutex',
      { kind: 'constructor' },
      null,
      'expected acquire or release, not "constructor"',
    ],
    [
      'a field left out',
      'queue',
      { kind: 'enqueue' },
      true,
      'expected value of enqueue to be a value other than null, not nothing',
    ],
    [
      'a field of another type',
      'counter',
      { kind: 'add', value: 'x' },
      null,
      'expected value of add to be a whole number, not "x"',
    ],
    [
      'a key that is none',
      'set',
      { kind: 'read', key: [1] },
      [],
      'expected key of read to be a text, a number, true, false or null, not [1]',
    ],
    [
      'an answer of another type',
      'set',
      { kind: 'read' },
      7,
      'expected a list or a Set of texts and numbers as the answer to read, not 7',
    ],
    ['an answer that nobody knows', 'set', { kind: 'read' }, undefined, null],
    [
      'of a compare-and-set what it found',
      'register',
      { kind: 'cas', from: 1, to: 2 },
      { found: 3 },
      null,
    ],
    [
      'of a compare-and-set a word',
      'register',
      { kind: 'cas', from: 1, to: 2 },
      'no',
      'expected true, false or {found} as the answer to cas, not "no"',
    ],
    ['a token', 'fenced-lock', { kind: 'acquire' }, 3, null],
    [
      'no token',
      'fenced-lock',
      { kind: 'acquire' },
      'x',
      'expected a token (a whole number) or false as the answer to acquire, not "x"',
    ],
    [
      'a key of a map left out',
      'kv',
      { kind: 'get' },
      null,
      'expected key of get to be a text, a number, true, false or null, not nothing',
    ],
  ])('%s', (_because, model, call, result, expected) =>
    expect(refusal(model, call, result)).toBe(expected),
  )
})
