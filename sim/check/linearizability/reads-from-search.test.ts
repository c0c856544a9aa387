// The search for reads-from: one rule a case, and verdicts of random histories held against the definition.

import { describe, expect, test } from 'vitest'
import type { History } from '../../history.ts'
import type { Model } from '../model.ts'
import { register } from '../models/register.ts'
import { kv } from '../models/kv.ts'
import { accessesOf } from './accesses.ts'
import { Definition } from './definition.suite.ts'
import { drawn, medium, small } from './drawn.suite.ts'
import type { Budget, Found } from './found.ts'
import { type Part, partsOf } from './part.ts'
import { searchReadsFrom } from './reads-from-search.ts'
import { resolve } from './resolution.ts'
import { registers } from './subjects.suite.ts'
import { wrongWithOrder } from './witness.ts'
import { written } from './written.suite.ts'

const plenty: Budget = { configurations: 5_000, bytes: 64_000_000 }

/** What this search alone finds; every order is held against the model. */
function solved(history: History, part: Part, model: Model, budget: Budget = plenty): Found {
  const accesses = accessesOf(history, part, model)
  if (accesses === null) throw new Error('not a register')
  const resolution = resolve(part, accesses)
  if (resolution.kind !== 'resolved') return { kind: 'illegal', conflict: resolution }
  const found = searchReadsFrom(part, accesses, resolution, budget)
  if (found.kind === 'ok') expect(wrongWithOrder(history, part, model, found.order)).toBeNull()
  return found
}

function first(lines: string, model: Model, budget: Budget = plenty): Found {
  const history = written(lines)
  const [part] = partsOf(history, model)
  if (part === undefined) throw new Error('an empty history')
  return solved(history, part, model, budget)
}

const told = (found: Found): string =>
  found.kind === 'illegal' ? found.conflict.kind : found.kind === 'ok' ? 'ok' : found.why

describe('what a reader of a repeated value found', () => {
  test.each`
    because                                              | lines                                                                                                             | says
    ${'either of two writers will do'}                   | ${'write 1 0-3; write 1 2-5; read 1 6-7'}                                                                         | ${'ok'}
    ${'two readers around another value need both'}      | ${'write 1 0-9; write 1 0-9; write 2 0-9; read 1 1-2; read 2 3-4; read 1 5-6'}                                    | ${'ok'}
    ${'a third value around has none'}                   | ${'write 1 0-9; write 1 0-9; write 2 0-9; read 1 1-2; read 2 3-4; read 1 5-6; read 2 7-8'}                        | ${'exhausted'}
    ${'the initial value is a candidate'}                | ${'write 0 1-9; write 1 1-9; read 0 2-3; read 1 4-5; read 0 6-7'}                                                 | ${'ok'}
    ${'of each version only one update is made'}         | ${'write 1 0-9; write 1 0-9; cas 1 2 0-9; cas 1 3 0-9'}                                                           | ${'ok'}
    ${'three updates do not fit upon two versions'}      | ${'write 1 0-9; write 1 0-9; cas 1 2 0-9; cas 1 3 0-9; cas 1 4 0-9'}                                              | ${'exhausted'}
    ${'updates in a ring'}                               | ${'cas 1 2 0-9; cas 2 1 0-9; cas 1 2 0-9; cas 2 1 0-9'}                                                           | ${'exhausted'}
    ${'a reader amid a chain'}                           | ${'write 1 0-9; write 1 0-9; cas 1 2 0-9; cas 2 1 0-9; read 1 1-2; read 2 3-4; read 1 5-6'}                       | ${'ok'}
    ${'a reader too late for every chain'}               | ${'write 1 0-9; write 1 0-9; cas 1 2 0-9; cas 1 2 0-9; read 2 1-2; read 1 3-4; read 2 5-6; read 1 7-8'}           | ${'exhausted'}
    ${'an open write, of two, took effect'}              | ${'write 1 0-; write 1 0-; write 2 0-9; read 1 1-2; read 2 3-4'}                                                  | ${'ok'}
    ${'both open writes are needed'}                     | ${'write 1 0-; write 1 0-; write 2 0-9; read 1 1-2; read 2 3-4; read 1 5-6'}                                      | ${'ok'}
    ${'two open writes are not enough'}                  | ${'write 1 0-; write 1 0-; write 2 0-9; write 2 0-9; read 1 1-2; read 2 3-4; read 1 5-6; read 2 7-8; read 1 9-9'} | ${'exhausted'}
    ${'an open update wants what it found'}              | ${'write 1 0-; write 1 0-; cas 1 2 0-; cas 1 2 0-; read 2 1-2; read 1 3-4; read 2 5-6'}                           | ${'ok'}
    ${'open updates build upon each other'}              | ${'cas 0 1 0-; cas 0 1 0-; cas 1 2 0-; cas 1 2 0-; read 2 1-2'}                                                   | ${'ok'}
    ${'open updates build not upon each other alone'}    | ${'write 3 0-1; cas 1 2 2-; cas 1 2 2-; cas 2 1 2-; cas 2 1 2-; read 2 3-4'}                                      | ${'exhausted'}
    ${'an open update that is certain finds any'}        | ${'write 1 0-; cas 0 0 0-; write 1 0-; write 2 0-; read 2 1-2; read 0 5-6; cas 1 0 3-'}                           | ${'ok'}
    ${'an open update that is certain was not resolved'} | ${'read 2 1-26; cas 3 1 2-; cas 1 2 3-; write 3 4-; cas 0 3 6-'}                                                  | ${'ok'}
    ${'a no fits behind a version'}                      | ${'write 1 0-3; write 1 2-5; read 1 6-7; no 1 5 4-9; write 2 8-9'}                                                | ${'ok'}
    ${'a no fits nowhere into this order'}               | ${'write 1 0-3; write 1 2-5; read 1 6-7; no 1 5 6-9'}                                                             | ${'what was not found fits nowhere into the order'}
  `('$because', ({ lines, says }: { lines: string; says: string }) => {
    expect(told(first(lines, register(0) as Model))).toBe(says)
  })
})

