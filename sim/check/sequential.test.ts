// Sequential consistency against its definition, on the histories that it is known by, and on long ones.

import { describe, expect, test } from 'vitest'
import type { History, Operation } from '../history.ts'
import type { Plain } from '../plain.ts'
import { type OpId, nodeId } from '../units.ts'
import {
  counts,
  lines,
  maps,
  mediumHistory,
  registers,
  smallHistory,
} from './linearizability/families.suite.ts'
import { numbered } from './linearizability/histories.suite.ts'
import type { Model } from './model.ts'
import { kv } from './models/kv.ts'
import { register } from './models/register.ts'
import { hasSequentialOrder, wrongWithSequence } from './sequential/brute.suite.ts'
import { programOf } from './sequential/program.ts'
import { searchProgram } from './sequential/search.ts'
import { sequentiallyConsistent } from './sequential.ts'

/** Held against the definition: the verdict, and the order where there is one. */
function isRight(history: History, model: Model, expected: boolean | null): void {
  const budget = { configurations: expected === null ? 1_000 : 50_000, bytes: 100_000_000 }
  const program = programOf(history, model)
  const found = searchProgram(program, budget)
  if (found.kind === 'ok')
    expect(wrongWithSequence(history, model, program, found.order)).toBeNull()
  if (expected === null) expect(found.kind).not.toBe('illegal')
  else expect(found.kind).toBe(expected ? 'ok' : 'illegal')
}

describe.each([registers, maps, lines, counts])('$name', (family) => {
  test('small histories are what the definition says', () => {
    const verdicts = { true: 0, false: 0 }
    for (let seed = 0; seed < 250; seed++) {
      const history = smallHistory(family, seed)
      const expected = hasSequentialOrder(history, family.model)
      verdicts[`${expected}`] += 1
      isRight(history, family.model, expected)
    }
    expect(Math.min(verdicts.true, verdicts.false)).toBeGreaterThan(10)
  })

  test('clients that do several things at once are', () => {
    for (let seed = 0; seed < 150; seed++) {
      const history = smallHistory(family, seed).map((one) => ({
        ...one,
        client: nodeId(`c${(one.id as number) % 2}`),
      }))
      isRight(history, family.model, hasSequentialOrder(history, family.model))
    }
  })

  test('legal histories of many clients are never called illegal', () => {
    for (let seed = 0; seed < 20; seed++)
      isRight(mediumHistory(family, seed, seed % 2 === 0 ? 0 : 0.2), family.model, null)
  })
})

const [read, write] = [{ kind: 'read' }, (value: Plain) => ({ kind: 'write', value })]
const put = (key: string, value: Plain) => ({ kind: 'put', key, value })
const get = (key: string) => ({ kind: 'get', key })

/** One after the other, in the order given. */
const inTurn = (said: readonly (readonly [string, Plain, Plain])[]): History =>
  numbered(
    said.map(
      ([client, call, result], at): Omit<Operation, 'id'> => ({
        client: nodeId(client),
        call,
        start: 10 * at,
        end: 10 * at + 5,
        result,
      }),
    ),
  )

describe('known histories', () => {
  test('a stale read of another client is allowed', () => {
    const check = sequentiallyConsistent(register(0))
    const history = inTurn([
      ['c1', write(1), true],
      ['c1', write(2), true],
      ['c2', read, 1],
      ['c2', read, 2],
    ])
    expect(check.judge(history)).toMatchObject({ verdict: 'pass', why: null })
  })

  test('values never go back for one client', () => {
    const check = sequentiallyConsistent(register(0))
    const history = inTurn([
      ['c1', write(1), true],
      ['c1', write(2), true],
      ['c2', read, 2],
      ['c2', read, 1],
    ])
    const judged = check.judge(history)
    expect(judged).toMatchObject({
      verdict: 'fail',
      misfit: { op: 3 },
      order: [0, 1, 2],
      state: '2',
    })
    expect(judged.why).toMatchInlineSnapshot(
      `"c2 read 1, which no order allows that keeps each client's own: c1 wrote 1, then wrote 2; c2 read 2, then read 1"`,
    )
    expect(judged.misfit?.why).toMatchInlineSnapshot(
      `"refused in every order: the longest one ends in 2"`,
    )
  })

  test('two keys, each of which is fine for itself, are not together', () => {
    const check = sequentiallyConsistent(kv(null))
    const history = inTurn([
      ['c1', put('x', 1), true],
      ['c2', put('y', 1), true],
      ['c1', get('y'), null],
      ['c2', get('x'), null],
    ])
    const judged = check.judge(history)
    expect(judged.verdict).toBe('fail')
    expect(judged.why).toMatchInlineSnapshot(
      `"c2 read "x" = null, which no order allows that keeps each client's own: c1 wrote "x" = 1, then read "y" = null; c2 wrote "y" = 1, then read "x" = null"`,
    )
    for (const key of ['x', 'y']) {
      const alone = history.filter(({ call }) => (call as { key: string }).key === key)
      expect(check.judge(alone).verdict).toBe('pass')
    }
  })

  test('an unknown outcome may have happened, once', () => {
    const check = sequentiallyConsistent(register(0))
    const answered = inTurn([
      ['c1', write(2), true],
      ['c2', read, 1],
      ['c2', read, 2],
      ['c2', read, 1],
    ])
    const open = (id: number, start: number): Operation => ({
      id: id as OpId,
      client: nodeId(`c${id}`),
      call: write(1),
      start,
      end: null,
      result: undefined,
    })
    expect(check.judge(answered).verdict).toBe('fail')
    expect(check.judge([open(9, 0), ...answered]).verdict).toBe('fail')
    expect(check.judge([open(8, 0), open(9, 0), ...answered]).verdict).toBe('pass')
  })
})

describe('at the edges', () => {
  test('twenty thousand operations', () => {
    const said: [string, Plain, Plain][] = []
    for (let at = 0; at < 10_000; at++) {
      said.push([`c${at % 3}`, write(at), true])
      said.push([`c${at % 5}`, read, at])
    }
    const check = sequentiallyConsistent(register(0))
    expect(check.judge(inTurn(said)).verdict).toBe('pass')
    said.push(['c1', read, 9_000])
    expect(check.judge(inTurn(said)).verdict).toBe('fail')
  })

  test('a budget that ends is told', () => {
    const said = Array.from({ length: 12 }, (_, at): [string, Plain, Plain] => [
      `c${at}`,
      write(at),
      true,
    ])
    said.push(['c1', read, 77])
    const check = sequentiallyConsistent(register(0) as Model, {
      budget: { configurations: 50, bytes: 1e6 },
    })
    const judged = check.judge(inTurn(said))
    expect(judged.verdict).toBe('inconclusive')
    expect(judged.why).toMatchInlineSnapshot(
      `"undecided within its budget: 13 operations, too many configurations after 63 configurations, 1 MB"`,
    )
  })
})
