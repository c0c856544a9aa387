// A conflict in words: the sentence that a failure begins with, and the code of its kind. Operations
// are told by who asked them; a model says what was asked.

import type { History, Operation } from '../../history.ts'
import { text } from '../../plain.ts'
import type { Conflict } from './found.ts'
import type { Part } from './part.ts'
import { Teller, type Wording } from './teller.ts'

export interface Reason {
  /** `WL2003` */
  readonly code: string
  /** a whole sentence without its full stop */
  readonly sentence: string
  /** beside the operation that fits nowhere: `must be 2: the write ended before the read began` */
  readonly why: string
  /** the operation that shows it */
  readonly guilty: Operation
}

/** @param part of the history; the conflict is one of it */
export function reasonOf(history: History, part: Part, conflict: Conflict, words: Wording): Reason {
  const teller = new Teller(history, part, words)
  const plain = reasonFor(teller, conflict)
  // A model may have a code of its own for it, such as two holders of one lock.
  const own = conflict.kind === 'rule' ? undefined : words.model.anomaly?.(plain.guilty.call)
  const reason = { ...plain, code: own ?? plain.code }
  const shown = 'since' in conflict ? (conflict.since ?? []) : []
  if (shown.length === 0 || !('reader' in conflict) || teller.appends(conflict.reader))
    return reason
  // It has no answer, so it has to be said how anybody knows that it happened.
  const told = shown
    .toReversed()
    .map((one) => teller.did(one))
    .join(', then ')
  return { ...reason, sentence: `${reason.sentence}; it did happen: ${told}` }
}

function reasonFor(teller: Teller, conflict: Conflict): Reason {
  switch (conflict.kind) {
    case 'thin-air':
      return thinAir(teller, conflict.reader)
    case 'future':
      return future(teller, conflict.reader, conflict.writer)
    case 'overwritten':
      return teller.appends(conflict.reader)
        ? missing(teller, conflict.reader, conflict.over, conflict.since?.[0] ?? conflict.reader)
        : overwritten(teller, conflict.reader, conflict.over)
    case 'twice':
      return twice(teller, conflict.version, conflict.updates)
    case 'crossed':
      return crossed(teller, conflict.pairs)
    case 'ruled-out':
      return ruledOut(teller, conflict.reader, conflict.writers.length)
    case 'two-texts':
      return twoTexts(teller, conflict.append, conflict.readers)
    case 'held':
      return held(teller, conflict.reader, conflict.version, conflict.last)
    case 'circle':
      return circle(teller, conflict.updates)
    case 'order':
      return disorder(teller, conflict.earlier, conflict.later)
    case 'rule':
      return {
        code: conflict.code,
        sentence: conflict.said
          .map((one) => (typeof one === 'number' ? teller.did(one) : one))
          .join(''),
        why: conflict.why,
        guilty: teller.operation(conflict.at),
      }
    case 'stuck':
      return stuck(teller, conflict.at, `the longest one ends in ${text(conflict.state, 40)}`)
    case 'exhausted':
      return stuck(teller, conflict.reader, null)
  }
}

function thinAir(teller: Teller, reader: number): Reason {
  return {
    code: 'WL2005',
    sentence: `${teller.did(reader)}, and nobody had ever written that`,
    why: 'nobody wrote that',
    guilty: teller.operation(reader),
  }
}

function future(teller: Teller, reader: number, writer: number): Reason {
  return {
    code: 'WL2005',
    sentence: `${teller.did(reader)} before ${teller.did(writer)}: nothing else had that value`,
    why: `${teller.did(writer)} only afterwards`,
    guilty: teller.operation(reader),
  }
}

function overwritten(teller: Teller, reader: number, over: number): Reason {
  if (teller.misses(reader, over)) return lostAppend(teller, over, reader)
  const value = teller.set(over)
  const wanted = value === null ? 'too old: ' : `must be ${value} or newer: `
  return {
    code: teller.looks(reader) ? 'WL2003' : 'WL2001',
    sentence: `${teller.did(reader)}, although ${teller.did(over)} and was told so before`,
    why: `${teller.anomaly(reader) === null ? wanted : ''}${teller.did(over)} before`,
    guilty: teller.operation(reader),
  }
}

/** An append stands in a text behind something older than it has to. */
function missing(teller: Teller, append: number, over: number, reader: number): Reason {
  return {
    code: teller.appends(over) ? 'WL2002' : 'WL2003',
    sentence: `${teller.did(reader)}: before what ${teller.did(append)} there is missing what ${teller.did(over)}, which was over by then`,
    why: `must hold what ${teller.did(over)}`,
    guilty: teller.operation(reader),
  }
}

function twice(
  teller: Teller,
  version: number | null,
  [one, other]: readonly [number, number],
): Reason {
  const both = `${teller.did(one)}, and ${teller.did(other)}`
  const found = version === null ? 'the initial value' : `the value that ${teller.did(version)}`
  return {
    code: 'WL2001',
    sentence: `${both}, both upon ${found}: only one of them can have found it`,
    why: `the same value was replaced by ${teller.operation(one).client}`,
    guilty: teller.operation(other),
  }
}

type Crossing = (Conflict & { readonly kind: 'crossed' })['pairs']

