// The sentences of the Raft paper about elections, as etcd-io/raft tests them (raft_paper_test.go), row
// by row. What is said there in another way is said here so:
// * a heartbeat is an append without entries;
// * a candidate counts its own vote when it hears, from itself, that it is on its disk;
// * an append of an old term is refused, as in the paper, where etcd says nothing.

import { describe, expect, test } from 'vitest'
import { openingOf, systemOf } from '../../sim/kernel/lab.ts'
import { World } from '../../sim/kernel/world.ts'
import { type Micros, nodeId } from '../../sim/units.ts'
import { kvService } from '../raft-kv/service.ts'
import { appendOf, nothing, votedOf, voteOf } from './letters.suite.ts'
import { parametersDefault } from './parameters.ts'
import { rules } from './rules.ts'
import { server } from './server.ts'
import type { RaftState } from './state.ts'
import { named, type Shelf, Workbench } from './workbench.suite.ts'

/** The first of so many servers, alone on the workbench with what its disk holds. */
function alone(size = 3, shelf: Shelf = {}): Workbench {
  const bench = new Workbench({ servers: named(size) })
  bench.shelve('n1', shelf)
  bench.start('n1')
  return bench
}

/** The same as the leader of term 1, its first entry committed. */
function leading(size = 3): Workbench {
  const bench = alone(size)
  bench.expire('n1', 'election')
  for (const id of named(size).slice(1)) bench.hear('n1', id, votedOf(1, true))
  return bench
}

const roleOf = (bench: Workbench): string => bench.state('n1').role.kind
const lastSaid = (bench: Workbench) => bench.sent('n1').at(-1)

/** Sets the first server up in a role of term 1. */
const inRole = {
  follower() {
    const bench = alone()
    bench.hear('n1', 'n2', appendOf(1, nothing))
    return bench
  },
  candidate() {
    const bench = alone()
    bench.expire('n1', 'election')
    return bench
  },
  leader: () => leading(),
}

describe('terms (§5.1)', () => {
  test.each(['follower', 'candidate', 'leader'] as const)(
    'a %s that hears of a later term follows in it',
    (role) => {
      const bench = inRole[role]()
      expect([roleOf(bench), bench.state('n1').term]).toEqual([role, 1])
      bench.hear('n1', 'n2', appendOf(2, nothing))
      expect([roleOf(bench), bench.state('n1').term]).toEqual(['follower', 2])
    },
  )

  test('a message of an old term changes nothing, and its sender is told the term', () => {
    const bench = alone(3, { term: 2 })
    bench.hear('n1', 'n2', appendOf(1, nothing, [1]))
    expect(bench.terms('n1')).toEqual([])
    expect(bench.sent('n1')).toMatchObject([{ kind: 'rejected', term: 2 }])
  })

  test('a server starts as a follower', () => {
    expect(roleOf(alone())).toBe('follower')
  })
})

