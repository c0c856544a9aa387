// JUnit XML in the dialect of Jenkins, which the others read too: a suite for each target, a case for
// each property, check and threshold. Failures say the sentence first, then how to see it again.

import type { Report } from '../sim/report.ts'
import type { Finding } from '../sim/verdict.ts'
import { plainPage } from './page.ts'
import { type CauseOfResult, guiltyPlace, type ResultTold, resultOf } from './result.ts'
import { textDiagram } from './text-diagram.ts'
import { xmlText, xmlValue } from './xml.ts'

/** The document of whole reports, each a suite of its own. */
export const renderJunit = (reports: readonly Report[]): string =>
  renderJunitResults(reports.map(resultOf))

/** The document of results; wall times stand in it only where a result has one. */
export function renderJunitResults(results: readonly ResultTold[]): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites name="worldline">']
  for (const result of results) lines.push(...suite(result))
  return `${[...lines, '</testsuites>'].join('\n')}\n`
}

interface Test {
  readonly finding: Finding
  readonly causes: readonly CauseOfResult[]
}

function suite(result: ResultTold): string[] {
  const tests = testsOf(result)
  const failed = tests.filter(({ finding }) => finding.verdict === 'fail').length
  const skipped = tests.filter(({ finding }) => finding.verdict === 'inconclusive').length
  const counts = `tests="${tests.length}" failures="${failed}" errors="0" skipped="${skipped}"`
  return [
    `  <testsuite name="${xmlValue(result.name)}" ${counts}${time(result)}>`,
    ...properties('    ', [
      ...(result.coordinate === null ? [] : [['coordinate', result.coordinate] as const]),
      ['replay', result.replay],
      ['verdict', result.verdict],
      ['digest', result.digest],
      ...(result.seeds === null ? [] : [['seeds', String(result.seeds.judged)] as const]),
      ...result.never.map((goal) => ['goal never seen', goal] as const),
    ]),
    ...tests.flatMap((test) => testcase(test, result)),
    '  </testsuite>',
  ]
}

/** One a finding; a cause whose property nobody declared (time stands still) has one of its own. */
function testsOf({ findings, causes, unjudged }: ResultTold): Test[] {
  const tests = findings.map((finding): Test => {
    const own = causes.filter(({ property }) => property === finding.property)
    const verdict = own.length > 0 ? 'fail' : finding.verdict
    return { finding: { ...finding, verdict }, causes: own }
  })
  const known = new Set(findings.map(({ property }) => property))
  for (const cause of causes) {
    if (known.has(cause.property)) continue
    known.add(cause.property)
    const { property, sentence } = cause
    const own = causes.filter((one) => one.property === property)
    tests.push({
      finding: { property, section: 'always', verdict: 'fail', why: sentence, detail: null },
      causes: own,
    })
  }
  if (tests.length > 0 || unjudged === null) return tests
  const nothing = { property: 'anything', section: 'check', detail: null } as const
  return [{ finding: { ...nothing, verdict: 'inconclusive', why: unjudged }, causes: [] }]
}

function testcase({ finding, causes }: Test, result: ResultTold): string[] {
  const { property, section, verdict, why, detail } = finding
  const place = causes[0] === undefined ? null : guiltyPlace(causes[0])
  const at = place === null ? '' : ` file="${xmlValue(place.file)}" line="${place.line}"`
  const head = `    <testcase classname="${xmlValue(className(result))}" name="${xmlValue(property)}"${at}`
  const named = [
    ['section', section] as const,
    ...(detail === null ? [] : [['measured', detail] as const]),
    ...causes.flatMap(({ coordinate, replay, code }) => [
      ['coordinate', coordinate] as const,
      ['replay', replay] as const,
      ['code', code] as const,
    ]),
  ]
  const inner = properties('      ', named)
  if (verdict === 'inconclusive') {
    inner.push(`      <skipped message="${xmlValue(why ?? result.unjudged ?? 'not judged')}"/>`)
  }
  if (verdict === 'fail') inner.push(...failure(finding, causes))
  return [`${head}>`, ...inner, '    </testcase>']
}

function failure({ property, why }: Finding, causes: readonly CauseOfResult[]): string[] {
  const [first] = causes
  const message = first?.sentence ?? why ?? `${property} does not hold`
  const texts = causes.length === 0 ? [message] : causes.map(textOf)
  return [
    `      <failure type="${xmlValue(first?.code ?? 'WL2099')}" message="${xmlValue(message)}">${xmlText(texts.join('\n\n'))}</failure>`,
  ]
}

/** What a person reads who opens the failed test: sentence, diagram, commands. */
function textOf(cause: CauseOfResult): string {
  const place = guiltyPlace(cause)
  const many = cause.seeds === 1 ? '' : ` · ${cause.seeds} seeds fail so`
  const drawn = cause.report === null ? [] : textDiagram(cause.report, 18, plainPage)
  return [
    cause.sentence,
    `${cause.code} · ${cause.coordinate}${many}`,
    ...(place === null ? [] : [`at ${place.file}:${place.line}`]),
    ...(drawn.length === 0 ? [] : ['', ...drawn]),
    '',
    `replay   ${cause.replay}`,
  ].join('\n')
}

const properties = (indent: string, named: readonly (readonly [string, string])[]): string[] =>
  named.length === 0
    ? []
    : [
        `${indent}<properties>`,
        ...named.map(
          ([name, value]) =>
            `${indent}  <property name="${xmlValue(name)}" value="${xmlValue(value)}"/>`,
        ),
        `${indent}</properties>`,
      ]

/** Jenkins makes packages of what stands before dots, so the target's own dots and slashes go. */
const className = ({ name }: ResultTold): string =>
  `worldline.${name
    .replace(/@\d+(?:\/\w+)?$/u, '')
    .replace(/^\.\//u, '')
    .replace(/[./\\]+/gu, '_')}`

const time = ({ wallMs }: ResultTold): string =>
  wallMs === null ? '' : ` time="${(wallMs / 1_000).toFixed(3)}"`
