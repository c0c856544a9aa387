// What the operator makes of a change that it was not told of: it learns who the members are, and asks
// for its next wish upon those.

import { expect, test } from 'vitest'

import { planOf, silent } from '../../sim/kernel/lab.ts'
import { type Micros, ms, nodeId, seconds } from '../../sim/units.ts'
import { kvService } from '../raft-kv/service.ts'
import { calm, deaf, n, one, healed, tellMembers } from './lab.suite.ts'
import { operator, type Operating, type Wish } from './operator.ts'
import { parametersDefault } from './parameters.ts'
import { rules } from './rules.ts'
import { server } from './server.ts'
import type { RaftState } from './state.ts'

/** n1 to n3 are members, n4 and n5 may become some; no answer arrives in the first 150 ms. */
function wished(...wishes: readonly Wish[]): { members: string; knows: Operating['state'] } {
  const members = n(1, 2, 3)
  const servers = n(1, 2, 3, 4, 5)
  const actor = server({ members, service: kvService, parameters: parametersDefault, rules })
  const op = operator({ servers, members, votersMin: 2, pause: ms(25), attempts: 60 })
  const nodes = { ...Object.fromEntries(servers.map((id) => [id, actor])), op }
  const client = nodeId('op')
  const time = (nth: number): Micros => calm + nth * ms(150)
  const workload = wishes.map((message, nth) => ({ client, at: time(nth), message }))
  const plan = planOf(deaf(calm, client, 'done'), healed(time(1)))
  const { cells } = silent({ nodes }, calm + seconds(2), 1, { workload, plan })
  const stateOf = (id: string): unknown => cells.find((cell) => cell.id === id)?.state
  const first = stateOf(one(1)) as RaftState
  return { members: tellMembers(first), knows: stateOf('op') as Operating['state'] }
}

const toggle = (place: number): Wish => ({ kind: 'toggle', server: one(place), from: 'done' })

test('a wish upon members that are no more is counted from those that there are', () => {
  const { members, knows } = wished(toggle(4), toggle(5))
  expect(members).toBe('1 2 3 4 5')
  expect(knows.members.done.voters).toEqual(n(1, 2, 3, 4, 5))
  expect(knows.question).toBe(null)
})

test('what was done without being told so is not done again', () => {
  const { members, knows } = wished(toggle(4))
  expect(members).toBe('1 2 3 4')
  expect(knows.done).toBe(1)
})

test('members that are wished for by name are asked for anew', () => {
  const reshape: Wish = { kind: 'reshape', voters: n(2, 3, 5), learners: n(1) }
  expect(wished(toggle(4), reshape).members).toBe('2 3 5 | 1')
})

test('fewer voters than the fewest are never asked for, whoever the members turn out to be', () => {
  const { members, knows } = wished({ kind: 'reshape', voters: n(1, 2), learners: [] }, toggle(2))
  expect(members).toBe('1 2')
  expect(knows.question).toBe(null)
})
