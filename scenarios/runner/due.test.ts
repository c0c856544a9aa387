// What a run had still before it is told with its trace, and only then.

import { expect, test } from 'vitest'
import { Experiment } from './experiment.ts'
import { findBuiltIn } from './load.ts'
import { settingsDefault } from './order.ts'

const experiment = new Experiment(findBuiltIn('ack-retry').scenario, {
  variant: null,
  settings: settingsDefault,
})

test('timers that are set and messages on their way, the soonest first, all after the end', () => {
  const run = experiment.run(1, { trace: true })
  const due = run.due ?? []
  const times = due.map(({ at }) => at ?? Number.POSITIVE_INFINITY)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  for (const at of times) expect(at).toBeGreaterThanOrEqual(run.simTime)
  const heartbeats = due.filter((one) => one.kind === 'timer' && one.timer.kind === 'heartbeat')
  expect(heartbeats).toHaveLength(3)
  for (const one of heartbeats) {
    const step = run.trace?.find(({ id }) => one.kind === 'timer' && id === one.cause)
    expect(step?.kind).toMatch(/^(?:expire|start|receive)$/u)
  }
})

test('a message on its way is one that was sent and neither came nor was dropped', () => {
  let seen = 0
  for (let seed = 1; seed <= 12; seed += 1) {
    const run = experiment.run(seed, { trace: true })
    for (const one of run.due ?? []) {
      if (one.kind !== 'message') continue
      seen += 1
      const sent = run.trace?.find(({ id }) => id === one.sent)
      expect(sent?.kind).toBe('send')
      expect(run.trace?.some(({ kind, cause }) => kind === 'receive' && cause === one.sent)).toBe(
        false,
      )
    }
  }
  expect(seen).toBeGreaterThan(0)
})

test('a run without its trace says nothing of it', () => {
  expect(experiment.run(1).due).toBeUndefined()
})
