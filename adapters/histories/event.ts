// What a history consists of in files of other tools: processes call, and hear what became of it. And
// what a reader of them makes of a file: operations, each with the lines that it was read from.

import type { History } from '../../sim/history.ts'
import type { Plain } from '../../sim/plain-value.ts'
import type { Problem } from '../../sim/problem.ts'

/** Info: nobody knows. */
export type EventType = 'invoke' | 'ok' | 'fail' | 'info'
export const eventTypes: readonly EventType[] = ['invoke', 'ok', 'fail', 'info']

/** How an operation ended. */
export type Fate =
  /** it answered this */
  | { readonly kind: 'answered'; readonly result: Plain }
  /** it was several operations in one: each of them answered this */
  | { readonly kind: 'several'; readonly call: Plain; readonly results: readonly Plain[] }
  /** it did not happen, or says nothing */
  | { readonly kind: 'dropped' }
  /** nobody knows */
  | { readonly kind: 'open' }

export type FormatName = 'jepsen-log' | 'jepsen-edn' | 'porcupine-kv' | 'worldline'

/** Lines of an operation in its file, from 1; null: it has no return there. */
export interface LinesOf {
  /** where one history stands in several files */
  readonly file?: string
  readonly call: number
  readonly return: number | null
}

/** What a file says. Operations are numbered from 1 in the order of the history. */
export interface HistoryRead {
  readonly kind: 'history'
  readonly format: FormatName
  readonly history: History
  readonly operations: number
  /** of these, without an answer */
  readonly unknown: number
  /** left out: they failed and so did not happen, or were none of a client */
  readonly dropped: number
  /** of the operation with id n at place n - 1 */
  readonly lines: readonly LinesOf[]
}

export type Read =
  | HistoryRead
  /** nothing of the file is used */
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
