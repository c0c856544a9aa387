// Rows state the facts of etcd's tables for quorums (etcd-io/raft, quorum/testdata); properties hold
// every answer against what a majority means.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { LogIndex, NodeId } from '../../sim/units.ts'
import { nodeId } from '../../sim/units.ts'
import type { Members } from './members.ts'
import { committedIndex, everyone, everything, isVoter, voteResult } from './quorum.ts'

const ids = (text: string): NodeId[] =>
  text === '' ? [] : text.split(' ').map((name) => nodeId(name))

const joint = (voters: NodeId[], outgoing: NodeId[], learners: NodeId[] = []): Members => ({
  voters,
  outgoing,
  learners,
  learnersNext: [],
})

/** The words of a row belong to the voters, then to the outgoing ones that are not among them. */
function spoken(members: Members, words: string): Map<NodeId, string> {
  const given = words === '' ? [] : words.split(' ')
  return new Map(everyone(members).flatMap((id, place) => [[id, given[place] ?? '_'] as const]))
}

function commitOf(members: Members, words: string): LogIndex {
  const said = spoken(members, words)
  return committedIndex(members, (id) => Number((said.get(id) ?? '_').replace('_', '0')))
}

function voteOf(members: Members, words: string): string {
  const said = [...spoken(members, words)]
  const saying = (word: string): Set<NodeId> =>
    new Set(said.filter(([, one]) => one === word).map(([id]) => id))
  return voteResult(members, saying('y'), saying('n'))
}

