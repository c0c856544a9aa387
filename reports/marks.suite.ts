// A run written by hand in which every mark of a picture occurs once. Not produced by any world.

import type { Message } from '../sim/actor.ts'
import type { Fault, Planned } from '../sim/fault.ts'
import type { FaultTold, OperationTold, Report } from '../sim/report.ts'
import type { DropWhy, TraceEvent, What } from '../sim/trace.ts'
import type { EventId, Micros, NodeId, OpId } from '../sim/units.ts'
import { ms, nodeId } from '../sim/units.ts'

/** Writes a trace event by event; each act tells the id of its event. */
export class Pen {
  readonly trace: TraceEvent[] = []
  readonly #counts = new Map<string, number>()
  now: Micros = 0

  put(node: NodeId | null, cause: EventId | null, what: What): EventId {
    const id = (this.trace.length + 1) as EventId
    this.trace.push({ id, time: this.now, node, cause, draws: [], ...what } as TraceEvent)
    return id
  }

  at(time: Micros): this {
    this.now = time
    return this
  }

  start(node: NodeId, life: number): EventId {
    return this.put(node, null, { kind: 'start', life, patch: [] })
  }

  fault(planned: number, fault: Fault): EventId {
    return this.put(null, null, { kind: 'fault', planned, fault })
  }

  ask(client: NodeId, op: number): EventId {
    const step = this.put(client, null, {
      ...{ kind: 'receive', message: `ask#${op} workload>${client}`, copy: 1, patch: [] },
      ...{ from: nodeId('workload'), body: { kind: 'ask' } },
    })
    this.put(client, step, { kind: 'invoke', op: op as OpId, call: 'ask' })
    return step
  }

  send(from: NodeId, cause: EventId | null, to: NodeId, body: Message): EventId {
    const link = `${body.kind} ${from}>${to}`
    const nth = (this.#counts.get(link) ?? 0) + 1
    this.#counts.set(link, nth)
    const message = `${body.kind}#${nth} ${from}>${to}`
    return this.put(from, cause, { kind: 'send', message, to, body, early: false })
  }

  receive(sent: EventId, copy: 1 | 2 = 1, body: Message | null = null): EventId {
    const event = this.#sent(sent)
    return this.put(event.to, sent, {
      ...{ kind: 'receive', message: event.message, copy, patch: [] },
      ...{ from: event.node ?? nodeId('nobody'), body: body ?? event.body },
    })
  }

  drop(sent: EventId, why: DropWhy, fault: number | null): EventId {
    const { message } = this.#sent(sent)
    return this.put(null, sent, { kind: 'drop', message, copy: 1, why, fault })
  }

  complete(client: NodeId, step: EventId, op: number): EventId {
    return this.put(client, step, { kind: 'complete', op: op as OpId, result: 'ok' })
  }

  #sent(id: EventId): Extract<TraceEvent, { kind: 'send' }> {
    const event = this.trace[id - 1]
    if (event?.kind !== 'send') throw new Error(`e${id} sends nothing`)
    return event
  }
}

const [c1, c2, n1, n2, n3] = ['c1', 'c2', 'n1', 'n2', 'n3'].map(nodeId) as [
  NodeId,
  NodeId,
  NodeId,
  NodeId,
  NodeId,
]

const cut = (from: readonly NodeId[], to: readonly NodeId[], both: boolean): Fault => ({
  kind: 'cut',
  links: [{ from, to }, ...(both ? [{ from: to, to: from }] : [])],
})

const splits = cut([n1], [n2, n3], true)
const oneWay = cut([n2], [n3], false)
const crash: Fault = { kind: 'crash', node: n3, lose: 'memory' }
const pause: Fault = { kind: 'pause', node: n2 }
const slow: Fault = { kind: 'slow', node: n1, step: { kind: 'const', at: ms(3) } }

