// Case files: a counterexample as a file that people review, merge and keep beside a test. One item
// a line, every key in its place, no random number in it. What a file may hold is case-schema.ts's
// business, how an operation is written case-lines.ts's.

import { createHash } from 'node:crypto'
import { readFileSync, type Stats, statSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import { brokeOf } from '../../reports/broke.ts'
import type { Case, Recorded } from '../../sim/case.ts'
import { formatDuration } from '../../sim/duration.ts'
import type { Explicit } from '../../sim/explicit.ts'
import { printFault } from '../../sim/notation-print.ts'
import { visible } from '../../sim/json-visible.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Shrunk } from '../../sim/report.ts'
import type { Run } from '../../sim/run.ts'
import { assert } from '../../sim/assert.ts'
import { keptOf } from './case-events.ts'
import { decisionValue, operationLine } from './case-lines.ts'
import { type LoadedCase, loadScenarioOf } from './case-load.ts'
import { parseCase } from './case-parse.ts'
import { caseFormat } from './case-schema.ts'
import { type Found, modulesOf } from './load.ts'
import { codeHash, type Module } from './module-graph.ts'
import { tellFile } from './place.ts'
import { version } from './version.ts'
import { writeWhole } from './write-whole.ts'

/** A usual case has at most so many bytes; words of events fill what is left. */
export const caseBytes = 5_000
const wordsLeast = 12
/** Files with more bytes are not read. */
const bytesMax = 1_000_000
const hashDigits = 16
/** With more sources than these only their common hash is kept. */
const sourcesMax = 16

/**
 * The case of a failing run.
 * @param of `run`: with its trace and content digest, as `explicit` runs on `variant`; `asked`: the
 * flags by which the seed's run differed from the scenario's defaults; `date`: today when absent
 */
export function caseOf(of: {
  readonly found: Found
  readonly variant: string | null
  readonly seed: number
  readonly explicit: Explicit
  readonly run: Run
  readonly shrunk: Shrunk | null
  readonly asked?: string | null
  readonly date?: string
}): Case {
  const { found, variant, seed, explicit, run, shrunk, asked = null, date } = of
  const { scenario, source } = found
  const { failure } = run
  assert(failure !== null, 'a case is made of a run that failed')
  const modules = modulesOf(scenario, source)
  return {
    title: failure.sentence.replace(/\.$/u, ''),
    code: failure.code,
    scenario: scenario.name,
    module: source.kind === 'file' ? source.path : null,
    ...{ variant, violatesWith: null },
    codeHash: codeHash(modules).slice(0, hashDigits),
    sources: source.kind === 'file' ? hashesOf(modules) : {},
    found: {
      ...{ seed, date: date ?? new Date().toISOString().slice(0, 10), worldline: version() },
      ...{ asked, from: shrunk?.from ?? null, runs: shrunk?.runs ?? 0 },
      complete: shrunk?.complete ?? false,
    },
    run: explicit,
    expect: { violates: failure.property, at: brokeOf(run)?.event ?? null },
    trace: recordedOf(run, explicit),
  }
}

/** What a case keeps of a run that was made with its trace and content digest. */
export function recordedOf({ trace, content, digest }: Run, explicit: Explicit): Recorded {
  assert(trace !== null && content !== null, 'a case is made of a run with its trace and contents')
  const plan = planHash(explicit)
  return { plan, events: trace.length, digest, content, ...keptOf(trace) }
}

/** Hash of what a case says is to be run, 16 hex digits: another one when somebody edited it. */
export const planHash = (explicit: Explicit): string =>
  createHash('sha256').update(planLines(explicit).join('\n')).digest('hex').slice(0, hashDigits)

/** Hash of each source by its path from the folder of the first. */
export function hashesOf(modules: readonly Module[]): Record<string, string> {
  const [entry] = modules
  if (entry === undefined || modules.length > sourcesMax) return {}
  return Object.fromEntries(
    modules.map(({ file, text }) => [
      slashed(relative(dirname(entry.file), file)),
      createHash('sha256').update(text).digest('hex').slice(0, 8),
    ]),
  )
}

const slashed = (path: string): string => path.split(sep).join('/')

/** Writes it whole or not at all. @throws Mistake (WL1202) */
export function writeCase(path: string, one: Case): void {
  writeWhole(path, caseText(one, dirname(path)))
}

/** @throws Mistake (WL1201) with everything that is wrong in it */
export function readCase(path: string): Case {
  const file = tellFile(path)
  return parseCase(textOf(path, file), file, dirname(resolve(path)))
}

/**
 * Reads a case and loads the scenario that it is of.
 * @throws Mistake (WL1201) for a damaged case or one whose scenario is gone, and those of loadModule
 */
export async function loadCase(path: string): Promise<LoadedCase> {
  return loadScenarioOf(readCase(path), tellFile(path))
}

function textOf(path: string, file: string): string {
  const refused = (sentence: string, lines: readonly string[] = []): Mistake =>
    new Mistake([{ code: 'WL1201', sentence, lines }])
  const found = statOf(path)
  if (found === undefined) throw refused(`there is no case file ${file}.`)
  if (!found.isFile()) throw refused(`${file} is no file, so it is no case.`)
  if (found.size > bytesMax) {
    throw refused(`${file} is too large for a case.`, [
      `it has         ${found.size} bytes`,
      `allowed        ${bytesMax} bytes; a usual case has ${caseBytes}`,
    ])
  }
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw refused(`${file} cannot be read: ${why}.`)
  }
}