function crossed(teller: Teller, [one, other]: Crossing): Reason {
  if (one === null) return afterInitial(teller, other)
  // Told from the operation that was called last: it is the one that contradicts the others.
  const [late, early] =
    teller.operation(one[1]).start >= teller.operation(other[1]).start ? [one, other] : [other, one]
  const guilty = teller.operation(late[1])
  if (teller.misses(late[1], late[0])) return lostAppend(teller, late[0], late[1])
  const clients = new Set([late[0], late[1]].map((at) => teller.operation(at).client))
  const monotonic = clients.size === 1 && teller.looks(late[0]) && teller.looks(late[1])
  const after = (pair: readonly [number, number]): string =>
    `${teller.did(pair[1])} after ${teller.did(pair[0])}`
  return {
    code: monotonic ? 'WL2004' : teller.looks(late[1]) ? 'WL2003' : 'WL2016',
    sentence: `${after(late)}, although ${after(early)}: the two values cannot follow each other both ways`,
    why: `too old: ${teller.did(late[0])} before`,
    guilty,
  }
}

/** An append that had ended before a text was read, and is not in it. */
function lostAppend(teller: Teller, append: number, reader: number): Reason {
  return {
    code: 'WL2002',
    sentence: `${teller.did(reader)}, although ${teller.did(append)} and was told so before: that is not in it`,
    why: `must hold what ${teller.did(append)}`,
    guilty: teller.operation(reader),
  }
}

/** What belongs to the initial value began after something that belongs to a later one had ended. */
function afterInitial(teller: Teller, [early, late]: readonly [number, number]): Reason {
  if (teller.misses(late, early)) return lostAppend(teller, early, late)
  const gone = teller.isInitial(late)
    ? 'the initial value was gone by then'
    : 'it builds on the initial value, which was gone by then'
  return {
    code: teller.looks(late) ? 'WL2003' : 'WL2016',
    sentence: `${teller.did(late)} after ${teller.did(early)}: ${gone}`,
    why: `too old: ${teller.did(early)} before`,
    guilty: teller.operation(late),
  }
}

function ruledOut(teller: Teller, reader: number, writers: number): Reason {
  if (writers === 0) return denied(teller, reader)
  const each = writers === 1 ? 'the one write' : `each of the ${writers} writes`
  return {
    code: teller.looks(reader) ? 'WL2003' : 'WL2016',
    sentence: `${teller.did(reader)}, and ${each} of that value was over before, as others show`,
    why: `${each} of that value was over before`,
    guilty: teller.operation(reader),
  }
}

function denied(teller: Teller, reader: number): Reason {
  return {
    code: 'WL2016',
    sentence: `${teller.did(reader)}, and no other value can have been there then`,
    why: 'no other value can have been there',
    guilty: teller.operation(reader),
  }
}

function held(teller: Teller, reader: number, version: number | null, last: number): Reason {
  const since = version === null ? 'the initial value' : `what ${teller.did(version)}`
  return {
    code: 'WL2016',
    sentence: `${teller.did(reader)}, although ${since} was there all the while: ${teller.did(last)} afterwards`,
    why: `denies a value that was there all the while`,
    guilty: teller.operation(reader),
  }
}

function twoTexts(teller: Teller, append: number, [one, other]: readonly [number, number]): Reason {
  const both = one === other ? teller.did(one) : `${teller.did(one)}, and ${teller.did(other)}`
  return {
    code: 'WL2006',
    sentence: `${both}: ${teller.did(append)} only once`,
    why: `what ${teller.did(append)} stands behind another text here`,
    guilty: teller.operation(other),
  }
}

function circle(teller: Teller, updates: readonly number[]): Reason {
  const [first = 0] = updates
  const told = updates.map((one) => teller.did(one)).join(', ')
  return {
    code: 'WL2016',
    sentence: `${told}: each found what the one before it set, and the first what the last one set`,
    why: 'what it found was made of what it set',
    guilty: teller.operation(first),
  }
}

function disorder(teller: Teller, earlier: number, later: number): Reason {
  if (teller.looks(earlier)) {
    const behind = teller.looks(later) ? 'and that came after it' : 'and was told so before'
    return {
      code: 'WL2003',
      sentence: `${teller.did(earlier)}, although ${teller.did(later)} ${behind}`,
      why: `too old: ${teller.did(later)} before`,
      guilty: teller.operation(earlier),
    }
  }
  return {
    code: 'WL2016',
    sentence: `${teller.did(later)}, and had ended before ${teller.did(earlier)}, on which it builds`,
    why: `what it builds on began after it had ended`,
    guilty: teller.operation(later),
  }
}

const settersMax = 3

/** @param reached how far the orders came, in words; null: they were not counted */
function stuck(teller: Teller, at: number, reached: string | null): Reason {
  const setters = teller.settersOf(at) ?? []
  const first = setters.slice(0, settersMax).map((one) => teller.who(one))
  const more = setters.length - first.length
  const names = more > 0 ? [...first, `${more} more`] : first
  const none = setters.length === 1 ? 'which cannot' : 'and none of these can'
  return {
    code: teller.anomaly(at) ?? 'WL2016',
    sentence:
      setters.length === 0
        ? `${teller.did(at)}, and no order of what came before it allows that`
        : `${teller.did(at)}; that was set by ${namesOf(names)}, ${none} have been the last change before`,
    why: `refused in every order${reached === null ? '' : `: ${reached}`}`,
    guilty: teller.operation(at),
  }
}

const namesOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
