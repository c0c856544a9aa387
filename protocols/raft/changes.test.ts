// Rows restate the facts of etcd's tables for changes (etcd-io/raft, confchange/testdata) for an algebra
// in which the wanted members are named whole. Properties hold every step against all majorities.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { NodeId } from '../../sim/units.ts'
import { nodeId } from '../../sim/units.ts'
import { isJoint, leaveJoint, membersMax, membersOf, nobody, start } from './changes.ts'
import type { Change, Members } from './members.ts'
import { voteResult } from './quorum.ts'

const ids = (text: string): NodeId[] =>
  text === '' ? [] : text.split(' ').map((name) => nodeId(`n${name}`))

/** `1 2 & 1 | 4 | 1`: voters & outgoing | learners | learners next. */
function members(text: string): Members {
  const [both = '', learners = '', next = ''] = text.split('|').map((part) => part.trim())
  const [voters = '', outgoing = ''] = both.split('&').map((part) => part.trim())
  return {
    voters: ids(voters),
    outgoing: ids(outgoing),
    learners: ids(learners),
    learnersNext: ids(next),
  }
}

/** `1 2 | 3`: voters | learners. */
function change(how: Change['how'], text: string): Change {
  const { voters, learners } = members(text)
  return { how, voters, learners }
}

const told = (ids: readonly NodeId[]): string => ids.map((id) => id.slice(1)).join(' ')

function tell({ voters, outgoing, learners, learnersNext }: Members): string {
  const both = outgoing.length === 0 ? told(voters) : `${told(voters)} & ${told(outgoing)}`
  if (learnersNext.length > 0) return `${both} | ${told(learners)} | ${told(learnersNext)}`
  return learners.length > 0 ? `${both} | ${told(learners)}` : both
}

function stepped(from: string, how: Change['how'], to: string): string {
  const step = start(members(from), change(how, to))
  return step.kind === 'next' ? tell(step.members) : step.because
}

const onTop = 'a joint change is under way, and none starts on top of it'
const noVoter = 'no voter would be left to decide anything'
const ofOne = (count: number): string => `${count} voters differ, and a single change is of one`

describe('a joint change', () => {
  test.each`
    because                                         | from         | to           | overlap            | end
    ${'joint_autoleave: two join one'}              | ${'1'}       | ${'1 2 3'}   | ${'1 2 3 & 1'}     | ${'1 2 3'}
    ${'joint_idempotency: a voter turns learner'}   | ${'1'}       | ${'3 | 2 1'} | ${'3 & 1 | 2 | 1'} | ${'3 | 2 1'}
    ${'joint_learners_next: the only voter learns'} | ${'1'}       | ${'2 | 1'}   | ${'2 & 1 |  | 1'}  | ${'2 | 1'}
    ${'joint_safety: what is there already'}        | ${'1'}       | ${'1'}       | ${'1 & 1'}         | ${'1'}
    ${'joint_safety: all at once'}                  | ${'1'}       | ${'2 3 | 4'} | ${'2 3 & 1 | 4'}   | ${'2 3 | 4'}
    ${'a learner is promoted'}                      | ${'1 2 | 3'} | ${'1 2 3'}   | ${'1 2 3 & 1 2'}   | ${'1 2 3'}
    ${'a learner is dropped at once'}               | ${'1 2 | 3'} | ${'1 2'}     | ${'1 2 & 1 2'}     | ${'1 2'}
    ${'replaced: the leader and all others'}        | ${'1 2 3'}   | ${'4 5 6'}   | ${'4 5 6 & 1 2 3'} | ${'4 5 6'}
  `('$because', ({ from, to, overlap, end }) => {
    expect(stepped(from, 'joint', to)).toBe(overlap)
    expect(tell(leaveJoint(members(overlap)))).toBe(end)
  })

  test.each`
    from       | to          | because
    ${'1 & 1'} | ${'1'}      | ${onTop}
    ${'1 & 2'} | ${'3'}      | ${onTop}
    ${'1 & 1'} | ${''}       | ${onTop}
    ${'1 2'}   | ${''}       | ${noVoter}
    ${'1 2'}   | ${' | 1 2'} | ${noVoter}
  `('from ($from) to ($to): $because', ({ from, to, because }) => {
    expect(stepped(from, 'joint', to)).toBe(because)
  })

  test('needs somebody who agrees', () => {
    expect(stepped('', 'joint', '1')).toBe('there is no voter who could agree')
    expect(stepped('', 'single', '1')).toBe('there is no voter who could agree')
  })

  test('is left once, and only an overlap is left', () => {
    expect(() => leaveJoint(members('1'))).toThrow('only an overlap is left')
    expect(() => leaveJoint(nobody)).toThrow('only an overlap is left')
    expect(() => leaveJoint(leaveJoint(members('1 2 & 1')))).toThrow('only an overlap is left')
  })
})

