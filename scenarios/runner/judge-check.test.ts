// What a scenario makes of its checks: their codes, orders and states reach the failure; a check that
// throws or says nothing is a mistake, and never a pass; the worst of several verdicts wins.

import { describe, expect, test } from 'vitest'
import type { HistoryCheck, Judged } from '../../sim/check/history-check.ts'
import { Mistake } from '../../sim/problem.ts'
import type { OpId } from '../../sim/units.ts'
import { scenario } from '../scenario.ts'
import type { Scenario } from '../form.ts'
import { counter } from './counter.test.toy.ts'
import { Experiment } from './experiment.ts'
import { settingsDefault } from './order.ts'

const pass: Judged = { verdict: 'pass', why: null, detail: null }
const fail: Judged = { verdict: 'fail', why: 'an order of 3 does not fit', detail: null }
const unsure: Judged = {
  ...{ verdict: 'inconclusive', detail: null },
  why: 'out of its budget of 2,000,000 configurations, after 400 operations',
}

const saying = (name: string, judged: Judged): HistoryCheck => ({
  ...{ name, code: 'WL2016', about: 'A check for tests.' },
  judge: () => judged,
})

const checked = (...check: readonly HistoryCheck[]): Scenario =>
  scenario('checked', {
    about: 'The counter, under checks of a test.',
    nodes: () =>
      counter.nodes({ rules: counter.rules, variant: null, clients: 1, loss: 0 } as never),
    workload: { from: 'client', send: (nth) => ({ kind: 'add', nth }), count: 4, rate: '20/s' },
    until: '400ms',
    check,
  })

const runOf = (...check: readonly HistoryCheck[]) =>
  new Experiment(checked(...check), { variant: null, settings: settingsDefault }).run(1, {
    trace: true,
  })

function mistakeOf(...check: readonly HistoryCheck[]): string {
  try {
    runOf(...check)
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    return error.problems
      .flatMap(({ code, sentence, lines }) => [code, sentence, ...lines])
      .join('\n')
  }
  return 'nobody was told'
}

describe('what a check says reaches the failure', () => {
  test('the code of the very anomaly, not that of the check', () => {
    const { failure } = runOf(saying('linearizable', { ...fail, code: 'WL2003' }))
    expect(failure).toMatchObject({ property: 'linearizable', code: 'WL2003' })
    expect(runOf(saying('linearizable', fail)).failure?.code).toBe('WL2016')
  })

  test('the operation that fits nowhere, the legal order before it, and the state there', () => {
    const [first, second, third] = runOf(saying('any', pass)).history.map(({ id }) => id)
    const misfit = { op: third as OpId, why: 'must be 2' }
    const order = [first as OpId, second as OpId]
    const { failure } = runOf(saying('linearizable', { ...fail, misfit, order, state: '2' }))
    expect(failure).toMatchObject({ misfit, order, state: '2' })
  })

  test('the legal order of a pass is that of its run', () => {
    const { history } = runOf(saying('any', pass))
    const order = history.map(({ id }) => id).toReversed()
    const run = runOf(saying('any', pass), saying('linearizable', { ...pass, order }))
    expect(run.order).toEqual(order)
    expect(run.failure).toBeNull()
  })
})

describe('verdicts compose, worst wins', () => {
  test.each<[string, readonly Judged[], string]>([
    ['passes', [pass, pass], 'pass'],
    ['one out of its budget', [pass, unsure, pass], 'inconclusive'],
    ['a failure beside it', [unsure, fail, pass], 'fail'],
  ])('%s', (_what, all, verdict) => {
    const run = runOf(...all.map((judged, at) => saying(`check ${at + 1}`, judged)))
    expect(run.verdict).toBe(verdict)
    expect(run.findings.map((one) => one.verdict)).toEqual(all.map((one) => one.verdict))
  })

  test('out of its budget it says of what', () => {
    expect(runOf(saying('linearizable', unsure)).findings[0]?.why).toBe(
      'out of its budget of 2,000,000 configurations, after 400 operations.',
    )
  })
})

describe('a check that cannot be asked is never a pass', () => {
  test('one that throws: its name and its line', () => {
    const told = mistakeOf(saying('fine', pass), {
      ...saying('broken', pass),
      judge: () => {
        throw new TypeError('no such key')
      },
    })
    expect(told).toMatch(
      /^WL1101\ncheck\["broken"\] threw TypeError: no such key\.\nat {13}.*judge-check\.test\.ts:\d+$/mu,
    )
  })

  test.each([undefined, null, true, 'ok', { verdict: 'ok' }, {}])(
    'one that answers %o',
    (answer) => {
      const told = mistakeOf({ ...saying('odd', pass), judge: () => answer as never })
      expect(told).toMatch(/check\["odd"\] answered .*, which is no verdict\./u)
    },
  )

  test('nor is one over a history without answers', () => {
    const { verdict, findings } = new Experiment(
      scenario('silent', {
        about: 'Nobody answers.',
        nodes: () => ({ node: { start: () => ({}), receive: () => {} } }),
        check: saying('linearizable', pass),
      }),
      { variant: null, settings: settingsDefault },
    ).run(1)
    expect(verdict).toBe('inconclusive')
    expect(findings[0]?.why).toMatch(/"linearizable" was not tested: 0 operations completed/u)
  })
})
