// Conversations about one letter, told from the trace of a run: who said what to whom, what of it
// was lost, and what was written. Times and draws are left out.

import { expect, test } from 'vitest'
import { ackRetry } from '../../scenarios/ack-retry.ts'
import { Experiment } from '../../scenarios/runner/experiment.ts'
import { settingsDefault } from '../../scenarios/runner/order.ts'
import type { TraceEvent } from '../../sim/trace.ts'
import { nodeId, seconds } from '../../sim/units.ts'
import type { Send } from './messages.ts'

const told = new Set(['post', 'offer', 'ready', 'letter', 'ack', 'outcome'])

/** One letter of client1 after a second, to this receiver or to anybody, under these faults. */
function conversation(to: string | null, faults: readonly string[], set = {}): string[] {
  const experiment = new Experiment(ackRetry, {
    variant: null,
    settings: { ...settingsDefault, faults, set },
  })
  const message: Send = {
    kind: 'send',
    through: nodeId('sender1'),
    to: to === null ? null : nodeId(to),
    text: 'hello',
  }
  const workload = [{ client: nodeId('client1'), at: seconds(1), message }]
  const { trace, verdict } = experiment.run(1, { trace: true, workload })
  expect(verdict).not.toBe('fail')
  return (trace ?? []).flatMap((event) => lineOf(event) ?? [])
}

function lineOf(event: TraceEvent): string | null {
  switch (event.kind) {
    case 'send':
      return told.has(event.body.kind)
        ? `${event.node} → ${event.to} ${event.body.kind}${more(event.body)}`
        : null
    case 'drop':
      return told.has(event.message.split('#')[0] ?? '') ? `  ${event.message} ${event.why}` : null
    case 'write':
      return event.table === 'inbox'
        ? `  ${event.node} processes ${JSON.stringify(event.value)}`
        : null
    case 'crash':
      return `  ${event.node} crashes`
    default:
      return null
  }
}

const more = (body: object): string => ('outcome' in body ? ` ${String(body.outcome)}` : '')

test('a letter is acked', () => {
  expect(conversation('receiver1', [])).toEqual([
    'client1 → sender1 post',
    'sender1 → receiver1 letter',
    '  receiver1 processes "hello"',
    'receiver1 → sender1 ack',
    'sender1 → client1 outcome acked',
  ])
})

test('its ack is lost: the letter comes again and is only acked', () => {
  expect(conversation('receiver1', ['drop receiver1->sender1 kind ack#1'])).toEqual([
    'client1 → sender1 post',
    'sender1 → receiver1 letter',
    '  receiver1 processes "hello"',
    'receiver1 → sender1 ack',
    '  ack#1 receiver1>sender1 lost',
    'sender1 → receiver1 letter',
    'receiver1 → sender1 ack',
    'sender1 → client1 outcome acked',
  ])
})

test('the receiver crashes before its disk has the letter: no ack has left', () => {
  const crash =
    'crash receiver1 @ at letter#1 sender1>receiver1 written lose unsynced restart +50ms'
  expect(conversation('receiver1', [crash])).toEqual([
    'client1 → sender1 post',
    'sender1 → receiver1 letter',
    '  receiver1 processes "hello"',
    '  receiver1 crashes',
    'sender1 → receiver1 letter',
    '  receiver1 processes "hello"',
    'receiver1 → sender1 ack',
    'sender1 → client1 outcome acked',
  ])
})

test('the receiver crashes when its disk has the letter: it remembers', () => {
  const crash = 'crash receiver1 @ at letter#1 sender1>receiver1 durable restart +50ms'
  expect(conversation('receiver1', [crash])).toEqual([
    'client1 → sender1 post',
    'sender1 → receiver1 letter',
    '  receiver1 processes "hello"',
    '  receiver1 crashes',
    'sender1 → receiver1 letter',
    'receiver1 → sender1 ack',
    'sender1 → client1 outcome acked',
  ])
})

test('the sender crashes with the letter on its disk: the letter goes out under its old name', () => {
  const crash = 'crash sender1 @ after send letter#1 restart +50ms'
  expect(conversation('receiver1', [crash])).toEqual([
    'client1 → sender1 post',
    'sender1 → receiver1 letter',
    '  sender1 crashes',
    '  receiver1 processes "hello"',
    'receiver1 → sender1 ack',
    '  ack#1 receiver1>sender1 down',
    'sender1 → receiver1 letter',
    'receiver1 → sender1 ack',
  ])
})

test('nobody is ready: offers go round, nothing was sent and the client is told so', () => {
  const lines = conversation(null, ['drop kind offer'], { attempts: '3' })
  expect(lines.filter((line) => line.includes('→ receiver'))).toHaveLength(3)
  expect(new Set(lines.filter((line) => line.includes('→ receiver'))).size).toBe(3)
  expect(lines.at(-1)).toBe('sender1 → client1 outcome never sent')
})

test('a receiver is silent to a letter: it stays with it, and its sender gives up', () => {
  const lines = conversation('receiver2', ['drop kind ack'], { attempts: '3' })
  expect(lines.filter((line) => line === 'sender1 → receiver2 letter')).toHaveLength(3)
  expect(lines.filter((line) => line.includes('processes'))).toHaveLength(1)
  expect(lines.at(-1)).toBe('sender1 → client1 outcome given up')
})
