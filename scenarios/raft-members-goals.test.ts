// Whether somebody leads, and when it is nobody's fault that nobody does.

import { expect, test } from 'vitest'
import { type Cluster, n, one, played, split } from '../protocols/raft/lab.suite.ts'
import type { RaftState } from '../protocols/raft/state.ts'
import { ms, seconds } from '../sim/units.ts'
import { led as ledIn } from './raft-kv.ts'
import { membersEventually } from './raft-members-goals.ts'
import type { NodeView } from './view.ts'

const three: Cluster = { servers: 3, members: 3 }
const viewsOf = (state: (place: number) => RaftState, places: readonly number[]) =>
  places.map((place): NodeView<RaftState> => {
    const held = state(place)
    return { id: one(place), role: 'n', up: true, life: held, state: held }
  })
const led = (servers: readonly NodeView<RaftState>[]): readonly (string | null)[] => [
  membersEventually.led.holds({ n: servers, stepped: null }),
  ledIn(servers),
]

test('nobody leads: before the first election, and in a cluster that is split in three', () => {
  const { state: early } = played(three, ms(1))
  expect(led(viewsOf(early, [1, 2, 3]))).toEqual(['nobody leads', 'nobody leads'])
  const { state: apart } = played(three, seconds(3), [], [split(seconds(1), [1], [2], [3])])
  expect(n(1, 2, 3).filter((_, at) => apart(at + 1).role.kind === 'leader')).toEqual([])
  expect(led(viewsOf(apart, [1, 2, 3]))).toEqual(['nobody leads', 'nobody leads'])
})

test('servers that could decide nothing, because others are not there, are not blamed', () => {
  const { state } = played(three, ms(1))
  expect(led(viewsOf(state, [1, 2]))).toEqual(['nobody leads', 'nobody leads'])
  expect(led(viewsOf(state, [3]))).toEqual([null, null])
  expect(led([])).toEqual([null, null])
})