describe('a majority has stored', () => {
  test.each`
    voters         | stored                 | index
    ${''}          | ${''}                  | ${everything}
    ${'1'}         | ${'_'}                 | ${0}
    ${'1'}         | ${'12'}                | ${12}
    ${'1 2'}       | ${'_ _'}               | ${0}
    ${'1 2'}       | ${'12 _'}              | ${0}
    ${'1 2'}       | ${'12 5'}              | ${5}
    ${'1 2 3'}     | ${'_ _ _'}             | ${0}
    ${'1 2 3'}     | ${'12 _ _'}            | ${0}
    ${'1 2 3'}     | ${'12 5 _'}            | ${5}
    ${'1 2 3'}     | ${'12 5 6'}            | ${6}
    ${'1 2 3'}     | ${'12 5 4'}            | ${5}
    ${'1 2 3'}     | ${'5 5 _'}             | ${5}
    ${'1 2 3'}     | ${'5 5 12'}            | ${5}
    ${'1 2 3'}     | ${'100 101 103'}       | ${101}
    ${'1 2 3 4 5'} | ${'101 104 103 103 _'} | ${103}
    ${'1 2 3 4 5'} | ${'101 102 103 103 _'} | ${102}
  `('$index when voters ($voters) store ($stored)', ({ voters, stored, index }) => {
    const members = joint(ids(voters), [])
    expect(commitOf(members, stored)).toBe(index)
    expect(commitOf(joint(ids(voters), ids(voters)), stored), 'joint with itself').toBe(index)
    expect(commitOf(joint([], ids(voters)), stored), 'joint with nobody').toBe(index)
  })

  test.each`
    voters     | outgoing   | stored                 | index
    ${'1 2 3'} | ${''}      | ${'100 101 99'}        | ${100}
    ${'1'}     | ${'2'}     | ${'_ _'}               | ${0}
    ${'1'}     | ${'2'}     | ${'100 _'}             | ${0}
    ${'1'}     | ${'2'}     | ${'13 100'}            | ${13}
    ${'1'}     | ${'1'}     | ${'_'}                 | ${0}
    ${'1'}     | ${'1'}     | ${'100'}               | ${100}
    ${'1 3'}   | ${'2'}     | ${'_ _ _'}             | ${0}
    ${'1 3'}   | ${'2'}     | ${'100 _ _'}           | ${0}
    ${'1 3'}   | ${'2'}     | ${'100 _ 50'}          | ${0}
    ${'1 3'}   | ${'2'}     | ${'100 45 50'}         | ${45}
    ${'1 2'}   | ${'2'}     | ${'_ _'}               | ${0}
    ${'1 2'}   | ${'2'}     | ${'100 _'}             | ${0}
    ${'1 2'}   | ${'2'}     | ${'_ 100'}             | ${0}
    ${'1 2'}   | ${'2'}     | ${'50 100'}            | ${50}
    ${'1 2'}   | ${'2'}     | ${'100 50'}            | ${50}
    ${'1 2'}   | ${'3 4'}   | ${'50 _ _ _'}          | ${0}
    ${'1 2'}   | ${'3 4'}   | ${'50 _ 49 _'}         | ${0}
    ${'1 2'}   | ${'3 4'}   | ${'50 48 49 _'}        | ${0}
    ${'1 2'}   | ${'3 4'}   | ${'50 48 49 47'}       | ${47}
    ${'1 2'}   | ${'2 3'}   | ${'_ _ _'}             | ${0}
    ${'1 2'}   | ${'2 3'}   | ${'100 _ _'}           | ${0}
    ${'1 2'}   | ${'2 3'}   | ${'_ 100 _'}           | ${0}
    ${'1 2'}   | ${'2 3'}   | ${'_ 100 99'}          | ${0}
    ${'1 2'}   | ${'2 3'}   | ${'101 100 99'}        | ${99}
    ${'1 2'}   | ${'1 2'}   | ${'_ _'}               | ${0}
    ${'1 2'}   | ${'1 2'}   | ${'_ 40'}              | ${0}
    ${'1 2'}   | ${'1 2'}   | ${'41 40'}             | ${40}
    ${'1 2 3'} | ${'4 5 6'} | ${'_ _ _ _ _ _'}       | ${0}
    ${'1 2 3'} | ${'4 5 6'} | ${'100 _ _ _ _ _'}     | ${0}
    ${'1 2 3'} | ${'4 5 6'} | ${'100 _ _ 90 _ _'}    | ${0}
    ${'1 2 3'} | ${'4 5 6'} | ${'100 99 _ _ _ _'}    | ${0}
    ${'1 2 3'} | ${'4 5 6'} | ${'_ 99 90 97 95 _'}   | ${90}
    ${'1 2 3'} | ${'4 5 6'} | ${'92 99 90 97 95 _'}  | ${92}
    ${'1 2 3'} | ${'4 5 6'} | ${'92 99 90 97 95 77'} | ${92}
    ${'1 2 3'} | ${'1 4 5'} | ${'_ _ _ _ _'}         | ${0}
    ${'1 2 3'} | ${'1 4 5'} | ${'100 _ _ _ _'}       | ${0}
    ${'1 2 3'} | ${'1 4 5'} | ${'100 101 _ _ _'}     | ${0}
    ${'1 2 3'} | ${'1 4 5'} | ${'100 101 100 _ _'}   | ${0}
    ${'1 2 3'} | ${'1 4 5'} | ${'_ 100 _ 99 98'}     | ${0}
    ${'1 2 3'} | ${'1 4 5'} | ${'_ 100 99 99 98'}    | ${98}
    ${'1 2 3'} | ${'1 4 5'} | ${'1 100 99 99 98'}    | ${98}
    ${'1 2 3'} | ${'1 4 5'} | ${'100 100 99 99 98'}  | ${99}
    ${'1 2 3'} | ${'2 3 4'} | ${'_ _ _ _'}           | ${0}
    ${'1 2 3'} | ${'2 3 4'} | ${'_ 100 99 _'}        | ${99}
    ${'1 2 3'} | ${'2 3 4'} | ${'98 100 99 _'}       | ${99}
    ${'1 2 3'} | ${'2 3 4'} | ${'100 100 99 _'}      | ${99}
    ${'1 2 3'} | ${'2 3 4'} | ${'100 100 99 98'}     | ${99}
    ${'1 2 3'} | ${'2 3 4'} | ${'100 _ _ 101'}       | ${0}
    ${'1 2 3'} | ${'2 3 4'} | ${'100 99 _ 101'}      | ${99}
    ${'1 2 3'} | ${'1 2 3'} | ${'50 45 _'}           | ${45}
  `('$index in ($voters) and ($outgoing) storing ($stored)', (row) => {
    expect(commitOf(joint(ids(row.voters), ids(row.outgoing)), row.stored)).toBe(row.index)
  })
})

