// `check`: histories that other tools wrote, each read, judged and told. A file that is none is told in
// its place and does not keep the others from being judged.

import type { HistoryRead, Read } from '../adapters/histories/event.ts'
import { readHistory } from '../adapters/histories/read-history.ts'
import { readRecordedRun } from '../adapters/histories/recorded-run.ts'
import {
  checkDocument,
  checksDocument,
  type CheckTold,
  type HistoryTold,
  type PlacedOperation,
  renderBadFile,
  renderCheck,
  renderCheckEnd,
  renderQuietCheck,
  wideOf,
} from '../reports/check-screen.ts'
import { written } from '../reports/json.ts'
import { printable } from '../reports/page.ts'
import { listed } from '../reports/words.ts'
import { judgementOf } from '../sim/check/judgement.ts'
import type { Operation } from '../sim/history.ts'
import type { Judgement } from '../sim/judgement.ts'
import { Mistake, type Problem } from '../sim/problem.ts'
import type { OpId } from '../sim/units.ts'
import type { Parsed } from './arguments.ts'
import { type Asking, askingOf } from './check-asking.ts'
import { fileNear, type HistorySource, sourcesOf } from './check-files.ts'
import { CheckGauge } from './check-gauge.ts'
import {
  type Judge,
  type JudgedAtLength,
  judgeNamed,
  modelLike,
  modelNames,
  refusedBy,
  type Unlike,
} from './check-models.ts'
import type { Context } from './context.ts'
import { type ExitCode, exitOf, exits } from './exit.ts'
import { nearby, wantsPage, writeHistoriesPage } from './page.ts'

/** A wrong history is never hidden by a file that is none, nor that by one that is undecided. */
const gravity: readonly ExitCode[] = [1, 2, 3, 0]

/** Judges every file. @throws Mistake for flags, and where no file is named */
export async function check(parsed: Parsed, context: Context): Promise<ExitCode> {
  const { given, words } = parsed
  const asking = askingOf(given)
  if (words.length === 0) throw noFile(context)
  const { sources, leftOut } = sourcesOf(words, context.cwd)
  if (leftOut.length > 0 && given['quiet'] !== true && given['json'] === undefined)
    context.note(
      `  not looked at, no history by their looks: ${listed(leftOut.map(printable), 6)}\n`,
    )
  const telling: Telling = {
    ...{ parsed, context, wide: wideOf(sources.map(({ shown }) => shown)) },
    isSummed: sources.length > summedFrom,
  }
  const gauge = new CheckGauge(context, sources.length)
  const all: CheckTold[] = []
  const drawn: Judgement[] = []
  for (const [at, source] of sources.entries()) {
    gauge.show(at, source.shown)
    all.push(await checked(source, asking, drawn))
    gauge.clear()
    tell(all, at === sources.length - 1, telling)
  }
  const exitCode = worstOf(all)
  if (asking.isDrawn && drawn.length > 0) {
    const path = await writeHistoriesPage(drawn, given, context)
    if (given['quiet'] !== true) context.note(`  Report ${nearby(path, context)}\n`)
  }
  if (given['json'] === 'document')
    context.document(written(checksDocument(all, exitCode, context.page.timing), false))
  else if (given['json'] === undefined && telling.isSummed && given['quiet'] !== true)
    context.out(renderCheckEnd(all, exitCode, context.page))
  return exitCode
}

/** More files than that are summed up in a last line. */
const summedFrom = 4

const worstOf = (all: readonly CheckTold[]): ExitCode =>
  gravity.find((code) => all.some((one) => codeOf(one) === code)) ?? exits.pass

const codeOf = (told: CheckTold): number => (told.kind === 'bad' ? exits.usage : told.exitCode)

interface Telling {
  readonly parsed: Parsed
  readonly context: Context
  /** columns of the names of files */
  readonly wide: number
  /** a last line says what became of all */
  readonly isSummed: boolean
}

/** Tells the latest file; the last of all also what the process ends with. */
function tell(all: readonly CheckTold[], isLast: boolean, telling: Telling): void {
  const { parsed, context, wide, isSummed } = telling
  const { json, quiet } = parsed.given
  const told = all.at(-1)
  if (told === undefined) return
  if (json === 'stream') {
    context.document(written(checkDocument(told, context.page.timing), true))
  }
  const ending = isLast && !isSummed ? worstOf(all) : null
  if (told.kind === 'bad') context.note(renderBadFile(told, ending, context.notePage))
  else if (json === undefined && quiet === true) context.out(renderQuietCheck(told, context.page))
  else if (json === undefined)
    context.out(renderCheck(told, wide, ending, context.page, wantsPage(parsed.given)))
}

