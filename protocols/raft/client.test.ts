// The client against servers that answer by script: what it sends to whom, and what it writes into the
// history.

import { describe, expect, test } from 'vitest'
import type { Actor } from '../../sim/actor.ts'
import { at, planOf, told } from '../../sim/kernel/lab.ts'
import type { History } from '../../sim/history.ts'
import type { Trace } from '../../sim/trace.ts'
import { ms, nodeId, seconds } from '../../sim/units.ts'
import { asksPerLife, client, openMax } from './client.ts'
import type { AnyCommand, ClientConfig } from './client-state.ts'
import { clientRules } from './client-rules.ts'
import type { ClientHears, ClientSays, Refusal } from './messages.ts'

type Reply = ClientHears | null
type Serving = {
  state: { heard: number }
  hears: ClientSays
  says: ClientHears
}

/** Answers by script: `nth` counts what this server has heard, from 0. */
const server = (script: (message: ClientSays, nth: number) => Reply): Actor<Serving> => ({
  start: () => ({ heard: 0 }),
  receive(node, state, message, from) {
    const reply = script(message, state.heard++)
    if (reply !== null) node.send(from, reply)
  },
})

const able = (message: ClientSays, session = 7): Reply =>
  message.kind === 'open'
    ? { kind: 'opened', ask: message.ask, session }
    : { kind: 'answer', ask: message.ask, result: 'done' }
const refusing =
  (why: Refusal, leader: string | null = null) =>
  ({ ask }: ClientSays): Reply => ({
    kind: 'refused',
    ...{ ask, why, leader: leader === null ? null : nodeId(leader) },
  })
const silent = (): Reply => null

const patience = { attempt: ms(100), attemptMax: ms(400), pause: ms(50), giveUp: seconds(3) }
const put: AnyCommand = { kind: 'put', key: 'x', value: '1' }
const get: AnyCommand = { kind: 'get', key: 'x' }

interface Tried {
  readonly copies?: boolean
  readonly rules?: Partial<ClientConfig<AnyCommand>['rules']>
  readonly mail?: readonly AnyCommand[]
  readonly crashAt?: number
}

function tried(
  servers: readonly ((message: ClientSays, nth: number) => Reply)[],
  { copies = false, rules = {}, mail = [put], crashAt }: Tried = {},
) {
  const names = servers.map((_, nth) => nodeId(`n${nth + 1}`))
  const c1 = client({
    servers: names,
    reads: ({ kind }) => kind === 'get',
    copies,
    patience,
    rules: { ...clientRules, ...rules },
  })
  const nodes = Object.fromEntries(servers.map((script, nth) => [names[nth] ?? '', server(script)]))
  const workload = mail.map((message, nth) => ({
    client: nodeId('c1'),
    at: ms(10) + nth * ms(1),
    message,
  }))
  const node = nodeId('c1')
  const crash = (when: number) =>
    planOf(
      [at(when), { kind: 'crash', node, lose: 'memory' }],
      [at(when + ms(1)), { kind: 'restart', node }],
    )
  const plan = crashAt === undefined ? [] : crash(crashAt)
  const run = told({ nodes: { ...nodes, c1 } }, seconds(6), 1, { workload, plan })
  return { history: run.world.history(), sent: sentBy(run.trace), trace: run.trace }
}

/** `n1 put 3`: what the client sent, to whom, under which number of this life. */
const sentBy = (trace: Trace): string[] =>
  trace.flatMap((event) => {
    if (event.kind !== 'send' || event.node !== 'c1') return []
    const { kind, ask } = event.body as ClientSays
    return [`${event.to} ${kind} ${ask % asksPerLife}`]
  })
const results = (history: History) => history.map(({ result }) => result)

