// JUnit XML in the dialect of Jenkins, which the others read too: a suite for each target, a case for
// each property, check and threshold. Failures say the sentence first, then how to see it again. What
// only some readers know, such as places and properties of a case, stands in its text.

import type { Report } from '../sim/report.ts'
import type { Finding } from '../sim/verdict.ts'
import { plainPage } from './page.ts'
import { type CauseOfResult, guiltyPlace, type ResultTold, resultOf } from './result.ts'
import { textDiagram } from './text-diagram.ts'
import { inUnits } from './words.ts'
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
    ...properties('    ', propertiesOf(result)),
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
  const { property, verdict, why, detail } = finding
  const head = `classname="${xmlValue(className(result))}" name="${xmlValue(property)}"`
  const inner = detail === null ? [] : [`      <system-out>${xmlText(detail)}</system-out>`]
  if (verdict === 'inconclusive') {
    inner.unshift(`      <skipped message="${xmlValue(why ?? result.unjudged ?? 'not judged')}"/>`)
  }
  if (verdict === 'fail') inner.unshift(...failure(finding, causes))
  if (inner.length === 0) return [`    <testcase ${head}/>`]
  return [`    <testcase ${head}>`, ...inner, '    </testcase>']
}

/** What names the result; of each cause the same again, in the order of the causes. */
function propertiesOf({
  name,
  coordinate,
  replay,
  causes,
  verdict,
  ...result
}: ResultTold): Named[] {
  const [first] = causes
  const named: Named[] =
    first === undefined
      ? [
          ['coordinate', coordinate ?? name],
          ['replay', replay],
        ]
      : causes.flatMap((cause): Named[] => [
          ['coordinate', cause.coordinate],
          ['replay', cause.replay],
          ['code', cause.code],
        ])
  return [
    ...named,
    ['verdict', verdict],
    ['digest', result.digest],
    ...(result.seeds === null ? [] : [['seeds', String(result.seeds.judged)] as const]),
    ...result.never.map((goal) => ['goal never seen', goal] as const),
  ]
}

type Named = readonly [string, string]

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
  const place = guiltyPlace(cause.report)
  const many = cause.seeds === 1 ? '' : ` · ${inUnits(cause.seeds, cause.unit)} fail so`
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

const properties = (indent: string, named: readonly Named[]): string[] => [
  `${indent}<properties>`,
  ...named.map(
    ([name, value]) => `${indent}  <property name="${xmlValue(name)}" value="${xmlValue(value)}"/>`,
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
