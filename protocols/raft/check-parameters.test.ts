// What a cluster may not be set up with: each mistake with the rule it breaks, and what is only poor as
// a warning.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { Mistake } from '../../sim/problem.ts'
import { ms } from '../../sim/units.ts'
import { problemsOfMembers, warningsOfMembers } from './check-members.ts'
import { problemsOfParameters, warningsOfParameters } from './check-parameters.ts'
import { type Parameters, parametersDefault } from './parameters.ts'
import { setUp, warningsAbout } from './setup.ts'

const names = (text: string): string[] => (text === '' ? [] : text.split(' '))

describe('members', () => {
  test.each`
    voters        | learners   | said
    ${'n1'}       | ${''}      | ${[]}
    ${'n1 n2 n3'} | ${'n4 n5'} | ${[]}
    ${''}         | ${''}      | ${['the cluster has no voter.']}
    ${''}         | ${'n1 n2'} | ${['the cluster has no voter, and 2 learners count for nothing.']}
    ${'n1 n2 n1'} | ${''}      | ${['"n1" is named twice among the voters.']}
    ${'n1 n1 n1'} | ${''}      | ${['"n1" is named twice among the voters.']}
    ${'n1 n2'}    | ${'n3 n3'} | ${['"n3" is named twice among the learners.']}
    ${'n1 n2'}    | ${'n2'}    | ${['"n2" is a voter and a learner.']}
    ${'n1 2'}     | ${''}      | ${['a member cannot be called "2".']}
  `('($voters | $learners): $said', ({ voters, learners, said }) => {
    const problems = problemsOfMembers({ voters: names(voters), learners: names(learners) })
    expect(problems.map(({ sentence }) => sentence)).toEqual(said)
  })

  test('are told with the rule that is broken, all at once', () => {
    const servers = ['n1', 'n2']
    expect(problemsOfMembers({ voters: ['n1', 'n1', 'n3'], servers })).toEqual([
      {
        code: 'WL1103',
        sentence: '"n1" is named twice among the voters.',
        lines: ['rule           a server has one vote in each term (Raft, section 5.2)'],
      },
      {
        code: 'WL1103',
        sentence: 'there is no server "n3".',
        lines: ['rule           a member is a server that there is: n1 n2'],
      },
    ])
    expect(problemsOfMembers({ voters: [] })[0]?.lines).toEqual([
      'rule           every decision needs a majority of the voters (Raft, section 5.2)',
      'instead        name at least one voter; three survive the loss of one',
    ])
  })

  test('are not endless, and no name of theirs harms a screen', () => {
    const many = Array.from({ length: 65 }, (_, nth) => `n${nth}`)
    expect(problemsOfMembers({ voters: many }).map(({ sentence }) => sentence)).toEqual([
      'the cluster has 65 members, and may have 64.',
    ])
    const [problem] = problemsOfMembers({ voters: [`n\u001b[2J${'x'.repeat(500)}`] })
    expect(problem?.sentence.length).toBeLessThan(100)
    expect(problem?.sentence).not.toContain('\u001b')
  })

  test.each`
    count | warned
    ${0}  | ${[]}
    ${1}  | ${['one voter survives no loss: nothing is decided while it is down']}
    ${2}  | ${['2 voters survive no loss, as one does: an even cluster gains nothing by its last one']}
    ${3}  | ${[]}
    ${4}  | ${['4 voters survive the loss of 1, as 3 do: an even cluster gains nothing by its last one']}
    ${5}  | ${[]}
    ${6}  | ${['6 voters survive the loss of 2, as 5 do: an even cluster gains nothing by its last one']}
  `('a cluster of $count is warned about where that helps', ({ count, warned }) => {
    const voters = Array.from({ length: count }, (_, nth) => `n${nth + 1}`)
    expect(warningsOfMembers({ voters })).toEqual(warned)
  })
})

