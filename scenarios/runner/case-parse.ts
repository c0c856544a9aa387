// Reads the text of a case. Whatever is wrong in it is told with its place, what was expected and
// the nearest valid thing, as many mistakes at once as a screen holds.

import { resolve } from 'node:path'
import type { Case } from '../../sim/case.ts'
import { parseDuration } from '../../sim/duration.ts'
import type { Size } from '../../sim/explicit.ts'
import type { Call } from '../../sim/fault.ts'
import { isThreshold, parseThreshold } from '../../sim/check/threshold.ts'
import type { FaultLine } from '../../sim/notation.ts'
import { parseFault } from '../../sim/notation-parse.ts'
import { Mistake, type Problem } from '../../sim/problem.ts'
import { nearest } from '../../sim/nearest.ts'
import { type NodeId, nodeId } from '../../sim/units.ts'
import { markLength } from './case-events.ts'
import { readDecision, readOperation, type Unread } from './case-lines.ts'
import { caseFormat, caseSchema } from './case-schema.ts'
import { type Misfit, misfits } from './json-shape.ts'
import { fieldPath, type JsonPlace, readJson } from './json-text.ts'

const problemsMax = 4

/** A case file once its form is known to fit the schema. */
interface Written {
  readonly title: string
  readonly code: string
  readonly scenario: string
  readonly variant: string | null
  readonly violatesWith?: string
  readonly codeHash: string
  readonly sources?: Readonly<Record<string, string>>
  readonly found: {
    readonly seed: number
    readonly date: string
    readonly worldline: string
    readonly asked?: string
    readonly from?: Size
    readonly runs?: number
    readonly complete?: boolean
  }
  readonly world: {
    readonly nodes: string
    readonly params?: Readonly<Record<string, string>>
    readonly until: string
    readonly settle: string
    readonly expect?: readonly string[]
  }
  readonly faults: readonly string[]
  readonly operations: readonly string[]
  readonly decisions: Readonly<Record<string, string | number>>
  readonly expect: { readonly violates: string; readonly at: string | null }
  readonly trace: {
    readonly plan?: string
    readonly events: number
    readonly digest: string
    readonly content: string
    readonly marks?: readonly string[]
    readonly words?: readonly string[]
  }
}

/**
 * @param file what to call it in what is said
 * @param folder absolute, where paths in it begin
 * @throws Mistake (WL1201) with what is wrong
 */
export function parseCase(text: string, file: string, folder: string): Case {
  const read = readJson(text.replace(/^\uFEFF/u, ''))
  if ('wrong' in read) {
    const { line, column, sentence } = read.wrong
    throw refused([
      problem(`${file}:${line}:${column}: this is no JSON: ${sentence}.`, [
        ...(text.trim() === '' ? ['the file is empty'] : shown(text, read.wrong)),
      ]),
    ])
  }
  const format = formatProblem(read.value, file)
  if (format !== null) throw refused([format])
  const wrong = misfits(read.value, caseSchema)
  if (wrong.length > 0) throw refused(wrong.map((one) => told(one, file, read.placeOf(one.path))))
  // Its form was checked against the schema just now.
  const written = read.value as Written
  const reading = new Reading(file, read.placeOf)
  const found = caseFrom(written, reading, folder)
  if (reading.problems.length > 0) throw refused(reading.problems)
  return found
}

/** The line with the place pointed at. */
function shown(text: string, { line, column }: JsonPlace): string[] {
  const whole = (text.split('\n')[line - 1] ?? '').replaceAll(/\p{Cc}/gu, ' ')
  const from = Math.max(0, column - 41)
  const part = whole.slice(from, from + 70)
  if (part.trim() === '') return []
  return [part, `${' '.repeat(column - 1 - from)}^`]
}

function formatProblem(value: unknown, file: string): Problem | null {
  const isRecord = typeof value === 'object' && value !== null && 'schema' in value
  const schema = isRecord ? value.schema : undefined
  if (schema === caseFormat) return null
  const number = typeof schema === 'string' ? /^worldline\.case\/(\d+)$/u.exec(schema)?.[1] : null
  if (number !== undefined && number !== null) {
    return problem(`${file} was written by a newer worldline.`, [
      `its format     ${String(schema)}`,
      `read here      ${caseFormat}`,
      'update worldline, or find the case again with this version',
    ])
  }
  const what =
    schema === undefined ? 'it has no "schema"' : `its schema is ${JSON.stringify(schema)}`
  return problem(`${file} is no saved case: ${what}.`, [`expected       "${caseFormat}"`])
}

function told(
  { path, expected, found, near }: Misfit,
  file: string,
  at: JsonPlace | null,
): Problem {
  const place = at === null ? '' : `:${at.line}:${at.column}`
  return problem(`${file}${place}: ${path === '' ? 'the whole' : path} is wrong.`, [
    `expected       ${expected}`,
    `found          ${found}`,
    ...(near === null ? [] : [`did you mean   ${near} ?`]),
  ])
}

const problem = (sentence: string, lines: readonly string[] = []): Problem => ({
  code: 'WL1201',
  sentence,
  lines,
})

const refused = (problems: readonly Problem[]): Mistake =>
  new Mistake(problems.slice(0, problemsMax))

/** Collects what is wrong with single items. */
class Reading {
  readonly problems: Problem[] = []
  readonly #file: string
  readonly #placeOf: (path: string) => JsonPlace | null

