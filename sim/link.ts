// The healthy network: what every pair of nodes has before any fault touches it.

import type { Span } from './span.ts'
import type { Micros } from './units.ts'

export type LinkKind = 'datagram' | 'stream'

export interface Network {
  /** Kind of every link that `links` does not name. */
  readonly link: LinkKind
  /** By pair of roles, `'client-sender'`; the order of the two does not matter. */
  readonly links: Readonly<Record<string, LinkKind>>
  /** One way, each message (datagram) or each message in its turn (stream). */
  readonly latency: Span
  /** Datagrams in order of sending. */
  readonly fifo: boolean
  /** A cut stream ends after this long. */
  readonly resetAfter: Micros
  /** Messages one node may have on the way to one peer over a stream or a held or cut link. */
  readonly queue: number
}

export interface Disk {
  /** How long a sync takes. */
  readonly sync: Span
}

export const networkDefault: Network = {
  link: 'datagram',
  links: {},
  latency: { kind: 'uniform', min: 1_000, max: 10_000 },
  fifo: false,
  resetAfter: 2_000_000,
  queue: 1_024,
}

export const diskDefault: Disk = { sync: { kind: 'uniform', min: 100, max: 1_000 } }
