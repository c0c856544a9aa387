// ack-retry at its crash places: the correct rules stand a crash at each of them, and planted bugs of
// durability show at places that a sweep comes to without any chance.

import { describe, expect, test } from 'vitest'
import { linesOf } from '../sim/explore/visits.ts'
import { printFault } from '../sim/notation-print.ts'
import type { Run } from '../sim/run.ts'
import { ackRetry } from './ack-retry.ts'
import { Experiment } from './runner/experiment.ts'
import { settingsDefault } from './runner/order.ts'
import { survey } from './runner/survey.ts'
import { Sweep } from './runner/sweep.ts'

/** A short run, swept in a second or so; `explore ack-retry --strategy crash-sweep` does all of it. */
const settings = { ...settingsDefault, faults: 'none' as const, until: '1200ms', settle: '3s' }

function swept(variant: string | null, downs: readonly number[]): { sweep: Sweep; visits: number } {
  const experiment = new Experiment(ackRetry, { variant, settings })
  const { visits } = survey(experiment, { seed: 1, downs })
  return { sweep: new Sweep(experiment, 1, { first: 1, visits }), visits: visits.length }
}

/** The first visit that fails. */
function firstFailing(variant: string): { run: Run; lines: string[] } | null {
  const { sweep, visits } = swept(variant, [500_000])
  return sweep.guarded(() => {
    for (let nth = 1; nth <= visits; nth++) {
      const run = sweep.run(nth)
      const visit = sweep.visitOf(nth)
      if (run.failure !== null && visit !== null)
        return { run, lines: linesOf(visit).map(printFault) }
    }
    return null
  })
}

test('the correct rules stand a crash at every third place of a short run', () => {
  const { sweep, visits } = swept(null, [0])
  expect(visits).toBeGreaterThan(300)
  sweep.guarded(() => {
    for (let nth = 1; nth <= visits; nth += 3) {
      expect(sweep.run(nth).failure?.sentence, JSON.stringify(sweep.visitOf(nth))).toBeUndefined()
    }
  })
})

test('nobody is crashed beside a fault of the run with which it would be outside the budget', () => {
  const extraFaults = ['crash client1 @ 500ms restart +300ms']
  const experiment = new Experiment(ackRetry, {
    variant: null,
    settings: { ...settings, extraFaults },
  })
  const { visits, leftOut } = survey(experiment, { seed: 1, downs: [0] })
  const crashed = new Set(visits.map(({ crash }) => String(crash.node)))
  // Of the clients one may be down at a time.
  expect(crashed.has('client1')).toBe(true)
  expect(crashed.has('client2')).toBe(false)
  expect(leftOut.outside).toBeGreaterThan(10)
})

describe('a planted bug shows at its place:', () => {
  test.each([
    ['ack-before-durable', /^crash receiver\d @ at letter#\d+ sender\d>receiver\d early 1 /u],
    ['dedup-in-memory', /^crash receiver\d @ at letter#\d+ sender\d>receiver\d written .*memory$/u],
    ['unsafe-binding', /^crash sender\d @ at /u],
  ])('%s', (variant, place) => {
    const found = firstFailing(variant)
    expect(found?.run.failure?.property).toBe(ackRetry.variants[variant]?.breaks)
    expect(found?.lines[0]).toMatch(place)
    expect(found?.run.failure?.excess).toBeNull()
  })
})
