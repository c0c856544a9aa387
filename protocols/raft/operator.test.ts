// What the operator makes of a change that it was not told of: it learns who the members are, and asks
// for its next wish upon those.

import { expect, test } from 'vitest'

import type { Actor } from '../../sim/actor.ts'
import { planOf, silent } from '../../sim/kernel/lab.ts'
import { type Micros, ms, nodeId, seconds } from '../../sim/units.ts'
import { kvService } from '../raft-kv/service.ts'
import { calm, deaf, n, one, healed, tellMembers } from './lab.suite.ts'
import type { Done, Outdated, Reconfigure, Transfer } from './messages.ts'
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

/** What an operator has asked of a cluster that is one server, which answers by the book. */
function answered(by: (asked: Reconfigure, nth: number) => Done | Outdated): {
  questions: readonly Reconfigure[]
  knows: Operating['state']
} {
  const questions: Reconfigure[] = []
  const oracle: Actor<{ state: object; hears: Reconfigure | Transfer; says: Done | Outdated }> = {
    start: () => ({}),
    receive(node, _state, message, from) {
      if (message.kind !== 'reconfigure') return
      questions.push(message)
      node.send(from, by(message, questions.length))
    },
  }
  const op = operator({
    ...{ servers: n(1), members: n(1, 2, 3), votersMin: 2, pause: ms(25), attempts: 3 },
  })
  const at = (nth: number): Micros => calm + nth * ms(300)
  const workload = [4, 5].map((server, nth) => ({
    ...{ client: nodeId('op'), at: at(nth), message: toggle(server) },
  }))
  const { cells } = silent({ nodes: { n1: oracle, op } }, at(4), 1, { workload })
  const knows = cells.find(({ id }) => id === 'op')?.state as Operating['state']
  return { questions, knows }
}
const older = { voters: n(1, 2, 3), outgoing: [], learners: [], learnersNext: [] }

test('a deposed leader tells nobody of members that are no more', () => {
  const { questions, knows } = answered(({ ask }, nth) =>
    nth === 1
      ? { kind: 'done', ask, index: 10 }
      : { kind: 'outdated', ask, index: 5, members: older },
  )
  expect(knows.upon).toBe(10)
  expect(knows.members.done.voters).toEqual(n(1, 2, 3, 4))
  expect(questions.slice(1).map(({ upon }) => upon)).toEqual([10, 10, 10])
})

test('what is asked anew upon other members is another question', () => {
  const { questions } = answered(({ ask }, nth) =>
    nth === 1
      ? { kind: 'outdated', ask, index: 7, members: older }
      : { kind: 'done', ask, index: 20 },
  )
  const [first, second] = questions
  expect(second?.upon).toBe(7)
  expect(second?.ask).not.toBe(first?.ask)
})
