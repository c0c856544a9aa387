import { describe, expect, test } from 'vitest'
import { outOfBudget } from '../sim/verdict.ts'
import { type CampaignTold, renderCampaign, renderQuietCampaign } from './campaign-screen.ts'
import { ascii, columns, plainPage } from './page.ts'
import { type Progress, progressBar, progressLine, progressStatus } from './progress.ts'

const clean: CampaignTold = {
  name: 'ack-retry',
  verdict: 'pass',
  asked: 10_000,
  judged: 10_000,
  first: 1,
  last: 10_000,
  failing: 0,
  inconclusive: 0,
  events: 60_912_004,
  simTime: 50_040_000_000,
  operations: 412_000,
  digest: '91be04d7c2a6f358',
  repeated: 100,
  behaviours: 214,
  lastNew: 8_911,
  goals: {
    'a retry': 9_981,
    'another receiver': 804,
    'an ack of another life': 3,
    'list empty': 0,
  },
  faults: { drop: 5_003, crash: 4_870 },
  causes: [],
  unjudged: null,
  bound95: 0.0003,
  ended: 'all seeds',
  assumptions: ['disks do not corrupt'],
  absent: ['clocks were perfect (add -f "clock step n2 +250ms")'],
  wallMs: 2_800,
  next: ['worldline explore ack-retry --seeds 10001..100000'],
  resume: [],
}

const failing: CampaignTold = {
  ...clean,
  name: 'ack-retry:original',
  verdict: 'fail',
  judged: 17,
  last: 17,
  failing: 4,
  ended: 'causes',
  bound95: null,
  causes: [17, 12].map((seed) => ({
    id: '00f3a1b2c4d5e6f7',
    property: 'no duplicate effect',
    code: 'WL2006',
    step: 'receive letter at receiver',
    seed,
    seeds: 2,
    failure: {
      property: 'no duplicate effect',
      code: 'WL2006',
      sentence: 'receiver1 processed letter 1 twice.',
      time: 815_000,
      node: null,
      step: null,
      excess: null,
    },
  })),
  next: ['worldline run ack-retry:original@17'],
}

test('a pass says of how many seeds there was nothing to judge, and of which first', () => {
  const unjudged = { seed: 71_204, why: 'the property "linearizable" was not tested' }
  const told = renderCampaign({ ...clean, inconclusive: 2, unjudged }, null, plainPage)
  expect(told).toContain('no violation · 2 without an answer to judge')
  expect(told).toContain('Seed 71204: the property "linearizable" was not tested')
  expect(renderCampaign(clean, null, plainPage)).not.toContain('to judge')
})

test('what is too hard to judge is told with what its reader can change', () => {
  const unjudged = { seed: 1, why: `${outOfBudget}: 100 operations` }
  const told = (builtIn: boolean): string =>
    renderCampaign({ ...clean, unjudged, builtIn }, null, plainPage)
  expect(told(false)).toContain('`budget` of the check')
  expect(told(true)).toContain('A shorter run')
  expect(told(true)).not.toContain('`budget`')
})

