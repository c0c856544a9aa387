// The rows of etcd's paper tests bite: for each planted bug that they are about, the row that it fails.

import { expect, test } from 'vitest'
import { appendedOf, appendOf, nothing, votedOf, voteOf } from './letters.suite.ts'
import { mutants } from './mutants.ts'
import { named, type Shelf, Workbench } from './workbench.suite.ts'

/** The first of three servers, with what its disk holds and a rule that is wrong, or none. */
function alone(mutant: string | null, shelf: Shelf): Workbench {
  const rules = mutant === null ? {} : (mutants[mutant]?.rules ?? {})
  const bench = new Workbench({ servers: named(3), rules })
  bench.shelve('n1', shelf)
  bench.start('n1')
  return bench
}

type Row = (mutant: string | null) => unknown

const asked = (candidate: string, shelf: Shelf, lastTerm: number, lastIndex: number): Row => {
  return (mutant) => {
    const bench = alone(mutant, shelf)
    bench.hear('n1', candidate, voteOf(shelf.term ?? 0, lastTerm, lastIndex))
    return bench.sent('n1')
  }
}

const appended: Row = (mutant) => {
  const bench = alone(mutant, { term: 2, log: [1, 2] })
  bench.hear('n1', 'n2', appendOf(2, nothing, [1]))
  return bench.terms('n1')
}

const unfit: Row = (mutant) => {
  const bench = alone(mutant, { term: 3, log: [1, 2] })
  bench.hear('n1', 'n2', appendOf(3, { index: 2, term: 1 }))
  return bench.sent('n1').map(({ kind }) => kind)
}

const conflicting: Row = (mutant) => {
  const bench = alone(mutant, { term: 4, log: [1, 2] })
  bench.hear('n1', 'n2', appendOf(4, { index: 1, term: 1 }, [1, 3, 4]))
  return bench.terms('n1')
}

const acked: Row = (mutant) => {
  const bench = alone(mutant, { term: 1, log: [1, 1] })
  bench.hear('n1', 'n2', appendOf(1, { index: 1, term: 1 }))
  return bench.sent('n1')
}

const oldTerm: Row = (mutant) => {
  const bench = alone(mutant, { term: 2 })
  bench.hear('n1', 'n2', appendOf(1, nothing, [1]))
  return bench.terms('n1')
}

const committed: Row = (mutant) => {
  const bench = alone(mutant, { term: 2, log: [1, 2] })
  bench.expire('n1', 'election')
  bench.hear('n1', 'n2', votedOf(3, true, { lastIndex: 2, lastTerm: 2 }))
  bench.hear('n1', 'n2', appendedOf(3, 2))
  return bench.state('n1').commit
}

const told: Row = (mutant) => {
  const bench = alone(mutant, { term: 1, log: [1, 1] })
  bench.hear('n1', 'n2', appendOf(1, { index: 1, term: 1 }, [], 2))
  return bench.state('n1').commit
}

const leads: Row = (mutant) => {
  const bench = alone(mutant, {})
  bench.node('n1').prompt = false // its disk has not yet what it wrote
  bench.expire('n1', 'election')
  for (const voter of ['n2', 'n3']) bench.hear('n1', voter, votedOf(1, true))
  return bench.state('n1').role.kind
}

const disturbed: Row = (mutant) => {
  const rules = mutant === null ? {} : (mutants[mutant]?.rules ?? {})
  const bench = new Workbench({ servers: named(3), parameters: { checkQuorum: true }, rules })
  bench.shelve('n1', { term: 1 })
  bench.start('n1')
  bench.hear('n1', 'n2', appendOf(1, nothing))
  bench.hear('n1', 'n3', voteOf(2, 0, 0))
  return bench.state('n1').term
}

test.each`
  mutant                       | because                                     | row                                               | right
  ${'votes-twice'}             | ${'FollowerVote (2,3)'}                     | ${asked('n3', { term: 1, votedFor: 'n2' }, 0, 0)} | ${[votedOf(1, false)]}
  ${'any-log-wins'}            | ${'Voter [1,1] asked with 1@1'}             | ${asked('n2', { term: 3, log: [1, 1] }, 1, 1)}    | ${[votedOf(3, false, { lastIndex: 1, lastTerm: 1 })]}
  ${'longer-log-wins'}         | ${'Voter [2] asked with 2@1'}               | ${asked('n2', { term: 3, log: [2] }, 1, 2)}       | ${[votedOf(3, false, { lastIndex: 2, lastTerm: 1 })]}
  ${'truncates-always'}        | ${'FollowerAppendEntries 0 + [1]'}          | ${appended}                                       | ${[1, 2]}
  ${'takes-what-does-not-fit'} | ${'FollowerCheckMsgApp 2 of 1'}             | ${unfit}                                          | ${['rejected']}
  ${'never-truncates'}         | ${'FollowerAppendEntries 1 + [3,4]'}        | ${conflicting}                                    | ${[1, 3, 4]}
  ${'acks-its-own-end'}        | ${'FollowerCheckMsgApp 1 of 1'}             | ${acked}                                          | ${[appendedOf(1, 1)]}
  ${'follows-the-deposed'}     | ${'RejectStaleTermMessage'}                 | ${oldTerm}                                        | ${[]}
  ${'commits-older-terms'}     | ${'LeaderOnlyCommits… to 2'}                | ${committed}                                      | ${0}
  ${'leads-before-disk'}       | ${'LeaderElectionInOneRound: its own vote'} | ${leads}                                          | ${'candidate'}
  ${'votes-during-lease'}      | ${'a leader was heard a moment ago'}        | ${disturbed}                                      | ${1}
  ${'commits-what-it-lacks'}   | ${'FollowerCommitEntry: min'}               | ${told}                                           | ${1}
`(
  '$mutant fails $because',
  ({ mutant, row, right }: { mutant: string; row: Row; right: unknown }) => {
    expect(mutants[mutant]).toBeDefined()
    expect(row(null)).toEqual(right)
    let wrong: unknown
    try {
      wrong = row(mutant)
    } catch (error) {
      wrong = error
    }
    expect(wrong).not.toEqual(right)
  },
)
