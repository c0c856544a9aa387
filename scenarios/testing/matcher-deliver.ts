// Whether what clients sent has arrived: as often as was promised, and in which order. What is missing,
// came twice or came out of order is told by name.

import { type Promised, type Sent, undelivered } from '../../sim/check/delivered.ts'
import { type Outcome, outcomeOf } from '../../sim/check/history-check.ts'
import type { History, Operation } from '../../sim/history.ts'
import type { Plain } from '../../sim/plain.ts'
import { Mistake } from '../../sim/problem.ts'
import type { NodeView } from '../view.ts'
import { historyOf } from './matcher-histories.ts'
import { SimWorld } from './sim-world.ts'
import type { Said } from './verdicts.ts'

type Name = string | number

/** What was sent, where it arrives, and what is promised of it. */
export interface Deliver {
  /** the name of what an operation sends; null: it sends nothing */
  readonly sent: { bivarianceHack(operation: Operation): Name | null }['bivarianceHack']
  /** names that have arrived at a node, in order; null: it receives nothing. Of a world */
  readonly inbox?: { bivarianceHack(node: NodeView): Iterable<Name> | null }['bivarianceHack']
  /** what an operation took in, and where; null: it took nothing. Of a world or a history */
  readonly taken?: {
    bivarianceHack(
      operation: Operation,
    ): { readonly at: string; readonly names: Iterable<Name> } | null
  }['bivarianceHack']
  readonly exactlyOnce?: boolean
  readonly atLeastOnce?: boolean
  readonly atMostOnce?: boolean
  /** 0 at most once, 1 at least once, 2 exactly once */
  readonly qos?: 0 | 1 | 2
  /** true: in the order of each sender; `'total'`: in one order at all receivers */
  readonly inOrder?: boolean | 'total'
  /** every receiver gets everything */
  readonly everyone?: boolean
  /** whether a result is a success; without it, what the scenario says */
  readonly outcome?: (result: Plain, call: Plain) => Outcome
}

const namesMax = 12

/** Null: it was delivered as promised. @throws Mistake (WL1004) where nothing says what arrived */
export function misdelivered(received: unknown, how: Deliver): Said | null {
  const history = historyOf(received, 'toDeliver')
  const promised = promisedBy(how)
  const sent = sentIn(history, how, received)
  const arrived = arrivedIn(history, how, received)
  const wrong = undelivered(sent, arrived, promised)
  if (wrong === null) return null
  return {
    name: wrong.code === 'WL2011' ? 'OrderError' : 'DeliveryError',
    code: wrong.code,
    lines: [`${wrong.why}.`, ...listed(sent, arrived, promised)],
    expected: { sent: sent.map(({ name }) => name), promised: inWords(promised) },
    actual: arrived,
  }
}

function promisedBy({
  qos,
  exactlyOnce,
  atLeastOnce,
  atMostOnce,
  inOrder,
  everyone,
}: Deliver): Promised {
  const least = exactlyOnce === true || atLeastOnce === true || qos === 1 || qos === 2
  const most = exactlyOnce === true || atMostOnce === true || qos === 0 || qos === 2
  const once = least && most ? 'exactly' : least ? 'at least' : most ? 'at most' : null
  const order = inOrder === 'total' ? 'total' : inOrder === true ? 'sender' : null
  return {
    ...(once === null ? {} : { once }),
    ...(order === null ? {} : { order }),
    everyone: everyone === true,
  }
}

const inWords = ({ once, order, everyone }: Promised): string =>
  [
    once === undefined ? 'nothing from elsewhere' : `${once} once`,
    ...(everyone === true ? ['everywhere'] : []),
    ...(order === undefined
      ? []
      : [order === 'total' ? 'in one order' : 'in order of each sender']),
  ].join(', ')

function sentIn(history: History, how: Deliver, received: unknown): readonly Sent[] {
  const own =
    received instanceof SimWorld
      ? (SimWorld.inside(received).live.site.claims.outcome ?? null)
      : null
  const outcome = how.outcome ?? own
  return history.flatMap((one) => {
    // A cast in a test may hide that a call has no such field.
    const name: Name | null | undefined = how.sent(one)
    const said = outcomeOf(one, outcome)
    return name === null || name === undefined || said === 'failed'
      ? []
      : [{ name, by: one.client, certain: said === 'ok' }]
  })
}

function arrivedIn(
  history: History,
  { inbox, taken }: Deliver,
  received: unknown,
): Readonly<Record<string, readonly Name[]>> {
  const arrived: Record<string, Name[]> = {}
  if (inbox !== undefined && received instanceof SimWorld) {
    for (const node of received.nodes) {
      const names = inbox(node)
      if (names !== null) arrived[node.id] = [...names]
    }
    return arrived
  }
  if (taken === undefined) throw unsaid(inbox !== undefined)
  for (const one of history) {
    const took = one.end === null ? null : taken(one)
    if (took !== null) (arrived[took.at] ??= []).push(...took.names)
  }
  return arrived
}

function unsaid(hasInbox: boolean): Mistake {
  const sentence = hasInbox
    ? 'toDeliver was given an inbox of nodes and a history, which has no nodes.'
    : 'nothing says what has arrived.'
  const lines = [
    'of a world     expect(world).toDeliver({ sent: …, inbox: (node) => … })',
    'of a history   expect(history).toDeliver({ sent: …, taken: (operation) => ({ at, names }) })',
  ]
  return new Mistake([{ code: 'WL1004', sentence, lines }])
}

/** What is missing, came twice or from nowhere, by name. */
function listed(
  sent: readonly Sent[],
  arrived: Readonly<Record<string, readonly Name[]>>,
  { everyone = false }: Promised,
): string[] {
  const known = new Set(sent.map(({ name }) => name))
  const certain = sent.flatMap(({ name, certain: left }) => (left ? [name] : []))
  const lists = Object.entries(arrived)
  const everywhere = new Set(lists.flatMap(([, list]) => list))
  const places = everyone ? lists : [['', [...everywhere]] as const]
  return [
    ...places.flatMap(([at, list]) => {
      const here = new Set(list)
      return line(
        'missing',
        at,
        certain.filter((name) => !here.has(name)),
      )
    }),
    ...lists.flatMap(([at, list]) =>
      line(
        'duplicated',
        at,
        list.filter((name, nth) => list.indexOf(name) !== nth),
      ),
    ),
    ...lists.flatMap(([at, list]) =>
      line(
        'from nowhere',
        at,
        list.filter((name) => !known.has(name)),
      ),
    ),
  ]
}

function line(what: string, at: string, names: readonly Name[]): string[] {
  if (names.length === 0) return []
  const unique = [...new Set(names)]
  const more = unique.length - namesMax
  const told = `${unique.slice(0, namesMax).join(' ')}${more > 0 ? ` and ${more} more` : ''}`
  return [`  ${what.padEnd(12)} ${at === '' ? '' : `${at}: `}${told}`]
}
