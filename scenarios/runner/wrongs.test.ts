// Actors that break their word are caught, each with its code, file and line.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { Mistake } from '../../sim/problem.ts'
import type { Scenario } from '../form.ts'
import { runSeeds } from './batch.ts'
import { Experiment } from './experiment.ts'
import { moduleGraph } from './module-graph.ts'
import { settingsDefault } from './order.ts'
import * as wrongs from './wrongs.test.toy.ts'

const file = fileURLToPath(new URL('./wrongs.test.toy.ts', import.meta.url))
const lines = readFileSync(file, 'utf8').split('\n')
const lineOf = (mark: string): number => lines.findIndex((line) => line.endsWith(`// ${mark}`)) + 1
const placeOf = (mark: string): string => `scenarios/runner/wrongs.test.toy.ts:${lineOf(mark)}`

const experiment = (scenario: Scenario): Experiment =>
  new Experiment(scenario, { variant: null, settings: settingsDefault }, () => moduleGraph(file))

/** What a scenario is told of, in one text, with the code it exits with. */
function toldOf(act: () => unknown): { code: string; text: string; exitCode: number } {
  try {
    act()
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    const [problem] = error.problems
    const text = [problem?.sentence, ...(problem?.lines ?? [])].join('\n')
    return { code: problem?.code ?? '', text, exitCode: error.exitCode }
  }
  return { code: 'none', text: 'nothing was told', exitCode: 0 }
}

describe('the real world is out of reach', () => {
  test.each([
    ['the time', wrongs.asksTheTime, 'Date.now()', 'time'],
    ['chance, though the error is swallowed', wrongs.swallows, 'Math.random()', 'chance'],
    ['a platform timer', wrongs.setsATimer, 'setTimeout()', 'timer'],
  ])('%s', (_what, scenario, call, mark) => {
    const { code, text, exitCode } = toldOf(() => experiment(scenario).run(1))
    expect([code, exitCode]).toEqual(['WL4002', 4])
    expect(text).toContain(`${call}  at  ${placeOf(mark)}, in receive of `)
  })

  test('a promise that a handler returns', () => {
    const { code, text, exitCode } = toldOf(() => experiment(wrongs.promises).run(1))
    expect([code, exitCode]).toEqual(['WL4002', 4])
    expect(text).toMatch(/promise/)
    expect(text).toMatch(/wrongs\.test\.toy\.ts:\d+/)
  })

  test('a promise that nobody waits for', () => {
    const { code, text } = toldOf(() => experiment(wrongs.floats).run(1))
    expect(code).toBe('WL4002')
    expect(text).toMatch(/an actor made a promise/)
    expect(text).toMatch(/wrongs\.test\.toy\.ts:\d+, in receive of [ab]/)
  })

  test('afterwards everything is as it was', () => {
    toldOf(() => experiment(wrongs.asksTheTime).run(1))
    expect(Date.now()).toBeGreaterThan(0)
    expect(new Date().getTime()).toBeGreaterThan(0)
    expect(Math.random()).toBeLessThan(1)
    expect(performance.now()).toBeGreaterThan(0)
  })
})

describe('state outside of State', () => {
  test('two runs of a seed differ: the first event that does, and the line to look at', () => {
    const { code, text, exitCode } = toldOf(() => experiment(wrongs.remembers).runTwice(100))
    expect([code, exitCode]).toEqual(['WL4001', 4])
    expect(text).toMatch(
      /Two runs of seed 100 were identical for \d+ events, then differed at e\d+:/,
    )
    expect(text).toMatch(/first {4}\S/)
    expect(text).toContain(`${placeOf('module')}    module-level "let total"`)
  })

  test('an exploration meets it at the first seed that runs twice', () => {
    const batch = runSeeds(experiment(wrongs.remembers), 95, 105)
    expect(batch.count).toBe(5)
    expect(batch.mistake?.problems[0]?.code).toBe('WL4001')
  })
})

describe('values', () => {
  test('a value that changes after it was sent throws where it changes', () => {
    const { code, text, exitCode } = toldOf(() =>
      experiment(wrongs.changes).run(1, { trace: true }),
    )
    expect([code, exitCode]).toEqual(['WL4004', 4])
    expect(text).toContain(placeOf('changed'))
  })

  test('by reference and by copy it is not the same run', () => {
    const { code } = toldOf(() => experiment(wrongs.changes).runTwice(100))
    expect(code).toBe('WL4004')
  })

  test('a message that is not plain is refused by its path', () => {
    const { code, text, exitCode } = toldOf(() =>
      experiment(wrongs.sendsAFunction).run(1, { trace: true }),
    )
    expect([code, exitCode]).toEqual(['WL1102', 2])
    expect(text).toContain('/items/0')
    expect(text).toMatch(/wrongs\.test\.toy\.ts:\d+/)
  })

  test('a State that is not plain is refused by its path', () => {
    const { code, text } = toldOf(() => experiment(wrongs.keepsADate).run(1, { trace: true }))
    expect(code).toBe('WL1102')
    expect(text).toContain('/last')
  })
})

describe('failures of actors', () => {
  test('an error that nobody handles is a failure with its place and step', () => {
    const run = experiment(wrongs.throws).run(1)
    expect(run.verdict).toBe('fail')
    expect(run.failure?.code).toBe('WL2014')
    expect(run.failure?.sentence).toContain('threw RangeError: three is too many')
    expect(run.failure?.sentence).toContain(placeOf('throws'))
    expect(run.failure?.step).toMatch(/^go#\d+ [ab]>[ab]$/)
  })

  test('what nobody hears is a failure', () => {
    const run = experiment(wrongs.hears).run(1)
    expect(run.failure?.sentence).toMatch(/^[ab] does not hear "go"/)
  })
})
