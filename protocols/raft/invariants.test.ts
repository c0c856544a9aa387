// Each promise with states that keep it and states that break it.

import { describe, expect, test } from 'vitest'
import { nodeId } from '../../sim/units.ts'
import { safety, type SafetyName, type ServerSeen } from './invariants.ts'
import type { Entry } from './messages.ts'
import { promises, type Watched } from './promises.ts'
import { rules } from './rules.ts'
import { sealed } from './seal.ts'
import type { Leader, RaftState, Role, Session } from './state.ts'

const [n1, n2, n3] = [nodeId('n1'), nodeId('n2'), nodeId('n3')]
const noSum = { index: 0, term: 0, sum: 0, check: 0 }

/** A log with an entry of each of these terms. */
function logOf(...terms: number[]): Entry[] {
  const log: Entry[] = []
  for (const term of terms) {
    log.push(sealed(log.at(-1)?.sum ?? 0, log.length + 1, term, { kind: 'no-op' }))
  }
  return log
}

const follower: Role = { kind: 'follower', leader: null, heardAt: null }
const leading = (...match: number[]): Leader => ({
  kind: 'leader',
  peers: new Map(
    [n2, n3].map((peer, at) => [
      peer,
      { ...rules.freshProgress(0, 0), match: match[at] ?? 0, next: (match[at] ?? 0) + 1 },
    ]),
  ),
  ...{ first: 1, stored: 1, round: 1, confirmed: 1, rounds: [], leaseEnd: 0, queries: [] },
  ...{ asked: new Map(), transfer: null, changing: null, settled: true, told: false },
})

const members = { voters: [n1, n2, n3], outgoing: [], learners: [], learnersNext: [] }
function stateOf(more: Partial<RaftState>): RaftState {
  return {
    ...{ term: 1, votedFor: null, role: follower, base: noSum, log: [], snapshot: null },
    ...{ commit: 0, applied: 0, members, membersLog: [{ index: 0, members }] },
    ...{ machine: null, sessions: new Map(), incoming: null, handed: null },
    ...more,
  }
}
const servers = (...states: Partial<RaftState>[]): ServerSeen[] =>
  states.map((state, at) => ({ id: nodeId(`n${at + 1}`), up: true, state: stateOf(state) }))

/** What a property says of these servers, and, when one of them has changed, of these. */
function says(name: SafetyName, seen: ServerSeen[], then: Partial<RaftState> = {}): string | null {
  const { holds } = safety()[name]
  const first = holds(seen)
  const [one] = seen
  if (first !== null || one === undefined) return first
  Object.assign(one.state, then)
  return holds(seen, one)
}

