import { expect, test } from 'vitest'

import { nodeId } from '../../sim/units.ts'
import { End, say } from '../end.suite.ts'
import { Calls } from './calls.ts'
import { byWays } from './ways.ts'

function desk(): { readonly end: End; readonly calls: Calls } {
  const end = new End('a')
  const calls = new Calls(end)
  end.transport = byWays(nodeId('a'), [calls])
  return { end, calls }
}

test('a call is a peer that says one message, and the first answer is its reply', async () => {
  const { end, calls } = desk()
  end.onReceive = (from) => end.wire.linkTo(from)?.send(say('yes'), 1)
  expect(await calls.call(say('there?'), 1_000)).toEqual({ kind: 'reply', message: say('yes') })
  expect(end.told).toEqual(['there? from call/1'])
  expect(calls.open).toBe(0)
  expect(end.wire.linkTo(nodeId('call/1'))).toBeNull()
})

test('after the deadline the caller is lost, and what is sent to it goes nowhere', async () => {
  const { end, calls } = desk()
  const reply = calls.call(say('there?'), 5)
  const link = end.wire.linkTo(nodeId('call/1'))
  expect(await reply).toEqual({ kind: 'late' })
  link?.send(say('yes'), 1)
  expect(end.told).toEqual(['there? from call/1', 'lost call/1 closed', 'dropped say call/1 gone'])
})

test('a caller that hangs up is lost', async () => {
  const { end, calls } = desk()
  const hangsUp = new AbortController()
  const reply = calls.call(say('there?'), 10_000, hangsUp.signal)
  hangsUp.abort()
  expect(await reply).toEqual({ kind: 'ended' })
  expect(end.told).toEqual(['there? from call/1', 'lost call/1 closed'])
})

test('while the node does not read, calls wait; one that gave up meanwhile is never heard', async () => {
  const { end, calls } = desk()
  end.onReceive = (from) => end.wire.linkTo(from)?.send(say('yes'), 1)
  end.wire.pause()
  const first = calls.call(say('one'), 5)
  const second = calls.call(say('two'), 10_000)
  expect(await first).toEqual({ kind: 'late' })
  end.wire.resume()
  expect(await second).toEqual({ kind: 'reply', message: say('yes') })
  expect(end.told).toEqual(['two from call/2', 'lost call/1 closed'])
})

test('the end of the node ends every call', async () => {
  const { end, calls } = desk()
  const reply = calls.call(say('there?'), 10_000)
  await end.wire.close()
  expect(await reply).toEqual({ kind: 'ended' })
  expect(await calls.call(say('there?'), 10_000)).toEqual({ kind: 'ended' })
})
