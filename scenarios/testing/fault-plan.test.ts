// Drawn fault plans: every line is one that the scenario can have, and they shrink to less.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseFault } from '../../sim/notation-parse.ts'
import { ackRetry } from '../ack-retry.ts'
import { raftDisks } from '../raft-disks.ts'
import { Experiment } from '../runner/experiment.ts'
import { settingsDefault } from '../runner/order.ts'
import { scenario } from '../scenario.ts'
import { boundTo, type FaultKind, faultPlan, fitting } from './fault-plan.ts'

const kinds: readonly FaultKind[] = [
  ...(['partition', 'isolate', 'crash', 'wipe', 'pause', 'slow', 'clock', 'drop'] as const),
  ...(['duplicate', 'reorder', 'delay', 'stall', 'reset', 'disconnect', 'disk', 'damage'] as const),
]
const siteOf = (set: Record<string, string>): ReturnType<Experiment['siteFor']> =>
  new Experiment(ackRetry, { variant: null, settings: { ...settingsDefault, set } }).siteFor(1)

const wrong = (plan: readonly string[], roster: ReturnType<typeof siteOf>['roster']): string[] =>
  plan.filter((text) => parseFault(text, roster).kind !== 'fault')

describe('a drawn plan', () => {
  test.each(kinds)('of %s names what there is', (kind) => {
    const { roster, until } = siteOf({})
    const plans = fc.sample(boundTo(faultPlan({ kinds: [kind] }), roster, until), 200)
    for (const plan of plans as string[][]) expect(wrong(plan, roster)).toEqual([])
    expect(plans.flat().length).toBeGreaterThan(50)
  })

  test('leaves out what the links cannot have', () => {
    const wired = scenario('wired', {
      about: 'Two nodes over a stream.',
      nodes: () => ({ n: { count: 2, actor: { start: () => ({}), receive: () => {} } } }),
      network: { link: 'stream' },
      always: { true: () => null },
    })
    const site = new Experiment(wired, { variant: null, settings: settingsDefault }).siteFor(1)
    const { roster, until } = site
    const drop = boundTo(faultPlan({ kinds: ['drop'] }), roster, until)
    expect(fc.sample(drop, 50).flat()).toEqual([])
    const both = fc.sample(boundTo(faultPlan({ kinds: ['drop', 'reset'] }), roster, until), 100)
    expect(both.flat().length).toBeGreaterThan(10)
    expect(both.flat().filter((text) => !String(text).startsWith('reset'))).toEqual([])
  })

  test('spoils disks so that Raft without its sums is found out', () => {
    const found = (variant: string | null): boolean => {
      const settings = { ...settingsDefault, faults: 'none' as const }
      const { roster, until } = new Experiment(raftDisks, { variant, settings }).siteFor(1)
      const kinds: FaultKind[] = ['crash', 'damage']
      const plans = fc.sample(boundTo(faultPlan({ kinds, max: 8 }), roster, until), {
        ...{ numRuns: 60, seed: 1 },
      }) as string[][]
      return plans.some((extraFaults) => {
        const one = new Experiment(raftDisks, { variant, settings: { ...settings, extraFaults } })
        return one.run(1).verdict === 'fail'
      })
    }
    expect([found(null), found('trusts-its-disk')]).toEqual([false, true])
  })

  test('is plain notation where no scenario is known', () => {
    fc.assert(
      fc.property(faultPlan({ max: 5, kinds: ['crash', 'partition', 'clock'] }), (plan) => {
        expect(plan.length).toBeLessThanOrEqual(5)
        for (const text of plan) expect(parseFault(text).kind, text).toBe('fault')
      }),
    )
  })

  test('shrinks to one line, at the first instant', () => {
    const { roster, until } = siteOf({})
    const plan = boundTo(faultPlan({ max: 4, kinds: ['partition', 'crash'] }), roster, until)
    const found = fc.check(
      fc.property(plan, (lines) => !(lines as string[]).some((text) => text.startsWith('crash'))),
    )
    expect(found.counterexample).toEqual([['crash client1 @ 0ms restart +10ms']])
  })

  test('keeps of another input what fits its nodes; what somebody wrote stays', () => {
    const { roster, until } = siteOf({})
    const [plan] = fc.sample(
      boundTo(faultPlan({ max: 9, kinds: ['crash'] }), roster, until).filter((lines) =>
        (lines as string[]).some((text) => text.includes('receiver3')),
      ),
      1,
    ) as string[][]
    const fewer = siteOf({ receivers: '1' }).roster
    const kept = fitting(plan ?? [], () => fewer)
    expect(kept).toEqual(plan?.filter((text) => !/receiver[23]/u.test(text)))
    expect(fitting(['crash receiver3'], () => fewer)).toEqual(['crash receiver3'])
  })

  test('of no such kind is told with the nearest', () => {
    const kind = 'partitoin' as FaultKind
    expect(() => faultPlan({ kinds: [kind] })).toThrow('a fault plan has no kind "partitoin"')
  })
})
