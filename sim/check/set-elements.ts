// The elements of a set that is added to and read as a whole: from when each is known to be in it, and the
// last reads that found it and that did not.

import type { Plain } from '../plain.ts'
import { type Asked, valuesIn } from './asked.ts'
import { never } from './linearizability/part.ts'
import { nameOf } from './state-name.ts'

export interface SetElement {
  readonly value: Plain
  /** first of its adds */
  readonly add: Asked
  /** the operation whose answer first told that it is in the set: an add or a read; null: none did */
  known: Asked | null
  /** of the reads that found it and of those that did not, the one that began last */
  lastPresent: Asked | null
  lastAbsent: Asked | null
  /** how often it stood in one read at most, and the last such read that had it more than once */
  most: number
  doubled: Asked | null
}

/** A value in a read, and nobody had tried to add it by then. */
export interface Phantom {
  readonly value: Plain
  readonly read: Asked
}

export interface SetElements {
  /** in order of their adds */
  readonly elements: readonly SetElement[]
  readonly phantoms: readonly Phantom[]
}

/** @param asked in order of calls; reads without an answer say nothing */
export function setElementsOf(asked: readonly Asked[]): SetElements {
  const known = new Map<string, SetElement>()
  for (const add of asked) {
    if (add.kind !== 'add') continue
    const name = nameOf(add.value)
    let element = known.get(name)
    if (element === undefined) {
      element = {
        ...{ value: add.value, add, known: null, lastPresent: null, lastAbsent: null },
        ...{ most: 0, doubled: null },
      }
      known.set(name, element)
    }
    if (add.outcome === 'ok') learn(element, add)
  }
  const reads = asked.filter(({ kind, outcome }) => kind === 'read' && outcome === 'ok')
  const phantoms = lookAt(reads, known)
  return { elements: [...known.values()], phantoms }
}

function learn(element: SetElement, from: Asked): void {
  if (element.known === null || from.returned < element.known.returned) element.known = from
}

/**
 * The reads from the last one to the first, so that what is found first of an element is what counts. An
 * element waits for a read without it until none is left that ended after its add began.
 */
function lookAt(reads: readonly Asked[], known: ReadonlyMap<string, SetElement>): Phantom[] {
  const phantoms: Phantom[] = []
  // By place among the reads, the latest end of those up to it.
  const ends: number[] = []
  for (const { returned } of reads) ends.push(Math.max(returned, ends.at(-1) ?? -1))
  const waiting = [...known.values()].toSorted((one, other) => one.add.called - other.add.called)
  for (let at = reads.length - 1; at >= 0; at--) {
    const read = reads[at]
    if (read === undefined) continue
    const found = foundBy(read, known, phantoms)
    while ((waiting.at(-1)?.add.called ?? -1) > (ends[at] ?? never)) waiting.pop()
    let kept = 0
    for (const element of waiting) {
      if (element.add.called > read.returned || found.has(element)) waiting[kept++] = element
      else element.lastAbsent = read
    }
    waiting.length = kept
  }
  return phantoms.toReversed()
}

/** What a read found, each element once. */
function foundBy(
  read: Asked,
  known: ReadonlyMap<string, SetElement>,
  phantoms: Phantom[],
): ReadonlySet<SetElement> {
  const found = new Map<SetElement, number>()
  for (const value of valuesIn(read.result)) {
    const element = known.get(nameOf(value))
    if (element === undefined || element.add.called > read.returned) {
      phantoms.push({ value, read })
      continue
    }
    const count = (found.get(element) ?? 0) + 1
    found.set(element, count)
    if (count > Math.max(1, element.most)) element.doubled = read
    element.most = Math.max(element.most, count)
    element.lastPresent ??= read
    learn(element, read)
  }
  return new Set(found.keys())
}
