// What servers know of the members after truncation, restart and removal, and what they do with it.

import { describe, expect, test } from 'vitest'

import { ms, type NodeId, seconds } from '../../sim/units.ts'
import {
  calm,
  type Cluster,
  committedApart,
  crashed,
  deaf,
  healed,
  leaderAt,
  n,
  one,
  played,
  reconfigure,
  restarted,
  split,
  tellMembers,
  transfer,
  wanted,
} from './lab.suite.ts'

const three: Cluster = { servers: 6, members: 3 }
const placeOf = (id: NodeId): number => Number(id.slice(1))
/** All servers but these, in order. */
const without = (count: number, ...gone: number[]): number[] =>
  Array.from({ length: count }, (_, nth) => nth + 1).filter((place) => !gone.includes(place))

describe('members whose entry was overwritten never were', () => {
  const cut = (cluster: Cluster) => {
    const old = leaderAt(cluster, calm)
    const others = without(6, placeOf(old))
    const asks = [reconfigure(1, old, calm + ms(20), wanted('joint', [4, 5, 6]))]
    return {
      ...played(cluster, seconds(3), asks, [
        split(calm, [placeOf(old)], others),
        healed(seconds(2)),
      ]),
      old,
    }
  }

  test('on the server that took them back', () => {
    const { state, old, answers } = cut(three)
    expect(answers).toEqual([])
    expect(tellMembers(state(placeOf(old)))).toBe('1 2 3')
    expect(state(placeOf(old)).membersLog).toHaveLength(1)
  })

  test('else it decides by members that there are not', () => {
    const { state, old } = cut({ ...three, rules: { withdrawsMembers: () => false } })
    expect(tellMembers(state(placeOf(old)))).toBe('4 5 6 & 1 2 3')
  })
})

describe('a server that starts again knows the members', () => {
  const after = (parameters: NonNullable<Cluster['parameters']>, wipe: 'memory' | 'disk') => {
    const cluster = { ...three, parameters }
    const leader = leaderAt(cluster, calm)
    const asks = [reconfigure(1, leader, calm, wanted('joint', [1, 2, 3, 4], [5]))]
    const at = seconds(1)
    const down = n(1, 2, 3, 4).flatMap((id) => [crashed(at, id, wipe), restarted(at + ms(5), id)])
    return played(cluster, at + ms(8), asks, down)
  }

  test('from its log', () => {
    const { state } = after({}, 'memory')
    for (const place of [1, 2, 3, 4]) expect(tellMembers(state(place))).toBe('1 2 3 4 | 5')
    expect(state(1).membersLog).toHaveLength(3)
  })

  test('from its snapshot', () => {
    const { state } = after({ compactAfter: 1, trail: 0 }, 'memory')
    for (const place of [1, 2, 3, 4]) expect(tellMembers(state(place))).toBe('1 2 3 4 | 5')
    expect(state(1).log).toEqual([])
  })
})

describe('a leader that is removed', () => {
  test('leads until that is committed, steps down, and another leads at once', () => {
    const leader = leaderAt(three, calm)
    const stay = without(3, placeOf(leader))
    const asks = [reconfigure(1, leader, calm, wanted('single', stay))]
    const { answers, state, trace } = played(three, calm + ms(120), asks)
    expect(answers).toEqual(['1 done'])
    expect(state(placeOf(leader)).role.kind).toBe('follower')
    expect(stay.filter((place) => state(place).role.kind === 'leader')).toHaveLength(1)
    const told = trace.filter((event) => event.kind === 'send' && event.body.kind === 'timeout now')
    expect(told).toHaveLength(1)
  })

  test('does not count itself', () => {
    const two: Cluster = { servers: 2, members: 2 }
    const leader = leaderAt(two, calm)
    const other = placeOf(leader) === 1 ? 2 : 1
    const plan = [split(calm, [1], [2])]
    const asks = [reconfigure(1, leader, calm + ms(20), wanted('single', [other]))]
    const { answers, state } = played(two, seconds(2), asks, plan)
    expect(answers).toEqual([])
    expect(state(placeOf(leader)).commit).toBe(1)
  })

  test('stands again while its removal is not committed: its log is the longest (figure 4.6)', () => {
    const two: Cluster = { servers: 2, members: 2 }
    const leader = leaderAt(two, calm)
    const other = placeOf(leader) === 1 ? 2 : 1
    const plan = [split(calm, [1], [2]), healed(seconds(2))]
    const asks = [reconfigure(1, leader, calm + ms(20), wanted('single', [other]))]
    const { state } = played(two, seconds(4), asks, plan)
    expect(tellMembers(state(other))).toBe(String(other))
    expect(state(other).role.kind).toBe('leader')
    const stuck: Cluster = {
      ...two,
      rules: { mayStand: (latest, _, id) => latest.voters.includes(id) },
    }
    const { state: never } = played(stuck, seconds(4), asks, plan)
    expect(n(1, 2).filter((id) => never(placeOf(id)).role.kind === 'leader')).toEqual([])
  })

  test('… though it has started again, and does not know how far its log is committed', () => {
    const alone: Cluster = { servers: 2, members: 1 }
    const asks = [
      reconfigure(1, one(1), calm, wanted('single', [1, 2])),
      transfer(2, one(1), calm + ms(100), one(2)),
      reconfigure(3, one(2), calm + ms(220), wanted('single', [1])),
    ]
    const apart = calm + ms(200)
    const again = [crashed(seconds(2), one(2), 'memory'), restarted(seconds(2) + ms(5), one(2))]
    const plan = [split(apart, [1], [2]), ...again, healed(seconds(3))]
    const before = played(alone, apart, asks)
    expect(before.state(2).role.kind).toBe('leader')
    const { state } = played(alone, seconds(3), asks, plan)
    expect([tellMembers(state(2)), state(2).commit]).toEqual(['1', 0])
    const { state: after } = played(alone, seconds(5), asks, plan)
    expect([after(1).role.kind, after(1).commit]).toEqual(['leader', after(2).log.length + 1])
    expect(tellMembers(after(1))).toBe('1')
  })
})

