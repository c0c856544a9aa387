import { describe, expect, test } from 'vitest'

import { type Micros, ms, type NodeId, seconds } from '../../sim/units.ts'
import {
  type Ask,
  calm,
  type Cluster,
  deaf,
  healed,
  leaderAt,
  n,
  one,
  type Played,
  played,
  reconfigure,
  split,
  transfer,
  wanted,
} from './lab.suite.ts'

const three: Cluster = { servers: 4, members: 3 }
const leader = leaderAt(three, calm)
const [next = one(1), other = one(2)] = n(1, 2, 3).filter((id) => id !== leader)
const placeOf = (id: NodeId): number => Number(id.slice(1))
const leads = ({ state }: Played, id: NodeId): boolean => state(placeOf(id)).role.kind === 'leader'

const open = (ask: number, to: NodeId, time: Micros): Ask => ({
  ...{ to, at: time },
  message: { kind: 'open', ask },
})

describe('leadership is handed over', () => {
  test('to the server that is named, within a few messages', () => {
    const run = played(three, calm + ms(60), [transfer(1, leader, calm, next)])
    expect(run.answers).toEqual(['1 done'])
    expect(leads(run, next)).toBe(true)
    expect(run.state(placeOf(next)).term).toBe(2)
    expect(run.state(placeOf(leader)).handed).toBe(null)
  })

  test('to whoever is furthest, where none is named', () => {
    const asks = [open(1, leader, calm), transfer(2, leader, calm + ms(30), null)]
    const plan = [split(calm, [placeOf(next)], [placeOf(leader), placeOf(other)])]
    const run = played(three, calm + ms(120), asks, plan)
    expect(run.answers).toEqual(['1 opened', '2 done'])
    expect(leads(run, other)).toBe(true)
  })

  test('after the successor has caught up', () => {
    const asks = [
      ...Array.from({ length: 40 }, (_, nth) => open(nth + 1, leader, calm + nth * ms(5))),
      transfer(99, leader, calm + ms(300), next),
    ]
    const plan = [
      split(calm, [placeOf(next)], [placeOf(leader), placeOf(other)]),
      healed(calm + ms(290)),
    ]
    const run = played(three, calm + ms(450), asks, plan)
    expect(run.answers.filter((said) => said.endsWith('opened'))).toHaveLength(40)
    expect(run.answers).toContain('99 done')
    expect(leads(run, next)).toBe(true)
    expect(run.state(placeOf(next)).sessions.size).toBe(40)
  })

  test('though the word to stand gets lost: it is given again', () => {
    const plan = [deaf(calm, next, 'timeout now'), healed(calm + ms(60))]
    const run = played(three, calm + ms(150), [transfer(1, leader, calm, next)], plan)
    expect(run.answers).toEqual(['1 done'])
    expect(leads(run, next)).toBe(true)
  })

  test('without an election timeout in between, and though others hear the leader', () => {
    const patient = { ...three, parameters: { electionMin: seconds(5), electionMax: seconds(6) } }
    const first = leaderAt(patient, seconds(7))
    const to = n(1, 2, 3).find((id) => id !== first) ?? one(1)
    const run = played(patient, seconds(7) + ms(60), [transfer(1, first, seconds(7), to)])
    expect(run.answers).toEqual(['1 done'])
    expect(leads(run, to)).toBe(true)
  })
})

