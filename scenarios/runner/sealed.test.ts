// Damaged disks through the whole product: who seals rows detects what is wrong with them and never
// answers from it; who does not is found, shrunk to a single damage, told in words and replayed.

import { describe, expect, test } from 'vitest'
import { failureScreen } from '../../reports/failure-screen.ts'
import { plainPage } from '../../reports/page.ts'
import { caseOf, caseText } from './case-file.ts'
import { parseCase } from './case-parse.ts'
import { Experiment } from './experiment.ts'
import { Stagings } from './explicit.ts'
import { type Settings, settingsDefault } from './order.ts'
import { reportOf, told } from './report.ts'
import { sealed } from './sealed.test.toy.ts'
import { shrinkSeed } from './shrink.ts'

const found = { scenario: sealed, source: { kind: 'file', path: import.meta.filename } } as const
const experimentOf = (variant: string | null, more: Partial<Settings> = {}): Experiment =>
  new Experiment(sealed, { variant, settings: { ...settingsDefault, ...more } })

describe('a keeper that seals its rows', () => {
  test.each(['default', 'swarm'] as const)('never answers from damage, %s', (faults) => {
    const experiment = experimentOf(null, { faults })
    const goals = new Map<string, number>()
    for (let seed = 1; seed <= 60; seed++) {
      const run = experiment.run(seed)
      expect([seed, run.verdict, run.failure]).toEqual([seed, 'pass', null])
      for (const [goal, times] of Object.entries(run.goals))
        goals.set(goal, (goals.get(goal) ?? 0) + times)
    }
    expect(goals.get('a damaged note is refused')).toBeGreaterThan(100)
  })
})

describe.each([
  ['unsealed', /rot|torn|misdirect/u],
  ['seal-without-key', /misdirect/u],
] as const)('%s', (variant, harm) => {
  const experiment = experimentOf(variant)
  let seed = 1
  while (experiment.run(seed).failure === null && seed < 100) seed += 1
  const bounds = { runs: 2_000, time: null }
  const { run, shrunk, explicit } = shrinkSeed(
    experiment,
    new Stagings(sealed, variant),
    seed,
    bounds,
  )

  test('is found, and shrinks to few faults', () => {
    expect(run.failure).toMatchObject({ property: 'neverFromDamage' })
    expect(shrunk.to.faults).toBeLessThanOrEqual(2)
    expect(shrunk.to.operations).toBeLessThanOrEqual(3)
  })

  test('its story tells the row', () => {
    const report = reportOf({
      ...{ coordinate: `sealed:${variant}@${seed}/min`, found, variant, seed },
      replayed: new Stagings(sealed, variant).run(explicit, told),
      ...{ codeHash: '5b1e77c2'.repeat(8), shrunk, irrelevant: [], matters: [], next: [] },
    })
    const screen = failureScreen(report, plainPage).join('\n')
    expect(screen).toMatch(/on the disk of s1 /u)
    expect(report.faults.map(({ text }) => text).join(' ')).toMatch(harm)
  })

  test('its case fails alike, and passes without the bug', () => {
    const saved = caseOf({ found, variant, seed, explicit, shrunk, run, date: '2026-11-21' })
    const folder = import.meta.dirname
    expect(parseCase(caseText(saved, folder), 'x.case.json', folder).code).toBe(run.failure?.code)
    expect(new Stagings(sealed, variant).run(explicit).run.failure).toEqual(run.failure)
    expect(new Stagings(sealed, null).run(explicit).run.failure).toBeNull()
  })
})
