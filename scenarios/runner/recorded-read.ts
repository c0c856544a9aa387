// Reads a recording from its folder. What is missing, newer, damaged or of something else is told
// as the user's mistake, all of it at once; a last line that a kill cut short is left out.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import {
  recordingFormat,
  type RecordLine,
  type StepLine,
  type StillLine,
} from '../../adapters/records/recording.ts'
import { recordShapes } from '../../adapters/records/recorded-shapes.ts'
import { fromJson } from '../../sim/plain.ts'
import { Mistake, type Problem } from '../../sim/problem.ts'
import { validate } from '../../sim/shape.ts'
import type { NodeId } from '../../sim/units.ts'
import { tellFile } from './place.ts'
import { type RunFile, runFileName } from './recorded-file.ts'
import { wrongInRun } from './recorded-run-shape.ts'

type LineOf<K extends RecordLine['kind']> = Extract<RecordLine, { kind: K }>

/** One life of one node, its lines by kind and each kind in its order. */
export interface Life {
  readonly node: NodeId
  readonly life: number
  readonly begins: LineOf<'life'>
  readonly steps: readonly StepLine[]
  readonly left: readonly LineOf<'left'>[]
  readonly durable: readonly LineOf<'durable'>[]
  readonly dropped: readonly LineOf<'dropped'>[]
  readonly stills: readonly StillLine[]
}

export interface Recording {
  /** as it was given */
  readonly folder: string
  readonly file: RunFile
  /** of all nodes in the order of the roster, a node's own in their order */
  readonly lives: readonly Life[]
  /** secrets were taken out: there is nothing to replay */
  readonly redacted: boolean
}

/** @throws Mistake (WL1201) with everything that is wrong */
export function readRecording(folder: string): Recording {
  const problems: Problem[] = []
  const file = readRunFile(folder)
  const lives: Life[] = []
  for (const { id } of file.roster) lives.push(...livesOf(folder, id, problems))
  if (problems.length > 0) throw new Mistake(problems.slice(0, problemsMax))
  return { folder, file, lives, redacted: lives.some(({ begins }) => begins.redacted) }
}

const problemsMax = 8

const damaged = (sentence: string, lines: readonly string[]): Problem => ({
  code: 'WL1201',
  sentence,
  lines,
})

function readRunFile(folder: string): RunFile {
  const path = join(folder, runFileName)
  if (!existsSync(path)) {
    const what = existsSync(folder) ? `holds no ${runFileName}` : 'is not there'
    throw new Mistake([
      damaged(`this is no recording of a real run: ${tellFile(folder)} ${what}.`, [
        'made by        worldline real NAME     (it says where its record is)',
      ]),
    ])
  }
  const read = readJson(readFileSync(path, 'utf8'))
  const value: unknown = read
  if (typeof value !== 'object' || value === null || !('format' in value)) {
    throw new Mistake([damaged(`${tellFile(path)} is damaged: it is no JSON of a run.`, keep)])
  }
  if (typeof value.format === 'number' && value.format > recordingFormat) {
    throw new Mistake([newer(path, value.format)])
  }
  const wrong = wrongInRun(value)
  if (wrong !== null) {
    const where = wrong.path === '' ? '' : ` at ${wrong.path}`
    throw new Mistake([
      damaged(`${tellFile(path)} is damaged${where}.`, [
        `expected       ${wrong.expected}`,
        `found          ${wrong.got}`,
      ]),
    ])
  }
  return value as RunFile // its fields were looked at one by one
}

const keep = ['a recording is used as it was made']

const newer = (path: string, format: number): Problem =>
  damaged(
    `${tellFile(path)} has the format ${format}, and this worldline reads ${recordingFormat}.`,
    ['read it with the version that made it, or a later one'],
  )

function livesOf(folder: string, node: NodeId, problems: Problem[]): Life[] {
  const home = join(folder, node)
  const names = existsSync(home) ? readdirSync(home) : []
  const numbers = names
    .map((name) => Number(/^recording-(\d+)\.jsonl$/.exec(name)?.[1] ?? Number.NaN))
    .filter((number) => !Number.isNaN(number))
    .sort((a, b) => a - b)
  const absent = Array.from({ length: numbers.at(-1) ?? 1 }, (_, at) => at + 1).filter(
    (life) => !numbers.includes(life),
  )
  for (const life of absent) {
    problems.push(
      damaged(`the recording of ${node} is not whole: its life ${life} is missing.`, [
        `looked for     ${tellFile(join(home, `recording-${life}.jsonl`))}`,
      ]),
    )
  }
  return numbers.flatMap((life) => lifeIn(join(home, `recording-${life}.jsonl`), node, problems))
}

function lifeIn(path: string, node: NodeId, problems: Problem[]): Life[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  lines.pop() // what stands after the last end of line was cut short, or is nothing
  const read: RecordLine[] = []
  for (const [at, text] of lines.entries()) {
    const line = lineIn(text, `${tellFile(path)}:${at + 1}`)
    if ('code' in line) {
      problems.push(line)
      return []
    }
    read.push(line)
  }
  const [begins] = read
  if (begins === undefined) return [] // killed before it had begun
  const wrong = wrongOrder(read, node)
  if (wrong !== null || begins.kind !== 'life') {
    problems.push(damaged(`${tellFile(path)} is damaged: ${wrong ?? 'its beginning'}.`, keep))
    return []
  }
  const ofKind = <K extends RecordLine['kind']>(kind: K): LineOf<K>[] =>
    read.filter((line): line is LineOf<K> => line.kind === kind)
  return [
    {
      ...{ node, life: begins.life, begins, steps: ofKind('step'), left: ofKind('left') },
      ...{ durable: ofKind('durable'), dropped: ofKind('dropped'), stills: ofKind('still') },
    },
  ]
}

function lineIn(text: string, place: string): RecordLine | Problem {
  const value = readJson(text)
  const format =
    typeof value === 'object' && value !== null && 'format' in value ? value.format : null
  if (typeof format === 'number' && format > recordingFormat) return newer(place, format)
  const read = validate(recordShapes, value)
  if ('message' in read) return read.message as RecordLine // its kind and fields were checked
  const { path, expected, got } = read.wrong
  return damaged(`${place} is no line of a recording${path === '' ? '' : ` at ${path}`}.`, [
    `expected       ${expected}`,
    `found          ${got}`,
  ])
}

/** The plain value of a text of JSON; null for anything else. */
function readJson(text: string): unknown {
  try {
    const read = fromJson(JSON.parse(text))
    return 'value' in read ? read.value : null
  } catch {
    return null
  }
}

/** Lines may have been taken out or moved. */
function wrongOrder(lines: readonly RecordLine[], node: NodeId): string | null {
  let steps = 0
  for (const [at, line] of lines.entries()) {
    if ((at === 0) !== (line.kind === 'life')) return 'a life begins with one line that says so'
    if (line.kind === 'life' && line.node !== node) return `it is of ${line.node}`
    if (line.kind === 'step') {
      steps += 1
      if (line.nth !== steps) return `step ${line.nth} stands where step ${steps} belongs`
      if ((line.nth === 1) !== (line.cause.kind === 'start')) return 'a life starts once'
    }
  }
  return null
}