test('appends are not for this search', () => {
  const found = first('put a 0-1; append b 2-3; get ab 4-5', kv('') as Model)
  expect(found).toEqual({
    kind: 'unknown',
    spent: { configurations: 0, bytes: 0 },
    why: 'not for this search',
  })
})

test('what is certain and contradicts itself is told as zones tell it', () => {
  const found = first(
    'write 1 0-9; write 2 0-9; read 1 1-2; read 2 3-4; read 1 5-6; write 3 0-9; write 3 0-9; read 3 7-8',
    register(0) as Model,
  )
  expect(told(found)).toBe('crossed')
})

describe('a budget', () => {
  const lines = 'write 1 0-9; write 1 0-9; cas 1 2 0-9; cas 1 3 0-9; cas 1 4 0-9'

  test('of too few configurations leaves it unknown', () => {
    const found = first(lines, register(0) as Model, { ...plenty, configurations: 0 })
    expect(told(found)).toBe('too many configurations')
  })

  test('of too little memory too, before anything is done', () => {
    const found = first(lines, register(0) as Model, { ...plenty, bytes: 100 })
    expect(told(found)).toBe('not enough memory')
  })

  test('that suffices is the same each time', () => {
    expect(first(lines, register(0) as Model)).toEqual(first(lines, register(0) as Model))
  })
})

describe('against the definition', () => {
  // Appends are not for this search.
  const named = registers
    .filter(({ name }) => name !== 'kv-append')
    .map((subject) => [subject.name, subject] as const)

  test.each(named)('small random histories: %s', (_, subject) => {
    const { model } = subject
    const definition = new Definition(subject)
    const verdicts = { ok: 0, illegal: 0, unknown: 0 }
    for (let seed = 0; seed < 800; seed++) {
      const { history } = drawn(subject, small, seed)
      const kinds = partsOf(history, model).map((part) => solved(history, part, model).kind)
      const kind = kinds.find((one) => one !== 'ok') ?? 'ok'
      verdicts[kind] += 1
      if (kinds.includes('unknown')) continue
      expect({ seed, is: definition.isLinearizable(history) }).toEqual({ seed, is: kind === 'ok' })
    }
    expect(Math.min(verdicts.ok, verdicts.illegal)).toBeGreaterThan(20)
  })

  test.each(named)('legal ones of medium size are never called illegal: %s', (_, subject) => {
    for (let seed = 0; seed < 150; seed++) {
      const { history } = drawn(subject, medium, seed, 1)
      for (const part of partsOf(history, subject.model))
        expect(solved(history, part, subject.model).kind).not.toBe('illegal')
    }
  })
})