/** @param drawn takes what a page shows of it, where one is wanted */
async function checked(
  source: HistorySource,
  asking: Asking,
  drawn: Judgement[],
): Promise<CheckTold> {
  const began = performance.now()
  const read = await readOf(source, asking)
  const readMs = performance.now() - began
  const { shown } = source
  if (read.kind === 'refused') return { kind: 'bad', file: shown, problems: near(read, source) }
  const lineOf = ({ id }: Operation): string => placeOf(read, id)
  const chosen = asking.model ?? modelLike(read)
  if (typeof chosen !== 'string')
    return { kind: 'bad', file: shown, problems: [unclear(chosen, shown, read)] }
  const note = (operation: Operation): string => ` (${lineOf(operation)})`
  const judge = judgeNamed(chosen, read, { ...asking, note })
  if (judge === null) throw new Error(`there is no judge for ${chosen}`)
  const problems = refusedBy(judge, read, ({ id }) => `${shown}:${lineNumber(read, id)}:1`)
  if (problems.length > 0) return { kind: 'bad', file: shown, problems }
  return judged(judge, read, { shown, asking, readMs, lineOf, drawn })
}

function readOf({ kind, path, shown }: HistorySource, asking: Asking): Promise<Read> {
  if (kind === 'recorded run') return readRecordedRun(path, shown)
  const isMap = asking.model === 'kv'
  const independent = asking.independent || isMap
  return readHistory(path, asking.format, { shown, independent, isMap })
}

interface About {
  readonly shown: string
  readonly asking: Asking
  readonly readMs: number
  readonly lineOf: (operation: Operation) => string
  readonly drawn: Judgement[]
}

function judged(judge: Judge, read: HistoryRead, about: About): HistoryTold {
  const { shown, asking, readMs, lineOf, drawn } = about
  const began = performance.now()
  const said = read.operations === read.unknown ? untested : judge.judge(read.history)
  const judgeMs = performance.now() - began
  if (asking.isDrawn) {
    const { wording: model, property } = judge
    drawn.push(
      judgementOf({
        ...{ name: shown, property: property[0], history: read.history, model, judged: said },
        ...{ whereOf: lineOf, inEvents: read.format !== 'worldline' },
      }),
    )
  }
  const { verdict, why, misfit, code, state, explanation } = said
  const placed = (id: OpId): readonly PlacedOperation[] => {
    const operation = read.history[id - 1]
    return operation === undefined ? [] : [{ operation, place: lineOf(operation) }]
  }
  const enough = misfit === undefined ? [] : [misfit.op, ...(misfit.others ?? [])]
  return {
    ...{ kind: 'judged', file: shown, verdict, why, exitCode: exitOf(verdict, 0, asking.isStrict) },
    ...{ format: read.format, model: judge.model, property: judge.property },
    ...{ operations: read.operations, unknown: read.unknown, dropped: read.dropped },
    code: verdict === 'fail' ? (code ?? judge.code) : null,
    enough: enough.toSorted((one, other) => one - other).flatMap(placed),
    misfit: misfit === undefined ? null : (placed(misfit.op)[0] ?? null),
    ...{ state: state ?? null, explanation: explanation ?? [] },
    wallMs: { read: readMs, judge: judgeMs },
  }
}

const untested: JudgedAtLength = {
  verdict: 'inconclusive',
  why: 'no operation completed, so nothing was tested',
  detail: null,
}

const linesOf = (read: HistoryRead, id: OpId) => read.lines[id - 1]

/** Where an answer stands is what somebody looks for; of an open operation it is the call. */
function placeOf(read: HistoryRead, id: OpId): string {
  const lines = linesOf(read, id)
  const line = `line ${lines?.return ?? lines?.call ?? 0}`
  return lines?.file === undefined ? line : `${lines.file} ${line}`
}

const lineNumber = (read: HistoryRead, id: OpId): number => linesOf(read, id)?.call ?? 0

function unclear({ why, foreign }: Unlike, shown: string, read: HistoryRead): Problem {
  if (foreign !== undefined) {
    const { kind, operation, meant } = foreign
    return {
      code: 'WL1204',
      sentence: `${shown}:${lineNumber(read, operation.id)}:1: no model knows the operation ${kind}.`,
      lines: [
        'expected       the calls of a model, as worldline explain queue lists them',
        ...(meant === null ? [] : [`did you mean   ${meant} ?`]),
      ],
    }
  }
  return {
    code: 'WL1204',
    sentence: `${shown}: which model is it to be held against? ${why}.`,
    lines: why.includes('[KEY VALUE]')
      ? ['of many keys   --model kv', 'of lists       --model cas-register']
      : [`expected       --model ${modelNames().join(' | ')}`],
  }
}

/** A file that is not there may be misspelt. */
function near({ problems }: Extract<Read, { kind: 'refused' }>, { path }: HistorySource) {
  return problems.map((problem) => {
    if (!problem.sentence.endsWith('there is no such file.')) return problem
    const name = fileNear(path)
    return name === null
      ? problem
      : { ...problem, lines: [...problem.lines, `did you mean   ${name} ?`] }
  })
}

const noFile = ({ name }: Context): Mistake =>
  new Mistake([
    {
      code: 'WL1001',
      sentence: 'check needs a file with a history.',
      lines: [
        `for example    ${name} check etcd_000.log --model cas-register --format jepsen-log`,
        `see            ${name} explain check`,
      ],
    },
  ])
