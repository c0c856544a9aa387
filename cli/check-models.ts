// Which judge a history is held against: the one that was named, or the one whose calls it holds.

import type { HistoryRead } from '../adapters/histories/event.ts'
import type { Judged } from '../sim/check/history-check.ts'
import type { Wording } from '../sim/check/judgement.ts'
import { budgetUsual, linearizable, searchLinearizable } from '../sim/check/linearizable.ts'
import type { Model } from '../sim/check/model.ts'
import { modelNamed, models } from '../sim/check/models.ts'
import type { Isolation } from '../sim/check/transactions/isolation.ts'
import { judgeListAppend, listAppend } from '../sim/check/transactions/list-append.ts'
import { outcomeUsual } from '../sim/check/transactions/transactions.ts'
import { nameOf, transactionText } from '../sim/check/transactions/words.ts'
import { undivided } from '../sim/check/undivided.ts'
import { assert } from '../sim/assert.ts'
import type { History, Operation } from '../sim/history.ts'
import { nearest } from '../sim/nearest.ts'
import type { Plain } from '../sim/plain.ts'
import type { Problem } from '../sim/problem.ts'

/** What was asked of a judge besides its name. */
export interface Judging {
  /** undefined: as the format has it */
  readonly initial: Plain
  /** all keys as one object */
  readonly isWhole: boolean
  /** configurations; null: as usual */
  readonly budget: number | null
  /** of transactions: the level that has to hold; null: strict-serializable */
  readonly isolation: Isolation | null
  /** said behind an operation, ` (line 41)` */
  readonly note: (operation: Operation) => string
}

export interface Judge {
  readonly model: string
  readonly property: readonly [yes: string, no: string]
  /** how operations are told */
  readonly wording: Wording
  /** of a failure that has no code of its own */
  readonly code: string
  readonly judge: (history: History) => JudgedAtLength
  /** of an operation that it does not know what is wrong, as `expected …`, or null */
  readonly refuses: (operation: Operation) => string | null
}

export interface JudgedAtLength extends Judged {
  /** a failure on a few lines, where one sentence is not enough */
  readonly explanation?: readonly string[]
}

/** The model of transactions, which has no steps. */
const transactions = 'list-append'

/** Names of all models. */
export const modelNames = (): readonly string[] => [...models.map(({ name }) => name), transactions]

/** @param name of a model that there is */
export function judgeNamed(name: string, read: HistoryRead, judging: Judging): Judge {
  if (name === transactions) return ofTransactions(judging)
  const told = modelNamed(name)
  assert(told !== null, 'a model that was named is one that there is')
  const { initial, isWhole, budget, note } = judging
  const init = initial === undefined && read.format === 'porcupine-kv' ? '' : initial
  const model = init === undefined ? told.make() : told.make(init)
  const configurations = budget ?? budgetUsual.configurations
  const options = { note, budget: { ...budgetUsual, configurations } }
  const check = linearizable(model, options)
  return {
    model: name,
    property: ['linearizable', 'not linearizable'],
    wording: { ...model, name },
    code: check.code,
    judge: (history) =>
      isWhole ? judgedWhole(history, model, options.budget, check) : check.judge(history),
    refuses: ({ call, result, end }) =>
      model.refuses?.(call, end === null ? undefined : result) ?? null,
  }
}

/** The verdict of all keys as one object; why it is so is told by the key, where it is short. */
function judgedWhole(
  history: History,
  model: Model,
  budget: typeof budgetUsual,
  check: ReturnType<typeof linearizable>,
): Judged {
  const [only] = searchLinearizable(history, undivided(model) as Model, budget)
  const divided = check.judge(history)
  const found = only?.found
  if (found === undefined) return divided
  if (found.kind === 'unknown') return { verdict: 'inconclusive', why: found.why, detail: null }
  const verdict = found.kind === 'ok' ? 'pass' : 'fail'
  assert(
    divided.verdict === 'inconclusive' || divided.verdict === verdict,
    'a history is linearizable exactly if each of its objects is',
  )
  return { ...divided, verdict }
}

function ofTransactions({ isolation, note }: Judging): Judge {
  const level = isolation ?? 'strict-serializable'
  const check = listAppend({ level })
  return {
    model: transactions,
    property: [level, `not ${level}`],
    wording: { name: transactions, outcome: outcomeUsual, words: transactionText, labelOf: nameOf },
    code: check.code,
    judge(history) {
      const judged = check.judge(history)
      if (judged.verdict !== 'fail') return judged
      const { explanation } = judgeListAppend(history, { level })
      return { ...judged, explanation: explanation.map((line) => noted(line, history, note)) }
    },
    refuses: ({ call }) =>
      kindOf(call) === 'txn' ? null : 'expected transactions: {kind: "txn", ops: …}',
  }
}