describe('two servers', () => {
  test.each`
    property                  | because                                       | one                                                           | other                                       | why
    ${'election safety'}      | ${'leaders of two terms may live at once'}    | ${{ role: leading(), term: 1 }}                               | ${{ role: leading(), term: 2 }}             | ${null}
    ${'election safety'}      | ${'a term has one leader'}                    | ${{ role: leading(), term: 2 }}                               | ${{ role: leading(), term: 2 }}             | ${'n1 and n2 both lead term 2'}
    ${'log matching'}         | ${'logs of other terms may differ'}           | ${{ log: logOf(1, 2) }}                                       | ${{ log: logOf(1, 3) }}                     | ${null}
    ${'log matching'}         | ${'one log may be the longer'}                | ${{ log: logOf(1, 2) }}                                       | ${{ log: logOf(1, 2, 3) }}                  | ${null}
    ${'log matching'}         | ${'what follows on other entries is another'} | ${{ log: logOf(1, 3) }}                                       | ${{ log: logOf(2, 3) }}                     | ${'n1 and n2 have different entries 2 of term 3'}
    ${'log matching'}         | ${'it is seen behind a longer end'}           | ${{ log: logOf(1, 3, 5) }}                                    | ${{ log: logOf(2, 3, 4) }}                  | ${'n1 and n2 have different entries 2 of term 3'}
    ${'state machine safety'} | ${'what is not committed may differ'}         | ${{ log: logOf(1, 2), commit: 1 }}                            | ${{ log: logOf(1, 3), commit: 2 }}          | ${null}
    ${'state machine safety'} | ${'what is committed is the same'}            | ${{ log: logOf(1, 2), commit: 2 }}                            | ${{ log: logOf(1, 3), commit: 2 }}          | ${'n1 and n2 committed different entries 2, of term 2 and of term 3'}
    ${'leader completeness'}  | ${'a deposed leader may lack it'}             | ${{ role: leading(), term: 2, log: logOf(1) }}                | ${{ term: 3, log: logOf(1, 3), commit: 2 }} | ${null}
    ${'leader completeness'}  | ${'a leader has what was committed'}          | ${{ role: leading(), term: 3, log: logOf(1) }}                | ${{ term: 2, log: logOf(1, 2), commit: 2 }} | ${'n1 leads term 3 without entry 2, which n2 knows to be committed'}
    ${'leader completeness'}  | ${'and not another in its place'}             | ${{ role: leading(), term: 3, log: logOf(1, 3) }}             | ${{ term: 2, log: logOf(1, 2), commit: 2 }} | ${'n1 leads term 3 without entry 2, which n2 knows to be committed'}
    ${'leader completeness'}  | ${'what is compacted is there'}               | ${{ role: leading(), term: 3, base: { ...noSum, index: 5 } }} | ${{ term: 2, log: logOf(1, 2), commit: 2 }} | ${null}
  `('$property: $because', ({ property, one, other, why }) =>
    expect(says(property, servers(one, other))).toBe(why),
  )
})