describe('a vote of one configuration', () => {
  test.each`
    voters             | votes              | result
    ${''}              | ${''}              | ${'won'}
    ${'1'}             | ${'_'}             | ${'open'}
    ${'1'}             | ${'n'}             | ${'lost'}
    ${'123'}           | ${'y'}             | ${'won'}
    ${'4 8'}           | ${'_ _'}           | ${'open'}
    ${'4 8'}           | ${'n _'}           | ${'lost'}
    ${'4 8'}           | ${'y _'}           | ${'open'}
    ${'4 8'}           | ${'n y'}           | ${'lost'}
    ${'4 8'}           | ${'y y'}           | ${'won'}
    ${'2 4 7'}         | ${'_ _ _'}         | ${'open'}
    ${'2 4 7'}         | ${'n _ _'}         | ${'open'}
    ${'2 4 7'}         | ${'y _ _'}         | ${'open'}
    ${'2 4 7'}         | ${'n n _'}         | ${'lost'}
    ${'2 4 7'}         | ${'y n _'}         | ${'open'}
    ${'2 4 7'}         | ${'y y _'}         | ${'won'}
    ${'2 4 7'}         | ${'y y n'}         | ${'won'}
    ${'2 4 7'}         | ${'n y n'}         | ${'lost'}
    ${'1 2 3 4 5 6 7'} | ${'y y n y _ _ _'} | ${'open'}
    ${'1 2 3 4 5 6 7'} | ${'_ y y _ n y n'} | ${'open'}
    ${'1 2 3 4 5 6 7'} | ${'y y n y _ n y'} | ${'won'}
    ${'1 2 3 4 5 6 7'} | ${'y y _ n y n n'} | ${'open'}
    ${'1 2 3 4 5 6 7'} | ${'y y n y n n n'} | ${'lost'}
  `('by ($voters) saying ($votes) is $result', ({ voters, votes, result }) => {
    expect(voteOf(joint(ids(voters), []), votes)).toBe(result)
    expect(voteOf(joint(ids(voters), ids(voters)), votes), 'joint with itself').toBe(result)
    expect(voteOf(joint([], ids(voters)), votes), 'joint with nobody').toBe(result)
  })
})

describe('a vote of two configurations', () => {
  test.each`
    voters     | outgoing   | votes        | result
    ${''}      | ${''}      | ${''}        | ${'won'}
    ${'1'}     | ${''}      | ${'_'}       | ${'open'}
    ${'1'}     | ${''}      | ${'y'}       | ${'won'}
    ${'1'}     | ${''}      | ${'n'}       | ${'lost'}
    ${'1'}     | ${'1'}     | ${'_'}       | ${'open'}
    ${'1'}     | ${'1'}     | ${'y'}       | ${'won'}
    ${'1'}     | ${'1'}     | ${'n'}       | ${'lost'}
    ${'1'}     | ${'2'}     | ${'_ _'}     | ${'open'}
    ${'1'}     | ${'2'}     | ${'y _'}     | ${'open'}
    ${'1'}     | ${'2'}     | ${'y y'}     | ${'won'}
    ${'1'}     | ${'2'}     | ${'y n'}     | ${'lost'}
    ${'1'}     | ${'2'}     | ${'n _'}     | ${'lost'}
    ${'1'}     | ${'2'}     | ${'n n'}     | ${'lost'}
    ${'1'}     | ${'2'}     | ${'n y'}     | ${'lost'}
    ${'1 2'}   | ${'3 4'}   | ${'_ _ _ _'} | ${'open'}
    ${'1 2'}   | ${'3 4'}   | ${'y _ _ _'} | ${'open'}
    ${'1 2'}   | ${'3 4'}   | ${'y y _ _'} | ${'open'}
    ${'1 2'}   | ${'3 4'}   | ${'y y n _'} | ${'lost'}
    ${'1 2'}   | ${'3 4'}   | ${'y y n n'} | ${'lost'}
    ${'1 2'}   | ${'3 4'}   | ${'y y y n'} | ${'lost'}
    ${'1 2'}   | ${'3 4'}   | ${'y y y y'} | ${'won'}
    ${'1 2'}   | ${'2 3'}   | ${'_ _ _'}   | ${'open'}
    ${'1 2'}   | ${'2 3'}   | ${'_ n _'}   | ${'lost'}
    ${'1 2'}   | ${'2 3'}   | ${'y y _'}   | ${'open'}
    ${'1 2'}   | ${'2 3'}   | ${'y y n'}   | ${'lost'}
    ${'1 2'}   | ${'2 3'}   | ${'y y y'}   | ${'won'}
    ${'1 2'}   | ${'1 2'}   | ${'_ _'}     | ${'open'}
    ${'1 2'}   | ${'1 2'}   | ${'y _'}     | ${'open'}
    ${'1 2'}   | ${'1 2'}   | ${'y n'}     | ${'lost'}
    ${'1 2'}   | ${'1 2'}   | ${'n _'}     | ${'lost'}
    ${'1 2'}   | ${'1 2'}   | ${'n n'}     | ${'lost'}
    ${'1 2 3'} | ${'2 3 4'} | ${'_ _ _ _'} | ${'open'}
    ${'1 2 3'} | ${'2 3 4'} | ${'_ n _ _'} | ${'open'}
    ${'1 2 3'} | ${'2 3 4'} | ${'_ n n _'} | ${'lost'}
    ${'1 2 3'} | ${'2 3 4'} | ${'_ y y _'} | ${'won'}
    ${'1 2 3'} | ${'2 3 4'} | ${'y y _ _'} | ${'open'}
    ${'1 2 3'} | ${'2 3 4'} | ${'y y n _'} | ${'open'}
    ${'1 2 3'} | ${'2 3 4'} | ${'y y n n'} | ${'lost'}
    ${'1 2 3'} | ${'2 3 4'} | ${'y y n y'} | ${'won'}
  `('by ($voters) and ($outgoing) saying ($votes) is $result', (row) => {
    expect(voteOf(joint(ids(row.voters), ids(row.outgoing)), row.votes)).toBe(row.result)
  })
})

