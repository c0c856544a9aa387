// A report as Markdown for an issue: what fails and how to see it again, then what clients saw, the
// diagram, and what was taken away. Everything from actors is text or code, never markup.

import { eventsOf } from '../sim/run.ts'
import type { OperationTold, Report, Shrunk } from '../sim/report.ts'
import { anomaly } from './codes.ts'
import { legalOrder, legalWords } from './legal-order.ts'
import { mdBlock, mdCell, mdCode, mdTable, mdText } from './markdown.ts'
import { plainPage } from './page.ts'
import { guiltyPlace } from './result.ts'
import { textDiagram } from './text-diagram.ts'
import { grouped, millis, span } from './words.ts'

const operationsMax = 26
const diagramRows = 24
const faultsMax = 24
const removedMax = 10

/** The whole document. */
export function renderMarkdown(report: Report): string {
  const { run, coordinate, scenario, failure } = report
  const verdict = run.verdict.toUpperCase()
  const head = [`## ${verdict} ${mdCode(coordinate)}`, '']
  const told = failure === null ? passed(report) : failed(report)
  const foot = [
    '',
    `worldline ${mdText(report.worldline)} · seed ${report.seed} · ${grouped(eventsOf(run))} events · ${span(run.simTime)} simulated · digest ${mdCode(run.digest)} · code ${mdCode(scenario.codeHash.slice(0, 8))}`,
  ]
  return `${[...head, ...told, ...foot].join('\n')}\n`
}

/** A failure without its heading, as documents of several results hold it too. */
export function failed(report: Report): string[] {
  const { failure, operations } = report
  if (failure === null) return []
  const { property, code, sentence, excess } = failure.failure
  const place = guiltyPlace(report)
  return [
    `**${mdText(sentence)}**`,
    '',
    `${mdText(anomaly(code))} · property ${mdCode(property)}${place === null ? '' : ` · ${mdCode(`${place.file}:${place.line}`)}`}`,
    ...(excess === null ? [] : ['', mdText(excess)]),
    ...section('Run it again', replays(report)),
    ...section('How it happened', steps(report)),
    ...section('What the clients saw', operationTable(operations)),
    ...legalLines(report),
    ...section('Diagram', block(textDiagram(report, diagramRows, plainPage))),
    ...section('Source', sourceLines(report)),
    ...section('Faults', faultLines(report.faults)),
    ...section(
      'Matters',
      failure.matters.map((one) => `* ${mdText(one)}`),
    ),
    ...section(
      'Does not matter',
      failure.irrelevant.map(
        ({ what, perturbed }) => `* ${mdText(what)} (${grouped(perturbed)} perturbations)`,
      ),
    ),
    ...(failure.shrunk === null ? [] : shrunkRows(failure.shrunk)),
    ...(failure.cure === null ? [] : section('Common cure', [mdText(failure.cure)])),
  ]
}

function passed({ run, scenario }: Report): string[] {
  const rows = run.findings.map(({ section: kind, property, verdict, why, detail }) => [
    kind,
    mdCell(property),
    verdict.toUpperCase(),
    mdText(why ?? detail ?? ''),
  ])
  return [
    mdText(scenario.about),
    '',
    ...mdTable(['section', 'property', 'verdict', 'measured'], rows),
  ]
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', `### ${title}`, '', ...lines]

const block = (lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : mdBlock(lines, 'text')

const replays = ({ next }: Report): string[] =>
  next.length === 0
    ? []
    : mdBlock(
        next.map(({ command }) => command),
        'sh',
      )

const steps = ({ failure }: Report): string[] =>
  (failure?.story ?? []).map(({ text, from, to, place }, at) => {
    const events = from === to ? `e${from}` : `e${from}–e${to}`
    return `${at + 1}. ${mdText(text)} (${events}${place === null ? '' : `, ${mdCode(place)}`})`
  })

/** Those that the story speaks of, and the first of the others. */
function operationTable(operations: readonly OperationTold[]): string[] {
  if (operations.length === 0) return []
  const told = operations.filter((one) => one.told)
  const shown = (told.length > 0 ? told : operations).slice(0, operationsMax)
  const rows = shown.map((one) => [
    one.misfit === null ? one.label : `**${one.label} ✕**`,
    mdCell(one.client),
    mdCell(one.call),
    `${millis(one.start)} → ${one.end === null ? '?' : millis(one.end)} ms`,
    one.outcome,
    one.result === null ? 'no answer' : mdCell(one.result),
    mdText(one.misfit ?? (one.order === null ? '' : `takes effect ${one.order}`)),
  ])
  const more = operations.length - shown.length
  return [
    ...mdTable(['', 'client', 'call', 'time', 'outcome', 'result', ''], rows),
    ...(more > 0 ? ['', `${grouped(more)} further operations are not shown.`] : []),
  ]
}

function legalLines(report: Report): string[] {
  const legal = legalOrder(report)
  return legal === null ? [] : ['', mdText(`${legalWords(legal)}.`.replace(/^l/u, 'L'))]
}

function sourceLines({ failure }: Report): string[] {
  const source = failure?.source ?? null
  if (source === null) return []
  const wide = Math.max(...source.lines.map(({ number }) => String(number).length))
  const lines = source.lines.map(({ number, text }) => {
    const mark = number === source.line ? '>' : ' '
    return `${mark} ${String(number).padStart(wide)} | ${text}`
  })
  return [
    `${mdCode(`${source.file}:${source.line}`)}, ${mdText(source.handler)}`,
    '',
    ...mdBlock(lines, ''),
  ]
}

function faultLines(faults: Report['faults']): string[] {
  const lines = faults.slice(0, faultsMax).map(({ id, text, start }) => {
    const idle = start === null ? ' (it never struck)' : ''
    return `* ${id} ${mdCode(text)}${idle}`
  })
  const more = faults.length - lines.length
  return more > 0 ? [...lines, `* and ${grouped(more)} more`] : lines
}

function shrunkRows({ from, to, runs, complete, removed }: Shrunk): string[] {
  const row = (what: 'nodes' | 'faults' | 'operations' | 'decisions' | 'events'): string[] => [
    what,
    grouped(from[what]),
    grouped(to[what]),
  ]
  const parts = ['nodes', 'faults', 'operations', 'decisions', 'events'] as const
  const end = complete ? 'nothing more can be taken away' : 'the best so far'
  return [
    ...section('Shrunk', mdTable(['', 'found', 'minimal'], parts.map(row))),
    '',
    `${grouped(runs)} runs; ${end}.`,
    ...(removed.length === 0 ? [] : ['', `Taken away: ${takenAway(removed)}`]),
  ]
}

function takenAway(removed: readonly string[]): string {
  const more = removed.length - removedMax
  const told = removed.slice(0, removedMax).map(mdCode)
  return [...told, ...(more > 0 ? [`and ${grouped(more)} more`] : [])].join(', ')
}
