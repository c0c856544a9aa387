import { expect, test } from 'vitest'
import type { Run } from '../sim/run.ts'
import { type Finding, outOfBudget } from '../sim/verdict.ts'
import { adviceOf, whyHard } from './advice.ts'
import { plainPage } from './page.ts'
import { renderRun } from './run-screen.ts'

const unsure = (property: string, why: string | null): Finding => ({
  ...{ property, section: 'check', verdict: 'inconclusive', why, detail: null },
})
const hard = `${outOfBudget}: 100 operations.`
const findings = [unsure('first', 'nobody answered.'), unsure('second', hard)]

test('advice is for the first finding that ran out of its budget, wherever it stands', () => {
  expect(whyHard(findings)).toBe(hard)
  expect(whyHard(findings.slice(0, 1))).toBeNull()
  expect(whyHard([unsure('passed', null)])).toBeNull()
})

test('nobody is told to change a scenario that came with worldline', () => {
  expect(adviceOf(hard)).toContain('a larger `budget` of the check, in the scenario')
  expect(adviceOf(hard, true)).toMatch(/fewer clients have fewer at a time\.$/u)
  for (const builtIn of [false, true]) expect(adviceOf('nobody answered.', builtIn)).toBeNull()
})

test('the screen of a run says the half that its reader can do', () => {
  const run: Run = {
    ...{ seed: 1, digest: '0'.repeat(16), content: null, events: 9, simTime: 1_300_000 },
    ...{ history: [], goals: {}, plan: [], workload: [], trace: null },
    ...{ verdict: 'inconclusive', findings, failure: null },
  }
  const told = {
    ...{ coordinate: 'raft-kv@1', nodes: [], roles: [], until: 1_000_000, settle: 300_000 },
    ...{ faults: [], planned: 'none', run, report: null, wallMs: null, next: [] },
  }
  expect(renderRun(told, plainPage)).toContain('`budget` of the check')
  const shipped = renderRun({ ...told, builtIn: true }, plainPage)
  expect(shipped).toContain('A shorter run has fewer operations to order')
  expect(shipped).not.toContain('`budget`')
})