describe('the summary of many seeds', () => {
  test('a pass says what it covered, what it did not see, and its bound', () => {
    expect(renderCampaign(clean, null, plainPage)).toMatchInlineSnapshot(`
      "
        PASS   10,000 seeds · no violation
               13.9 h simulated in 2.8 s · 60,912,004 steps · 412,000 operations · digest 91be04d7c2a6f358

        What this covered         seeds        What this cannot say
          a retry                 9,981 ████     · disks do not corrupt
          another receiver          804 ▍        · clocks were perfect (add -f "clock step n2 +250ms")
          an ack of another life      3 ▏        ! never seen: list empty
          fault: drop             5,003 ██
          fault: crash            4,870 ██

        If more than 0.03 % of seeds could fail, 10,000 clean seeds would have shown it (95 %
        confidence, for these faults and this workload).
        214 behaviours told apart, the last new one at seed 8,911: more seeds are still finding new
        things.
        100 seeds ran twice, with equal digests.

        Next
          worldline explore ack-retry --seeds 10001..100000

      "
    `)
  })

  test('a failure gives every cause with its number of seeds, and nothing about a bound', () => {
    const text = renderCampaign(failing, null, plainPage)
    expect(text).toMatchInlineSnapshot(`
      "
        2 other causes, by lowest seed
          ack-retry:original@17   no duplicate effect · 2 seeds
            a duplicate effect (WL2006): receiver1 processed letter 1 twice.
          ack-retry:original@12   no duplicate effect · 2 seeds
            a duplicate effect (WL2006): receiver1 processed letter 1 twice.

        FAIL   2 causes · 4 seeds failed · 17 of 10,000 seeds judged, stopped at the cause
               13.9 h simulated in 2.8 s · 60,912,004 steps · 412,000 operations · digest 91be04d7c2a6f358

        Next
          worldline run ack-retry:original@17

      "
    `)
    expect(text).not.toContain('95 %')
  })

  test('what was cut short says by what, and how to go on', () => {
    const resume = 'worldline explore ack-retry --seeds 4201..10000'
    const text = renderCampaign(
      { ...clean, judged: 4_200, last: 4_200, ended: 'interrupted', resume: [resume] },
      null,
      plainPage,
    )
    expect(text).toContain('4,200 of 10,000 seeds judged before it was stopped')
    expect(text).toContain(`\n    ${resume}\n`)
  })

  test('without timing holds nothing that the wall clock decides', () => {
    const page = { ...plainPage, timing: false }
    expect(renderCampaign(clean, null, page)).toBe(
      renderCampaign({ ...clean, wallMs: 9 }, null, page),
    )
  })

  test.each([100, 80, 40])('no line but commands is longer than %i columns', (width) => {
    for (const told of [clean, failing]) {
      const lines = renderCampaign(told, null, { ...plainPage, width }).split('\n')
      for (const line of lines) {
        if (line.includes('worldline ') || width === 40) continue
        expect(columns(line), line).toBeLessThanOrEqual(width)
      }
    }
  })

  test('in one line', () => {
    expect(renderQuietCampaign(clean, plainPage)).toBe(
      'PASS ack-retry 10,000 seeds 91be04d7c2a6f358\n',
    )
    expect(renderQuietCampaign(failing, plainPage)).toBe(
      'FAIL ack-retry:original@17  no duplicate effect WL2006  receiver1 processed letter 1 twice. 91be04d7c2a6f358\n',
    )
  })
})

describe('progress', () => {
  const now: Progress = {
    name: 'ack-retry',
    asked: 10_000,
    judged: 6_204,
    failing: 0,
    events: 60_900_000,
    simTime: 30_960_000_000,
    goals: { often: 6_204, rare: 3, never: 0 },
    behaviours: 212,
    lastNew: 6_002,
    wallMs: 1_723,
  }

  test('elsewhere than on a terminal is one plain line', () => {
    expect(progressLine(now, plainPage)).toBe(
      'worldline explore ack-retry: 6204/10000 seeds, 0 failures, 1.7s',
    )
  })

  test('on a terminal is a bar with what was seen', () => {
    expect(progressBar(now, plainPage)).toBe(
      '██████████████████░░░░░░░░░░░░  6,204 / 10,000   62 %   3,601 seeds/s   1.1 s left',
    )
    expect(progressStatus(now, { ...plainPage, glyphs: ascii })).toEqual([
      '8.6 h simulated - 60,900,000 steps - 0 failures',
      'goals seen 2 / 3 - rarest: rare ×3 - behaviours 212, the last new one at seed 6,002',
    ])
  })

  test('before the first seed promises nothing', () => {
    expect(progressBar({ ...now, judged: 0, wallMs: 0 }, plainPage)).toMatch(/0 \/ 10,000 {3}0 %$/u)
  })
})
