import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fixtureOf, passingReport, reportsForTests } from '../scenarios/runner/report.suite.ts'
import type { Report } from '../sim/report.ts'
import { renderHtml } from './html.ts'
import { changesBy } from './html/changes.ts'
import { longReport } from './marks.suite.ts'
import { escaped, trusted, visible } from './markup.ts'
import { renderSvg } from './svg.ts'

const bug = (): Report => fixtureOf('ack-retry', 'forget-dedup').report

const policy =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"

/** Every tag of a page with the names of its attributes, in order. */
const skeleton = (page: string): readonly string[] => {
  const body = page.replace(/<style>[^]*?<\/style>/gu, '<style></style>')
  return [...body.matchAll(/<(\/?[a-zA-Z!][\w:-]*)((?:\s+[\w:-]+(?:="[^"<>]*")?)*)\s*\/?>/gu)].map(
    ([, name, attributes]) =>
      `${name ?? ''} ${[...(attributes ?? '').matchAll(/([\w:-]+)=?"?/gu)].length === 0 ? '' : (attributes ?? '').replace(/="[^"]*"/gu, '')}`,
  )
}

/** Words of other lengths move the marks of a picture; the elements around it stay the same. */
const isOfPage = (tag: string): boolean =>
  !/^\/?(?:text|g|title|path|rect|circle) /u.test(`${tag} `)

/** The report with every text of actors and scenarios replaced. */
function poisoned(report: Report, text: string): Report {
  const { failure } = report
  return {
    ...report,
    coordinate: text,
    scenario: { ...report.scenario, name: text, about: text, assumptions: [text] },
    operations: report.operations.map((one) => ({
      ...one,
      call: text,
      result: text,
      misfit: text,
    })),
    faults: report.faults.map((one) => ({ ...one, words: text, text })),
    next: [{ command: text, does: text }],
    places: new Map([...report.places].map(([id]) => [id, text])),
    run: {
      ...report.run,
      findings: report.run.findings.map((one) => ({ ...one, property: text, why: text })),
      trace: (report.run.trace ?? []).map((event) =>
        event.kind === 'receive' || event.kind === 'send'
          ? { ...event, body: { ...event.body, text } }
          : event.kind === 'sometimes'
            ? { ...event, goal: text }
            : event,
      ),
    },
    failure:
      failure === null
        ? null
        : {
            ...failure,
            failure: { ...failure.failure, property: text, sentence: text, excess: text },
            cure: text,
            anomaly: text,
            matters: [text],
            irrelevant: [{ what: text, perturbed: 20 }],
            story: failure.story.map((step) => ({ ...step, text, place: text })),
            source: {
              ...{ file: text, line: 1, handler: text },
              lines: [{ number: 1, text }],
            },
          },
  }
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '<img src=x onerror=alert(1)>',
    '</script><script>alert(1)</script>',
    '</style><style>*{display:none}',
    '</svg><svg onload=alert(1)>',
    '"><a href="javascript:alert(1)" x="',
    "' onmouseover='alert(1)",
    '<!--',
    ']]>',
    '&lt;b&gt;',
    '\u202eevil\u202c',
    '\u0000\u001b[31m',
    '\ud800',
  ),
)

describe('texts of actors', () => {
  test('add no element and no attribute to the page, whatever they are', () => {
    const plain = skeleton(renderHtml(poisoned(bug(), 'harmless')))
    expect(plain.length).toBeGreaterThan(500)
    fc.assert(
      fc.property(hostile, (text) => {
        const page = renderHtml(poisoned(bug(), text))
        expect(skeleton(page).filter(isOfPage)).toEqual(plain.filter(isOfPage))
        expect(page).not.toMatch(/<(?:img|script|iframe|object|embed|image|foreignObject)[ />]/iu)
      }),
      { numRuns: 30 },
    )
  })

  test('never carry a character that hides, turns around or ends what follows', () => {
    const seen = (one: string): boolean => {
      const code = one.codePointAt(0) ?? 0
      const hides = code < 0x20 || (code > 0x7e && code < 0xa0) || code === 0xfeff
      const turns = (code >= 0x200b && code <= 0x200f) || (code >= 0x202a && code <= 0x202e)
      return !hides && !turns && !(code >= 0x2066 && code <= 0x2069) && !`<>"'`.includes(one)
    }
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect([...escaped(text)].filter((one) => !seen(one))).toEqual([])
      }),
    )
    expect(visible('a\u202eb\u0000c\ud800d\ne')).toBe('a\\u202eb\\x00c\\ud800d\\ne')
    expect(escaped('<a href="x">&\'')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&#39;')
  })
})

