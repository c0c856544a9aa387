// What each connection of a node is at this moment: a stranger, a dial of ours, a peer's that waits
// for its turn, or open. The frames it may send follow from it.

import type { NodeId } from '../../sim/units.ts'
import type { Connection } from './connection.ts'
import type { Hello } from './hello.ts'
import type { StreamLink } from './link.ts'

/** `since` is `performance.now`. */
export type Phase =
  | { readonly kind: 'stranger'; readonly since: number }
  | { readonly kind: 'dialed'; readonly link: StreamLink; readonly since: number }
  /** has said hello and waits for our own dial to fail, or for its predecessor to end */
  | { readonly kind: 'next'; readonly peer: NodeId; readonly hello: Hello; readonly since: number }
  /** dials of that life of the peer's, up to that one, crossed with this connection and are void */
  | {
      readonly kind: 'open'
      readonly link: StreamLink
      readonly life: string
      readonly dial: number
    }

/** The connections of one node. */
export class Guests {
  readonly #phases = new Map<Connection, Phase>()
  /** by peer: the connection that waits */
  readonly #next = new Map<NodeId, Connection>()
  strangers = 0

  get(connection: Connection): Phase | undefined {
    return this.#phases.get(connection)
  }

  /** Whoever was in this place before is reset. */
  set(connection: Connection, phase: Phase): void {
    this.forget(connection)
    this.#phases.set(connection, phase)
    if (phase.kind === 'stranger') this.strangers += 1
    if (phase.kind !== 'next') return
    this.forget(this.#next.get(phase.peer) ?? null)?.reset()
    this.#next.set(phase.peer, connection)
  }

  /** Takes a connection out of the books; gives it back. */
  forget(connection: Connection | null): Connection | null {
    if (connection === null) return null
    const phase = this.#phases.get(connection)
    this.#phases.delete(connection)
    if (phase?.kind === 'stranger') this.strangers -= 1
    if (phase?.kind === 'next' && this.#next.get(phase.peer) === connection) {
      this.#next.delete(phase.peer)
    }
    return connection
  }

  /** The peer's waiting connection, taken out of the books; null when none waits. */
  takeNext(peer: NodeId): { readonly connection: Connection; readonly hello: Hello } | null {
    const connection = this.#next.get(peer)
    const phase = connection === undefined ? undefined : this.#phases.get(connection)
    if (connection === undefined || phase?.kind !== 'next') return null
    this.forget(connection)
    return { connection, hello: phase.hello }
  }

  /** Who has waited longest of those that have not said who they are. */
  oldestStranger(): Connection | null {
    for (const [connection, { kind }] of this.#phases) if (kind === 'stranger') return connection
    return null
  }

  /** Connections that carry messages. */
  *open(): Iterable<Connection> {
    for (const [connection, { kind }] of this.#phases) if (kind === 'open') yield connection
  }

  entries(): Iterable<[Connection, Phase]> {
    return this.#phases.entries()
  }

  clear(): void {
    this.#phases.clear()
    this.#next.clear()
    this.strangers = 0
  }
}