  constructor(file: string, placeOf: (path: string) => JsonPlace | null) {
    this.#file = file
    this.#placeOf = placeOf
  }

  wrong(path: string, sentence: string, lines: readonly string[] = []): void {
    const at = this.#placeOf(path)
    const place = at === null ? '' : `:${at.line}:${at.column}`
    this.problems.push(problem(`${this.#file}${place}: ${path}: ${sentence}`, lines))
  }

  unread(path: string, { expected, part }: Unread): void {
    const short = part.length > 60 ? `${part.slice(0, 59)}…` : part
    this.wrong(path, `${JSON.stringify(short)} cannot be read.`, [`expected       ${expected}`])
  }
}

function caseFrom(written: Written, reading: Reading, folder: string): Case {
  const { found, world, trace, expect } = written
  const nodes = nodesOf(world.nodes, reading)
  const hash = written.scenario.lastIndexOf('#')
  return {
    ...{ title: written.title, code: written.code, variant: written.variant },
    scenario: written.scenario.slice(hash + 1),
    module: hash < 0 ? null : resolve(folder, written.scenario.slice(0, hash)),
    violatesWith: written.violatesWith ?? null,
    ...{ codeHash: written.codeHash, sources: written.sources ?? {} },
    found: {
      ...{ seed: found.seed, date: found.date, worldline: found.worldline },
      ...{
        asked: found.asked ?? null,
        from: found.from ?? null,
        runs: found.runs ?? 0,
        complete: found.complete ?? false,
      },
    },
    run: {
      ...{ params: world.params ?? {}, nodes },
      until: durationOf('world.until', world.until, reading),
      settle: durationOf('world.settle', world.settle, reading),
      faults: faultsOf(written.faults, reading),
      operations: operationsOf(written.operations, nodes, reading),
      decisions: decisionsOf(written.decisions, reading),
      expect: thresholdsOf(world.expect ?? [], reading),
    },
    expect: {
      violates: expect.violates,
      at: expect.at === null ? null : Number(expect.at.slice(1)),
    },
    trace: {
      plan: trace.plan ?? null,
      ...{ events: trace.events, digest: trace.digest, content: trace.content },
      ...{ words: trace.words ?? [], marks: (trace.marks ?? []).flatMap(inMarks) },
    },
  }
}

/** Of the form of one, as the schema wants it. */
function durationOf(path: string, text: string, reading: Reading): number {
  const micros = parseDuration(text)
  if (micros !== null) return micros
  reading.wrong(path, `${text} is longer than any run.`, ['allowed        up to 285 years'])
  return 0
}

const inMarks = (row: string): string[] =>
  Array.from({ length: Math.ceil(row.length / markLength) }, (_, at) =>
    row.slice(at * markLength, (at + 1) * markLength),
  )

function nodesOf(text: string, reading: Reading): NodeId[] {
  const names = text.split(/\s+/u).filter((name) => name !== '')
  if (names.length === 0) reading.wrong('world.nodes', 'it names no node.')
  for (const [at, name] of names.entries()) {
    if (names.indexOf(name) < at) reading.wrong('world.nodes', `"${name}" stands there twice.`)
  }
  return names.map(nodeId)
}

function faultsOf(texts: readonly string[], reading: Reading): FaultLine[] {
  const lines: FaultLine[] = []
  for (const [at, text] of texts.entries()) {
    const parsed = parseFault(text)
    if (parsed.kind === 'fault') lines.push(parsed.line)
    else {
      for (const one of parsed.problems) {
        reading.wrong(`faults[${at}]`, `${one.sentence} (${one.code})`, one.lines)
      }
    }
  }
  return lines
}

function operationsOf(
  texts: readonly string[],
  nodes: readonly NodeId[],
  reading: Reading,
): readonly Call[] {
  const calls: Call[] = []
  for (const [at, text] of texts.entries()) {
    const path = `operations[${at}]`
    const call = readOperation(text)
    if ('expected' in call) reading.unread(path, call)
    else if (nodes.includes(call.client)) calls.push(call)
    else {
      const near = nearest(call.client, nodes)
      reading.wrong(path, `"${call.client}" is none of the nodes of this case.`, [
        ...(near === null ? [] : [`did you mean   ${near} ?`]),
        `nodes          ${nodes.join(' ')}`,
      ])
    }
  }
  return calls.toSorted((one, other) => one.at - other.at)
}

function decisionsOf(
  written: Readonly<Record<string, string | number>>,
  reading: Reading,
): ReadonlyMap<string, number> {
  const decisions = new Map<string, number>()
  for (const [name, value] of Object.entries(written)) {
    const outcome = readDecision(name, value)
    if (typeof outcome !== 'number') reading.unread(fieldPath('decisions', name), outcome)
    // The dull outcome is what it would be anyway.
    else if (outcome !== 0) decisions.set(name, outcome)
  }
  return decisions
}

function thresholdsOf(texts: readonly string[], reading: Reading): readonly string[] {
  for (const [at, text] of texts.entries()) {
    const parsed = parseThreshold(text)
    if (isThreshold(parsed)) continue
    reading.wrong(`world.expect[${at}]`, `${parsed.sentence} (${parsed.code})`, parsed.lines)
  }
  return texts
}
