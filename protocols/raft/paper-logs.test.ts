// The sentences of the Raft paper about logs, as etcd-io/raft tests them (raft_paper_test.go), row by
// row. What is said there in another way is said here so:
// * a proposal is a client's wish for a session, which becomes an entry as any command does;
// * a leader counts its own entry when it hears, from itself, that it is on its disk;
// * a rejection names the prevIndex it speaks of, the hint is the last index whose term can agree;
// * an append that ends below what is committed is acknowledged up to where it ends (etcd answers
//   with its commit index, which says more and is as true);
// * entries of later terms come from a leader of a later term, where etcd lets an old one send them.

import { describe, expect, test } from 'vitest'
import type { LogIndex } from '../../sim/units.ts'
import { appendedOf, appendOf, nothing, votedOf } from './letters.suite.ts'
import { endOf } from './log.ts'
import type { Append, Hears } from './messages.ts'
import { entriesOf, named, type Shelf, Workbench } from './workbench.suite.ts'

const propose = { kind: 'open', ask: 1 } as const

/** The first of so many servers leads, in the term after that of its disk. */
function leading(size: number, shelf: Shelf = {}): Workbench {
  const bench = new Workbench({ servers: named(size) })
  bench.shelve('n1', shelf)
  bench.start('n1')
  bench.expire('n1', 'election')
  const state = bench.state('n1')
  const vote = votedOf(state.term, true, endOf(state))
  for (const id of named(size).slice(1)) bench.hear('n1', id, vote)
  expect(bench.state('n1').role.kind).toBe('leader')
  return bench
}

/** Everything that flies to these is taken there, and each append answered as if it fitted. */
function accept(bench: Workbench, ...ids: readonly string[]): void {
  for (const { to, body } of bench.take((letter) => ids.includes(letter.to))) {
    if (body.kind !== 'append') continue
    bench.hear('n1', to, appendedOf(body.term, body.prevIndex + body.entries.length))
  }
}

/** The same, with the first entry of the leader's term committed everywhere. */
function settled(size: number): Workbench {
  const bench = leading(size)
  accept(bench, ...named(size))
  accept(bench, ...named(size))
  bench.take(() => true)
  expect(bench.state('n1').commit).toBe(1)
  return bench
}

const appendsOf = (said: readonly { kind: string }[]): Append[] =>
  said.filter((one): one is Append => one.kind === 'append')

describe('a leader (§5.3)', () => {
  test('appends a proposal, stores it, and sends it with what precedes it', () => {
    const bench = settled(3)
    const before = bench.facts.length
    bench.slow('n1')
    bench.hear('n1', 'c1', propose)
    expect(bench.terms('n1')).toEqual([1, 1])
    expect(bench.state('n1').commit).toBe(1)
    expect(bench.node('n1').unsynced).toMatchObject([{ table: 'log', key: 2, value: { term: 1 } }])
    const said = appendsOf(bench.sent('n1', before))
    const entry = { kind: 'open', index: 2, term: 1 }
    const append = { prevIndex: 1, prevTerm: 1, term: 1, commit: 1, entries: [entry] }
    expect(said).toMatchObject([append, append])
  })

  test('carries an entry out when a majority has it, and tells the others', () => {
    const bench = settled(3)
    bench.hear('n1', 'c1', propose)
    accept(bench, 'n2', 'n3')
    expect(bench.state('n1')).toMatchObject({ commit: 2, applied: 2 })
    expect([...bench.state('n1').sessions.keys()]).toEqual([2])
    const before = bench.facts.length
    bench.expire('n1', 'heartbeat')
    expect(appendsOf(bench.sent('n1', before)).map(({ commit }) => commit)).toEqual([2, 2])
  })

  test.each`
    because                       | size | ackers                      | commits
    ${'alone it is a majority'}   | ${1} | ${[]}                       | ${true}
    ${'nobody else has it'}       | ${3} | ${[]}                       | ${false}
    ${'two of three have it'}     | ${3} | ${['n2']}                   | ${true}
    ${'everybody has it'}         | ${3} | ${['n2', 'n3']}             | ${true}
    ${'nobody else has it'}       | ${5} | ${[]}                       | ${false}
    ${'two of five are too few'}  | ${5} | ${['n2']}                   | ${false}
    ${'three of five are enough'} | ${5} | ${['n2', 'n3']}             | ${true}
    ${'four of five are enough'}  | ${5} | ${['n2', 'n3', 'n4']}       | ${true}
    ${'everybody has it'}         | ${5} | ${['n2', 'n3', 'n4', 'n5']} | ${true}
  `('$ackers of $size acknowledge: $commits, $because', ({ size, ackers, commits }) => {
    const bench = settled(size)
    bench.hear('n1', 'c1', propose)
    accept(bench, ...ackers)
    expect(bench.state('n1').commit > 1).toBe(commits)
  })

  test.each([[[]], [[2]], [[1, 2]], [[1]]])(
    'commits with its own entry what precedes it: the log was %j',
    (log) => {
      const bench = leading(3, { term: 2, log })
      bench.hear('n1', 'c1', propose)
      // The first answers bring the proposal on its way, the second ones commit it.
      accept(bench, 'n2', 'n3')
      accept(bench, 'n2', 'n3')
      expect(bench.terms('n1')).toEqual([...log, 3, 3])
      const { commit, applied } = bench.state('n1')
      expect([commit, applied]).toEqual([log.length + 2, log.length + 2])
    },
  )

  test.each`
    because                         | acked | commit
    ${'of an earlier term'}         | ${1}  | ${0}
    ${'of an earlier term'}         | ${2}  | ${0}
    ${'of its own, and all before'} | ${3}  | ${3}
  `(
    'of the log 1 2 in term 3, acknowledged to $acked: commits $commit, $because',
    ({ acked, commit }) => {
      const bench = leading(2, { term: 2, log: [1, 2] })
      bench.hear('n1', 'c1', propose)
      bench.hear('n1', 'n2', appendedOf(3, acked))
      expect(bench.state('n1').commit).toBe(commit)
    },
  )
})

