// Histories that are exported and read again are the same ones, and are judged the same: so whoever
// reads our files, or wrote those that we read, sees what we see.

import { describe, expect, test } from 'vitest'
import { readText, refusal } from '../adapters/histories/histories.suite.ts'
import { outcomeOf } from '../sim/check/history-check.ts'
import { linearizable } from '../sim/check/linearizable.ts'
import { drawn, small } from '../sim/check/linearizability/drawn.suite.ts'
import { objects } from '../sim/check/linearizability/objects.suite.ts'
import { registers, type Subject } from '../sim/check/linearizability/subjects.suite.ts'
import type { FormatName, HistoryRead } from '../adapters/histories/event.ts'
import type { HowToRead } from '../adapters/histories/read-history.ts'
import type { History } from '../sim/history.ts'
import { equal, type Plain } from '../sim/plain.ts'
import { Mistake } from '../sim/problem.ts'
import type { OperationTold, Report } from '../sim/report.ts'
import { nodeId, type OpId } from '../sim/units.ts'
import { renderEdn } from './export-edn.ts'
import { renderHistory } from './export-history.ts'
import { renderJepsenLog, renderPorcupineKv } from './export-porcupine.ts'
import { toldReport } from './export.suite.ts'

function reportOf(history: History, subject: Subject): Report {
  const { model } = subject
  const said = model.outcome?.bind(model) ?? null
  const operations = history.map((one): OperationTold => {
    const { id: op, client, start, end } = one
    return {
      ...{ op, label: `o${op}`, client, call: '', start, end, outcome: outcomeOf(one, said) },
      ...{ result: null, order: null, misfit: null, told: false },
    }
  })
  return { ...toldReport, operations, run: { ...toldReport.run, history, simTime: 1_000_000 } }
}

/** What happened: calls and answers of what did not fail and was answered, in any order. */
const answered = (history: History, subject: Subject) =>
  history.flatMap((one) => {
    const said = subject.model.outcome?.bind(subject.model) ?? null
    return outcomeOf(one, said) === 'ok' ? [{ call: one.call, result: one.result }] : []
  })

async function again(text: string, format: FormatName, how: HowToRead): Promise<HistoryRead> {
  const read = await readText(text, format, how)
  if (read.kind === 'refused') throw new Error(`${refusal(read)}\n${text}`)
  return read
}

const seeds = Array.from({ length: 60 }, (_, at) => at + 1)
const all: readonly Subject[] = [...registers, ...objects]

/** In which names and places the calls of a subject stand in EDN. */
const howOf = (history: History): HowToRead => {
  const calls = history.map(({ call }) => call as { readonly kind: string; readonly key?: unknown })
  return {
    independent: calls.some(({ key }) => key !== undefined),
    isMap: calls.some(({ kind }) => kind === 'get' || kind === 'put'),
  }
}

describe.each(all.map((one) => [one.name, one] as const))('%s', (_, subject) => {
  const check = linearizable(subject.model)

  test('through EDN: the same answers, the same verdict', async () => {
    let compared = 0
    for (const seed of seeds) {
      const { history } = drawn(subject, small, seed, 0.5)
      if (answered(history, subject).length === 0) continue
      const read = await again(renderEdn(reportOf(history, subject)), 'jepsen-edn', howOf(history))
      const [before, after] = [answered(history, subject), answered(read.history, subject)]
      for (const one of before)
        expect(
          after.filter((other) => equal(one, other)),
          `seed ${seed}`,
        ).not.toEqual([])
      expect(after).toHaveLength(before.length)
      expect(check.judge(read.history).verdict, `seed ${seed}`).toBe(check.judge(history).verdict)
      compared += 1
    }
    expect(compared).toBeGreaterThan(20)
  })

  test('through our own lines: the same history', async () => {
    for (const seed of seeds.slice(0, 20)) {
      const { history } = drawn(subject, small, seed, 0.5)
      if (history.length === 0) continue
      const text = renderHistory(reportOf(history, subject))
      const read = await readText(text, 'worldline')
      if (read.kind === 'refused') {
        expect(answered(history, subject)).toEqual([])
        continue
      }
      expect(answered(read.history, subject)).toEqual(answered(history, subject))
      expect(check.judge(read.history).verdict).toBe(check.judge(history).verdict)
    }
  })
})

test.each([
  ['cas-register', renderJepsenLog, 'jepsen-log'],
  ['kv-append', renderPorcupineKv, 'porcupine-kv'],
] as const)('%s in the format of Porcupine', async (name, render, format) => {
  const subject = all.find((one) => one.name === name)
  if (subject === undefined) throw new Error(name)
  const check = linearizable(subject.model)
  let compared = 0
  for (const seed of seeds) {
    const { history } = drawn(subject, small, seed, 0.5)
    // Both know one way to say nothing: nil in the log, the empty text in the map.
    const texts = history.map((one): History[number] =>
      format === 'porcupine-kv' ? inTexts(one) : one,
    )
    if (answered(texts, subject).length === 0) continue
    const read = await again(render(reportOf(texts, subject)), format, {})
    expect(check.judge(read.history).verdict, `seed ${seed}`).toBe(check.judge(texts).verdict)
    compared += 1
  }
  expect(compared).toBeGreaterThan(20)
})

const text = (value: Plain): string =>
  value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)

/** The operation with texts in place of numbers. */
function inTexts(one: History[number]): History[number] {
  const call = one.call as { readonly [field: string]: string }
  const result = call['kind'] === 'get' && one.end !== null ? text(one.result) : one.result
  return { ...one, call: { ...call, key: String(call['key']) }, result }
}

describe('what a format has no words for is refused', () => {
  const one = (call: History[number]['call'], result: History[number]['result'] = null): Report => {
    const register = registers[0]
    if (register === undefined) throw new Error('there is a register')
    const history = [{ id: 1 as OpId, client: nodeId('c1'), call, start: 10, end: 20, result }]
    return reportOf(history, register)
  }
  test.each`
    render               | call                                         | result
    ${renderJepsenLog}   | ${{ kind: 'write', value: 'x' }}             | ${null}
    ${renderJepsenLog}   | ${{ kind: 'read' }}                          | ${'x'}
    ${renderJepsenLog}   | ${{ kind: 'read', key: 'x' }}                | ${1}
    ${renderJepsenLog}   | ${{ kind: 'post', text: 'x' }}               | ${null}
    ${renderPorcupineKv} | ${{ kind: 'put', key: 'x', value: 1 }}       | ${null}
    ${renderPorcupineKv} | ${{ kind: 'put', key: 'x', value: '"' }}     | ${null}
    ${renderPorcupineKv} | ${{ kind: 'get', key: 1 }}                   | ${''}
    ${renderPorcupineKv} | ${{ kind: 'cas', key: 'x', from: 1, to: 2 }} | ${true}
  `('$call', ({ render, call, result }) => {
    expect(() => render(one(call, result))).toThrow(Mistake)
    expect(() => render(one(call, result))).toThrow(/has no words for an operation/u)
  })
})