const someVoters = fc.uniqueArray(fc.constantFrom(...ids('1 2 3 4 5 6 7 8 9')), { maxLength: 9 })
const someMembers = fc
  .record({ voters: someVoters, outgoing: someVoters, learners: someVoters })
  .map(({ voters, outgoing, learners }) => joint(voters, outgoing, learners))

const halves = (members: Members): (readonly NodeId[])[] => [members.voters, members.outgoing]

/** What a majority means, said the slow way. */
const hasMajority = (half: readonly NodeId[], those: (id: NodeId) => boolean): boolean =>
  half.length === 0 || half.filter(those).length * 2 > half.length

describe('whatever the members', () => {
  test('the index is the highest that a majority of each half stores', () => {
    fc.assert(
      fc.property(
        someMembers,
        fc.array(fc.nat(12), { minLength: 9, maxLength: 9 }),
        (members, at) => {
          const matchOf = (id: NodeId): LogIndex => at[Number(id) - 1] ?? 0
          const stored = (index: LogIndex): boolean =>
            halves(members).every((half) => hasMajority(half, (id) => matchOf(id) >= index))
          const expected = stored(13)
            ? everything
            : [...at, 0].filter(stored).toSorted((a, b) => b - a)[0]
          expect(committedIndex(members, matchOf)).toBe(expected)
        },
      ),
    )
  })

  test('a vote is won, lost or open by every way it can still go', () => {
    const word = fc.constantFrom('y', 'n', '_')
    fc.assert(
      fc.property(someMembers, fc.array(word, { minLength: 9, maxLength: 9 }), (members, words) => {
        const saying =
          (...said: string[]) =>
          (id: NodeId): boolean =>
            said.includes(words[Number(id) - 1] ?? '_')
        const wonBy = (those: (id: NodeId) => boolean): boolean =>
          halves(members).every((half) => hasMajority(half, those))
        const expected = wonBy(saying('y')) ? 'won' : wonBy(saying('y', '_')) ? 'open' : 'lost'
        const all = ids('1 2 3 4 5 6 7 8 9')
        const result = voteResult(
          members,
          new Set(all.filter(saying('y'))),
          new Set(all.filter(saying('n'))),
        )
        expect(result).toBe(expected)
      }),
    )
  })

  test('everyone is named once, and voters are those of either half', () => {
    fc.assert(
      fc.property(someMembers, (members) => {
        const all = everyone(members)
        expect(new Set(all)).toEqual(
          new Set([...members.voters, ...members.outgoing, ...members.learners]),
        )
        expect(all.length).toBe(new Set(all).size)
        for (const id of all) {
          const counts = members.voters.includes(id) || members.outgoing.includes(id)
          expect(isVoter(members, id)).toBe(counts)
        }
      }),
    )
  })

  test('a server that is no member decides nothing', () => {
    const three = joint(ids('1 2 3'), [], ids('4 5'))
    expect(voteResult(three, new Set(ids('4 5 6')), new Set())).toBe('open')
    expect(voteResult(three, new Set(), new Set(ids('4 5 6')))).toBe('open')
    expect(committedIndex(three, (id) => (id > '3' ? 9 : 0))).toBe(0)
    expect(isVoter(three, nodeId('4'))).toBe(false)
  })
})