describe('a follower (§5.3)', () => {
  /** The first of three, a follower with this log, asked this by the second. */
  const asked = (log: readonly number[], message: Hears, commit: LogIndex = 0): Workbench => {
    const bench = new Workbench({ servers: named(3) })
    bench.shelve('n1', { term: message.kind === 'append' ? message.term : 0, log })
    bench.start('n1')
    const state = bench.state('n1')
    state.commit = commit
    state.applied = commit
    bench.hear('n1', 'n2', message)
    return bench
  }

  test.each`
    because                       | log       | commit
    ${'all of one'}               | ${[1]}    | ${1}
    ${'all of two'}               | ${[1, 1]} | ${2}
    ${'all of two, others'}       | ${[1, 1]} | ${2}
    ${'one of two: min, no more'} | ${[1, 1]} | ${1}
  `('sent $log, told to commit $commit, carries out just that: $because', ({ log, commit }) => {
    const bench = asked([], appendOf(1, nothing, log, commit))
    expect(bench.state('n1')).toMatchObject({ commit, applied: commit })
    expect(bench.terms('n1')).toEqual(log)
  })

  test.each`
    because                                 | prev                     | match | hint
    ${'the beginning is everywhere'}        | ${nothing}               | ${0}  | ${null}
    ${'equal to what is committed'}         | ${{ index: 1, term: 1 }} | ${1}  | ${null}
    ${'equal to what is not committed yet'} | ${{ index: 2, term: 2 }} | ${2}  | ${null}
    ${'another term is there'}              | ${{ index: 2, term: 1 }} | ${0}  | ${{ index: 1, term: 1 }}
    ${'nothing is there'}                   | ${{ index: 3, term: 3 }} | ${0}  | ${{ index: 2, term: 2 }}
  `(
    'with the log 1 2 is sent what follows $prev.index of $prev.term: $because',
    ({ prev, match, hint }) => {
      const [said] = asked([1, 2], appendOf(2, prev), 1).sent('n1')
      const refusal = {
        kind: 'rejected',
        ...{
          term: 2,
          prevIndex: prev.index,
          hintIndex: hint?.index,
          hintTerm: hint?.term,
          round: 1,
        },
      }
      expect(said).toEqual(hint === null ? appendedOf(2, match) : refusal)
    },
  )

  test.each`
    because                                       | prev                     | log          | kept         | stored
    ${'entries at the end are appended'}          | ${{ index: 2, term: 2 }} | ${[1, 2, 3]} | ${[1, 2, 3]} | ${[3]}
    ${'a conflict takes all that follows it'}     | ${{ index: 1, term: 1 }} | ${[1, 3, 4]} | ${[1, 3, 4]} | ${[2, 3]}
    ${'what is there already takes nothing away'} | ${nothing}               | ${[1]}       | ${[1, 2]}    | ${[]}
    ${'a conflict at the first'}                  | ${nothing}               | ${[3]}       | ${[3]}       | ${[1]}
  `('with the log 1 2 is sent $log after $prev.index: $because', ({ prev, log, kept, stored }) => {
    const bench = asked([1, 2], appendOf(4, prev, log))
    expect(bench.terms('n1')).toEqual(kept)
    const rows = bench.node('n1').rows('log')
    expect(rows.map(([, entry]) => (entry as { term: number }).term)).toEqual(kept)
    const puts = bench.node('n1').wrote.filter(({ value }) => value !== undefined)
    expect(puts.map(({ key }) => key)).toEqual(stored)
    if (kept === log) expect(bench.state('n1').log).toEqual(entriesOf(log))
  })
})
