// A candidate that crashes before its disk has its term may stand in that term again, with a log that
// has lost its end. What it was promised in its earlier life must not elect it.

import { expect, test } from 'vitest'

import type { Rules } from './rules.ts'
import { type Letter, Workbench } from './workbench.suite.ts'

const isGrant = ({ body }: Letter): boolean => body.kind === 'voted' && body.granted

function roleOfTheSecondLife(rules: Partial<Rules>): string {
  const bench = new Workbench({ servers: ['n1', 'n2', 'n3'], rules })
  bench.startAll()
  bench.campaign('n1')
  // An entry that is committed, and that n3 has only in memory.
  bench.slow('n3')
  bench.hear('n1', 'c1', { kind: 'open', ask: 1 })
  bench.settle()
  expect(bench.state('n1').commit).toBe(2)
  expect(bench.state('n3').log).toHaveLength(2)
  // n3 stands, and crashes before its disk has the entry and its term.
  bench.expire('n3', 'election')
  bench.deliver(({ to, body }) => to === 'n2' && body.kind === 'vote')
  const promised = bench.take(isGrant)
  bench.crash('n3')
  bench.node('n3').prompt = true
  bench.start('n3')
  expect(bench.state('n3').log).toHaveLength(1)
  bench.expire('n3', 'election')
  expect(bench.state('n3').term).toBe(bench.state('n2').term)
  for (const { from, body } of promised) if (body.kind === 'voted') bench.hear('n3', from, body)
  return bench.state('n3').role.kind
}

test('a vote that was given to an earlier life for a longer log elects nobody', () => {
  expect(roleOfTheSecondLife({})).toBe('candidate')
})

test('else somebody would lead without an entry that is committed', () => {
  expect(roleOfTheSecondLife({ isForThisLog: () => true })).toBe('leader')
})