describe('a single change', () => {
  test.each`
    because                                          | from             | to
    ${'simple_idempotency: a voter that is one'}     | ${'1'}           | ${'1'}
    ${'simple_idempotency: a voter joins'}           | ${'1'}           | ${'1 2'}
    ${'simple_idempotency: a voter becomes learner'} | ${'1 2'}         | ${'2 | 1'}
    ${'simple_idempotency: a learner goes'}          | ${'2 | 1'}       | ${'2'}
    ${'simple_idempotency: a voter goes'}            | ${'2 3'}         | ${'2'}
    ${'simple_promote_demote: a voter is demoted'}   | ${'1 2 3'}       | ${'1 3 | 2'}
    ${'simple_promote_demote: a learner promoted'}   | ${'1 3 | 2'}     | ${'1 2 3'}
    ${'simple_safety: a voter and a learner join'}   | ${'1'}           | ${'1 2 | 3'}
    ${'simple_safety: four learners, one a voter'}   | ${'1 2 | 3'}     | ${'1 | 2 3 4 5'}
    ${'simple_safety: all learners go'}              | ${'1 | 2 3 4 5'} | ${'1'}
    ${'update: nothing but a voter changes'}         | ${'1'}           | ${'1 2'}
  `('$because', ({ from, to }) => {
    expect(stepped(from, 'single', to)).toBe(to)
  })

  test.each`
    because                                     | from             | to              | refused
    ${'simple_safety: only a learner would be'} | ${''}            | ${' | 1'}       | ${noVoter}
    ${'simple_safety: one goes and one comes'}  | ${'1 2 | 3'}     | ${'2 5 | 3'}    | ${ofOne(2)}
    ${'simple_safety: both voters go'}          | ${'1 2 | 3'}     | ${' | 3'}       | ${noVoter}
    ${'simple_safety: two come'}                | ${'1 2 | 3'}     | ${'1 2 3 4'}    | ${ofOne(2)}
    ${'simple_safety: one demoted, one comes'}  | ${'1 2 | 3'}     | ${'2 5 | 1 3'}  | ${ofOne(2)}
    ${'simple_safety: both are demoted'}        | ${'1 2 | 3'}     | ${' | 1 2 3'}   | ${noVoter}
    ${'simple_safety: the last voter goes'}     | ${'1 | 2 3 4 5'} | ${' | 2 3 4 5'} | ${noVoter}
    ${'joint_safety: none in an overlap'}       | ${'2 3 & 1 | 4'} | ${'2 3 | 4 15'} | ${onTop}
    ${'the members are exchanged'}              | ${'1 2 3'}       | ${'4 5 6'}      | ${ofOne(6)}
  `('is refused: $because', ({ from, to, refused }) => {
    expect(stepped(from, 'single', to)).toBe(refused)
  })
})