describe('parameters', () => {
  const saidOf = (change: Partial<Parameters>): string[] =>
    problemsOfParameters({ ...parametersDefault, ...change }).map(({ sentence }) => sentence)

  test('as they are by default can work, and need no warning', () => {
    expect(saidOf({})).toEqual([])
    expect(warningsOfParameters(parametersDefault)).toEqual([])
  })

  test.each`
    change                                         | said
    ${{ heartbeat: ms(150) }}                      | ${['electionMin, the least election timeout (150ms), is not above heartbeat (150ms).']}
    ${{ heartbeat: ms(200) }}                      | ${['electionMin, the least election timeout (150ms), is not above heartbeat (200ms).']}
    ${{ electionMax: ms(100) }}                    | ${['electionMax (100ms) is below electionMin (150ms).']}
    ${{ electionMin: 0, electionMax: 0 }}          | ${['electionMin cannot be 0.', 'electionMax cannot be 0.']}
    ${{ heartbeat: -1 }}                           | ${['heartbeat cannot be -1.']}
    ${{ heartbeat: 0.5 }}                          | ${['heartbeat cannot be 0.5.']}
    ${{ window: 0 }}                               | ${['window cannot be 0.']}
    ${{ batch: 0, chunk: 0 }}                      | ${['batch cannot be 0.', 'chunk cannot be 0.']}
    ${{ batchBytes: 1_000_001 }}                   | ${['batchBytes cannot be 1000001.']}
    ${{ batch: 1_025, chunk: 2_000_000 }}          | ${['batch cannot be 1025.', 'chunk cannot be 2000000.']}
    ${{ sessionsMax: Number.NaN, waitingMax: -3 }} | ${['sessionsMax cannot be NaN.', 'waitingMax cannot be -3.']}
    ${{ compactAfter: 20 }}                        | ${['trail (20) is not below compactAfter (20).']}
    ${{ compactAfter: 0, trail: -1 }}              | ${['compactAfter cannot be 0.', 'trail cannot be -1.']}
    ${{ clockDrift: 1_000_000 }}                   | ${['clockDrift cannot be 1000000.']}
    ${{ reads: 'lease', checkQuorum: false }}      | ${["reads by 'lease' need checkQuorum."]}
    ${{ reads: 'lease' }}                          | ${[]}
    ${{ preVote: false, checkQuorum: false }}      | ${[]}
  `('$change: $said', ({ change, said }) => {
    expect(saidOf(change)).toEqual(said)
  })

  test('that cannot work are told with their rule, and what would work', () => {
    expect(problemsOfParameters({ ...parametersDefault, heartbeat: ms(200) })).toEqual([
      {
        code: 'WL1104',
        sentence:
          'electionMin, the least election timeout (150ms), is not above heartbeat (200ms).',
        lines: [
          'rule           who hears its leader does not stand for election, so heartbeats come before the timeout ends (Raft, section 5.2)',
          'instead        a least election timeout of 600ms or more: one lost heartbeat then deposes nobody',
        ],
      },
    ])
  })

  test('that are poor are warned about', () => {
    const warned = (change: Partial<Parameters>): string[] =>
      warningsOfParameters({ ...parametersDefault, ...change }).map(
        (said) => said.split(' ')[0] ?? '',
      )
    expect(warned({ electionMax: ms(150) })).toEqual(['electionMin'])
    expect(warned({ heartbeat: ms(75) })).toEqual(['electionMin'])
    expect(warned({ heartbeat: ms(74) })).toEqual([])
    expect(warned({ preVote: false, checkQuorum: false })).toEqual(['without', 'without'])
  })

  test('with which elections can work pass, whatever the times', () => {
    const time = fc.integer({ min: 1, max: 1_000_000 })
    fc.assert(
      fc.property(time, time, time, (electionMin, electionMax, heartbeat) => {
        const works = heartbeat < electionMin && electionMin <= electionMax
        expect(saidOf({ electionMin, electionMax, heartbeat }).length === 0).toBe(works)
      }),
    )
  })
})

describe('the door', () => {
  test('gives what can work, the defaults for what is not said', () => {
    const { members, parameters } = setUp({ voters: ['n1', 'n2'], learners: ['n3'] }, { window: 2 })
    expect(members).toEqual({
      ...{ voters: ['n1', 'n2'], outgoing: [] },
      ...{ learners: ['n3'], learnersNext: [] },
    })
    expect(parameters).toEqual({ ...parametersDefault, window: 2 })
    expect(warningsAbout({ voters: ['n1', 'n2'] }, { preVote: false }).length).toBe(2)
  })

  test('tells every mistake at once, and ends with exit 2', () => {
    const told = (): Mistake => {
      try {
        setUp({ voters: [] }, { heartbeat: ms(500) })
      } catch (error) {
        if (error instanceof Mistake) return error
      }
      throw new Error('it was let in')
    }
    expect(told().problems.map(({ code }) => code)).toEqual(['WL1103', 'WL1104'])
    expect(told().exitCode).toBe(2)
  })
})
