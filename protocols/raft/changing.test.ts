import { describe, expect, test } from 'vitest'

import { ms, seconds } from '../../sim/units.ts'
import {
  calm,
  type Cluster,
  leaderAt,
  n,
  one,
  played,
  reconfigure,
  tellMembers,
  wanted,
} from './lab.suite.ts'

const three: Cluster = { servers: 6, members: 3 }

/** Asks whoever leads at `calm`, and plays a second more. */
function asked(cluster: Cluster, ...changes: ReturnType<typeof wanted>[]) {
  const leader = leaderAt(cluster, calm)
  const asks = changes.map((change, nth) =>
    reconfigure(nth + 1, leader, calm + nth * ms(300), change),
  )
  return { leader, ...played(cluster, calm + seconds(1) + asks.length * ms(300), asks) }
}

describe('a change that is asked for', () => {
  test('jointly is made through an overlap, and answered when it is over', () => {
    const { answers, state, trace } = asked(three, wanted('joint', [1, 2, 3, 4, 5]))
    expect(answers).toEqual(['1 done'])
    for (const place of [1, 2, 3, 4, 5]) expect(tellMembers(state(place))).toBe('1 2 3 4 5')
    expect(tellMembers(state(6)), 'who is no member knows nothing').toBe('1 2 3')
    const goals = trace.flatMap((event) => (event.kind === 'sometimes' ? [event.goal] : []))
    expect(goals).toContain('an overlap of members was left')
    expect(state(4).commit).toBe(state(1).commit)
  })

  test('of one server is made in one step', () => {
    const { answers, state, trace } = asked(three, wanted('single', [1, 2, 3, 4]))
    expect(answers).toEqual(['1 done'])
    for (const place of [1, 2, 3, 4]) expect(tellMembers(state(place))).toBe('1 2 3 4')
    const goals = trace.flatMap((event) => (event.kind === 'sometimes' ? [event.goal] : []))
    expect(goals).not.toContain('an overlap of members was left')
  })

  test('adds learners, which get the log and are no voters, and promotes them', () => {
    const { answers, state } = asked(
      three,
      wanted('single', [1, 2, 3], [4]),
      wanted('single', [1, 2, 3, 4]),
    )
    expect(answers).toEqual(['1 done', '2 done'])
    expect(tellMembers(state(4))).toBe('1 2 3 4')
    const first = asked(three, wanted('single', [1, 2, 3], [4]))
    expect(tellMembers(first.state(4))).toBe('1 2 3 | 4')
    expect(first.state(4).commit).toBe(first.state(1).commit)
  })

  test('demotes a voter only when the overlap is over', () => {
    const { state } = asked(three, wanted('joint', [1, 2, 4], [3]))
    expect(tellMembers(state(3))).toBe('1 2 4 | 3')
  })

  test('moves all members to other servers', () => {
    const { answers, state, leader } = asked(three, wanted('joint', [4, 5, 6]))
    expect(answers).toEqual(['1 done'])
    const leaders = [1, 2, 3, 4, 5, 6].filter((place) => state(place).role.kind === 'leader')
    expect(leaders.map(one)).not.toContain(leader)
    expect(leaders).toHaveLength(1)
    expect(leaders[0]).toBeGreaterThan(3)
    for (const place of [4, 5, 6]) expect(tellMembers(state(place))).toBe('4 5 6')
  })

  test('twice under one number is made once', () => {
    const leader = leaderAt(three, calm)
    const ask = reconfigure(1, leader, calm, wanted('joint', [1, 2, 3, 4]))
    const { answers, state } = played(three, seconds(2), [ask, ask])
    expect(answers).toEqual(['1 done'])
    expect(state(1).commit).toBe(3)
  })
})

describe('a request that comes late', () => {
  const late = (rules: NonNullable<Cluster['rules']>, ...after: number[][]) => {
    const cluster = { ...three, rules }
    const leader = leaderAt(cluster, calm)
    const again = wanted('joint', [1, 2, 3, 4])
    const changes = after.map((voters, nth) =>
      reconfigure(nth + 2, leader, calm + ms(300) * (nth + 1), wanted('joint', voters)),
    )
    const copy = reconfigure(1, leader, calm + seconds(1), again, 0)
    const first = reconfigure(1, leader, calm, again, 0)
    return played(cluster, calm + seconds(2), [first, ...changes, copy])
  }

  test('brings no earlier members back', () => {
    const { answers, state } = late({}, [1, 2, 3, 5])
    expect(answers).toEqual(['1 done', '2 done', '1 outdated'])
    expect(tellMembers(state(1))).toBe('1 2 3 5')
  })

  test('else it would', () => {
    const { answers, state } = late({ isUpon: () => true }, [1, 2, 3, 5])
    expect(answers).toEqual(['1 done', '2 done', '1 done'])
    expect(tellMembers(state(1))).toBe('1 2 3 4')
  })

  test('is done when it asks for what there is: its answer may have been missed', () => {
    const { answers, state } = late({})
    expect(answers).toEqual(['1 done', '1 done'])
    expect(state(1).commit, 'no entry more').toBe(3)
  })
})

describe('a change is refused', () => {
  test('by who does not lead', () => {
    const leader = leaderAt(three, calm)
    const other = n(1, 2, 3).find((id) => id !== leader) ?? one(1)
    const { answers } = played(three, seconds(1), [
      reconfigure(1, other, calm, wanted('joint', [1, 2])),
    ])
    expect(answers).toEqual(['1 not the leader'])
  })

  test('while another is under way', () => {
    const leader = leaderAt(three, calm)
    const { answers, state } = played(three, seconds(2), [
      reconfigure(1, leader, calm, wanted('joint', [1, 2, 3, 4])),
      reconfigure(2, leader, calm + ms(12), wanted('joint', [1, 2, 3, 5])),
      reconfigure(3, leader, seconds(1), wanted('joint', [1, 2, 3, 5])),
    ])
    expect(answers).toEqual(['2 not now', '1 done', '3 done'])
    expect(tellMembers(state(1))).toBe('1 2 3 5')
  })

  test('where it leads nowhere', () => {
    const leader = leaderAt(three, calm)
    const impossible = [
      wanted('joint', []),
      wanted('joint', [1, 2, 2]),
      wanted('single', [1, 2, 3, 4, 5]),
    ]
    const asks = impossible.map((change, nth) => reconfigure(nth + 1, leader, calm, change))
    const { answers, state } = played(three, seconds(1), asks)
    expect(answers.toSorted()).toEqual(['1 impossible', '2 impossible', '3 impossible'])
    expect(state(1).commit).toBe(1)
  })
})
