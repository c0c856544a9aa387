// What a property sees of a world: its nodes by name and role, the history, and what was sent. It
// is read-only by agreement: a property that changes a State changes the run, and is found out
// because seeds that run twice then differ.

import type { AnyActor } from '../sim/actor.ts'
import type { History } from '../sim/history.ts'
import type { RoleView } from '../sim/role-view.ts'
import type { Shapes } from '../sim/shape.ts'
import type { Micros, NodeId } from '../sim/units.ts'
import type { AnyValues } from './params.ts'

/** One or more nodes of a role. `count` makes n1, n2, n3 of the role n. */
export interface Role {
  readonly actor: AnyActor
  /** nodes of that role; without it there is one, named as the role */
  readonly count?: number
  /** what it hears, from the protocol's shape table; without it, everything */
  readonly hears?: Shapes
  /** rack or site; a function is given the node's place in the role, from 0 */
  readonly domain?: string | ((place: number) => string)
  /** a client of the system: `random`, `all` and `each` in a fault mean the others */
  readonly client?: boolean
}

/** By role: an actor, or an actor with its number and particulars. */
export type Nodes = Readonly<Record<string, AnyActor | Role>>

type ActorOf<E> = E extends { readonly actor: infer A } ? A : E
type StateOf<E> = ActorOf<E> extends { start(node: never): infer S } ? S : object

/**
 * A node as properties see it. While it is down, `up` is false and `state` is what it was when the
 * node stopped: nothing can change it until the restart, which gives another. In a real run it is what
 * was seen of it last, which may be older.
 */
export interface NodeView<S = object> {
  readonly id: NodeId
  readonly role: string
  readonly up: boolean
  /** an object of each life's own, to tell one from another: a restart gives another, as a new run does */
  readonly life: object
  readonly state: S
}

/** What every view has, whatever the nodes are called. */
export interface CommonView {
  readonly nodes: readonly NodeView[]
  readonly history: History
  readonly params: AnyValues
  /** an object of each run's own: what a property remembers of another run, it forgets */
  readonly run: object
  /**
   * Who took the last step, and so the one node whose State can be another than before: what is asked
   * after every step may look at it alone. Null: nobody has, or (between two looks at a real run) anybody.
   */
  readonly stepped: NodeView | null
  /** virtual time */
  readonly now: Micros
  /** messages of a kind that have left (`send job`) or arrived (`deliver job`), copies included */
  count(what: `${'send' | 'deliver'} ${string}`): number
}

type ByRole<N> = {
  readonly [role in keyof N & string]: N[role] extends { readonly count: number }
    ? readonly NodeView<StateOf<N[role]>>[]
    : NodeView<StateOf<N[role]>>
}
type ByName<N> = {
  readonly [role in keyof N & string as N[role] extends { readonly count: number }
    ? `${role}${number}`
    : never]: NodeView<StateOf<N[role]>>
}

/** `w.receiver.state` for a single node, `w.n` for all of a role, `w.n1` for one of them. */
export type View<N = Nodes> = CommonView & ByRole<N> & ByName<N>

/** Views of nodes by role, each of the State that this role's actor keeps. */
export type ViewsOf<N> = { readonly [role in keyof N & string]?: RoleView<StateOf<N[role]>> }
