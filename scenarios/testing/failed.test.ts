// A failing seed told: what is saved, what is not, and that a disk which takes nothing hides nothing.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { counter } from '../runner/counter.test.toy.ts'
import { failed } from './failed.ts'
import { groundOf } from './ground.ts'
import type { Known } from './known.ts'
import { chosen, type SimOptions } from './options.ts'
import { search } from './search.ts'
import type { Play } from './trial.ts'

const folder = mkdtempSync(join(tmpdir(), 'worldline-failed-'))
const page = join(process.cwd(), '.worldline/last/failed-told.html')
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  rmSync(page, { force: true })
})
afterEach(() => vi.unstubAllEnvs())

/** The message of the first failing seed, of a test in `file`. */
function told(file: string, options: SimOptions): string {
  vi.stubEnv('CI', '')
  const choice = chosen('failed > told', { variant: 'forget-repeats', seeds: 200, ...options })
  const ground = groundOf(counter, choice)
  const play: Play = (open) => open().finish()
  const { failing } = search(ground, play, choice)
  if (failing === null) return 'it passes'
  const known: Known = {
    ...{ file: join(folder, file), name: 'failed > told', written: ['    at x.test.ts:1:1'] },
    ...{ ground, chosen: choice, fails: false },
  }
  return failed(known, play, failing.seed, failing.trial, null).error?.message ?? 'no error'
}

describe('a failing seed', () => {
  test('is saved beside the test and shown as a page', () => {
    const message = told('a.test.ts', {})
    expect(message).toMatch(/ {2}saved {4}.*__worldline__\/failed-told\.case\.json/u)
    expect(message).toMatch(/ {2}report {3}\.worldline\/last\/failed-told\.html/u)
    expect(message).toMatch(/ {2}does not matter: /u)
    expect(existsSync(join(folder, '__worldline__/failed-told.case.json'))).toBe(true)
    expect(readFileSync(page, 'utf8')).toContain('forget-repeats')
    expect(message.split('\n').length).toBeLessThanOrEqual(30)
    for (const line of message.split('\n')) {
      // A path beside the repository is as long as it is.
      if (!line.includes(' saved ')) expect(line.length, line).toBeLessThanOrEqual(100)
    }
  })

  test('is not shrunk, nor saved, where that is not wanted', () => {
    const message = told('b.test.ts', { shrinkRuns: 0, save: false })
    expect(message).not.toMatch(/saved|report|\/min|from \d/u)
    expect(message).toMatch(/counter:forget-repeats@\d+ · WL2006/u)
  })

  test('names its case where no coordinate can say it', () => {
    const message = told('c.test.ts', { faults: ['drop 30%'] })
    expect(message).toMatch(/counter:forget-repeats seed \d+ · WL2006/u)
    expect(message).toMatch(/npx worldline replay .*failed-told-2\.case\.json/u)
  })

  test('is told although it cannot be saved', () => {
    const other = join(folder, 'full')
    writeFileSync(other, '')
    const message = told('full/d.test.ts', {})
    expect(message.split('\n')[0]).toBe('1 added again.')
    expect(message).toMatch(
      / {2}unsaved {2}.*full\/__worldline__\/failed-told\.case\.json cannot be written: /u,
    )
  })
})
