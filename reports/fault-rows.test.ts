// What `f1` is, said in the notation: as many as find room, those first that the screen speaks of.

import { expect, test } from 'vitest'
import { reportsForTests } from '../scenarios/runner/report.suite.ts'
import type { Report } from '../sim/report.ts'
import { faultRows } from './fault-rows.ts'
import { columns, plainPage } from './page.ts'

/** A failing report with a plan of so many faults that speaks of some of them. */
function reportOf(faults: readonly string[], matters: readonly string[] = []): Report {
  const report = reportsForTests().find(({ failure }) => failure !== null)
  const failure = report?.failure ?? null
  if (report === undefined || failure === null) throw new Error('some report tells of a failure')
  const told = faults.map((text, at) => ({
    ...{ id: `f${at + 1}`, text, words: text, planned: [], start: null, end: null },
    ...{ groups: null, nodes: [] },
  }))
  return { ...report, faults: told, failure: { ...failure, story: [], irrelevant: [], matters } }
}
const plan = [
  'pause n1 @ 0ms for 1s',
  'partition n3 | n1,n2 @ 2s for 500ms',
  ...Array.from(
    { length: 10 },
    (_, at) => `crash n${at + 1} @ ${at}s restart +400ms lose unsynced`,
  ),
]

test('a few faults stand on a line in the order of the plan, in the notation', () => {
  expect(faultRows(reportOf(plan.slice(0, 2)), 3, plainPage)).toEqual([
    '    f1 pause n1 @ 0ms for 1s · f2 partition n3 | n1,n2 @ 2s for 500ms',
  ])
  expect(faultRows(reportOf([]), 3, plainPage)).toEqual([])
})

test('of many those are told that the screen speaks of, and how many more there are', () => {
  expect(faultRows(reportOf(plan, ['f9: without it, it passes']), 2, plainPage)).toEqual([
    '    f1 pause n1 @ 0ms for 1s · f2 partition n3 | n1,n2 @ 2s for 500ms',
    '    f9 crash n7 @ 6s restart +400ms lose unsynced · and 9 more',
  ])
})

test('none is cut, however narrow the page', () => {
  for (const width of [100, 60, 40]) {
    const rows = faultRows(reportOf(plan), 1, { ...plainPage, width })
    expect(rows.map((row) => row.trim()).join(' ')).toContain(`f1 ${plan[0]}`)
    for (const row of rows) expect(columns(row)).toBeLessThanOrEqual(width)
  }
})
