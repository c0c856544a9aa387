// Reads of what was never committed, and writes on top of it: aborted reads (G1a), intermediate reads
// (G1b) and dirty updates. Source: Adya (1999), 4.2; Kingsbury and Alvaro, Elle (2020), 4.1.1.

import type { Findings } from './findings.ts'
import { failed, type Transactions } from './transactions.ts'
import { appendAt, isBeginning, type Versions } from './versions.ts'
import { elementText, listText } from './element.ts'
import { idAt, nameAt } from './words.ts'

/** Each read that holds such an element is an anomaly of its own. */
export function dirty(all: Transactions, versions: Versions, findings: Findings): void {
  const { reads, appends, makers, status } = all
  const isFailed = (append: number): boolean =>
    append !== -1 && status[appends.transaction[append] ?? 0] === failed
  const failedFrom = versions.order.map((order) => order.findIndex(isFailed))
  for (let read = 0; read < reads.count; read++) {
    const key = reads.key[read] ?? 0
    const list = reads.list[read] ?? []
    const from = failedFrom[key] ?? -1
    if (versions.fit[read] !== isBeginning || (from !== -1 && from < list.length)) {
      const value = list.find((one) => isFailed(makers[key]?.get(one) ?? -1))
      if (value !== undefined) aborted(all, read, makers[key]?.get(value) ?? 0, findings)
    }
    const last = list.length === 0 ? -1 : appendAt(all, versions, read, list.length - 1)
    if (last !== -1 && appends.final[last] === 0 && !isFailed(last))
      intermediate(all, read, last, findings)
  }
  for (const [key, order] of versions.order.entries()) {
    const from = failedFrom[key] ?? -1
    if (from === -1) continue
    for (let at = from; at + 1 < order.length; at++) {
      const one = order[at] ?? -1
      const other = order[at + 1] ?? -1
      if (isFailed(one) && other !== -1 && !isFailed(other))
        updated(all, { key, one, other, read: versions.longest[key] ?? 0 }, findings)
    }
  }
}

function aborted(all: Transactions, read: number, append: number, findings: Findings): void {
  const { reads, appends, history } = all
  const by = reads.transaction[read] ?? 0
  const maker = appends.transaction[append] ?? 0
  findings.add('G1a', 'none', () => ({
    sentence: `${readText(all, read)}, and ${nameAt(all, maker)}, which appended ${elementText(appends.value[append] ?? null)}, had failed`,
    transactions: [idAt(history, by), idAt(history, maker)],
  }))
}

function intermediate(all: Transactions, read: number, append: number, findings: Findings): void {
  const { reads, appends, history } = all
  const by = reads.transaction[read] ?? 0
  const maker = appends.transaction[append] ?? 0
  if (maker === by) return
  findings.add('G1b', 'none', () => {
    const key = reads.key[read] ?? 0
    let final = (appends.first[maker + 1] ?? 0) - 1
    while (final > append && appends.key[final] !== key) final -= 1
    const then = elementText(appends.value[final] ?? null)
    return {
      sentence: `${readText(all, read)}, which ends in the middle of ${nameAt(all, maker)}: it appended ${elementText(appends.value[append] ?? null)} first and ${then} last`,
      transactions: [idAt(history, by), idAt(history, maker)],
    }
  })
}

function updated(
  all: Transactions,
  { key, one, other, read }: { key: number; one: number; other: number; read: number },
  findings: Findings,
): void {
  const { appends, history, keys } = all
  const below = appends.transaction[one] ?? 0
  const above = appends.transaction[other] ?? 0
  findings.add('dirty-update', 'none', () => ({
    sentence: `${nameAt(all, above)} appended ${elementText(appends.value[other] ?? null)} to ${elementText(keys[key] ?? null)} behind ${elementText(appends.value[one] ?? null)} of ${nameAt(all, below)}, which had failed, as ${readText(all, read)} shows`,
    transactions: [above, below, all.reads.transaction[read] ?? 0].map((at) => idAt(history, at)),
  }))
}

/** `T3 read x = [1 2]`. */
export const readText = (all: Transactions, read: number): string =>
  `${nameAt(all, all.reads.transaction[read] ?? 0)} read ${elementText(all.keys[all.reads.key[read] ?? 0] ?? null)} = ${listText(all.reads.list[read] ?? [])}`
