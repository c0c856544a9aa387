import { describe, expect, test } from 'vitest'
import { printFault } from '../../sim/notation-print.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Run } from '../../sim/run.ts'
import type { TraceEvent } from '../../sim/trace.ts'
import { chiefs } from './chiefs.test.toy.ts'
import { counter } from './counter.test.toy.ts'
import { Experiment } from './experiment.ts'
import { Stagings, toldOf } from './explicit.ts'
import { settingsDefault } from './order.ts'
import { timelineOf } from './real-plan.ts'
import type { Scenario } from '../form.ts'

const under = (faults: readonly string[], scenario: Scenario = chiefs): Experiment =>
  new Experiment(scenario, {
    variant: null,
    settings: { ...settingsDefault, faults: 'none', until: '2500ms', extraFaults: faults },
  })

type Struck = Extract<TraceEvent, { kind: 'fault' }>
const struckIn = ({ trace }: Run): string[] =>
  (trace ?? [])
    .filter((event): event is Struck => event.kind === 'fault' && event.fault.kind !== 'end')
    .map(({ time, fault }) => {
      const whom = 'node' in fault ? fault.node : 'links' in fault ? fault.links?.[0]?.from : ''
      return `${Math.round(time / 1_000)} ${fault.kind} ${String(whom)}`
    })

const ran = (fault: string, seed = 7): Run => under([fault]).run(seed, { trace: true })

describe('a fault of a role strikes whoever has it at that instant', () => {
  // Of seed 7, m3 leads from 288 ms on.
  test.each`
    fault                                           | struck
    ${'isolate leader @ 2s for 500ms'}              | ${['2000 cut m3']}
    ${'crash leader @ 1s restart +400ms'}           | ${['1000 crash m3', '1400 restart m3']}
    ${'partition leader | m @ 1s for 300ms'}        | ${['1000 cut m3']}
    ${'partition leader @ 1s for 300ms'}            | ${['1000 cut m3']}
    ${'partition primaries @ 1s for 300ms'}         | ${['1000 cut m3']}
    ${'drop leader-client @ 1s for 100ms'}          | ${['1000 drop m3']}
    ${'isolate follower @ 1s for 300ms'}            | ${['1000 cut m1']}
    ${'crash leader,m1 @ 1s restart never'}         | ${['1000 crash m1', '1000 stay-down m1', '1000 crash m3', '1000 stay-down m3']}
    ${'isolate leader every 1s for 400ms'}          | ${['1000 cut m3', '2000 cut m2']}
    ${'crash leader @ after "a chief was elected"'} | ${['288 crash m3']}
    ${'crash leader @ on vote#2 restart never'}     | ${['292 crash m3', '292 stay-down m3']}
  `('$fault', ({ fault, struck }) => {
    expect(struckIn(ran(fault))).toEqual(struck)
  })

  test('while nobody has it, it waits; of a line that repeats, once', () => {
    expect(struckIn(ran('isolate leader @ 10ms for 300ms'))).toEqual(['288 cut m3'])
    const often = struckIn(ran('pause leader every 50ms for 10ms'))
    expect(often.slice(0, 3)).toEqual(['288 pause m3', '300 pause m3', '350 pause m3'])
  })

  test('where nobody ever has it, nothing happens', () => {
    expect(
      struckIn(
        under(['crash m restart never @ 1ms', 'isolate leader @ 5ms']).run(7, { trace: true }),
      ),
    ).not.toContainEqual(expect.stringContaining('cut'))
  })

  test('`when leader` is the step in which the target takes the role', () => {
    expect(struckIn(ran('crash m3 @ when leader restart never'))).toEqual([
      '288 crash m3',
      '288 stay-down m3',
    ])
    expect(struckIn(ran('crash m2 @ when leader restart never'))).toEqual([])
    expect(struckIn(ran('isolate random one @ when candidate for 200ms')).length).toBeLessThan(2)
    expect(struckIn(ran('heal @ when leader'))).toEqual(['288 heal undefined'])
  })

  test('the plan of the run says whom', () => {
    const { plan } = ran('isolate leader @ 2s for 500ms')
    expect(plan[0]).toMatchObject({ who: { role: 'leader', node: 'm3' }, fault: { kind: 'cut' } })
    const never = ran('isolate leader @ 2499999us', 3).plan
    expect(never[0]?.fault.kind === 'whoever' || never[0]?.who?.role === 'leader').toBe(true)
  })
})

describe('as data it names the node, and takes the same steps', () => {
  const stagings = new Stagings(chiefs, null)

  test.each([
    ['isolate leader @ 2s for 500ms', /^isolate m\d @ 2s for 500ms$/u],
    ['isolate leader @ 10ms for 300ms', /^isolate m\d @ at \w+#\d m\d>m\d written for 300ms$/u],
    ['crash leader @ 1.7s restart +400ms', /^crash m\d @ 1\.7s restart \+400ms$/u],
    ['pause leader every 300ms..500ms for 200ms', /^pause m\d @ [\d.]+m?s for 200ms$/u],
    ['partition leader | m @ 1s for 300ms', /^partition m\d \| m\d,m\d @ 1s for 300ms$/u],
    ['crash leader @ when leader restart +300ms', /^crash m\d @ when leader restart \+300ms$/u],
    ['isolate candidate @ 1s for 200ms', /^isolate m\d @ at .* written for 200ms$/u],
  ])('%s', (fault, line) => {
    for (let seed = 1; seed <= 2; seed += 1) {
      const experiment = under([fault])
      const { explicit } = toldOf(experiment, seed)
      const lines = explicit.faults.map(printFault)
      for (const one of lines) expect(one).toMatch(line)
      const run = experiment.run(seed, { trace: true })
      const again = stagings.run(explicit, { trace: true }).run
      expect(struckIn(again)).toEqual(struckIn(run))
      expect(again.simTime).toBe(run.simTime)
      expect(again.history).toEqual(run.history)
      const kinds = ({ trace }: Run): string[] =>
        (trace ?? []).map(({ kind, time, node }) => `${kind} ${time} ${String(node)}`)
      expect(kinds(again)).toEqual(kinds(run))
    }
  })
})

describe('what cannot be is told at the door', () => {
  const said = (of: () => unknown): string => {
    try {
      of()
    } catch (error) {
      if (error instanceof Mistake) return error.problems.map((one) => one.sentence).join('\n')
      throw error
    }
    return ''
  }

  test.each([
    [
      'isolate leder @ 2s',
      /there is no node leder \(nodes: .*; roles: leader candidate follower\)/u,
    ],
    [
      'crash m1 @ when laeder',
      /no node takes the role laeder \(roles: leader candidate follower\)/u,
    ],
    ['partition leader | follower', /a fault names one role, not leader and follower/u],
    ['partition leader | leader', /leader cannot be on two sides of a partition/u],
  ])('%s', (fault, words) => expect(said(() => under([fault]))).toMatch(words))

  test('a scenario without views knows no role', () => {
    expect(said(() => under(['isolate leader @ 1s'], counter))).toMatch(/there is no node leader/u)
    expect(said(() => under(['crash server @ when leader'], counter))).toMatch(
      /no node takes the role leader \(no view says what nodes are\)/u,
    )
  })

  test('a real run refuses it, because nobody looks into its processes', () => {
    const site = under(['isolate leader @ 2s for 100ms']).siteFor(1)
    const of = { said: site.plans.lines, scenario: 'chiefs', storm: site.until }
    expect(said(() => timelineOf(site.plans.occurrencesOf(1), of))).toMatch(
      /"isolate leader @ 2s for 100ms" strikes whoever has a role/u,
    )
  })
})
