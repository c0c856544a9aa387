// The sweep over calls and returns that attributes readers to writers, each as soon as it has returned:
// by then every writer that it can have found has been called.

import { access } from './accesses.ts'
import { fate } from './fates.ts'
import type { Conflict } from './found.ts'
import { type Attribution, enlist, lookAt, unresolved } from './reads-from.ts'
import { unreadable } from './unreadable.ts'

/**
 * Looks at each reader that is in and not resolved, in order of return, and resolves it where only one
 * writer can have set what it found. An open writer that is the only one took effect: it is in from
 * then on, and if it is an update, a reader too; an append that is the only one is a reader from then on.
 * @returns why some reader has no possible writer
 */
export function sweep(work: Attribution): Conflict | null {
  const { accesses, fates, call, ret, events, writer, over, last, texts } = work
  const { kind, to } = accesses
  last.fill(-1)
  const appends = texts === null || texts === 'unclear' ? last : texts.last
  if (appends !== last) appends.fill(-1)
  work.left = 0
  let latest = -1
  for (let at = 0; at < events.length; at++) {
    const event = events[at] as number
    const one = event >= 0 ? event : ~event
    const its = kind[one]
    const isAppend = its === access.append
    const isWriter = isAppend || its === access.write || its === access.update
    if (event >= 0) {
      over[one] = latest
      if (isWriter && (fates[one] === fate.in || fates[one] === fate.optional))
        enlist(work, isAppend ? appends : last, one, to[one] as number)
      continue
    }
    if (writer[one] === unresolved && fates[one] === fate.in) {
      const conflict = attribute(work, one, ret[one] as number)
      if (conflict !== null) return conflict
    }
    if (isWriter && (latest === -1 || (call[one] as number) > (call[latest] as number)))
      latest = one
  }
  const hasOpen = events.length < 2 * writer.length
  if (work.left > 0 ? texts !== null : hasOpen) work.left = countLeft(work)
  return null
}

/**
 * An append is looked at for a reader and again when it returns itself: the sweep counts it twice. An
 * open update that is in may have no return at all: the sweep does not come to it.
 */
function countLeft({ writer, fates }: Attribution): number {
  let left = 0
  for (let one = 0; one < writer.length; one++) {
    if (writer[one] === unresolved && fates[one] === fate.in) left++
  }
  return left
}

/**
 * Resolves a reader, and then whoever has become a reader by that.
 * @param bound rank by which the reader has taken effect: writers called later are none
 */
function attribute(work: Attribution, reader: number, bound: number): Conflict | null {
  const { accesses, fates, ret, writer, from, texts, look } = work
  const { kind } = accesses
  let until = bound
  const since: number[] = []
  for (let one = reader; ; ) {
    lookAt(work, one, until)
    if (look.count === 0) return unreadable(work, one, since)
    if (look.count === 2) {
      work.left++
      return null
    }
    const { found } = look
    writer[one] = found
    if (found < 0) return null
    const isNew = fates[found] !== fate.in
    fates[found] = fate.in
    if (kind[found] === access.append && texts !== null && texts !== 'unclear') {
      if (from[found] !== -1) return null
      from[found] = look.stem
      texts.shownBy[found] = since[0] ?? reader
      writer[found] = unresolved
      until = Math.min(until, ret[found] as number)
    } else if (!isNew || kind[found] !== access.update) return null
    since.push(one)
    one = found
  }
}
