// A set that is added to, and read in the end: the last read holds everything that was acknowledged, and
// nothing that nobody added. `{kind: 'add', value}`, `{kind: 'read'}` answered a list or a Set. After
// Jepsen's checker of sets.

import { type Plain, text } from '../plain.ts'
import type { History } from '../history.ts'
import { type Asked, askedOf, countsIn, type Reading, valuesIn, type Wrong } from './asked.ts'
import type { HistoryCheck } from './history-check.ts'
import { judgedBy } from './judged-by.ts'
import { never } from './linearizability/part.ts'
import { nameOf } from './state-name.ts'

export interface SetFinalResult {
  /** unknown: it was never read */
  readonly valid: boolean | 'unknown'
  readonly attemptCount: number
  readonly acknowledgedCount: number
  readonly okCount: number
  readonly lostCount: number
  readonly recoveredCount: number
  readonly unexpectedCount: number
  /** read, and somebody had tried to add it */
  readonly ok: readonly Plain[]
  /** acknowledged before the read began, and not read */
  readonly lost: readonly Plain[]
  /** read, although nobody was told that it had been added */
  readonly recovered: readonly Plain[]
  /** read, and nobody ever tried to add it */
  readonly unexpected: readonly Plain[]
}

/** A check for `check` of a scenario. */
export function setFinal(reading: Reading = {}): HistoryCheck {
  return {
    name: reading.name ?? 'set-final',
    code: 'WL2002',
    about: 'The last read of the set holds what was acknowledged, and nothing that nobody added.',
    judge(history) {
      const { wrong, ...result } = look(history, reading)
      return judgedBy({
        wrong,
        open:
          result.valid === 'unknown'
            ? 'the set was never read'
            : result.attemptCount === 0
              ? 'nothing was added'
              : null,
        detail: countsIn({
          added: result.attemptCount,
          acknowledged: result.acknowledgedCount,
          read: result.okCount,
          lost: result.lostCount,
          recovered: result.recoveredCount,
          unexpected: result.unexpectedCount,
        }),
      })
    },
  }
}

/** What the check counts, in full; elements in order of their adds. */
export function setFinalResult(history: History, reading: Reading = {}): SetFinalResult {
  const { wrong: _, ...result } = look(history, reading)
  return result
}

function look(
  history: History,
  reading: Reading,
): SetFinalResult & { readonly wrong: readonly Wrong[] } {
  const asked = askedOf(history, reading)
  const adds = asked.filter(({ kind }) => kind === 'add')
  const attempts = new Map<string, Plain>()
  const acknowledged = new Map<string, Asked>()
  for (const one of adds) {
    const name = nameOf(one.value)
    attempts.set(name, one.value)
    const known = acknowledged.get(name)?.returned ?? never
    if (one.outcome === 'ok' && one.returned < known) acknowledged.set(name, one)
  }
  const last = asked
    .filter(({ kind, outcome }) => kind === 'read' && outcome === 'ok')
    .reduce<Asked | null>((so, one) => (so === null || one.returned > so.returned ? one : so), null)
  const found = new Map(valuesIn(last?.result).map((value) => [nameOf(value), value]))
  const inOrder = [...attempts].filter(([name]) => found.has(name))
  const values = (some: Iterable<readonly [string, Plain]>): Plain[] =>
    Array.from(some, ([, value]) => value)
  // What was acknowledged after the read had begun may be missing from it.
  const begun = last?.called ?? -1
  const lost = [...acknowledged].filter(
    ([name, { returned }]) => returned < begun && !found.has(name),
  )
  const unexpected = values([...found].filter(([name]) => !attempts.has(name)))
  const recovered = values(inOrder.filter(([name]) => !acknowledged.has(name)))
  return {
    valid: last === null ? 'unknown' : lost.length === 0 && unexpected.length === 0,
    attemptCount: attempts.size,
    acknowledgedCount: acknowledged.size,
    okCount: inOrder.length,
    lostCount: lost.length,
    recoveredCount: recovered.length,
    unexpectedCount: unexpected.length,
    ok: values(inOrder),
    lost: lost.map(([, { value }]) => value),
    recovered,
    unexpected,
    wrong:
      last === null
        ? []
        : [
            ...lost.map(([, one]) => missing(last, one)),
            ...unexpected.map((value) => phantom(last, value)),
          ],
  }
}

function missing({ operation: read }: Asked, { operation, value }: Asked): Wrong {
  const what = text(value, 40)
  return {
    code: 'WL2002',
    why: `${read.client} read the set in the end without ${what}, which ${operation.client} was told to be added`,
    misfit: {
      op: read.id,
      why: `must hold ${what}: ${operation.client} was told that it is added`,
      others: [operation.id],
    },
  }
}

function phantom({ operation }: Asked, value: Plain): Wrong {
  const what = text(value, 40)
  return {
    code: 'WL2005',
    why: `${operation.client} read ${what} in the set, and nobody ever added it`,
    misfit: { op: operation.id, why: `nobody added ${what}` },
  }
}
