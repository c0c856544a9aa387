import { describe, expect, test } from 'vitest'
import { renderAnnotations } from './export-github.ts'
import { renderJson } from './export-json.ts'
import { renderLines, renderTap } from './export-results.ts'
import { hostileReport, hostileTexts, toldReport } from './export.suite.ts'
import { fromJson } from '../sim/plain.ts'
import { type ResultTold, resultOf } from './result.ts'

const result = resultOf(toldReport)
const asItIs = (file: string): string => file
const linesOf = (text: string): string[] => text.split('\n').slice(0, -1)

/** What GitHub's runner makes of a line: a command, or null for text. */
function commandOf(
  line: string,
): { kind: string; properties: Map<string, string>; message: string } | null {
  const found = /^::(\w+) ([^:]*)::(.*)$/u.exec(line)
  if (found === null) return null
  const decoded = (text: string): string =>
    text
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%25', '%')
  const properties = (found[2] ?? '').split(',').map((one): [string, string] => {
    const equals = one.indexOf('=')
    return [one.slice(0, equals), decoded(one.slice(equals + 1))]
  })
  return { kind: found[1] ?? '', properties: new Map(properties), message: decoded(found[3] ?? '') }
}

describe('annotations', () => {
  test('are one a cause, on the guilty line', () => {
    expect(renderAnnotations([result], asItIs)).toBe(
      '::error file=src/receiver.ts,line=30,title=worldline WL2006 duplicate effect::receiver1 processed letter 1 of sender1 twice.%0Ano duplicate effect · toy:forget-dedup@17/min%0Aworldline replay toy:forget-dedup@17/min\n',
    )
  })

  test('name no file that is not of the repository', () => {
    const [line = ''] = linesOf(renderAnnotations([result], () => null))
    expect(line).toMatch(/^::error title=worldline WL2006 duplicate effect::/u)
  })

  test('name no line where the end of the run showed that something is missing', () => {
    const { failure, run } = toldReport
    const missing = { ...(run.failure ?? never()), node: null, step: null }
    const report = {
      ...toldReport,
      failure: { ...(failure ?? never()), source: null, failure: missing },
    }
    expect(renderAnnotations([resultOf(report)], asItIs)).toMatch(/^::error title=/u)
  })

  test('are at most eight, then one that says how many more', () => {
    const [cause] = result.causes
    const causes = Array.from({ length: 11 }, () => cause ?? never())
    const lines = linesOf(renderAnnotations([{ ...result, causes }, result], asItIs))
    expect(lines).toHaveLength(9)
    expect(lines.at(-1)).toContain('::4 further causes have no annotation')
    expect(lines.every((line) => commandOf(line)?.kind === 'error')).toBe(true)
  })

  test('warn of what could not be judged, and say nothing of a pass', () => {
    const open: ResultTold = {
      ...result,
      verdict: 'inconclusive',
      causes: [],
      unjudged: '0 operations',
    }
    expect(renderAnnotations([open], asItIs)).toMatch(
      /^::warning title=worldline INCONCLUSIVE toy.*::0 operations%0A/u,
    )
    expect(renderAnnotations([{ ...open, verdict: 'pass' }], asItIs)).toBe('')
  })

  test.each(hostileTexts)('with %j are still one command', (text) => {
    const [line = '', ...more] = linesOf(renderAnnotations([resultOf(hostileReport(text))], asItIs))
    expect(more).toEqual([])
    const command = commandOf(line)
    expect(command?.kind).toBe('error')
    expect([...(command?.properties.keys() ?? [])]).toEqual(['file', 'line', 'title'])
    // oxlint-disable-next-line no-control-regex -- these would reach the log
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/u)
  })
})

describe('TAP', () => {
  test('is a plan and a test a property', () => {
    expect(renderTap([result])).toBe(
      `TAP version 13
1..3
not ok 1 - toy:forget-dedup@17/min: no duplicate effect
  ---
  message: "receiver1 processed letter 1 of sender1 twice."
  severity: fail
  code: "WL2006"
  coordinate: "toy:forget-dedup@17/min"
  replay: "worldline replay toy:forget-dedup@17/min"
  seeds: 1
  ...
ok 2 - toy:forget-dedup@17/min: nothing acknowledged is unprocessed
ok 3 - toy:forget-dedup@17/min: delivered # SKIP the run broke before it could be judged
`,
    )
  })

  test.each(hostileTexts)('with %j has as many tests as it says', (text) => {
    const lines = linesOf(renderTap([resultOf(hostileReport(text)), result]))
    expect(lines[1]).toBe('1..6')
    expect(lines.filter((line) => /^(?:not )?ok \d+ - /u.test(line))).toHaveLength(6)
    expect(lines.filter((line) => /^(?:not )?ok.* (?<!\\)# (?!SKIP)/u.test(line))).toEqual([])
  })
})

describe('lines', () => {
  test('begin with the verdict and name what failed and how to see it again', () => {
    expect(renderLines([result])).toBe(
      'FAIL  toy:forget-dedup@17/min · WL2006 · receiver1 processed letter 1 of sender1 twice. · worldline replay toy:forget-dedup@17/min\n',
    )
    const passed = { ...result, verdict: 'pass' as const, causes: [], name: 'toy' }
    const seeds = { asked: 10, judged: 10, failing: 0 }
    expect(renderLines([{ ...passed, seeds, wallMs: 12 }])).toBe(
      'PASS  toy · 10 seeds · 3f9c21a15b7e04d8 · 12 ms\n',
    )
  })

  test.each(hostileTexts)('with %j are one', (text) => {
    expect(linesOf(renderLines([resultOf(hostileReport(text))]))).toHaveLength(1)
  })
})

describe('JSON', () => {
  test('holds the whole report, the events among it', () => {
    const document = JSON.parse(renderJson(toldReport))
    expect(document).toMatchObject({
      schema: 'worldline.report/1',
      coordinate: 'toy:forget-dedup@17/min',
      places: { e11: 'src/receiver.ts:30' },
      failure: { failure: { code: 'WL2006' }, shrunk: { from: { events: 9_644 } } },
      run: { digest: '3f9c21a15b7e04d8' },
    })
    expect(document.run.trace).toHaveLength(21)
    expect(Object.keys(document)).toEqual(['schema', ...Object.keys(document).slice(1)])
  })

  test.each(hostileTexts.filter((text) => !text.includes('\ud800')))(
    'keeps %j and its kinds',
    (text) => {
      const document = JSON.parse(renderJson(hostileReport(text)))
      const [, , , , , , asked] = document.run.trace
      expect(fromJson(asked.call)).toEqual({
        value: { kind: 'post', text, [text]: new Map([[text, new Set([text])]]) },
      })
    },
  )
})

function never(): never {
  throw new Error('the report by hand fails')
}
