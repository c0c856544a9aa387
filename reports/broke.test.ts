// Where a run broke and when that was found: a step that broke it, an answer that fits nowhere, and an
// end at which something is missing; and from where each is worth looking on.

import { describe, expect, test } from 'vitest'
import type { Run } from '../sim/run.ts'
import type { TraceEvent } from '../sim/trace.ts'
import { type EventId, ms, type OpId } from '../sim/units.ts'
import type { Failure, Finding } from '../sim/verdict.ts'
import { brokeOf, placeToGoOn } from './broke.ts'
import { type CaseTold, renderCase } from './case-screen.ts'
import { failureOfRun } from './failure-document.ts'
import { ascii, type Page, plainPage } from './page.ts'
import { failingRun, receiver1, sender1, trace } from './trace.suite.ts'

const at = (id: number, time: number, rest: object): TraceEvent =>
  ({ id, time, draws: [], ...rest }) as unknown as TraceEvent
const op = 1 as OpId

/** The letter's answer comes, and the run goes on after it. */
const answered: Run = {
  ...failingRun,
  simTime: ms(2_000),
  trace: [
    ...trace,
    at(22, ms(816), {
      kind: 'send',
      node: receiver1,
      cause: 20,
      message: 'ack#2 a>b',
      to: sender1,
    }),
    at(23, ms(820), { kind: 'receive', node: sender1, cause: 22, message: 'ack#2 a>b', patch: [] }),
    at(24, ms(820), { kind: 'complete', node: sender1, cause: 23, op, result: 'done' }),
    at(25, ms(1_900), {
      kind: 'expire',
      node: sender1,
      cause: 9,
      timer: { kind: 'rest' },
      patch: [],
    }),
  ],
}
const failed = (section: Finding['section'], failure: Partial<Failure>): Run => {
  const found = { sentence: 'It is wrong.', code: 'WL2003', property: 'right', ...failure }
  const { property, sentence: why } = found
  return {
    ...answered,
    findings: [{ property, section, verdict: 'fail', why, detail: null }],
    failure: { ...found, time: ms(2_000), node: null, step: null, excess: null },
  }
}
const misfit = failed('check', { misfit: { op, why: 'nothing was written' } })
const missing = failed('eventually', { sentence: 'receiver1 does not hold the letter.' })
/** The run was cut short there: what is always asked was asked once more where the calm begins. */
const between = failed('always', { sentence: 'a node is down.' })

const screenOf = (run: Run, page: Page = plainPage, guard: CaseTold['guard'] = null): string => {
  const told: CaseTold = {
    ...{ name: 'toy@1/min', file: null, recorded: null, status: 'fails', sameCode: true },
    ...{ identical: true, difference: null, changes: [], gone: [], unfulfilled: [], run },
    ...{ broke: brokeOf(run), guard, branches: [], next: [], exitCode: 1 },
  }
  return renderCase(told, page)
}

describe('a failure is shown', () => {
  test('by the step that broke it, which was seen at once', () => {
    expect(brokeOf(failingRun)).toEqual({ event: 20, time: ms(815), foundBy: null })
    expect(screenOf(failingRun)).toContain('FAIL   no duplicate effect at e20 · 815 ms')
    expect(screenOf(failingRun)).not.toContain('once the run was over')
  })

  test('by the answer that fits nowhere, though its check is asked at the end', () => {
    expect(brokeOf(misfit)).toMatchObject({ event: 23, time: ms(820) })
    expect(screenOf(misfit)).toContain('FAIL   right at e23 · 820 ms      It is wrong.')
    expect(screenOf(misfit)).toContain(
      'Found once the run was over, at 2 s: the history of the clients is checked then.',
    )
  })

  test('by nothing but the end, where something is missing then', () => {
    expect(brokeOf(missing)).toMatchObject({ event: null, time: ms(2_000) })
    expect(screenOf(missing)).toContain('FAIL   right at the end · 2 s')
    expect(screenOf(missing)).toContain(
      'Found once the run was over, at 2 s: it must hold in the end.',
    )
  })

  test('by no event where it broke between two steps, and yet it was seen at once', () => {
    expect(brokeOf(between)).toEqual({ event: null, time: ms(2_000), foundBy: null })
    expect(screenOf(between)).toContain('FAIL   right between steps · 2 s      a node is down.')
    expect(screenOf(between)).not.toContain('once the run was over')
    const told = between.failure && failureOfRun(between.failure, between, [])
    const found = { section: 'always', when: 'at once', simTimeUs: ms(2_000) }
    expect(told).toMatchObject({ event: null, found })
  })

  test('and the document says when it happened, and when it was found', () => {
    const documentOf = (run: Run): object =>
      run.failure === null ? {} : failureOfRun(run.failure, run, [])
    const found = { section: 'check', when: 'at the end', simTimeUs: ms(2_000) }
    expect(documentOf(misfit)).toMatchObject({ event: 'e23', simTimeUs: ms(820), found })
    expect(documentOf(missing)).toMatchObject({ event: null, simTimeUs: ms(2_000) })
    expect(documentOf(failingRun)).toMatchObject({ event: 'e20', found: { when: 'at once' } })
  })
})

test('a failure has its sign before it, and in ASCII the sign is the word', () => {
  expect(screenOf(misfit)).toContain('  ✕ FAIL   right at e23')
  expect(screenOf(misfit, { ...plainPage, glyphs: ascii })).toContain('\n  FAIL   right at e23')
  const guard = { variant: 'lossy', run: { ...misfit, trace: null } }
  const lost = screenOf(
    { ...answered, verdict: 'pass', failure: null },
    { ...plainPage, glyphs: ascii },
    guard,
  )
  expect(lost).toContain('\n  FAIL   it no longer fails on lossy')
  // Nobody kept the events of that run.
  expect(lost).toContain('\n  FAIL   right - 2 s')
})

describe('what is worth looking at', () => {
  test('is the step that made the wrong value: the one that broke it, or that gave the answer', () => {
    expect(placeToGoOn(failingRun)).toEqual({ event: 20, node: receiver1, isWrong: true })
    expect(placeToGoOn(misfit)).toEqual({ event: 20, node: receiver1, isWrong: true })
  })

  test('where something is missing, what last changed the node that the sentence names', () => {
    const patch = [{ path: '/seen', to: 1 }]
    const changed = (missing.trace ?? []).map((event) =>
      event.id === (11 as EventId) ? ({ ...event, patch } as TraceEvent) : event,
    )
    expect(placeToGoOn({ ...missing, trace: changed })).toMatchObject({ event: 11, isWrong: false })
  })

  test('of a run that did not fail, its last event', () => {
    const passing: Run = { ...answered, verdict: 'pass', failure: null }
    expect(placeToGoOn(passing)).toMatchObject({ event: 25, isWrong: false })
    expect(brokeOf(passing)).toBeNull()
  })
})
