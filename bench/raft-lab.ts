// Five servers of Raft and what they are measured with: who proposes, and a network and disks that
// are slow, lose, repeat and part. Nothing here measures.

import type { Actor, AnyActor } from '../sim/actor.ts'
import type { Call, Planned } from '../sim/fault.ts'
import { allMessages, at, everywhere, type Lab, planOf, systemOf } from '../sim/kernel/lab.ts'
import type { System } from '../sim/kernel/compile.ts'
import type { Span } from '../sim/span.ts'
import { type Micros, ms, type NodeId, nodeId, seconds } from '../sim/units.ts'
import { clientRules, type Patience } from '../protocols/raft/client-rules.ts'
import type { ClientHears, ClientSays } from '../protocols/raft/messages.ts'
import { rules } from '../protocols/raft/rules.ts'
import { server } from '../protocols/raft/server.ts'
import { setUp } from '../protocols/raft/setup.ts'
import { kvClient } from '../protocols/raft-kv/client.ts'
import { kvService } from '../protocols/raft-kv/service.ts'

const names = ['n1', 'n2', 'n3', 'n4', 'n5']
const servers = names.map(nodeId)
/** Between two writes of one proposer: a hundred a second. */
const every = ms(10)
const clientsMax = 10
const patience: Patience = {
  ...{ attempt: ms(50), attemptMax: ms(400), pause: ms(20), giveUp: seconds(2) },
}

/** Lognormal: a median of a millisecond, one in twenty above 2.3 of them. */
const latency: Span = { kind: 'trace', path: '', samples: lognormal(1_000) }

function lognormal(count: number): number[] {
  let word = 12_345
  const next = (): number => {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) | 0
    return ((word >>> 8) + 1) / 16_777_217
  }
  const normal = (): number => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next())
  return Array.from({ length: count }, () => Math.round(ms(1) * Math.exp(normal() / 2)))
}

const cluster = (): Record<string, AnyActor> => {
  const { parameters } = setUp({ voters: names })
  const one = server({ members: servers, service: kvService, parameters, rules })
  return Object.fromEntries(names.map((name) => [name, one]))
}

const labOf = (nodes: Lab['nodes']): System =>
  systemOf({ nodes, network: { latency }, sync: { kind: 'const', at: 500 } })

/** Servers that nobody asks anything. */
export const alone = (): System => labOf(cluster())

/** Servers and one that proposes a hundred writes a second, and writes no history. */
export const proposedTo = (): System => labOf({ ...cluster(), c1: proposer })

/** Servers and ten clients with sessions and histories; `callsOf` says what they ask. */
export const askedByClients = (): System => {
  const client = kvClient({ servers, copies: true, patience, rules: clientRules })
  const clients = Array.from({ length: clientsMax }, (_, n) => [`c${n + 1}`, client] as const)
  return labOf({ ...cluster(), ...Object.fromEntries(clients) })
}

/** A hundred writes a second, the clients in turn. */
export const callsOf = (until: Micros): readonly Call[] =>
  Array.from({ length: Math.floor(until / every) }, (_, n) => ({
    client: nodeId(`c${(n % clientsMax) + 1}`),
    at: (n + 1) * every,
    message: { kind: 'put', key: `key ${n % 5}`, value: `value ${n}` },
  }))

/** Two in a hundred messages are lost, one comes twice; a minority is cut off one second in ten. */
export function faultsOf(system: System, until: Micros): readonly Planned[] {
  const links = everywhere(...system.ids)
  const cuts = Array.from({ length: Math.floor(until / seconds(10)) }, (_, nth) => nth)
  return planOf(
    [at(0), { kind: 'drop', links, ppm: 20_000, filter: allMessages }],
    [at(0), { kind: 'duplicate', links, ppm: 10_000, later: null, filter: allMessages }],
    ...cuts.flatMap((nth) => {
      const few = [0, 1].map((next) => nodeId(`n${((nth + next) % 5) + 1}`))
      const most = servers.filter((one) => !few.includes(one))
      const between = [
        { from: few, to: most },
        { from: most, to: few },
      ]
      return [
        [at(seconds(nth * 10 + 8)), { kind: 'cut', links: between }],
        [at(seconds(nth * 10 + 9)), { kind: 'end', of: nth * 2 + 3 }],
      ] as const
    }),
  )
}

const next = { kind: 'next' } as const
type Proposing = {
  state: { asked: number; session: number | null; leader: NodeId }
  hears: ClientHears
  says: ClientSays
  timers: typeof next
}

/** Proposes and does not wait: what is lost is lost. It learns who leads, and opens its session. */
const proposer: Actor<Proposing> = {
  start(node) {
    node.setTimer(next, every)
    return { asked: 0, session: null, leader: nodeId('n1') }
  },
  receive(node, state, message, from) {
    if (message.kind === 'opened') state.session = message.session
    if (message.kind !== 'refused') return
    if (message.why === 'no such session') state.session = null
    const other = servers[node.random(servers.length, 'server')] ?? from
    state.leader = message.leader ?? other
  },
  expire(node, state) {
    node.setTimer(next, every)
    const ask = ++state.asked
    const { session, leader } = state
    if (session === null) return node.send(leader, { kind: 'open', ask })
    const command = { kind: 'put', key: 'key', value: 'value' }
    node.send(leader, { kind: 'command', ask, session, floor: ask, command })
  },
}
