// Zones: one rule a case, and verdicts of random histories held against the definition.

import { describe, expect, test } from 'vitest'
import type { History, Operation } from '../../history.ts'
import { nodeId, type OpId } from '../../units.ts'
import type { Model } from '../model.ts'
import { register, type RegisterCall } from '../models/register.ts'
import { hasLegalOrder } from './brute.suite.ts'
import { drawn, medium, small } from './drawn.suite.ts'
import { partsOf } from './part.ts'
import { registers } from './subjects.suite.ts'
import { first, solved } from './solved.suite.ts'

describe('blocks of a register', () => {
  test.each`
    because                                            | lines                                                              | says
    ${'a version stands with its readers'}             | ${'write 1 0-9; write 2 0-9; read 1 1-2; read 2 3-4'}              | ${'ok 0 2 1 3'}
    ${'each would have to be over before the other'}   | ${'write 1 0-9; write 2 0-9; read 1 1-2; read 2 3-4; read 1 5-6'}  | ${'crossed, versions [0,1], pairs [[2,3],[3,4]]'}
    ${'a write within the time of another value'}      | ${'write 1 0-1; write 2 2-3; read 1 0-0; read 1 1-9; read 1 8-9'}  | ${'overwritten, reader 4, writer 0, over 3'}
    ${'an unread write goes anywhere within its time'} | ${'write 1 0-1; write 2 1-5; read 1 2-6'}                          | ${'ok 1 0 2'}
    ${'the initial value comes first'}                 | ${'write 1 0-9; read 1 1-2; read 0 3-4'}                           | ${'crossed, versions [null,0], pairs [null,[1,2]]'}
    ${'updates make a chain'}                          | ${'cas 1 2 0-9; write 1 0-9; read 2 3-4; cas 2 3 0-9; read 1 1-2'} | ${'ok 1 3 0 4 2'}
    ${'of one version only one update can be made'}    | ${'cas 0 1 0-1; cas 0 2 2-3'}                                      | ${'overwritten, reader 1, writer null, over 0'}
    ${'only one of two under way at once, either'}     | ${'cas 0 1 0-9; cas 0 2 2-3'}                                      | ${'twice, version null, updates [0,1]'}
    ${'a chain that ends before it begins'}            | ${'cas 0 1 0-9; cas 1 2 0-9; read 2 1-2; read 1 3-4'}              | ${'order, earlier 3, later 2'}
    ${'updates in a ring'}                             | ${'cas 1 2 0-9; cas 2 1 0-9'}                                      | ${'circle, updates [0,1]'}
    ${'an open write that was read is in'}             | ${'write 1 0-; read 1 2-3'}                                        | ${'ok 0 1'}
    ${'an open update that was read is in'}            | ${'cas 0 1 0-; write 2 0-; read 1 2-3'}                            | ${'ok 0 2'}
    ${'a no fits behind a later write'}                | ${'write 1 0-1; no 1 5 2-9; write 2 3-4; read 1 2-3'}              | ${'ok 0 2 3 1'}
    ${'a no where nothing else can have been'}         | ${'write 1 0-1; no 1 5 2-3'}                                       | ${'ruled-out, reader 1, writers []'}
    ${'a no within the time of what it denies'}        | ${'write 1 0-1; no 1 5 2-3; read 1 4-5'}                           | ${'held, reader 1, version 0, first 0, last 2'}
    ${'a no that another write must make room for'}    | ${'write 1 0-1; write 2 0-5; no 1 5 2-3'}                          | ${'ok 0 1 2'}
    ${'a no that only an open write makes true'}       | ${'write 2 0-; write 1 0-1; no 1 5 2-3'}                           | ${'ok 1 0 2'}
    ${'two that each can be what was read'}            | ${'write 1 0-3; write 1 2-5; read 1 6-7'}                          | ${'undecided'}
    ${'what is resolved contradicts all the same'}     | ${'write 1 0-3; write 1 2-5; read 1 6-7; read 2 6-7; read 0 8-9'}  | ${'thin-air, reader 3'}
  `('$because', ({ lines, says }: { lines: string; says: string }) => {
    expect(first(lines, register(0) as Model)).toBe(says)
  })
})

describe('against the definition', () => {
  test.each(registers.map((subject) => [subject.name, subject] as const))(
    'small random histories: %s',
    (_, { model, ...subject }) => {
      const verdicts = { ok: 0, illegal: 0, undecided: 0, unknown: 0 }
      for (let seed = 0; seed < 1_500; seed++) {
        const { history } = drawn({ model, ...subject }, small, seed)
        for (const part of partsOf(history, model)) {
          const found = solved(history, part, model)
          verdicts[found.kind] += 1
          if (found.kind !== 'undecided')
            expect({ seed, found, is: hasLegalOrder(history, part, model) }).toMatchObject({
              is: found.kind === 'ok',
            })
        }
      }
      expect(Math.min(verdicts.ok, verdicts.illegal)).toBeGreaterThan(100)
    },
  )

  test.each(registers.map((subject) => [subject.name, subject] as const))(
    'legal ones of medium size are never called illegal: %s',
    (_, subject) => {
      for (let seed = 0; seed < 400; seed++) {
        const { history } = drawn(subject, medium, seed, 1)
        for (const part of partsOf(history, subject.model))
          expect(solved(history, part, subject.model).kind).not.toBe('illegal')
      }
    },
  )
})

describe('sizes that must not matter', () => {
  const one = (id: number, call: RegisterCall, start: number, end: number | null): Operation => ({
    id: id as OpId,
    client: nodeId(`c${id}`),
    ...{ call, start, end },
    result: end === null ? undefined : call.kind === 'cas' ? false : true,
  })
  const verdict = (history: History): string => {
    const [part] = partsOf(history, register(0) as Model)
    if (part === undefined) throw new Error('an empty history')
    return solved(history, part, register(0) as Model).kind
  }

  test('negative observations that each need an open write', () => {
    const size = 3_000
    const written = one(0, { kind: 'write', value: 1 }, 0, 1)
    const open = Array.from({ length: size }, (_, at) =>
      one(1 + at, { kind: 'write', value: 2 + at }, 2, null),
    )
    const denied = Array.from({ length: size }, (_, at) =>
      one(1 + size + at, { kind: 'cas', from: 1, to: 5 }, 10 * at + 3, 10 * at + 8),
    )
    expect(verdict([written, ...open, ...denied])).toBe('ok')
  })

  test('a chain of open updates of which only the last was read', () => {
    const size = 20_000
    const chain = Array.from({ length: size }, (_, at) =>
      one(at, { kind: 'cas', from: at, to: at + 1 }, at, null),
    )
    const read = { ...one(size, { kind: 'read' }, size + 1, size + 2), result: size }
    expect(verdict([...chain, read])).toBe('ok')
  })
})
