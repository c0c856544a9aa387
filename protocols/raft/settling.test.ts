// What makes it worth to ask again whether a cluster has come to rest.

import { expect, test } from 'vitest'
import { nodeId } from '../../sim/units.ts'
import type { ServerSeen } from './looks.ts'
import { settling } from './settling.ts'
import type { RaftState, Role } from './state.ts'

const [n1, n2] = [nodeId('n1'), nodeId('n2')]
const none = { index: 0, term: 0, sum: 0, check: 0 }
const members = { voters: [n1, n2], outgoing: [], learners: [], learnersNext: [] }
const follower: Role = { kind: 'follower', leader: null, heardAt: null }
const stateOf = (): RaftState => ({
  ...{ term: 1, votedFor: null, role: { ...follower }, base: none, log: [], snapshot: null },
  ...{ commit: 0, applied: 0, members, membersLog: [{ index: 0, members }], machine: null },
  ...{ sessions: new Map(), incoming: null, handed: null },
})

type Shown = { -readonly [field in keyof ServerSeen]: ServerSeen[field] }
const servers = (): [Shown, Shown] => [
  { id: n1, up: true, state: stateOf() },
  { id: n2, up: true, state: stateOf() },
]

test.each<[string, boolean, (one: Shown) => void]>([
  ['nothing', false, () => {}],
  ['a commit that is not carried out', false, ({ state }) => (state.commit = 1)],
  ['when a leader was heard', false, ({ state }) => Object.assign(state.role, { heardAt: 5 })],
  ['what is carried out', true, ({ state }) => (state.applied = 1)],
  ['another state machine', true, ({ state }) => (state.machine = new Map())],
  ['other sessions', true, ({ state }) => (state.sessions = new Map())],
  ['other members', true, ({ state }) => (state.members = { ...members })],
  ['a term', true, ({ state }) => (state.term = 2)],
  ['a role', true, ({ state }) => (state.role = { ...follower })],
  ['whom it follows', true, ({ state }) => Object.assign(state.role, { leader: n1 })],
  ['an end', true, (one) => (one.up = false)],
  ['a new life', true, (one) => (one.state = stateOf())],
])('%s: %s', (_what, moved, make) => {
  const when = settling('n')
  const n = servers()
  // Whoever stepped: all of them are looked at.
  expect(when({ n, stepped: null })).toBe(true)
  make(n[1])
  expect(when({ n, stepped: n[0] })).toBe(moved)
  expect(when({ n, stepped: n[0] })).toBe(false)
})

test('another number of servers is another cluster', () => {
  const when = settling('n')
  const [one, other] = servers()
  expect(when({ n: [one, other], stepped: null })).toBe(true)
  expect(when({ n: [one], stepped: null })).toBe(true)
  expect(when({ n: [one, other], stepped: null })).toBe(true)
})
