// Which judge a history is held against: the one that was named, or the one whose calls it holds.

import type { HistoryRead } from '../adapters/histories/event.ts'
import type { HistoryCheck } from '../sim/check/history-check.ts'
import { budgetUsual, linearizable } from '../sim/check/linearizable.ts'
import type { Model } from '../sim/check/model.ts'
import { modelNamed, models } from '../sim/check/models.ts'
import { undivided } from '../sim/check/undivided.ts'
import type { Operation } from '../sim/history.ts'
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
  /** said behind an operation, ` (line 41)` */
  readonly note: (operation: Operation) => string
}

export interface Judge {
  readonly model: string
  readonly property: readonly [yes: string, no: string]
  readonly check: HistoryCheck
  /** of an operation that it does not know what is wrong, as `expected …`, or null */
  readonly refuses: (operation: Operation) => string | null
}

/** @param name of a model that there is */
export function judgeNamed(name: string, read: HistoryRead, judging: Judging): Judge | null {
  const told = modelNamed(name)
  if (told === null) return null
  const { initial, isWhole, budget, note } = judging
  const init = initial === undefined && read.format === 'porcupine-kv' ? '' : initial
  const divided = init === undefined ? told.make() : told.make(init)
  const model: Model = isWhole ? (undivided(divided) as Model) : divided
  const configurations = budget ?? budgetUsual.configurations
  return {
    model: name,
    property: ['linearizable', 'not linearizable'],
    check: linearizable(model, { note, budget: { ...budgetUsual, configurations } }),
    refuses: ({ call, result, end }) =>
      divided.refuses?.(call, end === null ? undefined : result) ?? null,
  }
}

/** Names of all models. */
export const modelNames = (): readonly string[] => models.map(({ name }) => name)

/** Calls by which a model is known, the first that holds them all. */
const looks: readonly (readonly [model: string, calls: readonly string[]])[] = [
  ['cas-register', ['read', 'write', 'cas']],
  ['kv', ['get', 'put', 'append', 'delete', 'cas']],
  ['queue', ['enqueue', 'dequeue']],
  ['mutex', ['acquire', 'release']],
  ['counter', ['read', 'add-and-get', 'get-and-add', 'add']],
  ['set', ['add', 'remove', 'contains', 'read']],
]

/** The model that a history looks like, or what keeps that from being known. */
export function modelLike({ history }: HistoryRead): string | { readonly why: string } {
  const kinds = new Set<string>()
  for (const { call } of history) kinds.add(kindOf(call))
  const fits = looks.filter(([, calls]) => [...kinds].every((kind) => calls.includes(kind)))
  const [first, second] = fits
  if (first === undefined) return { why: `its calls are of no one model: ${listed(kinds)}` }
  if (first[0] === 'cas-register' && history.every(isAboutPairs))
    return { why: 'each value is a pair: [KEY VALUE] (--independent), or values that are lists' }
  if (first[0] === 'mutex') return history.some(hasToken) ? 'fenced-lock' : 'mutex'
  if (second === undefined || first[0] === 'cas-register') return first[0]
  return setOrCounter(history)
}

/** Both are added to; what a read answers tells them apart. */
function setOrCounter(history: HistoryRead['history']): string | { readonly why: string } {
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
  if (call['kind'] === 'read') return result === undefined || isPair(result)
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
