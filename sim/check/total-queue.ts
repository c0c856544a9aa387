// A queue that is drained in the end: what was put in comes out, and nothing else does. Order is not
// asked for. `{kind: 'enqueue', value}`, `{kind: 'dequeue'}` answered the value or null, `{kind: 'drain'}`
// answered a list. After Jepsen's checker of that name.

import { type Plain, text } from '../plain.ts'
import type { History } from '../history.ts'
import { type Asked, askedOf, countsIn, type Reading, valuesIn, type Wrong } from './asked.ts'
import type { HistoryCheck } from './history-check.ts'
import { judgedBy } from './judged-by.ts'
import { nameOf } from './state-name.ts'

export interface TotalQueueOptions extends Reading {
  /** whether a value that comes out more often than it was put in is wrong; without it, it is counted */
  readonly once?: boolean
}

/** How often, by value. */
export type Multiset = ReadonlyMap<Plain, number>

export interface TotalQueueResult {
  /** nothing is lost and nothing unexpected */
  readonly valid: boolean
  readonly attemptCount: number
  readonly acknowledgedCount: number
  readonly okCount: number
  readonly lostCount: number
  readonly unexpectedCount: number
  readonly duplicatedCount: number
  readonly recoveredCount: number
  /** acknowledged, and never out */
  readonly lost: Multiset
  /** out, and nobody ever tried to put it in */
  readonly unexpected: Multiset
  /** out more often than anybody tried to put it in */
  readonly duplicated: Multiset
  /** out, although nobody was told that it had been put in */
  readonly recovered: Multiset
}

/** A check for `check` of a scenario. */
export function totalQueue(options: TotalQueueOptions = {}): HistoryCheck {
  return {
    name: options.name ?? 'total-queue',
    code: 'WL2002',
    about: 'What is put into the queue comes out of it, and nothing else does.',
    judge(history) {
      const { wrong, ...result } = look(history, options)
      const { attemptCount, okCount } = result
      return judgedBy({
        wrong,
        open: attemptCount === 0 && okCount === 0 ? 'nothing was enqueued' : null,
        detail: countsIn({
          enqueued: attemptCount,
          acknowledged: result.acknowledgedCount,
          out: okCount,
          lost: result.lostCount,
          unexpected: result.unexpectedCount,
          duplicated: result.duplicatedCount,
          recovered: result.recoveredCount,
        }),
      })
    },
  }
}

/** What the check counts, in full. */
export function totalQueueResult(
  history: History,
  options: TotalQueueOptions = {},
): TotalQueueResult {
  const { wrong: _, ...result } = look(history, options)
  return result
}

/** All about one value. */
interface Seen {
  readonly value: Plain
  attempts: number
  readonly acknowledged: Asked[]
  readonly out: Asked[]
}

function look(
  history: History,
  options: TotalQueueOptions,
): TotalQueueResult & { readonly wrong: readonly Wrong[] } {
  const all = [...seenIn(history, options).values()]
  const counted = (count: (one: Seen) => number): Multiset =>
    new Map(all.map((one) => [one.value, count(one)] as const).filter(([, many]) => many > 0))
  const ok = (one: Seen): number => Math.min(one.attempts, one.out.length)
  const lost = counted((one) => one.acknowledged.length - one.out.length)
  const unexpected = counted((one) => (one.attempts === 0 ? one.out.length : 0))
  const duplicated = counted((one) => (one.attempts === 0 ? 0 : one.out.length - one.attempts))
  const recovered = counted((one) => ok(one) - one.acknowledged.length)
  const sizeOf = (some: Multiset): number => [...some.values()].reduce((sum, many) => sum + many, 0)
  const sumOf = (count: (one: Seen) => number): number =>
    all.reduce((sum, one) => sum + count(one), 0)
  return {
    valid: lost.size === 0 && unexpected.size === 0,
    attemptCount: sumOf((one) => one.attempts),
    acknowledgedCount: sumOf((one) => one.acknowledged.length),
    okCount: sumOf(ok),
    lostCount: sizeOf(lost),
    unexpectedCount: sizeOf(unexpected),
    duplicatedCount: sizeOf(duplicated),
    recoveredCount: sizeOf(recovered),
    ...{ lost, unexpected, duplicated, recovered },
    wrong: [
      ...all.filter(({ value }) => lost.has(value)).map(neverOut),
      ...all.filter(({ value }) => unexpected.has(value)).map(phantom),
      ...(options.once === true ? all.filter(({ value }) => duplicated.has(value)).map(twice) : []),
    ],
  }
}

/** By name of the value. */
function seenIn(history: History, options: TotalQueueOptions): Map<string, Seen> {
  const seen = new Map<string, Seen>()
  const of = (value: Plain): Seen => {
    const name = nameOf(value)
    let one = seen.get(name)
    if (one === undefined) seen.set(name, (one = { value, attempts: 0, acknowledged: [], out: [] }))
    return one
  }
  for (const one of askedOf(history, options)) {
    if (one.kind === 'enqueue') {
      const about = of(one.value)
      about.attempts += 1
      if (one.outcome === 'ok') about.acknowledged.push(one)
    } else if (one.outcome !== 'ok') continue
    else if (one.kind === 'dequeue' && one.result !== null && one.result !== undefined)
      of(one.result).out.push(one)
    else if (one.kind === 'drain') for (const value of valuesIn(one.result)) of(value).out.push(one)
  }
  return seen
}

function neverOut({ value, acknowledged, out }: Seen): Wrong {
  const what = text(value, 40)
  // With several of one value, those are told missing that were put in last.
  const [one] = acknowledged.slice(out.length)
  const { client, id } = (one as Asked).operation
  return {
    code: 'WL2002',
    why: `${client} was told that ${what} is in the queue, and it never came out`,
    misfit: { op: id, why: 'never came out' },
  }
}

function phantom({ value, out }: Seen): Wrong {
  const { client, id } = (out[0] as Asked).operation
  return {
    code: 'WL2005',
    why: `${client} got ${text(value, 40)} out of the queue, and nobody ever put it in`,
    misfit: { op: id, why: 'nobody put it in' },
  }
}

function twice({ value, attempts, out }: Seen): Wrong {
  const { client, id } = (out[attempts] as Asked).operation
  const others = out.slice(0, attempts).map(({ operation }) => operation)
  const [first] = others
  const before = first === undefined ? '' : `, which ${first.client} had got out, too`
  return {
    code: 'WL2006',
    why: `${client} got ${text(value, 40)} out of the queue${before}`,
    misfit: {
      op: id,
      why: 'out more often than it was put in',
      others: others.map((one) => one.id),
    },
  }
}