describe('a server that was removed', () => {
  const gone = (parameters: NonNullable<Cluster['parameters']>) => {
    const cluster = { ...three, parameters }
    const leader = leaderAt(cluster, calm)
    const removed = [1, 2, 3].find((place) => one(place) !== leader) ?? 1
    const asks = [reconfigure(1, leader, calm, wanted('single', without(3, removed)))]
    const plan = [split(calm, [removed], without(6, removed)), healed(seconds(2))]
    const { state, answers } = played(cluster, seconds(4), asks, plan)
    expect(answers).toEqual(['1 done'])
    return { leader: state(placeOf(leader)), removed: state(removed) }
  }

  test('and was never told disturbs nobody', () => {
    const { leader, removed } = gone({})
    expect(leader.role.kind).toBe('leader')
    expect(leader.term).toBe(removed.term)
    expect(tellMembers(removed)).toBe('1 2 3')
  })

  test('would disturb without the question whether it would be elected, and without an ear for the leader', () => {
    expect(gone({ preVote: false, checkQuorum: false }).leader.term).toBeGreaterThan(2)
  })

  test('and was told knows it', () => {
    const leader = leaderAt(three, calm)
    const removed = [1, 2, 3].find((place) => one(place) !== leader) ?? 1
    const asks = [reconfigure(1, leader, calm, wanted('joint', without(3, removed)))]
    const { state } = played(three, seconds(2), asks)
    expect(tellMembers(state(removed))).toBe(without(3, removed).join(' '))
    expect(state(removed).commit).toBe(3)
    expect(state(removed).role.kind).toBe('follower')
  })
})

test('a server in no configuration never stands', () => {
  const cluster: Cluster = { servers: 3, members: 2 }
  const { state } = played(cluster, seconds(3), [], [split(0, [1], [2], [3])])
  expect(state(3).term).toBe(0)
  expect(state(3).role.kind).toBe('follower')
})

test('a learner that is asked for its vote gives it: it may not know yet that it is a voter', () => {
  const cluster: Cluster = { servers: 3, members: 2 }
  const elected = (rules: NonNullable<Cluster['rules']>): boolean => {
    const all = { ...cluster, rules }
    const leader = leaderAt(all, calm)
    const other = placeOf(leader) === 1 ? 2 : 1
    const asks = [
      reconfigure(1, leader, calm, wanted('single', [1, 2], [3])),
      reconfigure(2, leader, seconds(1), wanted('single', [1, 2, 3])),
    ]
    const plan = [deaf(seconds(1), one(3), 'append'), crashed(seconds(1.2), leader, 'memory')]
    const { answers, state } = played(all, seconds(3), asks, plan)
    expect(answers).toEqual(['1 done', '2 done'])
    expect(tellMembers(state(3))).toBe('1 2 | 3')
    return state(other).role.kind === 'leader'
  }
  expect(elected({})).toBe(true)
  expect(elected({ votes: ({ voters }, id) => voters.includes(id) })).toBe(false)
})

describe('two changes of one server each, the second by a leader that has committed nothing (C11)', () => {
  const four: Cluster = { servers: 5, members: 4 }
  const story = (rules: NonNullable<Cluster['rules']>) => {
    const cluster = { ...four, rules }
    const first = placeOf(leaderAt(cluster, calm))
    const rest = without(4, first)
    // Who votes for the second leader and hears nothing of it afterwards.
    const vote = rest[2] ?? 4
    const apart = [split(calm, [first, 5], rest), deaf(calm, one(vote), 'append')]
    const add = reconfigure(1, one(first), calm + ms(20), wanted('single', [1, 2, 3, 4, 5]))
    const second = placeOf(leaderAt(cluster, seconds(3), [add], apart))
    const remove = reconfigure(2, one(second), seconds(3), wanted('single', rest))
    const plan = [
      ...apart,
      healed(seconds(4)),
      split(seconds(4), [first, vote, 5], without(4, first, vote)),
    ]
    return { ...played(cluster, seconds(8), [add, remove], plan), second, vote, first }
  }

  test('lose what was committed', () => {
    const { answers, state, second, vote } = story({ hasCommitted: () => true })
    expect(second).not.toBe(vote)
    expect(answers).toEqual(['2 done'])
    expect(committedApart([1, 2, 3, 4, 5].map(state))).toMatch(/^entry \d+$/u)
  })

  test('are refused', () => {
    const { answers, state } = story({})
    expect(answers).toEqual(['2 not now'])
    expect(committedApart([1, 2, 3, 4, 5].map(state))).toBe(null)
  })
})
