// Identifiers: none is given twice. Who asks for one asks `{kind: 'generate'}` and is answered the
// identifier. After the checker of that name of Jepsen.

import { compareScalars, type Plain, type Scalar, text } from '../plain.ts'
import type { History } from '../history.ts'
import { type Asked, askedOf, countsIn, type Reading, type Wrong } from './asked.ts'
import type { HistoryCheck } from './history-check.ts'
import { judgedBy } from './judged-by.ts'
import { nameOf } from './state-name.ts'

export interface UniqueIdsResult {
  readonly valid: boolean
  readonly attemptedCount: number
  readonly acknowledgedCount: number
  readonly duplicatedCount: number
  /** how often each identifier was given that was given more than once */
  readonly duplicated: ReadonlyMap<Plain, number>
  /** the least and the greatest one given, null when none was, or one that has no order */
  readonly range: readonly [Scalar, Scalar] | null
}

/** A check for `check` of a scenario. */
export function uniqueIds(reading: Reading = {}): HistoryCheck {
  return {
    name: reading.name ?? 'unique-ids',
    code: 'WL2029',
    about: 'No identifier is given twice.',
    judge(history) {
      const { wrong, ...result } = look(history, reading)
      const { attemptedCount, acknowledgedCount, duplicatedCount } = result
      return judgedBy({
        wrong,
        open: acknowledgedCount === 0 ? 'no identifier was given' : null,
        detail: countsIn({
          'asked for': attemptedCount,
          given: acknowledgedCount,
          'given more than once': duplicatedCount,
        }),
      })
    },
  }
}

/** What the check counts, in full. */
export function uniqueIdsResult(history: History, reading: Reading = {}): UniqueIdsResult {
  const { wrong: _, ...result } = look(history, reading)
  return result
}

function look(
  history: History,
  reading: Reading,
): UniqueIdsResult & { readonly wrong: readonly Wrong[] } {
  const asked = askedOf(history, reading).filter(({ kind }) => kind === 'generate')
  const given = asked.filter(({ outcome }) => outcome === 'ok')
  const first = new Map<string, Asked>()
  const counts = new Map<string, number>()
  const wrong: Wrong[] = []
  for (const one of given) {
    const name = nameOf(one.result)
    const before = first.get(name)
    counts.set(name, (counts.get(name) ?? 0) + 1)
    if (before === undefined) first.set(name, one)
    else if (counts.get(name) === 2) wrong.push(twice(before, one))
  }
  const duplicated = new Map<Plain, number>()
  for (const [name, count] of counts) if (count > 1) duplicated.set(first.get(name)?.result, count)
  return {
    valid: duplicated.size === 0,
    attemptedCount: asked.length,
    acknowledgedCount: given.length,
    duplicatedCount: duplicated.size,
    duplicated,
    range: rangeOf(given.map(({ result }) => result)),
    wrong,
  }
}

function twice({ operation: first }: Asked, { operation, result }: Asked): Wrong {
  return {
    code: 'WL2029',
    why: `${operation.client} was given ${text(result, 40)}, which ${first.client} was given, too`,
    misfit: { op: operation.id, why: `${first.client} was given it, too`, others: [first.id] },
  }
}

function rangeOf(given: readonly Plain[]): readonly [Scalar, Scalar] | null {
  let range: readonly [Scalar, Scalar] | null = null
  for (const one of given) {
    if (one === undefined || (typeof one === 'object' && one !== null)) return null
    const [least, greatest]: readonly [Scalar, Scalar] = range ?? [one, one]
    range = [
      compareScalars(one, least) < 0 ? one : least,
      compareScalars(one, greatest) > 0 ? one : greatest,
    ]
  }
  return range
}
