// One edge of a cycle in words: what the two transactions did that proves which of them came first. The
// graph keeps no reasons; they are found again here for the few edges that are told.

import { tellDuration } from '../../duration.ts'
import type { Scalar } from '../../plain.ts'
import { assert } from '../../assert.ts'
import type { CycleEdge, EdgeKind } from './anomaly.ts'
import { readText } from './dirty.ts'
import { writerOfLast } from './dependencies.ts'
import type { Transactions } from './transactions.ts'
import { isBeginning, type Versions } from './versions.ts'
import { elementText } from './element.ts'
import { idAt, nameAt } from './words.ts'

export interface Told {
  /** places in the history */
  readonly from: number
  readonly to: number
  readonly kind: EdgeKind
  /** only this list */
  readonly key?: number
}

interface Reason {
  readonly key: number
  readonly values: readonly Scalar[]
  readonly because: string
}

/** The edge with its reason; it has to be one of the graph. */
export function explainEdge(all: Transactions, versions: Versions, told: Told): CycleEdge {
  const { history, keys } = all
  const { kind } = told
  const names = [nameAt(all, told.from), nameAt(all, told.to)] as const
  const ends = { from: idAt(history, told.from), to: idAt(history, told.to), kind }
  if (kind === 'process' || kind === 'realtime') {
    const one = history[told.from]
    const other = history[told.to]
    const sentence =
      kind === 'process'
        ? `${one?.client ?? ''} asked ${names[0]} before ${names[1]}`
        : `${names[0]} had ended at ${tellDuration(one?.end ?? 0)} when ${names[1]} began at ${tellDuration(other?.start ?? 0)}`
    return { ...ends, key: null, values: [], sentence }
  }
  const reason = { ww: overwrote, wr: wasRead, rw: didNotSee }[kind](all, versions, told)
  assert(reason !== null, 'an edge of the graph has a reason')
  return {
    ...{ ...ends, key: keys[reason.key] ?? null, values: reason.values },
    sentence: `${reason.because}, so ${names[0]} came before ${names[1]}`,
  }
}

const appendText = (all: Transactions, append: number): string => {
  const { appends, keys } = all
  const by = nameAt(all, appends.transaction[append] ?? 0)
  const value = elementText(appends.value[append] ?? null)
  return `${by} appended ${value} to ${elementText(keys[appends.key[append] ?? 0] ?? null)}`
}

/** Appends of a transaction. */
function* appendsOf({ appends }: Transactions, at: number): Generator<number> {
  const end = appends.first[at + 1] ?? 0
  for (let one = appends.first[at] ?? 0; one < end; one++) yield one
}

/** Reads of a transaction. */
function* readsOf({ reads }: Transactions, at: number): Generator<number> {
  const end = reads.first[at + 1] ?? 0
  for (let one = reads.first[at] ?? 0; one < end; one++) yield one
}

/** The next element of an order whose transaction happened, from a place on: its append, or -1. */
function happenedFrom(all: Transactions, versions: Versions, key: number, from: number): number {
  const order = versions.order[key] ?? new Int32Array(0)
  for (let at = from; at < (versions.sure[key] ?? 0); at++) {
    const append = order[at] ?? -1
    if (append !== -1 && versions.happened[all.appends.transaction[append] ?? 0] === 1)
      return append
  }
  return -1
}

function overwrote(all: Transactions, versions: Versions, { from, to }: Told): Reason | null {
  const { appends } = all
  for (const append of appendsOf(all, from)) {
    const place = versions.place[append] ?? -1
    const key = appends.key[append] ?? 0
    const next = place === -1 ? -1 : happenedFrom(all, versions, key, place + 1)
    if (next === -1 || appends.transaction[next] !== to) continue
    const values = [appends.value[append] ?? null, appends.value[next] ?? null]
    const behind = `${nameAt(all, to)} appended ${elementText(values[1] ?? null)} behind it`
    return { key, values, because: `${appendText(all, append)}, and ${behind}` }
  }
  return null
}

function wasRead(all: Transactions, versions: Versions, { from, to }: Told): Reason | null {
  const { reads, appends, makers } = all
  for (const read of readsOf(all, to)) {
    if (writerOfLast(all, versions, read) !== from) continue
    const key = reads.key[read] ?? 0
    const append = (reads.list[read] ?? [])
      .map((value) => makers[key]?.get(value) ?? -1)
      .findLast((one) => one !== -1 && appends.transaction[one] === from)
    if (append === undefined) continue
    const values = [appends.value[append] ?? null]
    return { key, values, because: `${appendText(all, append)}, and ${readText(all, read)}` }
  }
  return null
}

function didNotSee(all: Transactions, versions: Versions, told: Told): Reason | null {
  const { reads, appends } = all
  let unseen: Reason | null = null
  for (const read of readsOf(all, told.from)) {
    const key = reads.key[read] ?? 0
    if (versions.fit[read] !== isBeginning || (told.key !== undefined && told.key !== key)) continue
    const list = reads.list[read] ?? []
    const next = happenedFrom(all, versions, key, list.length)
    for (const append of appendsOf(all, told.to)) {
      if (appends.key[append] !== key) continue
      const value = appends.value[append] ?? null
      const values = list.length === 0 ? [value] : [list.at(-1) ?? null, value]
      const read1 = readText(all, read)
      const then = `${nameAt(all, told.to)} appended ${elementText(value)}`
      if (append === next) {
        const follows =
          list.length === 0 ? 'its first' : `which follows ${elementText(list.at(-1) ?? null)}`
        return { key, values, because: `${read1}, and ${then}, ${follows}` }
      }
      if ((next === -1 || told.key !== undefined) && versions.seen[append] === 0)
        unseen ??= { key, values, because: `${read1}, and ${then} to it, which it does not show` }
    }
  }
  return unseen
}