/** Every mark there is. */
export function marksReport(): Report {
  const pen = new Pen()
  for (const node of [c1, c2, n1, n2, n3]) pen.start(node, 1)
  // An operation that succeeds, with a request, a copy of it and replies.
  const a = pen.at(ms(10)).ask(c1, 1)
  const put = pen.send(c1, a, n1, { kind: 'put', x: 1 } as Message)
  const got = pen.at(ms(12)).receive(put)
  const first = pen.send(n1, got, n2, { kind: 'append', term: 3 } as Message)
  const second = pen.send(n1, got, n3, { kind: 'append', term: 3 } as Message)
  const at2 = pen.at(ms(14)).receive(first)
  pen.put(n2, at2, { kind: 'note', text: 'stored x' })
  const yes = pen.send(n2, at2, n1, { kind: 'yes' })
  // One that is damaged on its way, one that comes twice.
  pen.at(ms(15)).receive(second, 1, { kind: 'append', term: 7 } as Message)
  const at1 = pen.at(ms(16)).receive(yes)
  pen.put(n1, at1, { kind: 'sometimes', goal: 'a majority stored it' })
  const done = pen.send(n1, at1, c1, { kind: 'done' })
  pen.at(ms(17)).receive(first, 2)
  pen.complete(c1, pen.at(ms(18)).receive(done), 1)
  // An old message that a younger one overtakes.
  const timer = pen.at(ms(30)).put(n1, null, {
    ...{ kind: 'expire', timer: { kind: 'heartbeat' }, nth: 1, patch: [] },
  })
  const old = pen.send(n1, timer, n2, { kind: 'beat', seq: 1 } as Message)
  const tick = pen.at(ms(34)).put(n1, timer, {
    ...{ kind: 'expire', timer: { kind: 'heartbeat' }, nth: 2, patch: [] },
  })
  const young = pen.send(n1, tick, n2, { kind: 'beat', seq: 2 } as Message)
  pen.at(ms(36)).receive(young)
  pen.at(ms(48)).receive(old)
  // A partition, losses again and again, one way only.
  pen.at(ms(60)).fault(1, splits)
  for (let nth = 0; nth < 4; nth += 1) {
    pen.at(ms(62 + nth)).drop(pen.send(n1, tick, n2, { kind: 'beat' }), 'cut', 1)
  }
  pen.at(ms(80)).fault(2, { kind: 'end', of: 1 })
  pen.at(ms(90)).fault(3, oneWay)
  const word = pen.at(ms(92)).send(n3, null, n2, { kind: 'word' })
  pen.at(ms(94)).receive(word)
  pen.at(ms(96)).drop(pen.send(n2, at2, n3, { kind: 'word' }), 'lost', null)
  pen.at(ms(110)).fault(4, { kind: 'end', of: 3 })
  // A node goes down with what it had in memory; what is sent to it is gone.
  pen.at(ms(120)).fault(5, crash)
  pen.put(n3, null, { kind: 'crash', place: '', undone: [], fault: 5 })
  const late = pen.at(ms(122)).send(n2, at2, n3, { kind: 'append', term: 3 } as Message)
  pen.at(ms(126)).drop(late, 'down', null)
  pen.at(ms(150)).start(n3, 2)
  pen.put(n3, null, { kind: 'lost', peer: n2, why: 'reset', patch: [] })
  pen.at(ms(160)).fault(6, pause)
  pen.at(ms(170)).fault(7, slow)
  // Nobody ever answers B; D is refused; C reads what fits nowhere.
  const b = pen.at(ms(180)).ask(c2, 2)
  pen.send(c2, b, n2, { kind: 'put', x: 2 } as Message)
  const d = pen.at(ms(182)).ask(c1, 4)
  pen.complete(c1, pen.at(ms(186)).receive(pen.send(n1, got, c1, { kind: 'no' })), 4)
  const c = pen.at(ms(200)).ask(c1, 3)
  const get = pen.send(c1, c, n1, { kind: 'get' })
  const read = pen.at(ms(202)).receive(get)
  const guilty = read
  const told = pen.send(n1, read, c1, { kind: 'value', x: 1 } as Message)
  pen.complete(c1, pen.at(ms(204)).receive(told), 3)
  void d
  return reportOf(pen.trace, guilty)
}

const plan: readonly Planned[] = [splits, oneWay, crash, pause, slow].map((fault, nth) => ({
  ...{ id: [1, 3, 5, 6, 7][nth] ?? 0, when: { kind: 'time', time: 0 }, since: null, fault },
}))

/** Two nodes that talk for so many messages; the last delivery breaks it. */
export function longReport(messages: number, text: string = ''): Report {
  const pen = new Pen()
  pen.start(n1, 1)
  pen.start(n2, 1)
  let cause: EventId | null = null
  for (let nth = 1; nth <= messages; nth += 1) {
    const [from, to] = nth % 2 === 0 ? [n2, n1] : [n1, n2]
    const sent = pen.at(ms(nth)).send(from, cause, to, { kind: 'word', nth, text } as Message)
    cause = pen.at(ms(nth) + 500).receive(sent)
  }
  return reportOfTrace(pen.trace, [n1, n2], [])
}

