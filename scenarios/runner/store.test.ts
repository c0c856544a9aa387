// Anomalies through the whole product: a planted bug is found by its check, shrunk without becoming
// another anomaly, told with the operation that fits nowhere and the order before it, saved and replayed.

import { describe, expect, test } from 'vitest'
import { failureOfReport } from '../../reports/failure-document.ts'
import { failureScreen } from '../../reports/failure-screen.ts'
import { renderHtml } from '../../reports/html.ts'
import { renderMarkdown } from '../../reports/export-md.ts'
import { plainPage } from '../../reports/page.ts'
import { renderSvg } from '../../reports/svg.ts'
import { searchLinearizable } from '../../sim/check/linearizable.ts'
import { kv } from '../../sim/check/models/kv.ts'
import type { Model } from '../../sim/check/model.ts'
import type { Report } from '../../sim/report.ts'
import type { Failure } from '../../sim/verdict.ts'
import { caseOf, caseText } from './case-file.ts'
import { parseCase } from './case-parse.ts'
import { Experiment } from './experiment.ts'
import { Stagings } from './explicit.ts'
import { settingsDefault } from './order.ts'
import { reportOf, told } from './report.ts'
import { shrinkSeed, type ShrinkResult } from './shrink.ts'
import { store } from './store.test.toy.ts'

const found = { scenario: store, source: { kind: 'file', path: import.meta.filename } } as const
const folder = import.meta.dirname
const experimentOf = (variant: string | null): Experiment =>
  new Experiment(store, { variant, settings: settingsDefault })

interface Shrunken extends ShrinkResult {
  readonly seed: number
  readonly before: Failure
}

/** The lowest failing seed of a planted bug, shrunk. */
function shrunkOf(variant: string): Shrunken {
  const experiment = experimentOf(variant)
  for (let seed = 1; seed <= 100; seed++) {
    const { failure: before } = experiment.run(seed)
    if (before === null) continue
    const bounds = { runs: 2_000, time: null }
    const result = shrinkSeed(experiment, new Stagings(store, variant), seed, bounds)
    return { ...result, seed, before }
  }
  throw new Error(`${variant} is not found`)
}

describe('the store keeps its promises', () => {
  test('without a planted bug', () => {
    const experiment = experimentOf(null)
    const verdicts = Array.from({ length: 40 }, (_, seed) => experiment.run(seed + 1).verdict)
    expect(new Set(verdicts)).toEqual(new Set(['pass']))
  })
})

describe.each([
  ['stale-backup', 'linearizable', /^WL2003$/u],
  ['early-answer', 'linearizable', /^WL200[23]$/u],
  ['forget-repeats', 'linearizable', /^WL20(?:01|05|06|16)$/u],
  ['copy-once', 'converged', /^WL2009$/u],
  ['ask-once', 'answered', /^WL2012$/u],
])('%s', (variant, property, code) => {
  const { run, shrunk, before, explicit, seed } = shrunkOf(variant)
  const { failure } = run

  test('is found, and shrinking keeps the anomaly', () => {
    expect(before.code).toMatch(code)
    expect(failure).toMatchObject({ property, code: before.code })
    expect(shrunk.complete).toBe(true)
    expect(shrunk.to.faults).toBeLessThanOrEqual(2)
    expect(shrunk.to.operations).toBeLessThan(shrunk.from.operations)
  })

  test('its case fails alike, and passes without the bug', () => {
    const saved = caseOf({ found, variant, seed, explicit, shrunk, run, date: '2026-11-21' })
    expect(saved.code).toBe(before.code)
    expect(parseCase(caseText(saved, folder), 'x.case.json', folder).code).toBe(before.code)
    expect(new Stagings(store, variant).run(explicit).run.failure).toEqual(failure)
    expect(new Stagings(store, null).run(explicit).run.failure).toBeNull()
  })
})

describe('a stale read', () => {
  const { run, shrunk, explicit, seed } = shrunkOf('stale-backup')
  const { failure } = run
  const report: Report = reportOf({
    ...{ coordinate: `store:stale-backup@${seed}/min`, found, variant: 'stale-backup', seed },
    replayed: new Stagings(store, 'stale-backup').run(explicit, told),
    ...{ codeHash: '5b1e77c2'.repeat(8), shrunk, irrelevant: [], matters: [], next: [] },
  })
  const misfit = report.operations.find((one) => one.misfit !== null)

  test('marks the operation that fits nowhere and numbers those before it', () => {
    expect(failure?.misfit).toBeDefined()
    expect(failure?.state).toMatch(/\d/u)
    expect(misfit?.call).toMatch(/^get [xy]$/u)
    expect(misfit?.order).toBeNull()
    const placed = report.operations.flatMap(({ order }) => order ?? [])
    expect(placed.toSorted((one, other) => one - other)).toEqual(placed.map((_, at) => at + 1))
    expect(failure?.order).toHaveLength(placed.length)
  })

  test('the order before it is legal, and with it nothing is', () => {
    const model = kv() as Model
    const { history } = run
    const before = history.filter(({ id }) => failure?.order?.includes(id) === true)
    const kinds = (some: typeof history): string[] =>
      searchLinearizable(some, model).map(({ found: one }) => one.kind)
    expect(new Set(kinds(before))).toEqual(new Set(['ok']))
    expect(kinds(history)).toContain('illegal')
  })

  test('each letter of a short order stands before an operation', () => {
    const screen = failureScreen(report, plainPage)
    const [, order = ''] = /legal order (.*?),/u.exec(screen.join('\n')) ?? []
    const rows = screen.filter((line) => / ms {3}/u.test(line))
    expect(rows.length).toBeLessThanOrEqual(6)
    for (const place of order.split(' ').slice(0, rows.length < 6 ? undefined : 0))
      expect(rows.some((row) => row.trim().startsWith(`${place} `))).toBe(true)
  })

  test.each<[string, string]>([
    ['the screen', failureScreen(report, plainPage).join('\n')],
    ['Markdown', renderMarkdown(report).replaceAll('\\', '')],
    ['the page', renderHtml(report).replace(/<[^>]*>/gu, '')],
    ['the document', JSON.stringify(failureOfReport(report))],
    ['the picture', renderSvg(report, 'light')],
  ])('%s tells both, and the state there', (_what, text) => {
    expect(text).toMatch(/fits nowhere|"misfit":"/u)
    expect(text).toMatch(/legal order 1·A|Legal order:? 1·A|"order":1|takes effect as number 1/u)
    expect(text).toMatch(/state there: ?\d|"state":"\d/u)
  })
})
