// One run: what is judged when, what is said of it, and that it is the same run however it is made.

import { describe, expect, test } from 'vitest'
import { Recording } from '../../sim/explore/record.ts'
import { Script } from '../../sim/explore/script.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Finding } from '../../sim/verdict.ts'
import { scenario } from '../scenario.ts'
import { counter } from './counter.test.toy.ts'
import { Experiment } from './experiment.ts'
import { type Settings, settingsDefault } from './order.ts'

const prepared = (variant: string | null = null, settings: Partial<Settings> = {}): Experiment =>
  new Experiment(counter, { variant, settings: { ...settingsDefault, ...settings } })

const found = (findings: readonly Finding[], property: string): Finding | undefined =>
  findings.find((one) => one.property === property)

describe('the same run', () => {
  const { digest, content } = prepared().run(7, { content: true })

  test.each([
    ['again in the same world', {}],
    ['in a fresh world', { fresh: true }],
    ['with messages by copy', { byCopy: true }],
    ['while it is recorded', { trace: true }],
  ])('%s', (_how, how) => {
    const again = prepared().run(7, { content: true, ...how })
    expect([again.digest, again.content]).toEqual([digest, content])
  })

  test('after a thousand others', () => {
    const experiment = prepared()
    for (let seed = 1000; seed < 1300; seed++) experiment.run(seed)
    expect(experiment.run(7).digest).toBe(digest)
  })

  test('with decisions written down, and taken from what was written', () => {
    const recordings: Recording[] = []
    const scripts: Script[] = []
    const experiment = prepared()
    const recorded = experiment.run(7, {
      chooser: (world) => {
        recordings.push(new Recording(world))
        return recordings[0] as Recording
      },
    })
    expect(recorded.digest).toBe(digest)
    const outcomes = recordings[0]?.outcomes ?? new Map<string, number>()
    expect(outcomes.size).toBeGreaterThan(50)
    expect([...outcomes.keys()].join('\n')).toMatch(/^delay of add#\d+ client1>server$/m)
    const scripted = experiment.run(7, {
      chooser: (world) => {
        scripts.push(new Script(world, outcomes))
        return scripts[0] as Script
      },
    })
    expect(scripted.digest).toBe(digest)
    expect(scripts[0]?.fidelity).toBe(1)
  })

  test('a dull script gives another run, in which nothing is lost', () => {
    const dull = prepared().run(7, { chooser: (world) => new Script(world, new Map()) })
    expect(dull.digest).not.toBe(digest)
    expect(dull.goals['a repeat came']).toBe(0)
  })

  test('another seed is another run', () => {
    expect(prepared().run(8).digest).not.toBe(digest)
  })
})

describe('the judge', () => {
  test('a clean run passes, with what was measured', () => {
    const run = prepared().run(7)
    expect(run.verdict).toBe('pass')
    expect(run.failure).toBeNull()
    expect(run.simTime).toBe(1_700_000)
    expect(found(run.findings, 'everything is answered')?.detail).toMatch(/after healing$/)
    expect(found(run.findings, 'op.ok rate >= 99%')?.detail).toBe('100 %')
    expect(run.goals).toEqual({ 'a repeat came': expect.any(Number), 'the sky fell': 0 })
  })

  test('an invariant stops the run at the guilty step', () => {
    const experiment = prepared('forget-repeats')
    const seed = [1, 2, 3, 4, 5].find((one) => experiment.run(one).verdict === 'fail') ?? 0
    const run = experiment.run(seed)
    expect(run.failure).toMatchObject({
      property: 'each number is added once',
      code: 'WL2006',
      sentence: '1 added again.',
      node: 'server',
      excess: null,
    })
    expect(run.failure?.step).toMatch(/^add#\d+ client\d>server$/)
    expect(run.failure?.time).toBeLessThan(1_200_000)
    expect(found(run.findings, 'everything is answered')?.verdict).toBe('inconclusive')
  })

  test('what must hold in the end is judged after the calm', () => {
    const experiment = prepared('never-again')
    const run = experiment.run(1)
    expect(run.failure).toMatchObject({
      property: 'everything is answered',
      code: 'WL2012',
      step: null,
    })
  })

  test('without faults no planted bug shows', () => {
    for (const variant of ['forget-repeats', 'never-again']) {
      const experiment = prepared(variant, { faults: 'none' })
      for (let seed = 1; seed <= 50; seed++) expect(experiment.run(seed).verdict).toBe('pass')
    }
  })

  test('a threshold that is missed fails with the figure', () => {
    const run = prepared(null, { extraExpect: ['op.latency max < 1ms'] }).run(7)
    expect(run.failure).toMatchObject({ code: 'WL2013', property: 'op.latency max < 1ms' })
    expect(run.failure?.sentence).toMatch(
      /missed its threshold: it was \d+ ms, and the limit is 1ms/,
    )
  })

  test('availability speaks of the windows of a fault', () => {
    const run = prepared(null, {
      faults: ['crash server @ 300ms restart +500ms'],
      extraExpect: ['availability during crash < 60%'],
    }).run(7)
    expect(found(run.findings, 'availability during crash < 60%')?.detail).toMatch(/%$/)
  })

  test('nothing asked is inconclusive, with the reason', () => {
    const run = prepared(null, { until: '1us' }).run(1)
    const findings = run.findings.filter(({ verdict }) => verdict === 'inconclusive')
    expect(run.verdict).toBe('inconclusive')
    expect(findings[0]?.why).toMatch(/nothing was asked: the workload has no call before/)
  })

  test('a property that throws is the mistake of the scenario', () => {
    const broken = scenario('broken', {
      about: 'A property that throws.',
      nodes: () => ({ a: { start: () => ({}), receive: () => {} } }),
      always: {
        bad: () => {
          throw new RangeError('no such thing')
        },
      },
    })
    const experiment = new Experiment(broken, { variant: null, settings: settingsDefault })
    expect(() => experiment.run(1)).toThrow(Mistake)
    expect(() => experiment.run(1)).toThrow(/always\["bad"\] threw RangeError/)
  })

  test('time that stands still is a failure', () => {
    const stuck = scenario('stuck', {
      about: 'A node that never lets go.',
      nodes: () => ({
        a: {
          start: (node) => {
            node.send(node.id, { kind: 'on' })
            return {}
          },
          receive: (node) => node.send(node.id, { kind: 'on' }),
        },
      }),
      always: { fine: () => null },
    })
    const run = new Experiment(stuck, { variant: null, settings: settingsDefault }).run(1)
    expect(run.failure).toMatchObject({ code: 'WL2012', property: 'time goes on' })
  })
})

test('a node that is down shows the State it had, and is not up', () => {
  const seen = new Set<string>()
  const watched = scenario('watched', {
    about: 'A node goes down and comes back.',
    nodes: () => ({ a: ticking, b: ticking }),
    faults: ['crash a @ 20ms restart +20ms'],
    until: '100ms',
    settle: '10ms',
    always: {
      'never without a State': (w) => {
        seen.add(`${w.a.up}`)
        return typeof w.a.state.ticks === 'number' ? null : 'no State'
      },
    },
  })
  const run = new Experiment(watched, { variant: null, settings: settingsDefault }).run(1)
  expect(run.verdict).toBe('pass')
  expect([...seen].sort()).toEqual(['false', 'true'])
})

const ticking = {
  start(node: { setTimer(timer: { kind: 'tick' }, after: number): void }): { ticks: number } {
    node.setTimer({ kind: 'tick' }, 1_000)
    return { ticks: 0 }
  },
  receive(): void {},
  expire(
    node: { setTimer(timer: { kind: 'tick' }, after: number): void },
    state: { ticks: number },
  ): void {
    state.ticks += 1
    node.setTimer({ kind: 'tick' }, 1_000)
  },
}