/** `  T5  …` with the line that it stands in, in place of its times: those are places in the file. */
function noted(line: string, history: History, note: (operation: Operation) => string): string {
  const id = /^ {2}T(\d+) {2}/u.exec(line)?.[1]
  const operation = history[Number(id ?? 0) - 1]
  return operation === undefined
    ? line
    : `${line.replace(/\s+[\d.,]+ \S+ – .*$/u, '')} ${note(operation)}`
}

/** Calls by which a model is known, the first that holds them all. */
const looks: readonly (readonly [model: string, calls: readonly string[]])[] = [
  ['cas-register', ['read', 'write', 'cas']],
  ['kv', ['get', 'put', 'append', 'delete', 'cas']],
  ['queue', ['enqueue', 'dequeue']],
  [transactions, ['txn']],
  ['mutex', ['acquire', 'release']],
  ['counter', ['read', 'add-and-get', 'get-and-add', 'add']],
  ['set', ['add', 'remove', 'contains', 'read']],
]

/** What keeps a model from being known. */
export interface Unlike {
  readonly why: string
  /** the call that no model knows */
  readonly foreign?: Foreign
}

interface Foreign {
  readonly kind: string
  readonly operation: Operation
  readonly meant: string | null
}

const callsKnown = [...new Set(looks.flatMap(([, calls]) => calls))]

function unknownCall({ history }: HistoryRead, kind: string): Unlike {
  const operation = history.find(({ call }) => kindOf(call) === kind)
  assert(operation !== undefined, 'a kind of call is that of an operation')
  const foreign = { kind, operation, meant: nearest(kind, callsKnown) }
  return { why: `no model knows the call ${kind}`, foreign }
}

/** The model that a history looks like, or what keeps that from being known. */
export function modelLike(read: HistoryRead): string | Unlike {
  const { history } = read
  const kinds = new Set<string>()
  for (const { call } of history) kinds.add(kindOf(call))
  const foreign = [...kinds].find((kind) => !callsKnown.includes(kind))
  if (foreign !== undefined) return unknownCall(read, foreign)
  const fits = looks.filter(([, calls]) => [...kinds].every((kind) => calls.includes(kind)))
  const [first, second] = fits
  if (first === undefined) return { why: `its calls are of no one model: ${listed(kinds)}` }
  if (first[0] === 'cas-register' && kinds.has('write') && history.every(isAboutPairs))
    return { why: 'each value is a pair: [KEY VALUE] (--independent), or values that are lists' }
  if (first[0] === 'mutex') return history.some(hasToken) ? 'fenced-lock' : 'mutex'
  if (second === undefined || first[0] === 'cas-register') return first[0]
  return setOrCounter(history)
}

/** Both are added to; what a read answers tells them apart. */
function setOrCounter(history: HistoryRead['history']): string | Unlike {
  const read = history.find(({ call, result }) => kindOf(call) === 'read' && result !== undefined)
  if (read === undefined) return { why: 'it may be of a counter or of a set: no read was answered' }
  return typeof read.result === 'number' ? 'counter' : 'set'
}

const listed = (kinds: ReadonlySet<string>): string => [...kinds].slice(0, 8).join('  ')

function kindOf(call: Plain): string {
  if (typeof call !== 'object' || call === null || !('kind' in call)) return 'call'
  return typeof call['kind'] === 'string' ? call['kind'] : 'call'
}

const isPair = (value: Plain): boolean => Array.isArray(value) && value.length === 2

function isAboutPairs({ call, result }: Operation): boolean {
  if (typeof call !== 'object' || call === null || !('kind' in call)) return false
  // A read that found nothing says nothing of what values are.
  if (call['kind'] === 'read') return (result ?? null) === null || isPair(result)
  if (call['kind'] === 'write') return 'value' in call && isPair(call['value'])
  return 'to' in call && isPair(call['to'])
}

const hasToken = ({ call }: Operation): boolean =>
  typeof call === 'object' && call !== null && 'token' in call

/** Operations that the model does not know, the first few, each at its line. */
export function refusedBy(
  judge: Judge,
  read: HistoryRead,
  placeOf: (operation: Operation) => string,
): readonly Problem[] {
  const problems: Problem[] = []
  for (const operation of read.history) {
    const expected = judge.refuses(operation)
    if (expected === null) continue
    const like = problems.length === 0 ? modelLike(read) : judge.model
    problems.push({
      code: 'WL1204',
      sentence: `${placeOf(operation)}: the model ${judge.model} does not know this operation.`,
      lines: [
        `expected       ${expected.replace(/^expected /u, '')}`,
        ...(typeof like === 'string' && like !== judge.model
          ? [`did you mean   --model ${like} ?`]
          : []),
      ],
    })
    if (problems.length === problemsMax) break
  }
  return problems
}

const problemsMax = 3