describe('a server, step by step', () => {
  const from = (...later: number[]): RaftState['membersLog'] =>
    [0, ...later].map((index) => ({ index, members }))
  const reign = leading(2, 2)
  const led = { role: reign, term: 2, log: logOf(1, 2) }
  const other = { term: 2, log: logOf(1, 2), commit: 1 }
  test.each`
    property                 | because                                   | before                                               | then                                                                             | why
    ${'nothing goes back'}   | ${'terms and commits rise'}               | ${{ term: 1, commit: 1 }}                            | ${{ term: 2, commit: 2 }}                                                        | ${null}
    ${'nothing goes back'}   | ${'terms do not fall'}                    | ${{ term: 2 }}                                       | ${{ term: 1 }}                                                                   | ${'the term of n1 went back from 2 to 1'}
    ${'nothing goes back'}   | ${'commits do not fall'}                  | ${{ commit: 2 }}                                     | ${{ commit: 1 }}                                                                 | ${'the commit of n1 went back from 2 to 1'}
    ${'nothing goes back'}   | ${'nothing is carried out backwards'}     | ${{ commit: 2, applied: 2 }}                         | ${{ applied: 1 }}                                                                | ${'what n1 has carried out went back from 2 to 1'}
    ${'nothing goes back'}   | ${'what is carried out is committed'}     | ${{ commit: 1 }}                                     | ${{ applied: 2 }}                                                                | ${'n1 carried out entry 2, committed is 1'}
    ${'nothing goes back'}   | ${'a vote may be given in the next term'} | ${{ term: 1, votedFor: n2 }}                         | ${{ term: 2, votedFor: n3 }}                                                     | ${null}
    ${'nothing goes back'}   | ${'a vote stays given'}                   | ${{ term: 1, votedFor: n2 }}                         | ${{ votedFor: n3 }}                                                              | ${'n1 voted for n2 and n3 in term 1'}
    ${'leader append-only'}  | ${'it appends'}                           | ${led}                                               | ${{ log: logOf(1, 2, 2) }}                                                       | ${null}
    ${'leader append-only'}  | ${'it deletes nothing'}                   | ${led}                                               | ${{ log: logOf(1) }}                                                             | ${'n1 leads and deleted its entry 2'}
    ${'leader append-only'}  | ${'it overwrites nothing'}                | ${led}                                               | ${{ log: logOf(2, 2) }}                                                          | ${'n1 leads and overwrote its entry 2'}
    ${'leader append-only'}  | ${'not even members that it had'}         | ${{ ...led, membersLog: from(2) }}                   | ${{ log: logOf(1), membersLog: from() }}                                         | ${'n1 leads and deleted its entry 2'}
    ${'leader append-only'}  | ${'who follows may delete'}               | ${led}                                               | ${{ role: follower, log: logOf(1) }}                                             | ${null}
    ${'commits are its own'} | ${'a majority has the entry'}             | ${led}                                               | ${{ commit: 2 }}                                                                 | ${null}
    ${'commits are its own'} | ${'an older term is not counted'}         | ${{ ...led, log: logOf(1, 1) }}                      | ${{ commit: 2 }}                                                                 | ${'n1 leads term 2 and committed entry 2 of term 1 by counting'}
    ${'commits are its own'} | ${'nor with others after it'}             | ${{ ...led, log: logOf(1, 2, 2) }}                   | ${{ commit: 3, members: { ...members }, membersLog: from(4) }}                   | ${'n1 committed entry 3, which only n1 of n1, n2, n3 has'}
    ${'commits are its own'} | ${'it counts by those before'}            | ${{ ...led, members: { ...members, voters: [n1] } }} | ${{ commit: 2, members: { ...members, voters: [n2, n3] }, membersLog: from(3) }} | ${null}
    ${'commits are its own'} | ${'one of three is no majority'}          | ${{ ...led, log: logOf(1, 2, 2) }}                   | ${{ commit: 3 }}                                                                 | ${'n1 committed entry 3, which only n1 of n1, n2, n3 has'}
  `('$property: $because', ({ property, before, then, why }) =>
    expect(says(property, servers(before, other, {}), then)).toBe(why),
  )

  test('what a leader knows of a follower does not shrink, and what it sends is behind it', () => {
    const follows = { match: 3, next: 4 }
    const known = (more: object): string | null => {
      const role = leading(3, 3)
      const seen = servers({ role })
      const { holds } = safety()['match only grows']
      expect(holds(seen)).toBeNull()
      role.peers.set(n2, { ...rules.freshProgress(0, 0), ...follows, ...more })
      return holds(seen)
    }
    expect(known({ match: 4, next: 5 })).toBeNull()
    expect(known({ match: 2 })).toBe('n1 knew that n2 has entry 3, and now only 2')
    expect(known({ next: 3 })).toBe('n1 would send n2 entry 3, and knows that it has 3')
  })

  test('what a follower has acknowledged it has', () => {
    const known = (more: Partial<RaftState>): string | null =>
      says('acknowledged is held', servers({ ...led, role: leading(2) }, { ...other, ...more }), {})
    expect(known({})).toBeNull()
    expect(known({ log: [], base: { ...noSum, index: 5 } })).toBeNull()
    expect(known({ log: logOf(1), term: 3 })).toBeNull()
    const why = 'n1 leads term 2 and knows that n2 has entry 2, which it has not'
    expect(known({ log: logOf(1) })).toBe(why)
    expect(known({ log: logOf(2, 2) })).toBe(why)
  })

  test('a damaged server may have had what a leader counts it for', () => {
    const committed = (second: Partial<RaftState>): string | null =>
      says('commits are its own', servers(led, second, {}), { commit: 2 })
    expect(committed({ log: logOf(1) })).toBe(
      'n1 committed entry 2, which only n1 of n1, n2, n3 has',
    )
    expect(committed({ log: logOf(1), role: { kind: 'damaged', what: 'entry 2' } })).toBeNull()
  })

  test('each entry follows upon the one before it', () => {
    const [, second] = logOf(1, 2)
    const [first] = logOf(3)
    const why = 'entry 2 of n1 does not follow upon what is before it in its log'
    expect(says('log matching', servers({ log: [] }), { log: logOf(1, 2) })).toBeNull()
    expect(says('log matching', servers({ log: [] }), { log: [first, second] as Entry[] })).toBe(
      why,
    )
    const elsewhere = { base: { ...noSum, index: 1, sum: 7 }, log: [second] as Entry[] }
    expect(says('log matching', servers({ log: logOf(1, 2) }), elsewhere)).toBe(why)
  })

  test('a command of a session has its effect once', () => {
    const session = (effects: number): Map<number, Session> =>
      new Map([[7, { usedAt: 1, floor: 0, effects, settled: 1, answers: new Map([[1, 'a']]) }]])
    const once = { applied: 2, commit: 2, sessions: session(2) }
    const twice = { applied: 2, commit: 2, sessions: session(3) }
    expect(says('effects are once', servers({ commit: 2 }), once)).toBeNull()
    expect(says('effects are once', servers({ commit: 2 }), twice)).toBe(
      'n1 carried out 1 command of session 7 a second time',
    )
  })
})