describe('elections (§5.2)', () => {
  test('a leader says that it lives at each heartbeat, to everybody', () => {
    const bench = leading()
    const before = bench.facts.length
    bench.expire('n1', 'heartbeat')
    bench.expire('n1', 'heartbeat')
    expect(bench.sent('n1', before)).toMatchObject([
      { kind: 'append', term: 1, commit: 0 },
      { kind: 'append', term: 1, commit: 0 },
      { kind: 'append', term: 1, commit: 0 },
      { kind: 'append', term: 1, commit: 0 },
    ])
    const { after, timer } = bench.node('n1').timers.get('heartbeat') ?? {}
    expect([timer?.kind, after]).toEqual(['heartbeat', parametersDefault.heartbeat])
  })

  test.each(['follower', 'candidate'] as const)(
    'a %s that hears nothing stands in the next term, votes for itself and asks the others',
    (role) => {
      const bench = inRole[role]()
      const before = bench.facts.length
      bench.expire('n1', 'election')
      expect(bench.state('n1')).toMatchObject({ term: 2, votedFor: 'n1' })
      expect(bench.state('n1').role).toMatchObject({ kind: 'candidate', granted: new Set(['n1']) })
      expect(bench.sent('n1', before)).toMatchObject([
        { kind: 'vote', term: 2, lastIndex: 0, lastTerm: 0 },
        { kind: 'vote', term: 2, lastIndex: 0, lastTerm: 0 },
      ])
    },
  )

  const [yes, no] = [true, false]
  test.each`
    because                                        | size | votes                   | role
    ${'alone it is a majority'}                    | ${1} | ${[]}                   | ${'leader'}
    ${'everybody'}                                 | ${3} | ${[yes, yes]}           | ${'leader'}
    ${'two of three'}                              | ${3} | ${[yes]}                | ${'leader'}
    ${'everybody'}                                 | ${5} | ${[yes, yes, yes, yes]} | ${'leader'}
    ${'four of five'}                              | ${5} | ${[yes, yes, yes]}      | ${'leader'}
    ${'three of five'}                             | ${5} | ${[yes, yes]}           | ${'leader'}
    ${'both others refuse'}                        | ${3} | ${[no, no]}             | ${'follower'}
    ${'all others refuse'}                         | ${5} | ${[no, no, no, no]}     | ${'follower'}
    ${'a majority refuses'}                        | ${5} | ${[yes, no, no, no]}    | ${'follower'}
    ${'nobody has answered'}                       | ${3} | ${[]}                   | ${'candidate'}
    ${'two of five are no majority'}               | ${5} | ${[yes]}                | ${'candidate'}
    ${'two refusals of five leave it to the rest'} | ${5} | ${[no, no]}             | ${'candidate'}
    ${'nobody has answered'}                       | ${5} | ${[]}                   | ${'candidate'}
  `('one round of $size, votes $votes: $role, $because', ({ size, votes, role }) => {
    const bench = alone(size)
    bench.expire('n1', 'election')
    for (const [at, granted] of votes.entries()) bench.hear('n1', `n${at + 2}`, votedOf(1, granted))
    expect([roleOf(bench), bench.state('n1').term]).toEqual([role, 1])
  })

  test.each`
    because                       | votedFor     | candidate | granted
    ${'it has not voted'}         | ${undefined} | ${'n2'}   | ${true}
    ${'it has not voted'}         | ${undefined} | ${'n3'}   | ${true}
    ${'it is asked again'}        | ${'n2'}      | ${'n2'}   | ${true}
    ${'it is asked again'}        | ${'n3'}      | ${'n3'}   | ${true}
    ${'one vote a term'}          | ${'n2'}      | ${'n3'}   | ${false}
    ${'one vote a term, for one'} | ${'n3'}      | ${'n2'}   | ${false}
  `(
    'vote: given to $votedFor, asked by $candidate: $granted, $because',
    ({ votedFor, candidate, granted }) => {
      const bench = alone(3, { term: 1, votedFor })
      bench.hear('n1', candidate, voteOf(1, 0, 0))
      expect(bench.sent('n1')).toEqual([votedOf(1, granted)])
    },
  )

  test.each([1, 2])('a candidate that hears of a leader in term %i follows it', (term) => {
    const bench = inRole.candidate()
    bench.hear('n1', 'n2', appendOf(term, nothing))
    expect(bench.state('n1')).toMatchObject({ term, role: { kind: 'follower', leader: 'n2' } })
  })
})