describe('a command', () => {
  test('waits for a session, and is answered', () => {
    const { history, sent } = tried([able])
    expect(sent).toEqual(['n1 open 2', 'n1 command 1'])
    expect(results(history)).toEqual(['done'])
  })

  test('goes to the server that is said to lead', () => {
    const { history, sent } = tried([refusing('not the leader', 'n2'), able])
    expect(sent.slice(-3)).toEqual(['n1 open 2', 'n2 open 2', 'n2 command 1'])
    expect(results(history)).toEqual(['done'])
  })

  test('goes to the next server when there is silence, under its old number', () => {
    const mute = (message: ClientSays): Reply => (message.kind === 'open' ? able(message) : null)
    const { history, sent } = tried([mute, able])
    expect(sent.filter((line) => line.includes('command'))).toEqual([
      'n1 command 1',
      'n2 command 1',
    ])
    expect(results(history)).toEqual(['done'])
  })

  test('has not failed while nobody knows: it stays open', () => {
    const mute = (message: ClientSays): Reply => (message.kind === 'open' ? able(message) : null)
    const { history, sent } = tried([mute])
    expect(history[0]?.end).toBeNull()
    expect(sent.filter((line) => line.includes('command')).length).toBeLessThan(12)
  })

  test('has failed when it was never sent', () => {
    expect(results(tried([silent]).history)).toEqual([{ failed: 'no answer' }])
    expect(results(tried([silent], { copies: true }).history)).toEqual([{ failed: 'no answer' }])
  })

  test('has failed when every attempt was refused, unless a copy of one may still come', () => {
    const busy = (message: ClientSays): Reply =>
      message.kind === 'open' ? able(message) : refusing('busy')(message)
    expect(results(tried([busy]).history)).toEqual([{ failed: 'busy' }])
    expect(results(tried([busy], { copies: true }).history)).toEqual([undefined])
  })

  test('is not sent in a second session when it may have been carried out in the first', () => {
    let session = 0
    const forgets = (message: ClientSays, nth: number): Reply => {
      if (message.kind === 'open') return able(message, ++session)
      return nth === 1 ? null : refusing('no such session')(message)
    }
    const { history, sent } = tried([forgets])
    expect(sent).toEqual(['n1 open 2', 'n1 command 1', 'n1 command 1'])
    expect(results(history)).toEqual([undefined])
  })

  test('is sent in a second session when it was certainly not carried out in the first', () => {
    const forgets = (message: ClientSays, nth: number): Reply =>
      nth === 1 ? refusing('no such session')(message) : able(message, nth + 1)
    const { history, sent } = tried([forgets])
    expect(sent).toEqual(['n1 open 2', 'n1 command 1', 'n1 open 3', 'n1 command 1'])
    expect(results(history)).toEqual(['done'])
  })

  test('says which older ones are still waited for', () => {
    const floors: number[] = []
    const first = (message: ClientSays): Reply => {
      if (message.kind !== 'command') return able(message)
      floors.push(message.floor % asksPerLife)
      return message.ask % asksPerLife === 1 ? null : able(message)
    }
    tried([first], { mail: [put, put, put] })
    expect(floors[0]).toBe(1)
    expect(new Set(floors)).toEqual(new Set([1]))
  })
})

test('two servers that take each other for the leader are not asked in a circle', () => {
  const { sent } = tried([refusing('not the leader', 'n2'), refusing('not the leader', 'n1')])
  expect(sent.length).toBeGreaterThan(20)
  expect(sent.length).toBeLessThan((6_000 / 50) * 4)
})

test('a question that only looks needs no session, and has failed when nobody answers', () => {
  const { history, sent } = tried([able], { mail: [get] })
  expect(sent).toEqual(['n1 query 1'])
  expect(results(history)).toEqual(['done'])
  expect(results(tried([silent], { mail: [get] }).history)).toEqual([{ failed: 'no answer' }])
})

test('what is asked when too much waits is not asked', () => {
  const { history } = tried([silent], { mail: Array.from({ length: openMax + 2 }, () => put) })
  const refused = results(history).filter((one) => JSON.stringify(one) === '{"failed":"not asked"}')
  expect(refused).toHaveLength(3) // the session that is being opened waits too
})

test('a second life numbers on, and what the first asked stays open', () => {
  const asks: number[] = []
  const listens = (message: ClientSays): Reply => {
    asks.push(message.ask)
    return null
  }
  const mail = [put, ...Array.from({ length: 40 }, () => get)]
  const { history } = tried([listens], { mail, crashAt: ms(30) })
  expect(history[0]?.end).toBeNull()
  expect(Math.max(...asks)).toBeGreaterThan(2 * asksPerLife)
  expect(new Set(asks.map((one) => Math.floor(one / asksPerLife)))).toEqual(new Set([1, 2]))
})

test('a client that numbers its attempts anew is known by it', () => {
  const mute = (message: ClientSays, nth: number): Reply =>
    message.kind === 'command' && nth < 3 ? null : able(message)
  const numberOf = (asked: number, attempts: number, fresh: number) =>
    attempts === 0 ? asked : fresh
  const { sent, history } = tried([mute], { rules: { numberOf } })
  expect(sent).toEqual(['n1 open 2', 'n1 command 1', 'n1 command 3', 'n1 command 4'])
  expect(results(history)).toEqual(['done'])
})
