// Each guarantee of sessions bites where it should and holds where it should; what cannot be decided is
// said; and by definition: some order of each key's versions satisfies what is claimed, or none does.

import { describe, expect, test } from 'vitest'
import type { History, Operation } from '../history.ts'
import type { Plain } from '../plain.ts'
import { nodeId, type OpId } from '../units.ts'
import type { HistoryCheck } from './history-check.ts'
import { type Random, randomOf } from './linearizability/histories.suite.ts'
import {
  monotonicReads,
  monotonicWrites,
  readYourWrites,
  sessionGuarantees,
  writesFollowReads,
} from './sessions.ts'
import { type Guarantee, guarantees, told } from './sessions/guarantee.ts'

/** `c1 w x 1`, `c1 r x 1`, `c2 a x 3`, `c2 r x [1 3]`, `c1 w x 2 ?`; a version behind `@`. */
function history(...lines: readonly string[]): History {
  return lines.map((line, at): Operation => {
    const [, client = '', verb, key = '', words = '', version] =
      /^(\w+) ([rwa]) (\w+) (\[[^\]]*\]|\w+\??)(?:@(\d+))?/u.exec(line) ?? []
    const value: Plain = words.startsWith('[')
      ? words.slice(1, -1).split(' ').filter(Boolean).map(Number)
      : words === 'null'
        ? null
        : Number(words.replace('?', ''))
    const isOpen = words.endsWith('?')
    const kind = verb === 'r' ? 'get' : verb === 'w' ? 'put' : 'append'
    const call = verb === 'r' ? { kind, key } : { kind, key, value }
    const answer = verb === 'r' ? value : 'ok'
    const result = version === undefined ? answer : { value: answer, version: Number(version) }
    return {
      ...{ id: at as OpId, client: nodeId(client), call, start: 2 * at },
      ...(isOpen ? { end: null, result: undefined } : { end: 2 * at + 1, result }),
    }
  })
}

const versioned = {
  version: (result: Plain): number => (result as { readonly version: number }).version,
}

describe('bites', () => {
  test.each<[string, HistoryCheck, History, string, RegExp]>([
    [
      'its own write is not there',
      readYourWrites(),
      history('c1 w x 1', 'c1 r x null'),
      'WL2018',
      /^c1 wrote x = 1 and then read x = null, so null is not older than 1; the first value of x is older/u,
    ],
    [
      'an older write of its own',
      readYourWrites(),
      history('c1 w x 1', 'c1 w x 2', 'c1 r x 1'),
      'WL2018',
      /c1 wrote x = 2 and then read x = 1/u,
    ],
    [
      'a revision below its own',
      readYourWrites(versioned),
      history('c2 w x 1@4', 'c1 w x 2@7', 'c1 r x 1@4'),
      'WL2018',
      /^c1 wrote x = 2 \(version 7\) and then read/u,
    ],
    [
      'a list without its own element',
      readYourWrites(),
      history('c1 a x 3', 'c1 r x [1]', 'c2 a x 1'),
      'WL2018',
      /^c1 appended 3 to x \(which no read shows\) and then read x = \[1\]$/u,
    ],
    [
      'backwards through the writes of another client',
      monotonicReads(),
      history('c1 w x 1', 'c1 w x 2', 'c2 r x 2', 'c2 r x 1'),
      'WL2004',
      /c2 read x = 2 and then read x = 1/u,
    ],
    [
      'back and forth',
      monotonicReads({ given: [] }),
      history('c1 w x 1', 'c2 w x 2', 'c3 r x 2', 'c3 r x 1', 'c3 r x 2'),
      'WL2004',
      /c3 read x = 2 and then read x = 1/u,
    ],
    [
      'a list that shrinks',
      monotonicReads(),
      history('c1 a x 1', 'c2 r x [1]', 'c2 r x []'),
      'WL2004',
      /^c2 read x = \[1\] and then read x = \[\]$/u,
    ],
    [
      'writes that change places in a list',
      monotonicWrites(),
      history('c1 a x 1', 'c1 a x 2', 'c2 r x [2 1]'),
      'WL2019',
      /^c1 appended 1 to x \(at place 2\) and then appended 2 to x \(at place 1\)$/u,
    ],
    [
      'writes that change places by their revisions',
      monotonicWrites(versioned),
      history('c1 w x 1@9', 'c1 w x 2@3'),
      'WL2019',
      /\(version 9\)/u,
    ],
    [
      'each wrote on top of the other',
      writesFollowReads(),
      history('c1 r x 2', 'c2 r x 1', 'c1 w x 1', 'c2 w x 2'),
      'WL2020',
      /c1 read x = 2 and then wrote x = 1, so 1 is newer than 2/u,
    ],
    [
      'a write below what was read',
      writesFollowReads(versioned),
      history('c1 r x 2@5', 'c1 w x 1@4'),
      'WL2020',
      /version 5/u,
    ],
    [
      'none is broken alone, all of them together are',
      sessionGuarantees(),
      history('c1 w x 1', 'c1 w x 2', 'c1 r x 1'),
      'WL2018',
      /c1 wrote x = 1 and then wrote x = 2/u,
    ],
  ])('%s', (_because, check, given, code, why) => {
    const judged = check.judge(given)
    expect(judged).toMatchObject({ verdict: 'fail', code })
    expect(judged.why).toMatch(why)
    expect(judged.misfit?.others?.length).toBeGreaterThan(0)
  })
})