describe('votes and logs (§5.4.1)', () => {
  test.each`
    log       | term
    ${[1]}    | ${2}
    ${[1, 2]} | ${3}
  `('a candidate with the log $log says where it ends, in term $term', ({ log, term }) => {
    const bench = alone()
    bench.hear('n1', 'n2', appendOf(term - 1, nothing, log))
    const before = bench.facts.length
    bench.expire('n1', 'election')
    const vote = voteOf(term, log.at(-1), log.length)
    expect(bench.sent('n1', before)).toEqual([vote, vote])
  })

  test.each`
    because                                       | log       | lastTerm | lastIndex | granted
    ${'the logs are equal'}                       | ${[1]}    | ${1}     | ${1}      | ${true}
    ${"the candidate's is longer"}                | ${[1]}    | ${1}     | ${2}      | ${true}
    ${"the candidate's is shorter"}               | ${[1, 1]} | ${1}     | ${1}      | ${false}
    ${"the candidate's ends later"}               | ${[1]}    | ${2}     | ${1}      | ${true}
    ${"the candidate's ends later and is longer"} | ${[1]}    | ${2}     | ${2}      | ${true}
    ${'a later end outweighs length'}             | ${[1, 1]} | ${2}     | ${1}      | ${true}
    ${"the voter's ends later"}                   | ${[2]}    | ${1}     | ${1}      | ${false}
    ${"the voter's ends later, though shorter"}   | ${[2]}    | ${1}     | ${2}      | ${false}
    ${"the voter's ends later and is longer"}     | ${[2, 2]} | ${1}     | ${1}      | ${false}
    ${"the voter's is longer"}                    | ${[1, 1]} | ${1}     | ${1}      | ${false}
  `(
    'a voter with $log, asked with $lastIndex of term $lastTerm: $granted, $because',
    ({ log, lastTerm, lastIndex, granted }) => {
      const bench = alone(2, { log })
      bench.hear('n1', 'n2', voteOf(3, lastTerm, lastIndex))
      expect(lastSaid(bench)).toEqual(votedOf(3, granted, { lastTerm, lastIndex }))
    },
  )
})

describe('election timeouts are random, anew each time (§5.2)', () => {
  const { electionMin, electionMax } = parametersDefault
  const ids = named(5).map(nodeId)
  const actor = server({
    members: ids,
    service: kvService,
    parameters: { ...parametersDefault, preVote: false, electionMax: 2 * electionMin },
    rules,
  })
  const lab = { nodes: Object.fromEntries(ids.map((id) => [id, actor])) }
  const world = new World(systemOf(lab))
  const alone = ids.map((id) => [id])

  /** When each of five servers, cut off from each other, stood for the first and the second time. */
  function stands(seed: number): { readonly first: Micros[]; readonly second: Micros[] } {
    const fault = { kind: 'cut', links: [{ from: ids, to: ids }] } as const
    const plan = [{ id: 1, when: { kind: 'time', time: 0 } as const, since: null, fault }]
    world.reset(openingOf(seed, { plan }))
    const times = alone.map((): Micros[] => [])
    world.run(5 * electionMin, () => {
      for (const [at, cell] of world.cells.entries()) {
        const { term } = (cell.state as RaftState | null) ?? { term: 0 }
        const own = times[at] ?? []
        if (term > own.length) own.push(world.now)
      }
      return null
    })
    const nth = (n: number): Micros[] => times.map((own) => (own[n] ?? 0) - (own[n - 1] ?? 0))
    return { first: nth(0), second: nth(1) }
  }

  const rounds = Array.from({ length: 1_000 }, (_, seed) => stands(seed + 1))
  test.each([
    ['followers', 'first'],
    ['candidates', 'second'],
  ] as const)('%s wait from the least to twice that, and every tenth of it occurs', (_, which) => {
    const waits = rounds.flatMap((round) => round[which])
    expect(waits).toHaveLength(5_000)
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(electionMin)
    expect(Math.max(...waits)).toBeLessThan(2 * electionMin)
    const tenths = new Set(waits.map((wait) => Math.floor((10 * wait) / electionMin)))
    expect([...tenths].sort((a, b) => a - b)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
    expect(electionMax).toBe(2 * electionMin)
  })

  test.each([
    ['followers', 'first'],
    ['candidates', 'second'],
  ] as const)(
    'of five %s, the first two time out in the same tenth at most three times in ten',
    (_, which) => {
      const ties = rounds.filter((round) => {
        const [one = 0, two = 0] = round[which]
          .map((wait) => Math.floor((10 * wait) / electionMin))
          .sort((a, b) => a - b)
        return one === two
      })
      expect(ties.length / rounds.length).toBeLessThanOrEqual(0.3)
    },
  )
})
