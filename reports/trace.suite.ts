// A short run written by hand, for the tests of the renderers: a letter is processed, its ack is
// lost, it is sent again and processed again. Not produced by any world.

import type { Fault } from '../sim/fault.ts'
import type { Run } from '../sim/run.ts'
import type { Trace, TraceEvent, What } from '../sim/trace.ts'
import type { EventId, Micros, NodeId, OpId } from '../sim/units.ts'
import { ms, nodeId } from '../sim/units.ts'

const client1: NodeId = nodeId('client1')
export const sender1: NodeId = nodeId('sender1')
export const receiver1: NodeId = nodeId('receiver1')
const receiver2: NodeId = nodeId('receiver2')
export const everybody: readonly NodeId[] = [client1, sender1, receiver1, receiver2]

const event = (
  id: number,
  time: Micros,
  node: NodeId | null,
  cause: number | null,
  what: What,
): TraceEvent =>
  ({
    id: id as EventId,
    time,
    node,
    cause: cause as EventId | null,
    draws: [],
    ...what,
  }) as TraceEvent

const op = (id: number): OpId => id as OpId
const patch: [] = []
const workload = nodeId('workload')
const cut: Fault = {
  kind: 'cut',
  links: [
    { from: [receiver2], to: [client1, sender1, receiver1] },
    { from: [client1, sender1, receiver1], to: [receiver2] },
  ],
}
const letter = { kind: 'letter', seq: 1, text: 'hello' }
const ack = { kind: 'ack', seq: 1 }

export const trace: Trace = [
  event(1, 0, client1, null, { kind: 'start', life: 1, patch }),
  event(2, 0, sender1, null, { kind: 'start', life: 1, patch }),
  event(3, 0, receiver1, null, { kind: 'start', life: 1, patch }),
  event(4, 0, receiver2, null, { kind: 'start', life: 1, patch }),
  event(5, ms(200), null, null, { kind: 'fault', planned: 1, fault: cut }),
  event(6, ms(300), client1, null, {
    kind: 'receive',
    message: 'ask#1 workload>client1',
    copy: 1,
    from: workload,
    body: { kind: 'ask' },
    patch,
  }),
  event(7, ms(300), client1, 6, {
    kind: 'invoke',
    op: op(1),
    call: { kind: 'post', text: 'hello' },
  }),
  event(8, ms(300), client1, 6, {
    kind: 'send',
    message: 'post#1 client1>sender1',
    to: sender1,
    body: { kind: 'post' },
    early: false,
  }),
  event(9, ms(305), sender1, 8, {
    kind: 'receive',
    message: 'post#1 client1>sender1',
    copy: 1,
    from: client1,
    body: { kind: 'post' },
    patch,
  }),
  event(10, ms(305), sender1, 9, {
    kind: 'send',
    message: 'letter#1 sender1>receiver1',
    to: receiver1,
    body: letter,
    early: false,
  }),
  event(11, ms(312), receiver1, 10, {
    kind: 'receive',
    message: 'letter#1 sender1>receiver1',
    copy: 1,
    from: sender1,
    body: letter,
    patch,
  }),
  event(12, ms(312), receiver1, 11, { kind: 'note', text: 'processed letter 1' }),
  event(13, ms(313), receiver1, 11, {
    kind: 'send',
    message: 'ack#1 receiver1>sender1',
    to: sender1,
    body: ack,
    early: false,
  }),
  event(14, ms(320), null, 13, {
    kind: 'drop',
    message: 'ack#1 receiver1>sender1',
    copy: 1,
    why: 'lost',
    fault: 2,
  }),
  event(15, ms(600), receiver2, null, {
    kind: 'crash',
    place: 'before',
    undone: [],
    fault: 3,
  }),
  event(16, ms(700), null, null, { kind: 'fault', planned: 3, fault: { kind: 'end', of: 1 } }),
  event(17, ms(800), receiver2, null, { kind: 'start', life: 2, patch }),
  event(18, ms(805), sender1, 9, {
    kind: 'expire',
    timer: { kind: 'resend', seq: 1 },
    nth: 1,
    patch,
  }),
  event(19, ms(805), sender1, 18, {
    kind: 'send',
    message: 'letter#2 sender1>receiver1',
    to: receiver1,
    body: letter,
    early: false,
  }),
  event(20, ms(815), receiver1, 19, {
    kind: 'receive',
    message: 'letter#2 sender1>receiver1',
    copy: 1,
    from: sender1,
    body: letter,
    patch,
  }),
  event(21, ms(815), receiver1, 20, { kind: 'note', text: 'processed letter 1' }),
]

export const failingRun: Run = {
  seed: 17,
  digest: '3f9c21a15b7e04d8',
  content: null,
  events: 21,
  simTime: ms(815),
  history: [
    {
      id: op(1),
      client: client1,
      call: { kind: 'post', text: 'hello' },
      start: ms(300),
      end: null,
      result: undefined,
    },
  ],
  goals: { 'a retry': 1, 'another receiver': 0 },
  plan: [],
  workload: [],
  verdict: 'fail',
  findings: [
    {
      property: 'no duplicate effect',
      section: 'always',
      verdict: 'fail',
      why: 'receiver1 processed letter 1 twice',
      detail: null,
    },
    {
      property: 'nothing acknowledged is unprocessed',
      section: 'always',
      verdict: 'pass',
      why: null,
      detail: '0 letters acknowledged',
    },
    {
      property: 'delivered',
      section: 'eventually',
      verdict: 'inconclusive',
      why: 'the run broke before it could be judged',
      detail: null,
    },
  ],
  failure: {
    property: 'no duplicate effect',
    code: 'WL2006',
    sentence: 'receiver1 processed letter 1 of sender1 twice.',
    time: ms(815),
    node: receiver1,
    step: 'letter#2 sender1>receiver1',
    excess: null,
  },
  trace,
}