describe('does not bite', () => {
  test.each<[string, HistoryCheck, History]>([
    ['its own write', readYourWrites(), history('c1 w x 1', 'c1 r x 1')],
    [
      'a write of another over its own',
      readYourWrites(),
      history('c1 w x 1', 'c2 w x 2', 'c1 r x 2'),
    ],
    [
      'a write without an answer',
      readYourWrites(),
      history('c1 w x 1', 'c2 w x 2?', 'c2 r x 1', 'c1 r x 1'),
    ],
    ['another key', readYourWrites(), history('c1 w x 1', 'c1 w y 1', 'c1 r y 1')],
    [
      'two clients see two orders',
      monotonicReads({ given: [] }),
      history('c1 w x 1', 'c2 w x 2', 'c3 r x 1', 'c3 r x 2', 'c4 r x 2', 'c4 r x 2'),
    ],
    [
      'older than what another client read',
      monotonicReads(),
      history('c1 w x 1', 'c1 w x 2', 'c2 r x 2', 'c3 r x 1', 'c3 r x 2'),
    ],
    ['a list that grows', monotonicReads(), history('c1 a x 1', 'c2 r x []', 'c2 r x [1]')],
    ['in order', monotonicWrites(), history('c1 a x 1', 'c1 a x 2', 'c2 r x [1 2]')],
    ['on top of what it read', writesFollowReads(versioned), history('c1 r x 1@3', 'c1 w x 2@5')],
    ['all four', sessionGuarantees(), history('c1 w x 1', 'c2 r x 1', 'c2 w x 2', 'c1 r x 2')],
  ])('%s', (_because, check, given) => {
    expect(check.judge(given)).toMatchObject({ verdict: 'pass', why: null })
  })
})

describe('what cannot be decided is said', () => {
  test.each<[string, HistoryCheck, History, RegExp]>([
    [
      'nobody read',
      readYourWrites(),
      history('c1 w x 1'),
      /^no client wrote a key and then read it$/u,
    ],
    [
      'no order of writes',
      monotonicWrites(),
      history('c1 w x 1', 'c1 w x 2'),
      /which of two writes is newer/u,
    ],
    [
      'one thing each',
      sessionGuarantees(),
      history('c1 w x 1', 'c2 r x 1'),
      /no client did two things/u,
    ],
    [
      'the order contradicts itself without the reads',
      monotonicReads(),
      history('c1 r x 2', 'c2 r x 1', 'c1 w x 1', 'c2 w x 2', 'c1 r x 2', 'c1 r x 1'),
      /contradicts every order/u,
    ],
  ])('%s', (_because, check, given, why) => {
    expect(check.judge(given)).toMatchObject({
      verdict: 'inconclusive',
      why: expect.stringMatching(why) as string,
    })
  })

  test('a value that two wrote tells nothing, and is counted', () => {
    const given = history('c1 w x 1', 'c2 w x 1', 'c1 w x 2', 'c1 r x 1', 'c1 r x 2')
    expect(readYourWrites().judge(given)).toMatchObject({
      verdict: 'pass',
      detail:
        '5 operations: 5 ok; 1 pair of a session compared, 1 read is of what nobody wrote, or two did',
    })
  })
})