describe('while it is handed over', () => {
  const stuck = [split(calm, [placeOf(next)], [placeOf(leader), placeOf(other)])]

  test('nothing is taken up, until it is given up after an election timeout', () => {
    const asks = [
      transfer(1, leader, calm + ms(20), next),
      open(2, leader, calm + ms(60)),
      reconfigure(3, leader, calm + ms(80), wanted('joint', [1, 2, 3, 4])),
      transfer(4, leader, calm + ms(100), other),
      open(5, leader, calm + ms(250)),
      reconfigure(6, leader, calm + ms(300), wanted('joint', [1, 2, 3, 4])),
    ]
    const run = played(three, seconds(2), asks, stuck)
    const refused = ['2 handing over', '3 handing over', '4 handing over']
    expect(run.answers.slice(0, 3)).toEqual(refused)
    expect(run.answers.slice(3)).toEqual(['1 not taken over', '5 opened', '6 done'])
    expect(leads(run, leader)).toBe(true)
  })

  test('no query goes through the log', () => {
    const logged: Cluster = { ...three, parameters: { reads: 'log' } }
    const query = (ask: number, time: Micros): Ask => ({
      ...{ to: leader, at: time },
      message: { kind: 'query', ask, command: { kind: 'get', key: 'x' } },
    })
    const asks = [transfer(1, leader, calm + ms(20), next), query(2, calm + ms(60))]
    const run = played(logged, seconds(1), [...asks, query(3, calm + ms(250))], stuck)
    expect(run.answers).toEqual(['2 handing over', '1 not taken over', '3 answer'])
  })

  test('an overlap of members is not left; it is when that is given up', () => {
    const asks = [
      reconfigure(1, leader, calm + ms(20), wanted('joint', [1, 2, 3, 4])),
      transfer(2, leader, calm + ms(28), next),
    ]
    const during = played(three, calm + ms(140), asks, stuck)
    expect(during.state(placeOf(leader)).members.outgoing).not.toEqual([])
    expect(during.answers).toEqual([])
    const after = played(three, seconds(2), asks, stuck)
    expect(after.answers).toEqual(['2 not taken over', '1 done'])
  })

  test('the same wish heard twice is one', () => {
    const ask = transfer(1, leader, calm, next)
    expect(played(three, calm + ms(100), [ask, ask]).answers[0]).toBe('1 done')
  })
})

test.each`
  because                     | from      | to        | answer
  ${'it is no member'}        | ${leader} | ${one(4)} | ${'1 impossible'}
  ${'it leads already'}       | ${leader} | ${leader} | ${'1 impossible'}
  ${'nobody of that name is'} | ${leader} | ${one(9)} | ${'1 impossible'}
  ${'who is asked follows'}   | ${next}   | ${other}  | ${'1 not the leader'}
`('a handover is refused: $because', ({ from, to, answer }) => {
  const run = played(three, calm + ms(100), [transfer(1, from, calm, to)])
  expect(run.answers).toEqual([answer])
  expect(leads(run, leader)).toBe(true)
})

test('a handover to a learner is refused', () => {
  const asks = [
    reconfigure(1, leader, calm, wanted('single', [1, 2, 3], [4])),
    transfer(2, leader, seconds(1), one(4)),
  ]
  expect(played(three, seconds(2), asks).answers).toEqual(['1 done', '2 impossible'])
})

test('one voter alone has nobody to hand over to', () => {
  const alone: Cluster = { servers: 1, members: 1 }
  expect(played(alone, seconds(1), [transfer(1, one(1), calm, null)]).answers).toEqual([
    '1 impossible',
  ])
})

test('no lease holds once a server was told to stand, and none comes back in that term', () => {
  const lease: Cluster = { ...three, parameters: { reads: 'lease' } }
  const plan = [deaf(calm, next, 'timeout now')]
  const leaseOf = (cluster: Cluster, time: Micros): Micros => {
    const { state } = played(cluster, time, [transfer(1, leader, calm, next)], plan)
    const { role } = state(placeOf(leader))
    return role.kind === 'leader' ? role.leaseEnd : -1
  }
  expect(leaseOf(lease, calm)).toBeGreaterThan(calm)
  expect(leaseOf(lease, calm + ms(60))).toBe(0)
  expect(leaseOf(lease, calm + seconds(1)), 'though it was given up').toBe(0)
  const trusting = { ...lease, rules: { leasesAfterTelling: () => true } }
  expect(leaseOf(trusting, calm + ms(60))).toBeGreaterThan(calm)
})
