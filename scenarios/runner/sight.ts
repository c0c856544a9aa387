// The view that properties get of a world, simulated or real. One object serves every step of every
// run of a world: it reads when it is asked, and keeps nothing but the last State of each node.

import type { History } from '../../sim/history.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import type { AnyValues } from '../params.ts'
import type { CommonView, NodeView } from '../view.ts'
import type { Cast } from './roster.ts'

/** What a view needs of the world behind it. */
export interface Seen {
  readonly now: Micros
  history(): History
  /** null while the node is down */
  stateOf(node: number): object | null
  /** an object of the node's life; without it, that is its State, one from start to end */
  lifeOf?(node: number): object
  sentOf(kind: string): number
  deliveredOf(kind: string): number
}

/** A view, and what whoever runs the world tells it. */
export interface Sight {
  readonly view: CommonView
  /** A run begins: no node has a State yet. */
  reset(): void
  /** The node at that place has taken a step. */
  stepped(node: number): void
  /** Any of them may have, many times. */
  anybody(): void
  /** Whether every node has had a State: before that there is nothing to judge. */
  readonly complete: boolean
}

/** The eyes of a judge on a world whose nodes are those of the cast, in their order. */
export function sightOf(cast: Cast, params: AnyValues, seen: Seen): Sight {
  const views = cast.nodes.map(({ id, role }, at) => new NodeSight(id, role, at, seen))
  const view = new CommonSight(views, params, seen)
  for (const [role, ids] of Object.entries(cast.byRole)) {
    const own = views.filter((one) => one.role === role)
    const [first] = own
    Object.defineProperty(view, role, {
      value: cast.plural.has(role) ? own : first,
      enumerable: true,
    })
    if (!cast.plural.has(role)) continue
    for (const [at, id] of ids.entries()) {
      Object.defineProperty(view, id, { value: own[at], enumerable: true })
    }
  }
  let missing = views.length
  /** @returns whether there is a State: a crash may fall within the step, and then it left none */
  const keep = (one: NodeSight, at: number): boolean => {
    const state = seen.stateOf(at)
    if (state === null) return false
    if (one.last === null) missing -= 1
    one.last = state
    one.life = seen.lifeOf?.(at) ?? state
    return true
  }
  return {
    view,
    reset() {
      missing = views.length
      view.run = {}
      view.stepped = null
      for (const one of views) one.last = null
    },
    stepped(node) {
      const one = views[node]
      if (one !== undefined && keep(one, node)) view.stepped = one
    },
    anybody() {
      for (const [at, one] of views.entries()) keep(one, at)
      view.stepped = null
    },
    get complete() {
      return missing === 0
    },
  }
}

class NodeSight implements NodeView {
  readonly id: NodeId
  readonly role: string
  /** the latest State, also of a life that has ended */
  last: object | null = null
  life: object = {}
  readonly #at: number
  readonly #seen: Seen

  constructor(id: NodeId, role: string, at: number, seen: Seen) {
    this.id = id
    this.role = role
    this.#at = at
    this.#seen = seen
  }

  get up(): boolean {
    return this.#seen.stateOf(this.#at) !== null
  }

  get state(): object {
    return this.#seen.stateOf(this.#at) ?? this.last ?? {}
  }
}

class CommonSight implements CommonView {
  readonly nodes: readonly NodeView[]
  readonly params: AnyValues
  run: object = {}
  stepped: NodeView | null = null
  readonly #seen: Seen
  readonly #asked = new Map<string, { sent: boolean; kind: string }>()

  constructor(nodes: readonly NodeView[], params: AnyValues, seen: Seen) {
    this.nodes = nodes
    this.params = params
    this.#seen = seen
  }

  get history(): History {
    return this.#seen.history()
  }

  get now(): Micros {
    return this.#seen.now
  }

  count(what: `${'send' | 'deliver'} ${string}`): number {
    let asked = this.#asked.get(what)
    if (asked === undefined) {
      const space = what.indexOf(' ')
      asked = { sent: what.startsWith('send '), kind: what.slice(space + 1) }
      this.#asked.set(what, asked)
    }
    const { sent, kind } = asked
    return sent ? this.#seen.sentOf(kind) : this.#seen.deliveredOf(kind)
  }
}
