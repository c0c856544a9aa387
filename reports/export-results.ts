// Results for build servers: a Markdown summary that fits into a step, TAP, and one line each.

import { anomaly } from './codes.ts'
import { failed } from './export-md.ts'
import { mdBlock, mdCell, mdCode, mdTable, mdText } from './markdown.ts'
import { printable } from './page.ts'
import type { CauseOfResult, ResultTold, SeedsTold } from './result.ts'
import { counted, inUnits, listed, wall } from './words.ts'

/** How long a document may be, and where the files of the run are kept. */
export interface SummaryBounds {
  /** bytes of UTF-8; null: as long as it is */
  readonly bytesMax: number | null
  /** address of the artifacts, or null */
  readonly artifacts: string | null
}

export const noBounds: SummaryBounds = { bytesMax: null, artifacts: null }

/** Markdown: a table of verdicts, then each cause. What has no room is said to be missing. */
export function renderSummary(results: readonly ResultTold[], bounds: SummaryBounds): string {
  const head = [
    '## worldline',
    '',
    ...mdTable(['verdict', 'target', 'what', 'seeds'], results.map(verdictRow)),
    ...(bounds.artifacts === null ? [] : ['', `Files of this run: ${bounds.artifacts}`]),
  ]
  const parts = results.flatMap((result) => [
    ...result.causes.map((cause) => causePart(cause)),
    ...(result.verdict === 'fail' ? [] : [propertiesPart(result)]),
  ])
  let text = `${head.join('\n')}\n`
  if (bounds.bytesMax === null) return text + parts.join('')
  for (const [at, part] of parts.entries()) {
    const rest = parts.length - at
    const missing = `\n${counted(rest, 'further part has', 'further parts have')} no room here.\n`
    if (bytesOf(text) + bytesOf(part) + bytesOf(missing) > bounds.bytesMax) {
      return cutTo(text, bounds.bytesMax - bytesOf(missing)) + missing
    }
    text += part
  }
  return cutTo(text, bounds.bytesMax)
}

function verdictRow({ verdict, name, causes, unjudged, seeds }: ResultTold): string[] {
  const [first] = causes
  const what = first?.sentence ?? (verdict === 'inconclusive' ? unjudged : null) ?? 'no violation'
  const judged = seeds === null ? '1' : judgedOf(seeds)
  return [verdict.toUpperCase(), mdCell(name), mdText(what), judged]
}

/** Of seeds the number alone: the table says what they are. */
const judgedOf = ({ judged, unit }: SeedsTold): string =>
  unit === 'crash' ? inUnits(judged, unit) : String(judged)

function causePart(cause: CauseOfResult): string {
  const { report, sentence, code, property, coordinate, replay, seeds, unit } = cause
  const many = seeds === 1 ? '' : ` · ${inUnits(seeds, unit)}`
  const told =
    report === null
      ? [`**${mdText(sentence)}**`, '', `${mdText(anomaly(code))} · property ${mdCode(property)}`]
      : failed(report)
  const again = report === null || report.next.length === 0 ? ['', ...mdBlock([replay], 'sh')] : []
  return `${['', `### FAIL ${mdCode(coordinate)}${many}`, '', ...told, ...again].join('\n')}\n`
}

function propertiesPart({ name, findings, never, verdict, replay }: ResultTold): string {
  const rows = findings.map(({ section, property, verdict: found, why, detail }) => [
    section,
    mdCell(property),
    found.toUpperCase(),
    mdText(why ?? detail ?? ''),
  ])
  return `${[
    '',
    `### ${verdict.toUpperCase()} ${mdCode(name)}`,
    '',
    ...mdTable(['section', 'property', 'verdict', 'measured'], rows),
    ...(never.length === 0 ? [] : ['', `Never seen: ${mdText(listed(never))}`]),
    '',
    ...mdBlock([replay], 'sh'),
  ].join('\n')}\n`
}

/** Bytes of UTF-8, without the machinery of any platform. */
function bytesOf(text: string): number {
  let bytes = 0
  for (const one of text) {
    const point = one.codePointAt(0) ?? 0
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return bytes
}

function cutTo(text: string, bytesMax: number): string {
  if (bytesOf(text) <= bytesMax) return text
  const lines = text.split('\n')
  while (lines.length > 1 && bytesOf(lines.join('\n')) + 1 > bytesMax) lines.pop()
  return `${lines.join('\n')}\n`
}

/** Test Anything Protocol 13: a test for each property, with what broke as a YAML block. */
export function renderTap(results: readonly ResultTold[]): string {
  const tests: string[][] = []
  for (const result of results) {
    const declared = new Set(result.findings.map(({ property }) => property))
    for (const finding of result.findings) {
      const causes = result.causes.filter(({ property }) => property === finding.property)
      const skip = finding.verdict === 'inconclusive' && causes.length === 0
      tests.push([
        causes.length > 0 || finding.verdict === 'fail' ? 'not ok' : 'ok',
        `${tapText(result.name)}: ${tapText(finding.property)}${skip ? ` # SKIP ${tapText(finding.why ?? 'not judged')}` : ''}`,
        ...causes.flatMap(tapBlock),
      ])
    }
    for (const cause of result.causes) {
      if (declared.has(cause.property)) continue
      tests.push([
        'not ok',
        `${tapText(result.name)}: ${tapText(cause.property)}`,
        ...tapBlock(cause),
      ])
    }
  }
  const lines = tests.flatMap(([state = '', name = '', ...more], at) => [
    `${state} ${at + 1} - ${name}`,
    ...more,
  ])
  return `${['TAP version 13', `1..${tests.length}`, ...lines].join('\n')}\n`
}

const tapBlock = ({ sentence, code, coordinate, replay, seeds }: CauseOfResult): string[] => [
  '  ---',
  `  message: ${JSON.stringify(printable(sentence))}`,
  '  severity: fail',
  `  code: ${JSON.stringify(code)}`,
  `  coordinate: ${JSON.stringify(coordinate)}`,
  `  replay: ${JSON.stringify(replay)}`,
  `  seeds: ${seeds}`,
  '  ...',
]

/** A `#` would begin a directive, and a line break a test of its own. */
const tapText = (text: string): string => printable(text).replace(/[\\#]/gu, (sign) => `\\${sign}`)

/** One line each: the verdict first, then what names it, then the sentence. */
export function renderLines(results: readonly ResultTold[]): string {
  return results.map((one) => `${lineOf(one)}\n`).join('')
}

function lineOf({ verdict, name, causes, unjudged, seeds, digest, wallMs }: ResultTold): string {
  const [first] = causes
  const judged = seeds === null ? [] : [inUnits(seeds.judged, seeds.unit)]
  const more = causes.length > 1 ? [counted(causes.length, 'cause')] : []
  const words =
    first === undefined
      ? [name, ...judged, ...(unjudged === null ? [] : [printable(unjudged)]), digest]
      : [
          ...[first.coordinate, first.code, printable(first.sentence)],
          ...[...judged, ...more, first.replay],
        ]
  const time = wallMs === null ? [] : [wall(wallMs)]
  return `${verdict.toUpperCase()}  ${[...words, ...time].join(' · ')}`
}
