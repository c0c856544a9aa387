import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plain } from '../sim/plain.arbitrary.ts'
import type { Plain } from '../sim/plain.ts'
import type { OperationTold, Report } from '../sim/report.ts'
import { nodeId, type OpId } from '../sim/units.ts'
import { ednOf } from './edn.ts'
import { renderEdn } from './export-edn.ts'
import { hostileReport, hostileTexts, toldReport } from './export.suite.ts'
import { type Edn, keyword, readEdn } from './edn.suite.ts'

interface Asked {
  readonly client: string
  readonly start: number
  readonly end: number | null
  readonly outcome: OperationTold['outcome']
}

function reportOfHistory(asked: readonly Asked[]): Report {
  const operations = asked.map(
    (one, at): OperationTold => ({
      ...{ op: (at + 1) as OpId, label: `o${at}`, client: nodeId(one.client), call: 'put' },
      ...{ start: one.start, end: one.end, outcome: one.outcome, result: null },
      ...{ order: null, misfit: null, told: false },
    }),
  )
  const history = asked.map((one, at) => ({
    ...{ id: (at + 1) as OpId, client: nodeId(one.client), call: { kind: 'put', n: at } },
    ...{ start: one.start, end: one.end, result: one.end === null ? undefined : { was: at } },
  }))
  return { ...toldReport, operations, run: { ...toldReport.run, history, simTime: 1_000_000 } }
}

const linesOf = (report: Report): ReadonlyMap<Edn, Edn>[] =>
  renderEdn(report)
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const read = readEdn(line)
      if (!(read instanceof Map)) throw new Error(`${line} is no map`)
      return read
    })

test('an operation is an invocation and what became of it', () => {
  const asked = [
    { client: 'c1', start: 10, end: 40, outcome: 'ok' as const },
    { client: 'c2', start: 20, end: 30, outcome: 'failed' as const },
  ]
  expect(renderEdn(reportOfHistory(asked))).toBe(
    [
      '{:type :invoke, :process 0, :f :put, :value {:n 0}, :time 10000, :index 0}',
      '{:type :invoke, :process 1, :f :put, :value {:n 1}, :time 20000, :index 1}',
      '{:type :fail, :process 1, :f :put, :value {:was 1}, :time 30000, :index 2}',
      '{:type :ok, :process 0, :f :put, :value {:was 0}, :time 40000, :index 3}',
      '',
    ].join('\n'),
  )
})

test('after an unknown outcome a client goes on as another process', () => {
  const asked = [
    { client: 'c1', start: 10, end: null, outcome: 'unknown' as const },
    { client: 'c1', start: 50, end: 60, outcome: 'ok' as const },
    { client: 'c1', start: 70, end: 80, outcome: 'ok' as const },
  ]
  const lines = linesOf(reportOfHistory(asked))
  expect(lines.map((line) => [line.get(keyword('type')), line.get(keyword('process'))])).toEqual([
    [keyword('invoke'), 0],
    [keyword('invoke'), 1],
    [keyword('ok'), 1],
    [keyword('invoke'), 1],
    [keyword('ok'), 1],
    [keyword('info'), 0],
  ])
})

const anyHistory = fc.array(
  fc.record({
    client: fc.constantFrom('c1', 'c2', 'c3'),
    start: fc.nat(1_000),
    wait: fc.option(fc.nat(300)),
    outcome: fc.constantFrom<OperationTold['outcome']>('ok', 'failed', 'unknown'),
  }),
  { maxLength: 20 },
)

test('no process asks while it waits, none asks after an unknown outcome, and times never go back', () => {
  fc.assert(
    fc.property(anyHistory, (drawn) => {
      const asked = drawn
        .toSorted((a, b) => a.start - b.start)
        .map(({ wait, ...one }): Asked => {
          const end = wait === null ? null : one.start + wait
          return { ...one, end, outcome: end === null ? 'unknown' : one.outcome }
        })
      const lines = linesOf(reportOfHistory(asked))
      const waiting = new Set<Edn>()
      const gone = new Set<Edn>()
      let last = 0
      for (const [at, line] of lines.entries()) {
        const [type, process] = [line.get(keyword('type')), line.get(keyword('process')) ?? null]
        expect(line.get(keyword('index'))).toBe(at)
        expect(Number(line.get(keyword('time')))).toBeGreaterThanOrEqual(last)
        last = Number(line.get(keyword('time')))
        if (type === keyword('invoke')) {
          expect(waiting.has(process) || gone.has(process)).toBe(false)
          waiting.add(process)
        } else {
          expect(waiting.delete(process)).toBe(true)
          if (type === keyword('info')) gone.add(process)
        }
      }
      expect(waiting.size).toBe(0)
      expect(lines).toHaveLength(asked.length * 2)
    }),
  )
})

/** What EDN can say of a plain value: bytes are lists, and what is undefined is nil. */
function asEdn(value: Plain): Edn {
  if (value === undefined || value === null) return null
  if (typeof value !== 'object') return value
  if (value instanceof Uint8Array) return [...value]
  if (value instanceof Set) return new Set([...value].map((one) => asEdn(one)))
  if (value instanceof Map) {
    return new Map([...value].map(([key, one]): [Edn, Edn] => [asEdn(key), asEdn(one)]))
  }
  if (Array.isArray(value)) return value.map((one: Plain) => asEdn(one))
  return new Map(
    Object.entries(value).map(([key, one]): [Edn, Edn] => [
      /^[A-Za-z*!_?$%&=<>][\w*!?$%&=<>.+-]*$/u.test(key) ? keyword(key) : key,
      asEdn(one),
    ]),
  )
}

describe('plain values', () => {
  test('any of them is read back as it was', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(readEdn(ednOf(value))).toEqual(asEdn(value))
      }),
    )
  })

  test('a whole number beyond a long says that it is big', () => {
    expect(ednOf(2 ** 53)).toBe('9007199254740992')
    expect(ednOf(2 ** 70)).toBe('1180591620717411303424N')
    expect(ednOf(1.5)).toBe('1.5')
  })
})

test.each(hostileTexts)('%j stays within its line', (text) => {
  const lines = linesOf(hostileReport(text))
  expect(lines).toHaveLength(2)
  const value = lines[0]?.get(keyword('value'))
  expect(value instanceof Map && value.get(keyword('text'))).toBe(text)
})
