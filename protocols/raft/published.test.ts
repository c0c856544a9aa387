// Elections of the real server against the figures of others: a chance in closed form, and simulations
// and measurements that were published. Seeds are fixed, so a figure is the same each time.

import { describe, expect, test } from 'vitest'
import {
  availability,
  detect,
  detections,
  measure,
  overWideArea,
  shares,
  splitChance,
  splitLatencies,
  splitRows,
  splitShare,
} from './published.suite.ts'
import { type Electing, elect } from './elections.suite.ts'
import { ms, seconds } from '../../sim/units.ts'

test.each`
  size | failed | latency | percent
  ${5} | ${1}   | ${0.01} | ${0.059}
  ${5} | ${1}   | ${0.1}  | ${5.23}
  ${5} | ${1}   | ${0.2}  | ${18.08}
  ${3} | ${1}   | ${0.2}  | ${36}
  ${5} | ${2}   | ${0.1}  | ${27.1}
  ${9} | ${4}   | ${0.2}  | ${67.232}
  ${7} | ${3}   | ${0.05} | ${18.549}
`(
  'of $size servers, $failed failed, $percent % of elections split at a latency of $latency',
  ({ size, failed, latency, percent }) => {
    expect(splitChance(size, failed, latency) * 100).toBeCloseTo(percent, 2)
  },
)

describe('split votes come as often as the arithmetic says', () => {
  const count = 150
  test.each(splitRows)('%i servers, %i failed', (size, failed) => {
    for (const latency of splitLatencies) {
      const chance = splitChance(size, failed, latency)
      const spread = Math.sqrt((chance * (1 - chance)) / count)
      const share = splitShare(size, failed, latency, count)
      // 4 standard deviations; a chance below one in a hundred thousand may still be seen once.
      expect(Math.abs(share - chance)).toBeLessThanOrEqual(4 * spread + 1 / count)
    }
  })
})

describe('leaders are elected when AvailSim says', () => {
  test.each(availability)('$logs logs, $failed failed', (row) => {
    const ours = measure(overWideArea(row), 2_000)
    expect(Math.abs(ours.mean / row.mean - 1)).toBeLessThan(0.03)
    for (const [at, share] of shares.entries()) {
      const published = row.published[at]
      if (typeof published !== 'number') continue
      // Of 2,000 runs the last quantiles rest on a few.
      const tolerance = share <= 0.5 ? 0.02 : share <= 0.95 ? 0.1 : 0.25
      expect(Math.abs((ours.quantiles[at] ?? 0) / published - 1)).toBeLessThan(tolerance)
    }
  })

  test.each`
    wrong                                            | restarts                                     | logs        | failed | mean
    ${'a granted vote does not restart the wait'}    | ${['append']}                                | ${'same'}   | ${2}   | ${501}
    ${'a higher term restarts the wait'}             | ${['append', 'vote granted', 'higher term']} | ${'differ'} | ${0}   | ${712}
    ${'a higher term restarts the wait, one failed'} | ${['append', 'vote granted', 'higher term']} | ${'differ'} | ${1}   | ${988}
    ${'a higher term restarts the wait, two failed'} | ${['append', 'vote granted', 'higher term']} | ${'differ'} | ${2}   | ${1_941}
  `('$wrong: mean $mean ms', ({ restarts, logs, failed, mean }) => {
    const rules = { restartsWait: (occasion: string) => restarts.includes(occasion) }
    const of = { ...overWideArea({ logs, failed }), rules, stays: logs === 'differ' }
    expect(Math.abs(measure(of, 1_500).mean / mean - 1)).toBeLessThan(0.08)
  })
})

describe('a crash is felt as long as in figure 16', () => {
  // Timers of machines are a little early or late; ours are exact, so very narrow ranges collide more.
  test.each(detections)('timeouts of $electionMin to $electionMax us', (row) => {
    const width = row.electionMax - row.electionMin
    const ours = detect(row, width < ms(10) ? 100 : 600)
    const tolerance = width < ms(5) ? 4 : width < ms(10) ? 0.5 : 0.15
    expect(Math.abs((ours.quantiles[3] ?? 0) / row.median - 1)).toBeLessThan(tolerance)
    expect(Math.abs(ours.mean / row.mean - 1)).toBeLessThan(tolerance)
  })

  test('without any spread nobody is elected', () => {
    const of = { electionMin: ms(150), electionMax: ms(150) }
    expect(detect(of, 1).quantiles[3]).toBeNaN()
  })
})

test('the first to time out is as early as the arithmetic says', () => {
  const count = 2_000
  const of = {
    ...{ size: 5, failed: 1, electionMin: seconds(1), electionMax: seconds(2), logs: [] },
    stays: false,
    latency: { kind: 'const', at: 1 },
    sync: { kind: 'const', at: 0 },
  } satisfies Electing
  const times = elect(of, 1, count).map(({ at }) => (at ?? 0) / seconds(1))
  // Of four live servers the earliest times out after 1 + 1/5, on average.
  expect(times.reduce((sum, time) => sum + time, 0) / count).toBeCloseTo(1.2, 1)
})
