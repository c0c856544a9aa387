// Why a stale read was given: the chain goes on behind the answer, to what its server believed, what it
// did not hear, who led meanwhile, and the faults of the plan that made it so.

import { expect, test } from 'vitest'
import { Experiment } from '../scenarios/runner/experiment.ts'
import { codeHashOf, findBuiltIn } from '../scenarios/runner/load.ts'
import { settingsDefault } from '../scenarios/runner/order.ts'
import { ranOf, reportOf } from '../scenarios/runner/report.ts'
import { stepsOf } from './told-run.suite.ts'
import { isAnswer, why } from './why.ts'

const seed = 36
const variant = 'stale-read'
const found = findBuiltIn('raft-kv')
const experiment = new Experiment(found.scenario, { variant, settings: settingsDefault })
const report = reportOf({
  ...{ coordinate: `raft-kv:${variant}@${seed}`, found, variant, seed, shrunk: null },
  ...{ codeHash: codeHashOf(found.scenario, found.source), replayed: ranOf(experiment, seed) },
  ...{ irrelevant: [], matters: [], next: [] },
})
const steps = (asked: string): string[] => {
  const told = why(report, asked)
  return isAnswer(told) ? stepsOf(told) : [told.sentence]
}

test('a stale read: an old leader, cut off from the new one by a fault of the plan', () => {
  expect(steps('')).toMatchInlineSnapshot(`
    [
      "1  c3 received answer#39 from n3 and was told 56   e2689",
      "2  n3 sent answer#39 when it received query#23 from c3   e2685",
      "3  c3 sent query#23 when it was asked to get key "z"   e2670",
      "4  n3 still believed that it led term 1, since it received voted#1 from n2   e41",
      "5  it did not hear n2, because of f10: 4 messages lost   e2534 e2543 e2563 e2655",
      "6  meanwhile n2 led term 2   e2557",
      "7  by then, c2 received answer#1 from n2 and was told true (B: put key "z", value "59")   e2644",
      "8  append#32 from n3 did not reach n1 and n2 (f10)   e2410 e2412",
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