/** undefined: nothing is there, or only links that lead nowhere. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

/**
 * The text of a case file in `folder`. Words of events fill it up to the size of a usual case, and
 * a dozen are kept however long it is.
 */
export function caseText(one: Case, folder: string): string {
  const { words } = one.trace
  let text = textWith(one, folder, words.length)
  for (let kept = words.length; kept > wordsLeast && bytes(text) > caseBytes; ) {
    const over = bytes(text) - caseBytes
    // A line has some thirty bytes: most of them go at once, the last one by one.
    kept = Math.max(wordsLeast, kept - Math.max(1, Math.floor(over / 80)))
    text = textWith(one, folder, kept)
  }
  return text
}

const bytes = (text: string): number => Buffer.byteLength(text)

function textWith(one: Case, folder: string, words: number): string {
  const { found, run, expect, trace } = one
  const lines = [
    field('schema', caseFormat),
    field('title', one.title),
    field('code', one.code),
    field('scenario', scenarioText(one, folder)),
    field('variant', one.variant),
    ...(one.violatesWith === null ? [] : [field('violatesWith', one.violatesWith)]),
    field('codeHash', one.codeHash),
    ...(Object.keys(one.sources).length === 0 ? [] : [block('sources', one.sources)]),
    block('found', {
      ...{ seed: found.seed, date: found.date, worldline: found.worldline },
      ...(found.asked === null ? {} : { asked: found.asked }),
      ...(found.from === null
        ? {}
        : { from: found.from, runs: found.runs, complete: found.complete }),
    }),
    ...planLines(run),
    field('expect', {
      violates: expect.violates,
      at: expect.at === null ? null : `e${expect.at}`,
    }),
    traceText(trace, words),
  ]
  return visible(`{\n${lines.map((line) => `  ${line}`).join(',\n')}\n}\n`)
}

/** What is run. */
function planLines(run: Explicit): string[] {
  const decisions = Array.from(run.decisions, ([name, outcome]) => [
    name,
    decisionValue(name, outcome),
  ])
  return [
    block('world', {
      nodes: run.nodes.join(' '),
      ...(Object.keys(run.params).length === 0 ? {} : { params: run.params }),
      ...{ until: formatDuration(run.until), settle: formatDuration(run.settle) },
      ...(run.expect.length === 0 ? {} : { expect: run.expect }),
    }),
    list('faults', run.faults.map(printFault)),
    list('operations', run.operations.map(operationLine)),
    block('decisions', Object.fromEntries(decisions)),
  ]
}

function traceText(
  { plan, events, digest, content, marks, words }: Recorded,
  count: number,
): string {
  const inner = [
    ...(plan === null ? [] : [field('plan', plan)]),
    field('events', events),
    field('digest', digest),
    field('content', content),
    ...(marks.length === 0 ? [] : [list('marks', inRows(marks), 4)]),
    ...(words.length === 0 ? [] : [list('words', words.slice(0, count), 4)]),
  ]
  return `"trace": {\n${inner.map((line) => `    ${line}`).join(',\n')}\n  }`
}

const marksPerRow = 24
const inRows = (marks: readonly string[]): string[] =>
  Array.from({ length: Math.ceil(marks.length / marksPerRow) }, (_, row) =>
    marks.slice(row * marksPerRow, (row + 1) * marksPerRow).join(''),
  )

/** `../raft.scenario.ts#raft-kv`, from the folder of the file; a built-in has a name only. */
function scenarioText({ scenario, module }: Case, folder: string): string {
  if (module === null) return scenario
  const near = slashed(relative(resolve(folder), module))
  return `${near.startsWith('.') ? near : `./${near}`}#${scenario}`
}

const field = (name: string, value: unknown): string => `"${name}": ${inLine(value)}`

/** One item a line. */
function block(name: string, value: Readonly<Record<string, unknown>>): string {
  const inner = Object.entries(value).map(
    ([key, one]) => `    ${JSON.stringify(key)}: ${inLine(one)}`,
  )
  return inner.length === 0 ? `"${name}": {}` : `"${name}": {\n${inner.join(',\n')}\n  }`
}

function list(name: string, items: readonly string[], indent: number = 2): string {
  const before = ' '.repeat(indent)
  const inner = items.map((one) => `${before}  ${JSON.stringify(one)}`)
  return inner.length === 0 ? `"${name}": []` : `"${name}": [\n${inner.join(',\n')}\n${before}]`
}

/** `{ "seed": 1, "date": "2026-11-21" }` */
function inLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${inLine(one)}`)
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
}