test('a term is led once, by one server in one life', () => {
  const { holds } = safety()['election safety']
  const led = servers({ role: leading(), term: 2 }, {})
  const [first, second] = led
  const [again] = servers({ role: leading(), term: 2 })
  if (first === undefined || second === undefined || again === undefined) throw new Error('servers')
  expect(holds(led)).toBeNull()
  first.state.role = follower
  second.state.role = leading()
  second.state.term = 2
  expect(holds(led)).toBe('n1 has led term 2, and now n2 does')
  second.state.role = follower
  expect(holds([again, second])).toBe('n2 has led term 2, and now n1 does')
  const [third] = servers({ role: leading(), term: 2 })
  if (third === undefined) throw new Error('a server')
  expect(holds([third, second])).toBe('n1 leads term 2 in a second life')
  // All have started again at once, and it is the same run.
  const anew = servers({ role: leading(), term: 2 }, {})
  expect(holds(anew)).toBe('n1 leads term 2 in a second life')
  expect(holds(anew, null, {})).toBeNull()
})

test('what was committed is remembered when all who knew it have started again', () => {
  const { holds } = safety()['leader completeness']
  const knew = servers({ log: logOf(1) }, { term: 2, log: logOf(1, 2), commit: 2 })
  const [first] = knew
  const [, second] = servers({}, { term: 2, log: logOf(1), commit: 0 })
  if (first === undefined || second === undefined) throw new Error('servers')
  expect(holds(knew)).toBeNull()
  expect(holds([first, second])).toBeNull()
  first.state.term = 3
  first.state.role = leading()
  const why = 'n1 leads term 3 without entry 2, which n2 knew to be committed'
  expect(holds([first, second])).toBe(why)
  first.state.role = follower
  expect(holds([first, second])).toBeNull()
  const anew = servers({ role: leading(), term: 3, log: logOf(1) }, {})
  expect(holds(anew)).toBe(why)
  expect(holds(anew, null, {})).toBeNull()
})

test('a new life is not held against the one before', () => {
  const { holds } = safety()['nothing goes back']
  const [before] = servers({ term: 3, commit: 3 })
  const [after] = servers({ term: 3, commit: 0 })
  if (before === undefined || after === undefined) throw new Error('one server each')
  expect(holds([before])).toBeNull()
  expect(holds([after])).toBeNull()
})

test('a scenario has all of them of the role that it names', () => {
  const all = promises('replica')
  expect(Object.keys(all)).toEqual(Object.keys(safety()))
  const asks = (term: number): string | null | undefined => {
    const replica = servers({ role: leading(), term: 1 }, { role: leading(), term })
    return all['election safety']?.holds({ replica, stepped: replica[0] ?? null })
  }
  expect(asks(2)).toBe(null)
  expect(asks(1)).toBe('n1 and n2 both lead term 1')
})

test('a role that there is not is told by name, and so is one of a single node', () => {
  const [one] = servers({})
  const ask = promises('servers')['election safety']
  const asked = (world: object) => () => ask?.holds(world as Watched<'servers'>)
  expect(asked({ stepped: null })).toThrow(
    "promises('servers') cannot be asked: servers is no role",
  )
  expect(asked({ servers: one, stepped: null })).toThrow('servers is one node, and no list of them')
})