describe('by definition', () => {
  /** A few clients, one key, unique values; reads of anything. */
  function drawn(random: Random): History {
    const clients = 1 + Math.floor(random() * 3)
    const count = 2 + Math.floor(random() * 6)
    const writes = Math.min(count, 1 + Math.floor(random() * 4))
    const lines = Array.from({ length: count }, (_, at) => {
      const client = `c${1 + Math.floor(random() * clients)}`
      if (at < writes) return `${client} w x ${at + 1}${random() < 0.1 ? '?' : ''}`
      const value = Math.floor(random() * (writes + 1))
      return `${client} r x ${value === 0 ? 'null' : value}`
    })
    return history(...lines.toSorted(() => random() - 0.5))
  }

  const orders = (values: readonly number[]): readonly (readonly number[])[] =>
    values.length === 0
      ? [[]]
      : values.flatMap((one) =>
          orders(values.filter((other) => other !== one)).map((rest) => [one, ...rest]),
        )

  /** Whether an order of versions satisfies some guarantees, pair by pair. */
  const holds = (given: History, order: readonly number[], some: readonly Guarantee[]): boolean => {
    const versionOf = ({ call, result }: Operation, kind: 'read' | 'write'): number | null => {
      const { kind: its, value } = call as { readonly kind: string; readonly value?: number }
      if ((its === 'get') !== (kind === 'read')) return null
      return kind === 'write' ? order.indexOf(value ?? 0) : order.indexOf(result as number)
    }
    return given.every((later, at) =>
      given.slice(0, at).every((first) =>
        some.every((guarantee) => {
          if (first.client !== later.client || first.end === null) return true
          const older = versionOf(first, told[guarantee].first)
          const newer = versionOf(later, told[guarantee].later)
          if (older === null || newer === null) return true
          const isBoth = told[guarantee].later === 'write'
          return isBoth ? older < newer : older <= newer
        }),
      ),
    )
  }

  const ofWrites: readonly Guarantee[] = ['monotonicWrites', 'writesFollowReads']
  test.each<[HistoryCheck, readonly Guarantee[], readonly Guarantee[]]>([
    [readYourWrites(), ['readYourWrites'], ofWrites],
    [readYourWrites({ given: [] }), ['readYourWrites'], []],
    [monotonicReads(), ['monotonicReads'], ofWrites],
    [monotonicReads({ given: [] }), ['monotonicReads'], []],
    [monotonicWrites({ given: ['monotonicReads'] }), ['monotonicWrites'], ['monotonicReads']],
    [writesFollowReads(), ['writesFollowReads'], []],
    [sessionGuarantees(), guarantees, []],
  ])('%#: fails where no order of versions is left', (check, wanted, given) => {
    let failed = 0
    for (let seed = 50_000; seed < 80_000; seed++) {
      const one = drawn(randomOf(seed))
      const values = one.flatMap(({ call }) =>
        'value' in (call as object) ? [(call as { value: number }).value] : [],
      )
      const fitting = orders(values).filter((order) => holds(one, order, given))
      const isBroken = fitting.length > 0 && !fitting.some((order) => holds(one, order, wanted))
      const { verdict } = check.judge(one)
      expect([seed, verdict === 'fail']).toEqual([seed, isBroken])
      if (isBroken) failed += 1
    }
    expect(failed).toBeGreaterThan(20)
  })
})