/** A report of any trace by hand: nodes whose name begins with c are clients. */
export function reportOfTrace(
  trace: readonly TraceEvent[],
  nodes: readonly NodeId[],
  asked: readonly OperationTold[],
): Report {
  const whole = reportOf(trace, trace.at(-1)?.id ?? (1 as EventId))
  const lanes = nodes.map((id) => ({ id, role: 'any', client: id.startsWith('c') }))
  const end = trace.at(-1)?.time ?? 0
  return { ...whole, lanes, operations: asked, faults: [], run: { ...whole.run, simTime: end } }
}

function reportOf(trace: readonly TraceEvent[], guilty: EventId): Report {
  const time = trace[guilty - 1]?.time ?? 0
  return {
    coordinate: 'marks@1/min',
    scenario: {
      ...{ name: 'marks', variant: null, about: 'Every mark once.', codeHash: '0'.repeat(64) },
      ...{ params: {}, assumptions: ['Disks keep what they have confirmed.'] },
    },
    ...{ worldline: '0.1.0', seed: 1, until: ms(250), settle: 0 },
    run: {
      ...{ seed: 1, digest: '0123456789abcdef', content: 'fedcba9876543210', plan },
      ...{ events: trace.length, simTime: ms(210), history: [], workload: [], verdict: 'fail' },
      ...{ goals: { 'a majority stored it': 1 }, findings: [], failure: null, trace },
    },
    lanes: [
      ...[c1, c2].map((id) => ({ id, role: 'client', client: true })),
      ...[n1, n2, n3].map((id) => ({ id, role: 'server', client: false })),
    ],
    faults: faults(),
    operations: operations(),
    ...{ roles: [], logs: [] },
    failure: {
      failure: {
        ...{ property: 'linearizable', code: 'WL2003', time, node: n1, excess: null },
        ...{ sentence: 'c1 read x = 1 after x = 2 was acknowledged.', step: 'get#1 c1>n1' },
      },
      ...{ event: guilty, anomaly: 'a stale read', cure: null, source: null, shrunk: null },
      story: [
        { text: 'n1 answers from memory', from: guilty, to: guilty, time, place: null, rank: 0 },
      ],
      ...{ matters: [], irrelevant: [] },
    },
    ...{ places: new Map(), next: [] },
  }
}

function faults(): readonly FaultTold[] {
  const one = (
    id: string,
    words: string,
    planned: number,
    [start, end]: readonly [Micros, Micros | null],
    groups: FaultTold['groups'],
    nodes: readonly NodeId[],
  ): FaultTold => ({ id, text: words, words, planned: [planned], start, end, groups, nodes })
  return [
    one('f1', 'partition n1 ┃ n2 n3', 1, [ms(60), ms(80)], [[n1], [n2, n3]], []),
    one('f2', 'n2 → n3 cut', 3, [ms(90), ms(110)], null, [n2, n3]),
    one('f3', 'crash n3', 5, [ms(120), ms(150)], null, [n3]),
    one('f4', 'pause n2', 6, [ms(160), null], null, [n2]),
    one('f5', 'slow n1', 7, [ms(170), null], null, [n1]),
  ]
}

function operations(): readonly OperationTold[] {
  const one = (
    op: number,
    label: string,
    client: NodeId,
    call: string,
    [start, end]: readonly [Micros, Micros | null],
    outcome: OperationTold['outcome'],
    result: string | null,
    order: number | null,
    misfit: string | null,
  ): OperationTold => ({
    ...{ op: op as OpId, label, client, call, start, end, outcome, result, order, misfit },
    told: true,
  })
  const why = 'after 1·A 2·B it must be 2'
  return [
    one(1, 'A', c1, 'put x=1', [ms(10), ms(18)], 'ok', 'ok', 1, null),
    one(2, 'B', c2, 'put x=2', [ms(180), null], 'unknown', null, null, null),
    one(4, 'D', c1, 'put x=9', [ms(182), ms(186)], 'failed', 'refused', null, null),
    one(3, 'C', c1, 'get x', [ms(200), ms(204)], 'ok', '1', null, why),
  ]
}