describe('names', () => {
  const how = 'joint'
  const one = membersOf(ids('1'))

  test.each(['', '0', '9n', 'n 1', 'n1\u001b[2J', '-', 'tcp/'])('%j is no name', (name) => {
    const asked: Change = { how, voters: [...ids('1'), nodeId(name)], learners: [] }
    const because = 'a member has a name that no node can have'
    expect(start(one, asked)).toEqual({ kind: 'impossible', because })
    expect(start(one, { ...asked, voters: ids('1'), learners: [nodeId(name)] }).kind).toBe(
      'impossible',
    )
  })

  test('are each given once', () => {
    expect(stepped('1', how, '1 2 1')).toBe('n1 is named twice')
    expect(stepped('1', how, '1 | 2 2')).toBe('n2 is named twice')
    expect(stepped('1', how, '1 2 | 2')).toBe('n2 is named twice')
    expect(stepped('1', 'single', '1 2 2')).toBe('n2 is named twice')
  })

  test('are not endless', () => {
    const many = Array.from({ length: membersMax + 1 }, (_, nth) => nodeId(`n${nth}`))
    const all = start(one, { how, voters: many, learners: [] })
    expect(all).toMatchObject({ because: '65 members are more than 64' })
    expect(start(one, { how, voters: many.slice(1), learners: [] }).kind).toBe('next')
  })
})

const few = ids('1 2 3 4 5 6')
const voters = fc.uniqueArray(fc.constantFrom(...few), { minLength: 1, maxLength: 5 })
const wanted = fc.record({
  how: fc.constantFrom('joint', 'single'),
  voters,
  learners: fc.uniqueArray(fc.constantFrom(...few), { maxLength: 3 }),
})

/** Every set of servers that decides, by its bits. */
function deciding(of: Members): number[] {
  const sets = Array.from({ length: 1 << few.length }, (_, bits) => bits)
  const inSet = (bits: number): Set<NodeId> => new Set(few.filter((_, nth) => bits & (1 << nth)))
  return sets.filter((bits) => voteResult(of, inSet(bits), new Set()) === 'won')
}

/** Two sets that decide without each other, or null. */
function apart(one: Members, other: Members): number[] | null {
  const others = deciding(other)
  for (const bits of deciding(one)) {
    const free = others.find((set) => (set & bits) === 0)
    if (free !== undefined) return [bits, free]
  }
  return null
}

describe('whatever is asked', () => {
  test('no two configurations that follow each other can decide apart', () => {
    fc.assert(
      fc.property(voters, wanted, (old, asked) => {
        const before = membersOf(old)
        const step = start(before, asked)
        if (step.kind === 'impossible') return
        expect(apart(before, step.members)).toBe(null)
        expect(apart(step.members, step.members)).toBe(null)
        if (isJoint(step.members)) expect(apart(step.members, leaveJoint(step.members))).toBe(null)
      }),
      { numRuns: 300 },
    )
  })

  test('a change without its overlap does decide apart, so the look above is not blind', () => {
    expect(apart(membersOf(ids('1 2 3')), membersOf(ids('1 2 3 4 5')))).not.toBe(null)
    expect(apart(membersOf(ids('1 2')), membersOf(ids('3 4')))).not.toBe(null)
  })

  test('the members in the end are those asked for, and nobody is two things', () => {
    fc.assert(
      fc.property(voters, wanted, (old, asked) => {
        const step = start(membersOf(old), asked)
        if (step.kind === 'impossible') {
          const twice = asked.voters.some((id) => asked.learners.includes(id))
          expect(twice || asked.how === 'single').toBe(true)
          return
        }
        const { members: next } = step
        const votes = [...next.voters, ...next.outgoing]
        expect(next.learners.filter((id) => votes.includes(id))).toEqual([])
        expect(next.learnersNext.filter((id) => !next.outgoing.includes(id))).toEqual([])
        const end = isJoint(next) ? leaveJoint(next) : next
        expect(end.voters).toEqual(asked.voters)
        expect(new Set(end.learners)).toEqual(new Set(asked.learners))
        expect(end.outgoing.length + end.learnersNext.length).toBe(0)
      }),
      { numRuns: 300 },
    )
  })
})
