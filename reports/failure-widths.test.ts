// The screen of a failure on terminals of several widths: no line is wider than asked but a command or
// a name, in ASCII too, and whatever gives way, the lines that a reader goes on with stay.

import { describe, expect, test } from 'vitest'
import { fixtureOf, reportsForTests } from '../scenarios/runner/report.suite.ts'
import type { Report } from '../sim/report.ts'
import type { NodeLog } from '../sim/role-view.ts'
import { nodeId } from '../sim/units.ts'
import { asciiLines } from './ascii-lines.ts'
import { endingNone } from './ending.ts'
import { failureScreen } from './failure-screen.ts'
import { ascii, columns, inAscii, type Page, plainPage } from './page.ts'

const widths = [60, 80, 100, 120]
const irrelevant = ['message latency 1–8 ms', 'the key of operations', 'up to 5 operations besides']
/** So many that lines have to give way for them. */
const logs = ['n1', 'n2', 'n3', 'n4', 'n5'].map(
  (id, at): NodeLog => ({
    id: nodeId(id),
    role: { name: 'follower', term: 2, standing: 'follows' },
    log: { first: 1, cells: [{ term: 1 }, { term: at % 2 }], committed: 1 },
  }),
)
/** Each with everything that a screen can say of it. */
const reports: readonly Report[] = [
  ...reportsForTests(),
  fixtureOf('ack-retry', 'reused-numbers', false).report,
].map((report) => ({
  ...report,
  logs,
  failure: report.failure && {
    ...report.failure,
    cure: report.failure.cure ?? 'Remember what was done, as durably as it was done.',
    irrelevant: irrelevant.map((what) => ({ what, perturbed: 8 })),
    matters: ['f1: without it, it passes', 'each of the 2 operations', 'the crash lasts 200 ms'],
  },
}))
const screenOf = (report: Report, page: Page): string[] =>
  failureScreen(report, page, {
    ...endingNone,
    ...{
      page: '.worldline/last/report.html',
      closing: ['  FAIL   1 cause', ...Array.from({ length: 12 }, (_, at) => `  row ${at}`)],
    },
  })

/** Neither is ever broken. */
const isWhole = (line: string, { next, coordinate }: Report): boolean =>
  line.includes(coordinate) ||
  / worldline explain WL\d+$/u.test(line) ||
  next.some(({ command }) => line.includes(command))

describe.each(widths)('at %i columns', (width) => {
  test('no line is wider', () => {
    for (const report of reports) {
      for (const line of screenOf(report, { ...plainPage, width }))
        if (!isWhole(line, report)) expect(columns(line), line).toBeLessThanOrEqual(width)
      const narrow = screenOf(report, { ...plainPage, width, glyphs: ascii })
      for (const line of asciiLines(narrow.join('\n'), width).split('\n'))
        if (!isWhole(line, report)) expect(columns(line), line).toBeLessThanOrEqual(width)
    }
  })

  test('the lines that somebody goes on with are there', () => {
    for (const report of reports) {
      const text = screenOf(report, { ...plainPage, width }).join('\n')
      for (const label of ['Does not matter', 'Matters', 'Common cure', 'How it happened'])
        expect(text, label).toContain(`  ${label} `)
      for (const { command } of report.next.slice(0, 3)) expect(text).toContain(command)
      expect(text).toContain('FAIL   1 cause')
    }
  })
})

test('a line that was cut is cut a little more, and one that was not stays whole', () => {
  const line = `e803   ${'x'.repeat(32)}…`
  expect(columns(line)).toBe(40)
  expect(asciiLines(line, 40)).toBe(`e803   ${'x'.repeat(30)}...`)
  expect(asciiLines(`${line} \n${line}`, 60)).toBe(`${inAscii(line)} \n${inAscii(line)}`)
  const colours = `e803   \u001b[1m${'x'.repeat(32)}\u001b[22m…`
  expect(asciiLines(colours, 40)).toBe(`e803   \u001b[1m${'x'.repeat(30)}\u001b[22m...`)
  const command = `worldline replay ${'y'.repeat(30)}…`
  expect(asciiLines(command, 40)).toBe(inAscii(command))
})

test('a sign inside a sentence takes nothing of it: a gap between columns gives way, or nothing does', () => {
  const sentence = 'a word … b → c … and d which is told so'
  expect(columns(sentence)).toBeLessThanOrEqual(40)
  expect(asciiLines(sentence, 40)).toBe(inAscii(sentence))
  const first = `…   ${'x'.repeat(36)}`
  expect(asciiLines(first, 40)).toBe(inAscii(first))
  const inside = `A   0 → … ms      no answer ${'x'.repeat(12)}`
  expect(asciiLines(inside, 40)).toBe(`A   0 > ... ms    no answer ${'x'.repeat(12)}`)
  const both = `${'x'.repeat(12)}…   0 → … ms   no answer 123`
  expect(asciiLines(both, 40)).toBe(`${'x'.repeat(8)}...   0 > ... ms   no answer 123`)
  const next = `${'x'.repeat(36)}   …`
  expect(asciiLines(next, 40)).toBe(`${'x'.repeat(36)} ...`)
})
