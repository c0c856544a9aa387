// Messages that no honest server sends, within the bounds of their shapes: a server that hears one goes
// on as before. What is out of bounds never comes as far as a server (shapes.ts).

import { describe, expect, test } from 'vitest'

import { encode } from '../../sim/plain.ts'
import { validate } from '../../sim/shape.ts'
import { kvServerHears } from '../raft-kv/shapes.ts'
import { membersOf } from './changes.ts'
import { appendedOf, appendOf, nothing } from './letters.suite.ts'
import type { Chunk, Hears } from './messages.ts'
import { imageBytes } from './sessions.ts'
import { Workbench } from './workbench.suite.ts'

const huge = Number.MAX_SAFE_INTEGER
const bytes = new Uint8Array()
const chunk: Chunk = {
  kind: 'chunk',
  ...{ term: 1, lastIndex: 9, lastTerm: 1, offset: 0, bytes, size: 2 ** 30, round: 1 },
}
const noMap = encode({ sum: 1, members: membersOf([]), image: imageBytes(['x', 5], new Map()) })
const gap = { ...appendOf(1, nothing, [1, 1]), prevIndex: 4, prevTerm: 1 }
const ahead = { ...appendOf(1, { index: 1, term: 1 }, [1, 1, 1]), prevIndex: 0, prevTerm: 0 }
const hint = { hintIndex: huge, hintTerm: huge }

test.each`
  because                                              | to      | message
  ${'a leader hears of another leader of its term'}    | ${'n1'} | ${appendOf(1, nothing)}
  ${'… and gets a snapshot from it'}                   | ${'n1'} | ${chunk}
  ${'a follower is said to have more than there is'}   | ${'n1'} | ${appendedOf(1, huge)}
  ${'a follower refuses what was never sent'}          | ${'n1'} | ${{ kind: 'rejected', term: 1, prevIndex: huge, ...hint, round: huge }}
  ${'a follower has more of a snapshot than there is'} | ${'n1'} | ${{ kind: 'chunked', term: 1, lastIndex: huge, upTo: huge, round: 1 }}
  ${"somebody speaks of the leader's own disk"}        | ${'n1'} | ${{ kind: 'stored', term: 1, match: huge }}
  ${'entries do not follow on what they say'}          | ${'n2'} | ${gap}
  ${'entries begin behind a gap'}                      | ${'n2'} | ${ahead}
  ${'a snapshot holds no map'}                         | ${'n2'} | ${{ ...chunk, bytes: noMap, size: noMap.length }}
  ${'a large snapshot comes without its bytes'}        | ${'n2'} | ${chunk}
`('$because', ({ to, message }: { to: string; message: Hears }) => {
  expect(validate(kvServerHears, message)).toHaveProperty('message')
  const bench = new Workbench({ servers: ['n1', 'n2', 'n3'] })
  bench.startAll()
  bench.campaign('n1')
  for (let times = 0; times < 3; times++) bench.hear(to, 'n3', message)
  bench.settle()
  bench.expire('n1', 'heartbeat')
  bench.settle()
  for (const id of ['n1', 'n2', 'n3']) {
    const { role, term, commit, log, incoming } = bench.state(id)
    expect([role.kind, term, commit, log.length]).toEqual([role.kind, 1, 1, 1])
    expect(incoming?.chunks ?? []).toEqual([])
  }
  expect(bench.state('n1').role.kind).toBe('leader')
})

test('a snapshot larger than any is refused at the door', () => {
  expect(validate(kvServerHears, { ...chunk, size: 2 ** 31 })).toHaveProperty('wrong')
})

describe('a query waits for a majority that answers a round begun after it', () => {
  const query = { kind: 'query', ask: 7, command: { kind: 'get', key: 'x' } } as const
  const refused = { kind: 'rejected', prevIndex: 0, hintIndex: 0, hintTerm: 0 } as const
  const isAnswered = ({ flying }: Workbench): boolean =>
    flying.some(({ to, body }) => to === 'c1' && body.kind === 'answer')

  test('not for one that claims to have answered a round to come', () => {
    const bench = new Workbench({ servers: ['n1', 'n2', 'n3'] })
    bench.startAll()
    bench.campaign('n1')
    for (const from of ['n2', 'n3']) bench.hear('n1', from, { ...refused, term: 1, round: huge })
    bench.hear('n1', 'c1', query)
    expect(isAnswered(bench)).toBe(false)
    bench.settle()
    expect(isAnswered(bench)).toBe(true)
  })

  // A campaign met it: appends of a leader's first reign were held for a second, and refused in its next.
  test('not for one that refuses an append of an earlier reign of the same leader', () => {
    const bench = new Workbench({ servers: ['n1', 'n2', 'n3'] })
    bench.startAll()
    bench.campaign('n1')
    for (let beats = 0; beats < 9; beats++) bench.expire('n1', 'heartbeat')
    const held = bench.take(({ from }) => from === 'n1')
    bench.settle()
    bench.campaign('n2')
    bench.campaign('n1')
    for (const { to, body } of held) bench.hear(to, 'n1', body as Hears)
    bench.settle()
    bench.hear('n1', 'c1', query)
    expect(isAnswered(bench)).toBe(false)
    bench.settle()
    expect(isAnswered(bench)).toBe(true)
  })
})
