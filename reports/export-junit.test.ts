import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { passingReport, reportsForTests } from '../scenarios/runner/report.suite.ts'
import { renderJunit, renderJunitResults } from './export-junit.ts'
import { hostileReport, hostileTexts, toldReport } from './export.suite.ts'
import { resultOf } from './result.ts'
import { type Element, readXml } from './xml.suite.ts'

/** What Jenkins takes: which elements in which, with which attributes, those with `!` always. */
const dialect: Readonly<Record<string, { within: string[]; attributes: string[] }>> = {
  testsuites: {
    within: ['testsuite'],
    attributes: ['name', 'time', 'tests', 'failures', 'errors'],
  },
  testsuite: {
    within: ['testsuite', 'properties', 'testcase', 'system-out', 'system-err'],
    attributes: ['name!', 'tests!', 'failures!', 'errors!', 'skipped', 'time', 'timestamp', 'id'],
  },
  testcase: {
    within: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
    attributes: ['name!', 'time', 'classname', 'group'],
  },
  properties: { within: ['property'], attributes: [] },
  property: { within: [], attributes: ['name!', 'value!'] },
  failure: { within: [], attributes: ['type', 'message'] },
  skipped: { within: [], attributes: ['type', 'message'] },
  'system-out': { within: [], attributes: [] },
}

/** What Jenkins would refuse. */
function refused(element: Element): string[] {
  const { name, attributes, children } = element
  const rule = dialect[name]
  if (rule === undefined) return [`<${name}>`]
  const known = rule.attributes.map((one) => one.replace('!', ''))
  const missing = rule.attributes.filter(
    (one) => one.endsWith('!') && !(one.slice(0, -1) in attributes),
  )
  return [
    ...missing.map((one) => `<${name}> without ${one}`),
    ...Object.keys(attributes).flatMap((one) => (known.includes(one) ? [] : [`${name} ${one}=`])),
    ...children.flatMap((one) =>
      rule.within.includes(one.name) ? [] : [`${one.name} in ${name}`],
    ),
    ...children.flatMap(refused),
  ]
}

const all = (element: Element, name: string): Element[] => [
  ...(element.name === name ? [element] : []),
  ...element.children.flatMap((child) => all(child, name)),
]

const propertiesOf = (element: Element): Record<string, string> =>
  Object.fromEntries(
    (element.children.find(({ name }) => name === 'properties')?.children ?? []).map(
      ({ attributes }) => [attributes['name'] ?? '', attributes['value'] ?? ''],
    ),
  )

describe('a failing report', () => {
  const [suite] = all(readXml(renderJunit([toldReport])), 'testsuite')
  const cases = suite === undefined ? [] : all(suite, 'testcase')

  test('is a suite with a case a property', () => {
    expect(suite?.attributes).toEqual({
      name: 'toy:forget-dedup@17/min',
      ...{ tests: '3', failures: '1', errors: '0', skipped: '1' },
    })
    expect(cases.map(({ attributes }) => attributes['name'])).toEqual(
      toldReport.run.findings.map(({ property }) => property),
    )
    expect(cases[0]?.attributes).toEqual({
      classname: 'worldline.toy:forget-dedup',
      name: 'no duplicate effect',
    })
  })

  test('carries coordinate, replay and code, and says the sentence first', () => {
    const [failed] = cases
    expect(propertiesOf(suite ?? never())).toMatchObject({
      coordinate: 'toy:forget-dedup@17/min',
      replay: 'worldline replay toy:forget-dedup@17/min',
      code: 'WL2006',
    })
    const [failure] = all(failed ?? never(), 'failure')
    expect(failure?.attributes).toEqual({
      type: 'WL2006',
      message: 'receiver1 processed letter 1 of sender1 twice.',
    })
    expect(failure?.text).toMatch(
      /^receiver1 processed letter 1[^]*WL2006[^]*at src\/receiver\.ts:30\n[^]*replay {3}worldline/u,
    )
  })

  test('what was not judged is skipped with its reason', () => {
    const [skipped] = all(cases[2] ?? never(), 'skipped')
    expect(skipped?.attributes['message']).toBe('the run broke before it could be judged')
  })
})

test.each([toldReport, ...reportsForTests(), passingReport()])(
  'the document of $coordinate is of the dialect of Jenkins',
  (report) => {
    const document = readXml(renderJunit([report, report]))
    expect(refused(document)).toEqual([])
    expect(all(document, 'testsuite')).toHaveLength(2)
    for (const suite of all(document, 'testsuite')) {
      expect(suite.attributes['tests']).toBe(String(all(suite, 'testcase').length))
      expect(suite.attributes['failures']).toBe(String(all(suite, 'failure').length))
      expect(propertiesOf(suite)['coordinate']).toBe(report.coordinate)
    }
  },
)

test('wall times stand in it only where a result has one', () => {
  const result = resultOf(toldReport)
  expect(renderJunitResults([result])).not.toContain('time=')
  expect(renderJunitResults([{ ...result, wallMs: 1_234 }])).toContain(' time="1.234"')
})

test('a pass has no failure, and a property nobody declared is a case of its own', () => {
  const result = resultOf(toldReport)
  const passed = { ...result, verdict: 'pass' as const, causes: [], findings: [] }
  expect(all(readXml(renderJunitResults([passed])), 'failure')).toEqual([])
  const [cause] = result.causes
  const stuck = { ...(cause ?? never()), property: 'time goes on', code: 'WL2012' }
  const document = readXml(renderJunitResults([{ ...result, causes: [stuck, stuck] }]))
  expect(all(document, 'testcase').at(-1)?.attributes['name']).toBe('time goes on')
  expect(all(document, 'testsuite')[0]?.attributes).toMatchObject({ tests: '4', failures: '2' })
})

describe('whatever actors and scenarios write', () => {
  test.each(hostileTexts)('%j is text', (text) => {
    const document = readXml(renderJunit([hostileReport(text)]))
    expect(all(document, 'script')).toEqual([])
    expect(all(document, 'testcase')).toHaveLength(3)
  })

  test('any text makes a document that a strict reader takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const document = readXml(renderJunit([hostileReport(text)]))
        expect(all(document, 'testcase')).toHaveLength(3)
      }),
    )
  })
})

function never(): never {
  throw new Error('it is there')
}
