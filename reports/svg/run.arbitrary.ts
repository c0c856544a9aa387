// Runs of any shape for tests of pictures: nodes that send, lose, crash, start and ask at random.
// They obey causality and nothing else.

import fc from 'fast-check'
import type { OperationTold, Report } from '../../sim/report.ts'
import type { EventId, NodeId, OpId } from '../../sim/units.ts'
import { nodeId } from '../../sim/units.ts'
import { Pen, reportOfTrace } from '../marks.suite.ts'

interface Act {
  readonly kind: number
  readonly one: number
  readonly other: number
  readonly wait: number
}

const act: fc.Arbitrary<Act> = fc.record({
  kind: fc.nat(11),
  one: fc.nat(99),
  other: fc.nat(99),
  wait: fc.oneof(fc.constant(0), fc.nat(3_000), fc.nat(400_000)),
})

/** Two to twelve lanes, up to `most` acts. */
export const anyReport = (most: number): fc.Arbitrary<Report> =>
  fc
    .record({
      clients: fc.integer({ min: 1, max: 3 }),
      servers: fc.integer({ min: 1, max: 9 }),
      acts: fc.array(act, { minLength: 3, maxLength: most, size: 'max' }),
    })
    .map(({ clients, servers, acts }) => played(names('c', clients), names('n', servers), acts))

const names = (letter: string, count: number): NodeId[] =>
  Array.from({ length: count }, (_, nth) => nodeId(`${letter}${nth + 1}`))

type Asked = { -readonly [Field in keyof OperationTold]: OperationTold[Field] }

function played(clients: NodeId[], servers: NodeId[], acts: readonly Act[]): Report {
  const pen = new Pen()
  const nodes = [...clients, ...servers]
  const under: EventId[] = []
  const open: Asked[] = []
  const asked: Asked[] = []
  const down = new Set<NodeId>()
  const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % list.length]
  for (const node of nodes) pen.start(node, 1)
  for (const { kind, one, other, wait } of acts) {
    pen.at(pen.now + wait)
    const node = pick(nodes, one) ?? nodeId('n1')
    const peer = pick(nodes, other) ?? nodeId('n1')
    const client = pick(clients, one) ?? nodeId('c1')
    const sent = under[other % Math.max(1, under.length)]
    if (kind <= 3 && node !== peer)
      under.push(pen.send(node, null, peer, { kind: `k${other % 4}` }))
    else if (kind <= 6 && sent !== undefined) {
      pen.receive(sent)
      under.splice(under.indexOf(sent), 1)
    } else if (kind === 7 && sent !== undefined) {
      pen.drop(sent, one % 2 === 0 ? 'lost' : 'down', null)
      under.splice(under.indexOf(sent), 1)
    } else if (kind === 8 && !down.has(node) && servers.includes(node)) {
      pen.put(node, null, { kind: 'crash', place: '', undone: [], fault: 1 })
      down.add(node)
    } else if (kind === 9 && down.delete(node)) pen.start(node, 2)
    else if (kind === 10) {
      const op = (asked.length + 1) as OpId
      pen.ask(client, op)
      const told: Asked = {
        ...{ op, label: `O${op}`, client, call: `call ${other}`, start: pen.now, end: null },
        ...{ outcome: 'unknown', result: null, order: null, misfit: null, told: true },
      }
      asked.push(told)
      open.push(told)
    } else if (kind === 11) {
      const ended = open.shift()
      if (ended === undefined) continue
      ended.end = pen.now
      ended.outcome = one % 3 === 0 ? 'failed' : 'ok'
      ended.result = 'ok'
    }
  }
  return reportOfTrace(pen.trace, nodes, asked)
}
