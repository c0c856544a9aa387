// Figure 8 of the Raft paper, step by step: an entry of an old term that a majority stores, and that is
// overwritten all the same. With the rule of §5.4.2 nobody had believed it to be committed; with the
// planted bug that commits by count whatever the term, somebody had.

import { describe, expect, test } from 'vitest'
import type { Hears } from './messages.ts'
import type { Rules } from './rules.ts'
import { among, type Fact, type Letter, named, Workbench } from './workbench.suite.ts'

const byCount: Partial<Rules> = { mayCommit: () => true }

const isVote = ({ body }: Letter): boolean => body.kind === 'vote' || body.kind === 'voted'
/** What is on its way is lost. */
const loseAll = (bench: Workbench): void => void bench.take(() => true)

/** A query makes a leader ask everybody whether it still leads, without new entries. */
const query: Hears = { kind: 'query', ask: 1, command: { kind: 'get', key: 'k' } }

/** (a) n1 leads term 2; its entry at index 2 is on n1 and n2 only. */
function stepA(rules: Partial<Rules>): Workbench {
  const bench = new Workbench({ servers: named(5), parameters: { batch: 1 }, rules })
  for (const id of named(5)) bench.shelve(id, { term: 1, log: [1] })
  bench.startAll()
  bench.campaign('n1', isVote)
  bench.deliver(({ to }) => to === 'n2')
  loseAll(bench)
  return bench
}

/** (b) n1 crashes; n5 is elected for term 3 by n3, n4 and itself, and has another entry at index 2. */
function stepB(bench: Workbench): void {
  bench.crash('n1')
  bench.expire('n5', 'election')
  bench.settle((letter) => isVote(letter) && among('n3', 'n4', 'n5')(letter))
  loseAll(bench)
}

/** (c) n5 crashes; n1 is back, leads term 4 and brings its entry of term 2 to n3: a majority. */
function stepC(bench: Workbench): void {
  bench.crash('n5')
  bench.start('n1')
  // In term 3 the others have voted for n5, so that n1 leads in term 4.
  for (let tries = 0; bench.state('n1').role.kind !== 'leader'; tries++) {
    expect(tries).toBeLessThan(2)
    bench.campaign('n1', (letter) => isVote(letter) && among('n1', 'n2', 'n3')(letter))
  }
  loseAll(bench)
  bench.hear('n1', 'c1', query)
  const old = ({ body }: Letter): boolean =>
    body.kind !== 'append' || body.entries.every(({ term }) => term === 2)
  bench.settle((letter) => among('n1', 'n2', 'n3')(letter) && old(letter))
}

/** (d1) n1 crashes; n5 is elected for term 5 by n2, n3, n4 and itself, and brings its log to all. */
function stepD1(bench: Workbench): void {
  bench.crash('n1')
  loseAll(bench)
  bench.start('n5')
  for (let tries = 0; bench.state('n5').role.kind !== 'leader'; tries++) {
    expect(tries).toBeLessThan(3)
    bench.campaign('n5', isVote)
  }
  bench.start('n1')
  bench.expire('n5', 'heartbeat')
  bench.settle()
  bench.expire('n5', 'heartbeat')
  bench.settle()
}

/** An index at which two servers, at any time, believed different entries to be committed. */
function committedTwice(facts: readonly Fact[]): number | null {
  const sums = new Map<number, number>()
  for (const fact of facts) {
    if (fact.kind !== 'step') continue
    const { log, commit } = fact.after
    for (const { index, sum } of log) {
      if (index > commit) continue
      if ((sums.get(index) ?? sum) !== sum) return index
      sums.set(index, sum)
    }
  }
  return null
}

const logs = (bench: Workbench): number[][] => named(5).map((id) => bench.terms(id))

describe('figure 8', () => {
  test('the logs are those of the figure, (a) to (c)', () => {
    const bench = stepA({})
    expect(logs(bench)).toEqual([[1, 2], [1, 2], [1], [1], [1]])
    stepB(bench)
    expect(bench.state('n5')).toMatchObject({ term: 3, role: { kind: 'leader' } })
    bench.start('n1')
    expect(logs(bench)).toEqual([[1, 2], [1, 2], [1], [1], [1, 3]])
    bench.crash('n1')
    stepC(bench)
    expect(bench.state('n1').term).toBe(4)
    bench.start('n5')
    expect(logs(bench)).toEqual([[1, 2, 4], [1, 2], [1, 2], [1], [1, 3]])
  })

  test.each`
    rule          | rules      | commit
    ${'correct'}  | ${{}}      | ${0}
    ${'by count'} | ${byCount} | ${2}
  `('(c) a majority has the entry of term 2: $rule, n1 commits $commit', ({ rules, commit }) => {
    const bench = stepA(rules)
    stepB(bench)
    stepC(bench)
    const { role } = bench.state('n1')
    const matches =
      role.kind === 'leader' ? [...role.peers].map(([id, { match }]) => [id, match]) : []
    expect(Object.fromEntries(matches)).toMatchObject({ n2: 2, n3: 2 })
    expect(bench.state('n1').commit).toBe(commit)
  })

  test.each`
    rule                       | rules      | broken
    ${'correct: nothing was'}  | ${{}}      | ${null}
    ${'by count: index 2 was'} | ${byCount} | ${2}
  `('(d1) the entry is overwritten everywhere; committed before, $rule', ({ rules, broken }) => {
    const bench = stepA(rules)
    stepB(bench)
    stepC(bench)
    if (broken === null) {
      stepD1(bench)
      expect(bench.state('n5').term).toBe(5)
      expect(logs(bench)).toEqual(named(5).map(() => [1, 3, 5]))
      expect(bench.state('n1').commit).toBe(3)
    } else stepD1(bench)
    expect(committedTwice(bench.facts)).toBe(broken)
  })

  test('(d2) with an entry of term 4 on a majority index 2 is committed too, and n5 cannot win', () => {
    const bench = stepA({})
    stepB(bench)
    stepC(bench)
    bench.settle(among('n1', 'n2', 'n3'))
    expect(['n1', 'n2', 'n3'].map((id) => bench.terms(id))).toEqual([
      [1, 2, 4],
      [1, 2, 4],
      [1, 2, 4],
    ])
    expect(bench.state('n1').commit).toBe(3)
    bench.crash('n1')
    loseAll(bench)
    bench.start('n5')
    for (let tries = 0; tries < 4; tries++) {
      bench.campaign('n5')
      expect(bench.state('n5').role.kind).not.toBe('leader')
    }
    expect(bench.state('n5').term).toBeGreaterThanOrEqual(5)
    expect(committedTwice(bench.facts)).toBeNull()
  })
})