describe('the page', () => {
  test.each(reportsForTests().map((report) => [report.coordinate, report] as const))(
    'of %s is the same bytes each time, and asks for nothing',
    (_name, report) => {
      const page = renderHtml(report)
      expect(renderHtml(structuredCloned(report))).toBe(page)
      expect(page).not.toMatch(
        /<script|<link|<img|<iframe|@import|url\(|https?:\/\/(?!www\.w3\.org)/u,
      )
      expect(page).toContain(escaped(policy))
      expect(page.length).toBeLessThan(600_000)
    },
  )

  test('says verdict, sentence, story and what does not matter before any table', () => {
    const report = bug()
    const page = renderHtml(report)
    const at = (text: string): number => page.indexOf(escaped(text))
    expect(at(report.failure?.failure.sentence ?? '')).toBeGreaterThan(0)
    expect(at('✕ FAIL')).toBeLessThan(at('Does not matter'))
    for (const { text } of report.failure?.story ?? []) expect(at(text)).toBeGreaterThan(0)
    expect(page).toContain('still failed in 20 of 20')
    for (const { command } of report.next) expect(at(command)).toBeGreaterThan(0)
  })

  test('each event, operation and fault has a row with its anchor, and links lead to one', () => {
    const report = bug()
    const page = renderHtml(report)
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/gu)].map(([, id]) => id))
    for (const { id } of report.run.trace ?? []) expect(ids).toContain(`e${id}`)
    for (const { op } of report.operations) expect(ids).toContain(`op${op}`)
    for (const { id } of report.faults) expect(ids).toContain(id)
    for (const [, target] of page.matchAll(/href="#([^"]+)"/gu)) expect(ids).toContain(target)
  })

  test('of a run without its trace says what is known and draws nothing', () => {
    const { run, ...rest } = bug()
    const report = { ...rest, run: { ...run, trace: null } }
    const page = renderHtml(report)
    expect(page).toContain('✕ FAIL')
    expect(page).not.toContain('<svg')
    expect(page).not.toMatch(/NaN|Infinity|undefined/u)
    expect(renderSvg(report, 'light')).toContain('There is no trace to draw.')
  })

  test('of a run that passed tells its properties and no failure', () => {
    const page = renderHtml(passingReport())
    expect(page).toContain('✓ PASS')
    expect(page).not.toContain('FAIL</span>')
    expect(page).toContain('holds')
  })
})

describe('a long run', () => {
  test('of a hundred thousand events is told in less than five megabytes, and what is missing exactly', () => {
    const report = longReport(50_000, 'x'.repeat(200))
    const page = renderHtml(report)
    expect(Buffer.byteLength(page)).toBeLessThan(5_000_000)
    expect(page).toContain('98,002 events of 100,002 not listed')
    expect(page).toContain(
      'between e1 (0 ms) and e98002 (49,000 ms): 49,000 receive, 49,000 send and 2 start',
    )
    expect(page).toContain('worldline report marks@1/min --report-size all')
    expect(page).toContain('id="e100002"')
    expect(page).not.toContain('id="e98002"')
  })

  test('leaves nothing out when all is asked for', () => {
    const page = renderHtml(longReport(2_000), Number.POSITIVE_INFINITY)
    expect(page).toContain('id="e1"')
    expect(page).not.toContain('not listed')
    expect(renderHtml(longReport(2_000), 100)).toContain('not listed')
  })
})

test('a change is told with what stood there before and who wrote it', () => {
  const report = bug()
  const trace = report.run.trace ?? []
  const guilty = report.failure?.event
  if (guilty === undefined) throw new Error('it fails')
  const effects = changesBy(trace, guilty).find(({ place }) => place === 'effects')
  expect(effects).toMatchObject({ kind: 'changed', before: 1, after: 2 })
  const writer = trace.find(({ id }) => id === effects?.writer)
  expect(writer).toMatchObject({ kind: 'receive', node: report.failure?.failure.node })
  expect(changesBy(trace, trace[0]?.id ?? guilty)).toEqual([])
})

test('a style sheet cannot end itself', () => {
  expect(() => trusted('a{}</style><b>')).toThrow('does not end itself')
})

test('a picture is the same bytes each time, in every theme well formed', () => {
  for (const theme of ['light', 'dark', 'auto'] as const) {
    const one = renderSvg(bug(), theme)
    expect(renderSvg(structuredCloned(bug()), theme)).toBe(one)
    const opened = [...one.matchAll(/<(\w+)[^>]*[^/]>|<(\w+)>/gu)].length
    expect(opened).toBe([...one.matchAll(/<\/\w+>/gu)].length)
  }
})

/** The same values in other objects: nothing may hang on identity. */
const structuredCloned = (report: Report): Report => structuredClone(report)
