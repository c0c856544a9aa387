// Which changes of a server are seen, and by whom: what is not seen here is asked of no property.

import { describe, expect, test } from 'vitest'
import { nodeId } from '../../sim/units.ts'
import { change, Looks, type ServerSeen } from './looks.ts'
import type { Entry } from './messages.ts'
import { promises } from './promises.ts'
import { safety } from './invariants.ts'
import { rules } from './rules.ts'
import { sealed } from './seal.ts'
import type { Leader, RaftState, Role } from './state.ts'

const ids = [nodeId('n1'), nodeId('n2'), nodeId('n3')] as const
const [n1, n2] = ids
const noSum = { index: 0, term: 0, sum: 0, check: 0 }
const follower = (): Role => ({ kind: 'follower', leader: null, heardAt: null })
const leading = (): Leader => ({
  kind: 'leader',
  peers: new Map([[n2, { ...rules.freshProgress(0, 0), match: 0, next: 1 }]]),
  ...{ first: 1, stored: 1, round: 1, confirmed: 1, rounds: [], leaseEnd: 0, queries: [] },
  ...{ asked: new Map(), transfer: null, changing: null, settled: true, told: false },
})
const entry = (): Entry => sealed(0, 1, 1, { kind: 'no-op' })
const members = { voters: [...ids], outgoing: [], learners: [], learnersNext: [] }
function stateOf(role: Role = follower()): RaftState {
  return {
    ...{ term: 1, votedFor: null, role, base: noSum, log: [], snapshot: null, commit: 0 },
    ...{ applied: 0, members, membersLog: [{ index: 0, members }], machine: null },
    ...{ sessions: new Map(), incoming: null, handed: null },
  }
}

type Shown = { -readonly [field in keyof ServerSeen]: ServerSeen[field] }

/** Servers that have been looked at often enough to be known, and the eyes on them. */
function known(first: Role = follower()): { looks: Looks; seen: readonly [Shown, Shown] } {
  const looks = new Looks()
  const seen = [
    { id: n1, up: true, state: stateOf(first) },
    { id: n2, up: true, state: stateOf() },
  ] as const
  for (let at = 0; at < 3; at++) for (const one of seen) looks.look(seen, one)
  return { looks, seen }
}

describe('a life', () => {
  // Of a real server each look gives a State of its own.
  const life = {}
  const lives = (states: readonly RaftState[], of: object[]): (string | null)[] => {
    const { holds } = safety()['nothing goes back']
    return states.map((state, at) => holds([{ id: n1, up: true, state, life: of[at] ?? life }]))
  }
  const terms = [3, 3, 2].map((term) => ({ ...stateOf(), term }))

  test('is told by its own object, where each look gives another State', () => {
    expect(lives(terms, [life, life, life])).toEqual([
      null,
      null,
      'the term of n1 went back from 3 to 2',
    ])
  })

  test('that begins anew may know less', () => {
    expect(lives(terms, [life, life, {}])).toEqual([null, null, null])
  })
})

