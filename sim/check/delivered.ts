// Delivery, judged: what was sent arrived as often as was promised, and in the order that was promised.
// A check of the client history; the matcher of tests asks the same of lists of its own.

import type { History, Operation } from '../history.ts'
import { allArrived, inOneOrder, inOrderOf, type Name, nothingTwice } from './delivery.ts'
import {
  countsOf,
  type HistoryCheck,
  inOrderOfStart,
  type Judged,
  type Outcome,
  outcomeOf,
} from './history-check.ts'
import type { Plain } from '../plain.ts'

/** What a delivery promises; what it does not say it does not promise. */
export interface Promised {
  /** how often a thing arrives */
  readonly once?: 'at most' | 'at least' | 'exactly'
  /** the order of each sender at every receiver, or one order at all receivers */
  readonly order?: 'sender' | 'total'
  /** whether every receiver gets everything, as in a broadcast; else it is enough that one does */
  readonly everyone?: boolean
}

/** A thing that was sent. */
export interface Sent {
  readonly name: Name
  readonly by: string
  /** false: it may never have left, so that nobody misses it */
  readonly certain: boolean
}

/** What is wrong with a delivery. */
export interface Undelivered {
  readonly code: 'WL2005' | 'WL2010' | 'WL2011'
  readonly why: string
}

/**
 * The first promise that is broken: a thing out of thin air, one that came twice, one that is missing,
 * then disorder.
 * @param arrived names in the order of their arrival, by receiver
 */
export function undelivered(
  sent: readonly Sent[],
  arrived: Readonly<Record<string, readonly Name[]>>,
  promised: Promised,
): Undelivered | null {
  const lists = Object.entries(arrived)
  return (
    first('WL2005', lists, (list) => phantomIn(sent, list)) ??
    tooOften(lists, promised) ??
    missing(sent, lists, promised) ??
    disorder(sent, arrived, promised)
  )
}

type Lists = readonly (readonly [string, readonly Name[]])[]

function first(
  code: Undelivered['code'],
  lists: Lists,
  wrong: (list: readonly Name[]) => string | null,
): Undelivered | null {
  for (const [at, list] of lists) {
    const why = wrong(list)
    if (why !== null) return { code, why: `${at}: ${why}` }
  }
  return null
}

function phantomIn(sent: readonly Sent[], list: readonly Name[]): string | null {
  const known = new Set(sent.map(({ name }) => name))
  const phantom = list.find((name) => !known.has(name))
  return phantom === undefined ? null : `${phantom} arrived, and was never sent`
}

function tooOften(lists: Lists, { once, everyone = false }: Promised): Undelivered | null {
  if (once !== 'at most' && once !== 'exactly') return null
  const twice = first('WL2010', lists, nothingTwice)
  if (twice !== null || everyone) return twice
  const holder = new Map<Name, string>()
  for (const [at, list] of lists) {
    for (const name of list) {
      const other = holder.get(name)
      if (other !== undefined)
        return { code: 'WL2010', why: `${name} arrived at ${other} and at ${at}` }
      holder.set(name, at)
    }
  }
  return null
}

function missing(
  sent: readonly Sent[],
  lists: Lists,
  { once, everyone = false }: Promised,
): Undelivered | null {
  if (once !== 'at least' && once !== 'exactly') return null
  const certain = sent.flatMap(({ name, certain: left }) => (left ? [name] : []))
  if (everyone) return first('WL2010', lists, (list) => allArrived(certain, list))
  const why = allArrived(
    certain,
    lists.flatMap(([, list]) => list),
  )
  return why === null ? null : { code: 'WL2010', why }
}

function disorder(
  sent: readonly Sent[],
  arrived: Readonly<Record<string, readonly Name[]>>,
  { order }: Promised,
): Undelivered | null {
  if (order === undefined) return null
  if (order === 'total') {
    const why = inOneOrder(arrived)
    return why === null ? null : { code: 'WL2011', why }
  }
  const senders = [...new Set(sent.map(({ by }) => by))]
  for (const sender of senders) {
    const own = sent.flatMap(({ name, by }) => (by === sender ? [name] : []))
    const names = new Set(own)
    const wrong = first('WL2011', Object.entries(arrived), (list) =>
      inOrderOf(
        own,
        list.filter((name) => names.has(name)),
      ),
    )
    if (wrong !== null) return wrong
  }
  return null
}

export interface DeliveredOptions extends Promised {
  /** name of the property; `delivered` without it */
  readonly name?: string
  /** the name of what an operation sends; null: it sends nothing */
  sent(operation: Operation): Name | null
  /** what an operation took in, and where; null: it took nothing */
  arrived(operation: Operation): { readonly at: string; readonly names: readonly Name[] } | null
  /** an operation that reads says all that has arrived so far, so that the last one counts */
  readonly whole?: boolean
  /** whether a result is a success; what failed was not sent, what is unknown may have been */
  readonly outcome?: (result: Plain, call: Plain) => Outcome
}

/** A check for `check` of a scenario: delivery as clients see it. */
export function delivered(options: DeliveredOptions): HistoryCheck {
  const { name = 'delivered', once, order, everyone = false } = options
  const often = once === undefined ? '' : ` ${once} once${everyone ? ' everywhere' : ''}`
  const orders = { sender: 'in the order of its sender', total: 'in one order everywhere' }
  const parts = [often.trim(), order === undefined ? '' : orders[order]].filter(
    (part) => part !== '',
  )
  return {
    name,
    code: 'WL2010',
    about: `what was sent arrives ${parts.length === 0 ? 'and nothing else does' : parts.join(', ')}`,
    judge: (history) => judge(history, options),
  }
}

function judge(history: History, options: DeliveredOptions): Judged {
  const outcome = options.outcome ?? null
  const sent: Sent[] = []
  // A receiver may have the name of anything, `constructor` too.
  const arrived = new Map<string, Name[]>()
  for (const one of inOrderOfStart(history)) {
    const said = outcomeOf(one, outcome)
    const name = options.sent(one)
    if (name !== null && said !== 'failed')
      sent.push({ name, by: one.client, certain: said === 'ok' })
    const took = one.end === null ? null : options.arrived(one)
    if (took === null) continue
    const known = options.whole === true ? undefined : arrived.get(took.at)
    if (known === undefined) arrived.set(took.at, [...took.names])
    else for (const taken of took.names) known.push(taken)
  }
  const detail = countsOf(history, outcome)
  if (arrived.size === 0) {
    return { verdict: 'inconclusive', why: 'no operation tells what has arrived', detail }
  }
  const wrong = undelivered(sent, Object.fromEntries(arrived), options)
  if (wrong === null) return { verdict: 'pass', why: null, detail }
  return { verdict: 'fail', why: wrong.why, code: wrong.code, detail }
}
