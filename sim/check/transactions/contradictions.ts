// What single reads, or two of them, show without any order of transactions: elements that nobody
// appended, that stand twice, that stand otherwise elsewhere, and transactions that contradict themselves.

import type { Scalar } from '../../plain.ts'
import { readText } from './dirty.ts'
import type { Findings } from './findings.ts'
import type { Micro } from './micro.ts'
import { ok, type Transactions } from './transactions.ts'
import { commonLength, hasTwice, isOtherwise, type Versions } from './versions.ts'
import { elementText, listText } from './element.ts'
import { idAt, nameAt } from './words.ts'

/** Elements against the other reads of the same list. */
export function contradictory(all: Transactions, versions: Versions, findings: Findings): void {
  const { reads, makers, history } = all
  const phantomFrom = versions.order.map((order) => order.indexOf(-1))
  for (let read = 0; read < reads.count; read++) {
    const key = reads.key[read] ?? 0
    const by = reads.transaction[read] ?? 0
    const list = reads.list[read] ?? []
    const fit = versions.fit[read]
    if (fit === hasTwice) {
      const twice = list.find((value, at) => list.indexOf(value) < at) ?? null
      findings.add('duplicate-elements', 'none', () => ({
        sentence: `${readText(all, read)}, with ${elementText(twice)} in it twice`,
        transactions: [idAt(history, by)],
      }))
    }
    const from = phantomFrom[key] ?? -1
    if (fit !== 0 || (from !== -1 && from < list.length)) {
      const value = list.find((one) => makers[key]?.has(one) !== true)
      if (value !== undefined)
        findings.add('phantom', 'none', () => ({
          sentence: `${readText(all, read)}, and nobody ever appended ${elementText(value)} to it`,
          transactions: [idAt(history, by)],
        }))
    }
    if (fit === isOtherwise) {
      const longest = versions.longest[key] ?? 0
      const other = reads.transaction[longest] ?? 0
      const against = reads.list[longest] ?? []
      const same = commonLength(list, against)
      const place = (value: readonly Scalar[]): string => elementText(value[same] ?? null)
      findings.add('incompatible-order', 'none', () => ({
        sentence:
          `${readText(all, read)} and ${nameAt(all, other)} read it = ${listText(against)}: ` +
          `at place ${same + 1} stands ${place(list)} in one and ${place(against)} in the other`,
        transactions: [...new Set([idAt(history, by), idAt(history, other)])],
      }))
    }
  }
}

/** What one transaction appended to a list stands there as it appended it. */
export function ownOrder(all: Transactions, versions: Versions, findings: Findings): void {
  const { appends, keys, history } = all
  for (const [key, order] of versions.order.entries()) {
    const last = new Map<number, number>()
    for (const append of order) {
      const by = appends.transaction[append] ?? -1
      if (versions.happened[by] !== 1) continue
      const before = last.get(by) ?? -1
      last.set(by, append)
      if (before <= append) continue
      const [first, then] = [append, before].map((one) => elementText(appends.value[one] ?? null))
      const list = elementText(keys[key] ?? null)
      const read = versions.longest[key] ?? 0
      const reader = all.reads.transaction[read] ?? 0
      findings.add('incompatible-order', 'none', () => ({
        sentence: `${nameAt(all, by)} appended ${first} to ${list} before ${then}, and ${nameAt(all, reader)} read ${list} = ${listText(all.reads.list[read] ?? [])}`,
        transactions: [...new Set([idAt(history, by), idAt(history, reader)])],
      }))
    }
  }
}

/** What a transaction knows of a list: what it read, null before it did, and what it appended since. */
interface Known {
  base: readonly Scalar[] | null
  own: Scalar[]
}

/** Each transaction against itself. Source: Kingsbury and Alvaro, Elle (2020), 4.1.3. */
export function selfContradictory(all: Transactions, findings: Findings): void {
  for (const [at, micros] of all.micros.entries()) {
    if (all.status[at] !== ok || micros.length < 2) continue
    if (!returns(micros)) continue
    const known = new Map<Scalar, Known>()
    for (const [kind, key, value] of micros) {
      const so = known.get(key) ?? { base: null, own: [] }
      known.set(key, so)
      if (kind === 'append') {
        so.own.push(value)
        continue
      }
      const list = value ?? []
      if (!follows(list, so)) {
        const must =
          so.base === null
            ? `end in ${listText(so.own)}`
            : `be ${listText([...so.base, ...so.own])}`
        findings.add('internal', 'none', () => ({
          sentence: `${nameAt(all, at)} read ${elementText(key)} = ${listText(list)}, which must ${must} by what it did before`,
          transactions: [idAt(all.history, at)],
        }))
      }
      so.base = list
      so.own = []
    }
    fromTheFuture(all, at, findings)
  }
}

/** Whether a transaction is about one list twice. */
function returns(micros: readonly Micro[]): boolean {
  // Most have a few steps, for which a set costs more than it saves.
  if (micros.length > 16) return new Set(micros.map(([, key]) => key)).size < micros.length
  for (let at = 1; at < micros.length; at++)
    for (let before = 0; before < at; before++)
      if (micros[before]?.[1] === micros[at]?.[1]) return true
  return false
}

function follows(list: readonly Scalar[], { base, own }: Known): boolean {
  const from = list.length - own.length
  if (from < 0 || (base !== null && from !== base.length)) return false
  return (
    own.every((value, at) => list[from + at] === value) &&
    (base === null || commonLength(base, list) === base.length)
  )
}

/** An element that the transaction itself appends only later. */
function fromTheFuture(all: Transactions, at: number, findings: Findings): void {
  const micros = all.micros[at] ?? []
  for (const [place, [kind, key, value]] of micros.entries()) {
    if (kind !== 'append') continue
    const early = micros
      .slice(0, place)
      .find((one) => one[0] === 'r' && one[1] === key && one[2]?.includes(value) === true)
    if (early === undefined) continue
    findings.add('future-read', 'none', () => ({
      sentence: `${nameAt(all, at)} read ${elementText(key)} = ${listText(early[0] === 'r' ? early[2] : [])}, and appended ${elementText(value)} to it only afterwards`,
      transactions: [idAt(all.history, at)],
    }))
  }
}