describe('a look', () => {
  test.each<[string, keyof typeof change, (state: RaftState) => void]>([
    ['a term', 'term', (state) => (state.term = 2)],
    ['a vote', 'vote', (state) => (state.votedFor = n2)],
    ['a role', 'role', (state) => (state.role = follower())],
    ['a commit', 'commit', (state) => (state.commit = 1)],
    ['what is carried out', 'applied', (state) => (state.applied = 1)],
    ['an entry', 'log', (state) => state.log.push(entry())],
    ['a base', 'log', (state) => (state.base = { ...noSum })],
  ])('finds %s that is new, once', (_what, kind, make) => {
    const { looks, seen } = known()
    const [one] = seen
    expect(looks.look(seen, one)).toBe(false)
    make(one.state)
    expect(looks.look(seen, one)).toBe(true)
    expect(looks.changed.map(({ id, what }) => [id, what])).toEqual([[n1, change[kind]]])
    expect(looks.look(seen, one)).toBe(false)
  })

  test('finds another entry in the place of the last', () => {
    const { looks, seen } = known()
    const [one] = seen
    one.state.log.push(entry())
    looks.look(seen, one)
    one.state.log[0] = entry()
    expect(looks.look(seen, one)).toBe(true)
    expect(looks.changed[0]?.what).toBe(change.log)
  })

  test('finds what a leader knows of a peer, and that what it would send is not behind it', () => {
    const role = leading()
    const { looks, seen } = known(role)
    const [one] = seen
    const peer = role.peers.get(n2)
    if (peer === undefined) throw new Error('a peer')
    peer.next = 2
    expect(looks.look(seen, one)).toBe(false)
    peer.match = 1
    expect(looks.look(seen, one)).toBe(true)
    expect(looks.changed[0]?.what).toBe(change.match)
    peer.next = 1
    expect(looks.look(seen, one)).toBe(true)
  })

  test('tells a leader once that another has changed', () => {
    const { looks, seen } = known(leading())
    const [one, other] = seen
    other.state.commit = 1
    expect(looks.look(seen, other)).toBe(true)
    expect(looks.look(seen, one)).toBe(true)
    expect(looks.changed.map(({ id, what }) => [id, what])).toEqual([[n1, change.around]])
    expect(looks.look(seen, one)).toBe(false)
    expect(looks.look(seen, other)).toBe(false)
  })

  test('passes by a node that is no server, and looks at all where nobody says who stepped', () => {
    const { looks, seen } = known(leading())
    seen[1].state.commit = 1
    expect(looks.look(seen, { id: nodeId('c1') })).toBe(false)
    expect(looks.look(seen)).toBe(true)
    expect(looks.changed.map(({ id, what }) => [id, what])).toEqual([
      [n1, change.around],
      [n2, change.commit],
    ])
  })

  test('tells what was before, within a life', () => {
    const { looks, seen } = known()
    const [one] = seen
    one.state.term = 2
    looks.look(seen, one)
    expect(looks.changed[0]?.before?.term).toBe(1)
    one.state = { ...stateOf(), term: 7 }
    expect(looks.look(seen, one)).toBe(true)
    expect(looks.changed[0]?.before).toBeNull()
    // What holds of one State is asked at the second look, although nothing has changed since.
    expect(looks.look(seen, one)).toBe(true)
    expect(looks.changed[0]?.before?.term).toBe(7)
    expect(looks.look(seen, one)).toBe(false)
  })
})

describe('promises of one scenario', () => {
  const world = (): { n: readonly [Shown, Shown]; stepped: Shown } => {
    const n = [
      { id: n1, up: true, state: stateOf() },
      { id: n2, up: true, state: stateOf() },
    ] as const
    return { n, stepped: n[0] }
  }

  test('share one look, after which each is asked once', () => {
    const all = promises('n')
    const { 'nothing goes back': back, 'effects are once': once } = all
    if (back === undefined || once === undefined) throw new Error('promises')
    expect(new Set(Object.values(all).map(({ when }) => when)).size).toBe(1)
    const w = world()
    for (let at = 0; at < 2; at++) {
      expect(back.when(w)).toBe(true)
      expect([back.holds(w), once.holds(w)]).toEqual([null, null])
    }
    expect(back.when(w)).toBe(false)
    w.n[0].state.applied = 1
    expect(back.when(w)).toBe(true)
    expect(once.holds(w)).toBeNull()
    expect(back.holds(w)).toBe('n1 carried out entry 1, committed is 0')
    expect(back.when(w)).toBe(false)
  })

  test('hold by themselves too, where nobody asks when', () => {
    const back = promises('n')['nothing goes back']
    const w = world()
    w.n[0].state.term = 3
    expect(back?.holds(w)).toBeNull()
    w.n[0].state.term = 2
    expect(back?.holds(w)).toBe('the term of n1 went back from 3 to 2')
  })
})
