// Why a stale read was given: the chain goes on behind the answer, to what its server believed, what it
// did not hear, who led meanwhile, and the faults of the plan that made it so. A leader that nobody
// followed is no old one, and under loss at large nobody is silent who was heard.

import { expect, test } from 'vitest'
import { Experiment } from '../scenarios/runner/experiment.ts'
import { codeHashOf, findBuiltIn } from '../scenarios/runner/load.ts'
import { type Settings, settingsDefault } from '../scenarios/runner/order.ts'
import { ranOf, reportOf } from '../scenarios/runner/report.ts'
import type { Report } from '../sim/report.ts'
import { stepsOf } from './told-run.suite.ts'
import { isAnswer, why } from './why.ts'

function reportOn(
  name: string,
  variant: string,
  seed: number,
  settings: Partial<Settings> = {},
): Report {
  const found = findBuiltIn(name)
  const experiment = new Experiment(found.scenario, {
    variant,
    settings: { ...settingsDefault, ...settings },
  })
  return reportOf({
    ...{ coordinate: `${name}:${variant}@${seed}`, found, variant, seed, shrunk: null },
    ...{ codeHash: codeHashOf(found.scenario, found.source), replayed: ranOf(experiment, seed) },
    ...{ irrelevant: [], matters: [], next: [] },
  })
}

const stepsFor = (told: Report, asked: string): string[] => {
  const answer = why(told, asked)
  return isAnswer(answer) ? stepsOf(answer) : [answer.sentence]
}

const report = reportOn('raft-kv', 'stale-read', 36)
const steps = (asked: string): string[] => stepsFor(report, asked)

test('a stale read: an old leader, cut off from the new one by a fault of the plan', () => {
  expect(steps('')).toMatchInlineSnapshot(`
    [
      "1  c3 received answer#39 from n3 and was told 56   e2689",
      "2  n3 sent answer#39 when it received query#23 from c3   e2685",
      "3  c3 sent query#23 when it was asked to get key "z"   e2670",
      "4  n3 still believed that it led term 1, since it received voted#1 from n2   e41",
      "5  n3 did not hear n2, because of f10: 4 messages lost   e2534 e2543 e2563 e2655",
      "6  meanwhile n2 led term 2   e2557",
      "7  by then, c2 received answer#1 from n2 and was told true (B: put key "z", value "59")   e2644",
      "8  append from n3 did not reach n1 and n2 (f10): 2 messages lost   e2410 e2412",
      "9  f10 struck: n3 | n1 n2   e2354",
    ]
  `)
})

test('the operation that fits nowhere is explained as the failure is', () => {
  const misfit = report.operations.find((one) => one.misfit !== null)
  expect(steps(misfit?.label ?? '')).toEqual(steps(''))
})

test('an operation that fits is not held against its server', () => {
  const fitting = report.operations.find(({ misfit, end }) => misfit === null && end !== null)
  const told = steps(fitting?.label ?? '').join('\n')
  expect(told).toContain('received')
  expect(told).not.toMatch(/still believed|meanwhile|by then/u)
})

test('a rightful leader that answers too soon did not "still" believe anything', () => {
  expect(
    stepsFor(reportOn('raft-leases', 'reads-too-soon', 8, { until: '1.2s' }), ''),
  ).toMatchInlineSnapshot(`
    [
      "1  c1 received answer#1 from n1 and was told 31   e1717",
      "2  n1 sent answer#1 when it received appended#1 from n2   e1694",
      "3  n2 sent appended#1 when it received append#2 from n1   e1681",
      "4  c1 sent query#1 again, because its timer again expired   e1656",
      "5  append#55 from n3 to n1 was cut off (f1)   e1373",
      "6  append#66 from n3 to n2 was cut off (f1)   e1375",
      "7  n1 led term 2, since it received voted#1 from n2; then, f1 held: n3 | n1 n2 (leader)   e1662",
      "8  n1 did not hear n3, because of f1: 4 messages lost   e1373 e1386 e1477 e1618",
      "9  by then, c3 received answer#20 from n3 and was told 32 (C: get key "x")   e1359",
      "10  f1 struck: n3 | n1 n2 (leader)   e1182",
    ]
  `)
})

test('where messages are lost at large, whoever came through once was heard', () => {
  const lossy = reportOn('raft-leases', 'unconfirmed-read', 54, {
    extraFaults: ['drop 15%'],
    until: '2.6s',
  })
  expect(lossy.failure?.failure.misfit).toBeDefined()
  expect(stepsFor(lossy, '')).toMatchInlineSnapshot(`
    [
      "1  c4 received answer#21 from n1 and was told 1   e4324",
      "2  n1 sent answer#21 when it received query#31 from c4   e4300",
      "3  c4 sent query#31 when it was asked to get key "y"   e4247",
      "4  n1 still believed that it led term 4, since it received voted#3 from n3   e1639",
      "5  n1 did not hear n2 and n3, because of f2: 5 messages lost   e3891 e3959 e3967 e3992 e4106",
      "6  meanwhile n2 led term 5   e3987",
      "7  by then, c2 received answer#6 from n2 and was told true (B: put key "y", value "93")   e4187",
      "8  command#30 from c2 did not reach n1 (f24)   e3613",
      "9  f24 struck: drop 15%   e14",
      "10  f2 struck: n1 | n2 n3 (leader)   e3456",
    ]
  `)
})
