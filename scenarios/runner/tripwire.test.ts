// Every way to the real world that the tripwire knows throws while it is armed, however it was
// imported, and works again afterwards.

import { randomBytes, randomUUID } from 'node:crypto'
import { performance as clock } from 'node:perf_hooks'
import { setImmediate as soon } from 'node:timers'
import { describe, expect, test } from 'vitest'
import { Tripwire } from './tripwire.ts'

const ways: Record<string, () => unknown> = {
  'Date.now()': () => Date.now(),
  'new Date()': () => new Date(),
  'Date()': () => Date(),
  'performance.now()': () => clock.now(),
  'process.hrtime()': () => process.hrtime.bigint(),
  'process.uptime()': () => process.uptime(),
  'Math.random()': () => Math.random(),
  'crypto.randomUUID()': () => randomUUID(),
  'crypto.randomBytes()': () => randomBytes(4),
  'crypto.getRandomValues()': () => globalThis.crypto.getRandomValues(new Uint8Array(2)),
  'setTimeout()': () => setTimeout(() => {}, 1),
  'setInterval()': () => setInterval(() => {}, 1),
  'queueMicrotask()': () => queueMicrotask(() => {}),
  'timers.setImmediate()': () => soon(() => {}),
  'process.nextTick()': () => process.nextTick(() => {}),
  'AbortSignal.timeout()': () => AbortSignal.timeout(1),
  'process.exit()': () => process.exit(3),
  'fetch()': () => fetch('http://127.0.0.1:9'),
}

describe('while it is armed', () => {
  test.each(Object.entries(ways))('%s throws, and is remembered', (what, way) => {
    const tripwire = new Tripwire()
    tripwire.reset(() => 'receive of n2')
    expect(() => tripwire.guard(way)).toThrow(/asks the real world/)
    expect(tripwire.breach).toMatchObject({ what, during: 'receive of n2' })
    expect(tripwire.breach?.place?.file).toMatch(/tripwire\.test\.ts$/)
  })

  test('the first breach is the one that is told', () => {
    const tripwire = new Tripwire()
    tripwire.reset(() => '')
    tripwire.guard(() => {
      for (const way of [ways['Math.random()'], ways['Date.now()']]) {
        try {
          way?.()
        } catch {
          // An actor may swallow it; the run is told of it all the same.
        }
      }
    })
    expect(tripwire.breach?.what).toBe('Math.random()')
    tripwire.reset(() => '')
    expect(tripwire.breach).toBeNull()
  })

  test('a date of a number says nothing of the real world', () => {
    const tripwire = new Tripwire()
    tripwire.reset(() => '')
    expect(tripwire.guard(() => new Date(0).toISOString())).toBe('1970-01-01T00:00:00.000Z')
    expect(tripwire.guard(() => new Date(0) instanceof Date)).toBe(true)
    expect(tripwire.breach).toBeNull()
  })
})

test('afterwards everything is as it was, also when the batch throws', () => {
  const before = [Date, Date.now, Math.random, setTimeout, fetch, randomUUID, process.hrtime]
  const tripwire = new Tripwire()
  expect(() =>
    tripwire.guard(() => {
      throw new RangeError('a batch that fails')
    }),
  ).toThrow(/a batch that fails/)
  const after = [Date, Date.now, Math.random, setTimeout, fetch, randomUUID, process.hrtime]
  expect(after.every((one, at) => one === before[at])).toBe(true)
  expect(Object.hasOwn(performance, 'now')).toBe(false)
})
