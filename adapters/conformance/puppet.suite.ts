// The actor of every row: it carries out orders, one mail of them a step, and writes down in a
// diary outside the world what happens to it. So one program runs in every world.

import type { AnyActor, AnyNode, Message } from '../../sim/actor.ts'
import { assert } from '../../sim/assert.ts'
import type { Key } from '../../sim/store.ts'
import type { Shapes } from '../../sim/shape.ts'
import { type Micros, nodeId } from '../../sim/units.ts'

export type Order =
  | { readonly do: 'send'; readonly to: string; readonly text: string; readonly early?: boolean }
  /** `0` to `count - 1`, one message each */
  | { readonly do: 'burst'; readonly to: string; readonly count: number }
  /** of a kind that nobody hears */
  | { readonly do: 'shout'; readonly to: string }
  | { readonly do: 'close'; readonly to: string }
  /** answers what it hears from now on, each answer behind a write of its own */
  | { readonly do: 'answer' }
  | Put
  | { readonly do: 'delete'; readonly key: Key }
  | { readonly do: 'delete range'; readonly from: Key; readonly to: Key }
  /** writes `get key=value` */
  | { readonly do: 'get'; readonly key: Key }
  /** writes `scan key=value key=value` */
  | { readonly do: 'scan'; readonly from?: Key; readonly to?: Key }
  /** the same, and removes every row while it reads */
  | { readonly do: 'scan and delete' }
  /** writes `tick name` when it is due; `cancels` another one then */
  | {
      readonly do: 'timer'
      readonly name: string
      readonly after: Micros
      readonly spread?: Micros
      readonly cancels?: string
    }
  | { readonly do: 'cancel'; readonly name: string }
  | { readonly do: 'clock' }
  | { readonly do: 'random'; readonly below: number }
  | { readonly do: 'throw' }

type Put = {
  readonly do: 'put'
  readonly key: Key
  readonly value?: string
  readonly table?: string
  readonly relaxed?: boolean
}

/** What the puppet hears from its peers. Orders come from the workload alone. */
export const hears: Shapes = { say: { text: { kind: 'string', max: 200_000 } } }

/** What happened to the nodes of a row, in sentences, over all their lives. */
export class Diary {
  readonly #lines: { readonly node: string; readonly line: string }[] = []
  /** clocks as they were read: the node's own, and since 1970 */
  readonly clocks: { readonly node: string; readonly clock: Micros; readonly wall: Micros }[] = []
  /** by timer: how long after it was set it was due */
  readonly waited: Map<string, Micros> = new Map()
  readonly drawn: number[] = []

  write(node: string, line: string): void {
    this.#lines.push({ node, line })
  }

  /** What a node wrote since its last start. */
  of(node: string): string[] {
    const all = this.all(node)
    return all.slice(all.findLastIndex((line) => line.startsWith('start')) + 1)
  }

  /** The same over all its lives, each of which begins with a `start`. */
  all(node: string): string[] {
    return this.#lines.filter((one) => one.node === node).map(({ line }) => line)
  }

  has(node: string, line: string): boolean {
    return this.of(node).includes(line)
  }

  toString(): string {
    return this.#lines.map(({ node, line }) => `${node}: ${line.slice(0, 80)}`).join('\n')
  }
}

interface Own {
  answers: boolean
  /** by timer: the clock when it was set */
  set: Map<string, Micros>
}

/** The puppet of a diary. */
export const puppet = (diary: Diary): AnyActor => ({
  start(node): Own {
    diary.write(node.id, `start${rows(node)}`)
    return { answers: false, set: new Map() }
  },
  receive(node, state, message, from) {
    const own = ownOf(state)
    if (message.kind === 'do') {
      for (const order of ordersOf(message)) carryOut(node, own, order, diary)
      return
    }
    const text = 'text' in message ? String(message.text) : message.kind
    diary.write(node.id, `${text.length > 100 ? `${text.length} letters` : text} from ${from}`)
    if (!own.answers) return
    node.store.put('answered', text, true)
    node.send(from, { kind: 'say', text: `re ${text}` } as Message)
  },
  lost: (node, _state, peer, why) => diary.write(node.id, `lost ${peer} ${why}`),
  expire(node, state, timer) {
    const name = String(timer['name'])
    diary.waited.set(name, node.clock() - (ownOf(state).set.get(name) ?? 0))
    diary.write(node.id, `tick ${name}`)
    const cancels = String(timer['cancels'])
    if (cancels !== '') node.cancelTimer({ kind: 'tick', name: cancels, cancels: '' })
  },
})

/** Orders as the mail that brings them. */
export const mailOf = (orders: readonly Order[]): Message => ({ kind: 'do', orders }) as Message

function carryOut(node: AnyNode, own: Own, order: Order, diary: Diary): void {
  const { store } = node
  const say = (line: string): void => diary.write(node.id, line)
  switch (order.do) {
    case 'send': {
      const message = { kind: 'say', text: order.text } as Message
      return node.send(nodeId(order.to), message, order.early === true ? 'early' : undefined)
    }
    case 'burst':
      for (let nth = 0; nth < order.count; nth += 1) {
        node.send(nodeId(order.to), { kind: 'say', text: `${nth}` } as Message)
      }
      return
    case 'shout':
      return node.send(nodeId(order.to), { kind: 'shout' })
    case 'close':
      return node.close(nodeId(order.to))
    case 'answer':
      own.answers = true
      return
    case 'put':
      return put(node, order)
    case 'delete':
      return store.delete('rows', order.key)
    case 'delete range':
      return store.deleteRange('rows', order.from, order.to)
    case 'get':
      return say(`get ${order.key}=${String(store.get('rows', order.key))}`)
    case 'scan':
      return say(`scan${rows(node, order.from, order.to)}`)
    case 'scan and delete': {
      let line = 'scan'
      for (const [key, value] of store.scan('rows')) {
        line += ` ${key}=${String(value)}`
        store.deleteRange('rows', 0)
      }
      return say(line)
    }
    case 'timer': {
      own.set.set(order.name, node.clock())
      const timer = { kind: 'tick', name: order.name, cancels: order.cancels ?? '' }
      return node.setTimer(timer, order.after, order.spread)
    }
    case 'cancel':
      return node.cancelTimer({ kind: 'tick', name: order.name, cancels: '' })
    case 'clock':
      diary.clocks.push({ node: node.id, clock: node.clock(), wall: node.wallClock() })
      return
    case 'random':
      diary.drawn.push(node.random(order.below, 'a number'))
      return
    case 'throw':
      throw new Error('told to throw')
  }
}

function put(node: AnyNode, { key, value = 'x', table = 'rows', relaxed = false }: Put): void {
  node.store.put(table, key, value, relaxed ? 'relaxed' : undefined)
}

const rows = (node: AnyNode, from?: Key, to?: Key): string =>
  Array.from(node.store.scan('rows', from, to), ([key, value]) => ` ${key}=${String(value)}`).join(
    '',
  )

function ownOf(state: object): Own {
  assert('answers' in state && 'set' in state, 'a puppet remembers')
  return state as Own
}

function ordersOf(message: Message): readonly Order[] {
  assert('orders' in message && Array.isArray(message.orders), 'orders come in a list')
  return message.orders as readonly Order[]
}
