// Explorations say the same whoever runs them, tell the lowest failing seed, and stop at a prefix.

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { mergeDigests } from '../../sim/digest.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Bounds } from './campaign.ts'
import { Experiment } from './experiment.ts'
import { explore } from './explore.ts'
import { counter } from './counter.test.toy.ts'
import { type Order, settingsDefault } from './order.ts'

const pathOf = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url))

const order = (
  variant: string | null = null,
  settings: Partial<Order['settings']> = {},
): Order => ({
  source: { kind: 'file', path: pathOf('counter.test.toy.ts') },
  scenario: 'counter',
  variant,
  settings: { ...settingsDefault, ...settings },
})

const bounds = (more: Partial<Bounds> = {}): Bounds => ({
  ...{ first: 1, last: 400, workers: 0, maxFailures: 1, time: null },
  ...more,
})

describe('whoever runs the seeds', () => {
  test('one worker, two, and none at all give the same campaign', async () => {
    const [none, one, two] = await Promise.all(
      [0, 1, 2].map((workers) => explore(order(), bounds({ workers }))),
    )
    expect(one).toEqual(none)
    expect(two).toEqual(none)
    expect(none).toMatchObject({
      verdict: 'pass',
      judged: 400,
      failing: 0,
      rest: null,
      repeated: 4,
    })
    expect(none?.bound95).toBeCloseTo(0.0075)
  })

  test('the digest is that of all seeds in their order', async () => {
    const experiment = new Experiment(counter, order())
    const digests = Array.from({ length: 30 }, (_, at) => experiment.run(at + 11).digest)
    const campaign = await explore(order(), bounds({ first: 11, last: 40 }))
    expect(campaign.digest).toBe(mergeDigests(digests))
  })

  test('another process gives the same', async () => {
    const program = `
      const { explore } = await import('${new URL('./explore.ts', import.meta.url).href}')
      const campaign = await explore(${JSON.stringify(order())}, ${JSON.stringify(bounds({ last: 100 }))})
      console.log(campaign.digest)`
    const run = promisify(execFile)
    const typed = 'typescript' in process.features ? [] : ['--import', 'tsx']
    const given = [...typed, '--input-type=module', '-e', program]
    const [there, here] = await Promise.all([
      run(process.execPath, given),
      explore(order(), bounds({ last: 100 })),
    ])
    expect(there.stdout.trim()).toBe(here.digest)
  })
})

describe('seeds in which nobody is answered', () => {
  test('leave the others judged: the campaign passes, and says how many they are', async () => {
    const campaign = await explore(order(null, { until: '30ms' }), bounds({ last: 40 }))
    expect(campaign.mute).toBeGreaterThan(0)
    expect(campaign.mute).toBeLessThan(40)
    expect(campaign).toMatchObject({ verdict: 'pass', judged: 40, inconclusive: campaign.mute })
    expect(campaign.unjudged?.why).toMatch(/^nothing was asked/u)
    expect(campaign.bound95).toBeCloseTo(3 / (40 - campaign.mute))
  })

  test('judge nothing when there are no others', async () => {
    const campaign = await explore(order(null, { until: '1us' }), bounds({ last: 5 }))
    expect(campaign).toMatchObject({ verdict: 'inconclusive', inconclusive: 5, bound95: null })
  })
})

describe('failures', () => {
  test('the lowest failing seed ends it, and nothing beyond it is counted', async () => {
    const experiment = new Experiment(counter, order('never-again'))
    let lowest = 1
    while (experiment.run(lowest).verdict !== 'fail') lowest += 1
    const campaign = await explore(order('never-again'), bounds())
    expect(campaign).toMatchObject({ verdict: 'fail', judged: lowest, last: lowest, failing: 1 })
    expect(campaign.causes).toHaveLength(1)
    expect(campaign.causes[0]).toMatchObject({ seed: lowest, seeds: 1, code: 'WL2012' })
    expect(campaign).toMatchObject({ ended: 'causes', rest: `${lowest + 1}..400`, bound95: null })
  })

  test('going on, hundreds of failing seeds have few causes', async () => {
    const settings = { extraExpect: ['op.latency max < 60ms'] }
    const campaign = await explore(order('forget-repeats', settings), bounds({ maxFailures: null }))
    expect(campaign.failing).toBeGreaterThan(300)
    const causes = campaign.causes.map(({ property, step }) => `${property} / ${step}`)
    expect(causes.sort()).toEqual([
      'each number is added once / add at server',
      'op.latency max < 60ms / null',
    ])
    const seeds = campaign.causes.map((cause) => cause.seeds)
    expect(seeds.reduce((sum, count) => sum + count, 0)).toBe(campaign.failing)
    expect(campaign.judged).toBe(400)
  })
})

describe('what a pass says', () => {
  test('goals by seeds, those never seen, and what was absent', async () => {
    const campaign = await explore(order(), bounds({ last: 100 }))
    expect(campaign.goals['a repeat came']).toBeGreaterThan(80)
    expect(campaign.goals['the sky fell']).toBe(0)
    expect(campaign.faults).toMatchObject({ drop: 100, crash: 100 })
    expect(campaign.absent).toContain('clocks were perfect (add -f "clock step server +250ms")')
    expect(campaign.absent.join()).not.toMatch(/no message was lost/)
    expect(campaign.assumptions).toEqual(['nobody subtracts'])
    expect(campaign.lastNew).toBeLessThan(100)
    expect(campaign.codeHash).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('the end of it', () => {
  test('a budget of time judges a prefix, and says what is left', async () => {
    const campaign = await explore(order(), bounds({ last: 4_000_000_000, time: 1 }))
    expect(campaign.ended).toBe('time')
    expect(campaign.rest).toBe(`${campaign.judged + 1}..4000000000`)
  })

  test('an interrupt lets the seeds under way finish', async () => {
    const stop = new AbortController()
    const campaign = await explore(order(), bounds({ last: 100_000 }), {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    })
    expect(campaign.ended).toBe('interrupted')
    expect(campaign.judged).toBeGreaterThan(0)
    const again = await explore(order(), bounds({ last: campaign.judged }))
    expect(again.digest).toBe(campaign.digest)
  })

  test('a mistake is told as it is, from a thread too', async () => {
    const wrong: Order = {
      source: { kind: 'file', path: pathOf('wrongs.test.toy.ts') },
      ...{ scenario: 'remembers', variant: null, settings: settingsDefault },
    }
    for (const workers of [0, 1]) {
      const campaign = explore(wrong, bounds({ first: 90, last: 110, workers }))
      await expect(campaign).rejects.toBeInstanceOf(Mistake)
      await expect(campaign).rejects.toMatchObject({
        exitCode: 4,
        problems: [{ code: 'WL4001' }],
      })
    }
  })
})
