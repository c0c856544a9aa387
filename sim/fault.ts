// Faults as the worlds apply them: concrete, plain data. What a person writes (random nodes, drawn
// instants, repetitions) is a Damage (notation.ts); a nemesis turns it into these, once, before the run.

import type { Message } from './actor.ts'
import type { Plain } from './plain.ts'
import type { Span } from './span.ts'
import type { Micros, NodeId, Ppm } from './units.ts'

/** A step is named by its cause: `append#3 n1>n2`, `election#5 at n2`, `start#2 at n1`. */
export type Place = {
  readonly step: string
  readonly at: 'before' | 'early' | 'written' | 'durable' | 'sent'
  /** k of `early k` and `sent k`, from 1; else 0 */
  readonly nth: number
}

/** What an instant can be besides a time: an event of the run. `nth` counts from 1. */
export type When =
  | { readonly kind: 'time'; readonly time: Micros }
  | { readonly kind: 'place'; readonly place: Place }
  /** the nth delivery of a message of that kind, anywhere: after or before its step */
  | { readonly kind: 'on' | 'before'; readonly message: string; readonly nth: number }
  /** the nth step anywhere that wrote: written, nothing sent */
  | { readonly kind: 'after-persist'; readonly nth: number }
  /** the nth message of that kind has left */
  | { readonly kind: 'after-send'; readonly message: string; readonly nth: number }
  /** `sometimes(goal)` was reached for the first time */
  | { readonly kind: 'goal'; readonly goal: string }
  /** one of these nodes takes that role of its view in a step, written; null: anybody */
  | { readonly kind: 'role'; readonly role: string; readonly nodes: readonly NodeId[] | null }

/**
 * One entry of a plan. `after` is counted from the instant of `when` (an end that is due some time
 * after its beginning, which itself waited for an event).
 */
export type Planned = {
  readonly id: number
  readonly when: When
  /** the entry whose striking starts the clock of `when` (time counts from then), or null */
  readonly since: number | null
  readonly fault: Fault | Whoever
  /** of a fault that named a role, once it has struck: whom */
  readonly who?: { readonly role: string; readonly node: NodeId }
}

/** An entry of which it is known whom it strikes. */
export type Settled = Planned & { readonly fault: Fault }

export const isSettled = (planned: Planned): planned is Settled => planned.fault.kind !== 'whoever'

/**
 * A fault of whoever has a role of its view when it strikes; while nobody has it, it waits. Of several
 * it is the one of the highest term, then the first of the roster.
 */
export type Whoever = {
  readonly kind: 'whoever'
  readonly role: string
  /** the entry that looks for whoever has it; all others of the occurrence strike the same node */
  readonly by: number
  /** of the entries of one line that wait only the last does, so that they do not pile up */
  readonly line: number
  /** what it is for each node that may have the role; null: nothing */
  readonly choices: readonly { readonly node: NodeId; readonly fault: Fault | null }[]
}

/** Which messages a message fault takes. All that is null matches everything. */
export type Filter = {
  /** message kinds */
  readonly kinds: readonly string[] | null
  /** of these kinds on this link, from the first-th to the last-th (from 1), counted by the fault */
  readonly first: number | null
  readonly last: number | null
  readonly where: {
    /** field path, `entries.0.term` */
    readonly path: string
    readonly op: '=' | '!=' | '<' | '>'
    readonly value: string | number | boolean
  } | null
}

/** Directed links: every ordered pair (from[i], to[j]) with from !== to. */
export type Links = { readonly from: readonly NodeId[]; readonly to: readonly NodeId[] }

/**
 * Lasting faults (marked L) stay until `end` names their id, or `heal`. All else is instant.
 */
export type Fault =
  /** ends one lasting fault by its id */
  | { readonly kind: 'end'; readonly of: number }
  /**
   * Ends all lasting faults of network and disks; with links, those of the network that touch them.
   * Held messages go out.
   */
  | { readonly kind: 'heal'; readonly links: readonly Links[] | null }
  // messages, datagram links only
  | {
      readonly kind: 'drop'
      readonly links: readonly Links[]
      readonly ppm: Ppm
      readonly filter: Filter
    } // L
  | {
      readonly kind: 'burst' // L: Gilbert–Elliott, one state per directed link
      readonly links: readonly Links[]
      readonly intoPpm: Ppm
      readonly outPpm: Ppm
      readonly badPpm: Ppm
      readonly goodPpm: Ppm
      readonly filter: Filter
    }
  | {
      readonly kind: 'duplicate' // L
      readonly links: readonly Links[]
      readonly ppm: Ppm
      /** how much later than its own delay the copy comes; null: a delay of its own */
      readonly later: Span | null
      readonly filter: Filter
    }
  | {
      readonly kind: 'reorder' // L
      readonly links: readonly Links[]
      readonly ppm: Ppm
      readonly by: Span
      readonly filter: Filter
    }
  | {
      readonly kind: 'corrupt' // L
      readonly links: readonly Links[]
      readonly ppm: Ppm
      readonly how: 'flip' | 'truncate'
      /** true: the damaged message reaches the actor; false: the checksum rejects it */
      readonly unchecked: boolean
      readonly filter: Filter
    }
  // messages, either kind of link
  | { readonly kind: 'hold'; readonly links: readonly Links[]; readonly filter: Filter } // L
  | { readonly kind: 'release'; readonly links: readonly Links[]; readonly filter: Filter }
  // links
  | {
      readonly kind: 'delay'
      readonly links: readonly Links[]
      readonly extra: Span
      readonly filter: Filter
    } // L
  | {
      readonly kind: 'bandwidth' // L
      readonly links: readonly Links[]
      readonly bytesPerSecond: number
      /** bytes that may wait; null: no bound */
      readonly queue: number | null
      readonly policy: 'tail' | 'head' | 'random'
    }
  /** L: nothing moves, no error, then it goes on */
  | { readonly kind: 'stall'; readonly links: readonly Links[] }
  /** L: messages leaving while cut are lost (datagram), stall and then reset (stream) */
  | { readonly kind: 'cut'; readonly links: readonly Links[] }
  // connections, stream links only
  | { readonly kind: 'reset' | 'close'; readonly links: readonly Links[] }
  /** L: `from` is gone and `to` does not know: nothing passes either way, only `from` is told */
  | { readonly kind: 'half-open'; readonly links: readonly Links[] }
  /** L: new connections to the nodes are refused, or never complete */
  | { readonly kind: 'refuse' | 'hang'; readonly nodes: readonly NodeId[] }
  /** L: cuts all connections of the nodes (reset) and keeps them off */
  | { readonly kind: 'disconnect'; readonly nodes: readonly NodeId[] }
  // processes
  | {
      readonly kind: 'crash'
      readonly node: NodeId
      readonly lose: 'drawn' | 'memory' | 'unsynced' | 'disk'
    }
  | { readonly kind: 'restart'; readonly node: NodeId }
  /** from here on this node, while down, is not started again: not even by the calm */
  | { readonly kind: 'stay-down'; readonly node: NodeId }
  /** L */
  | { readonly kind: 'pause'; readonly node: NodeId }
  /** L: each step takes that long */
  | { readonly kind: 'slow'; readonly node: NodeId; readonly step: Span }
  // clocks
  /** the wall clock jumps by that much */
  | { readonly kind: 'clock-step'; readonly node: NodeId; readonly by: Micros }
  /** L: wall and monotonic clock and timers run at another rate */
  | { readonly kind: 'clock-drift'; readonly node: NodeId; readonly ppm: Ppm }
  /** L: both clocks and the timers stand still */
  | { readonly kind: 'clock-freeze'; readonly node: NodeId }
  /** L: the wall clock is `by` ahead, then `by` behind, changing every `every` */
  | {
      readonly kind: 'clock-strobe'
      readonly node: NodeId
      readonly by: Micros
      readonly every: Micros
    }
  /** L: both clocks tick in steps */
  | { readonly kind: 'clock-coarse'; readonly node: NodeId; readonly tick: Micros }
  /** both clocks true and at the true rate again */
  | { readonly kind: 'clock-reset'; readonly node: NodeId }
  // disks
  /** L: a sync that begins fails, which stops the node with nothing of the batch kept */
  | { readonly kind: 'disk-full'; readonly node: NodeId }
  /** L: no sync ends until it is over; steps go on, their outputs wait */
  | { readonly kind: 'disk-stall'; readonly node: NodeId }
  /** L: each sync takes that much longer */
  | { readonly kind: 'disk-slow'; readonly node: NodeId; readonly by: Span }
  /** L: of the writes that a crash takes along, the oldest batch is stored in part */
  | { readonly kind: 'disk-torn'; readonly node: NodeId }
  /** L: a sync says at once that it has succeeded, and makes nothing durable */
  | { readonly kind: 'disk-lying-sync'; readonly node: NodeId }
  /** L: so many reads of a stored row fail, which stops the node */
  | { readonly kind: 'disk-read-error'; readonly node: NodeId; readonly ppm: Ppm }
  /**
   * L, of so many rows: what is stored is damaged when it is read, a write lands under another key
   * of its table, a write is acknowledged and not done.
   */
  | {
      readonly kind: 'disk-rot' | 'disk-misdirect' | 'disk-phantom'
      readonly node: NodeId
      readonly ppm: Ppm
    }

/** What a plan does to the disk of a node. */
export type DiskFault = Extract<Fault, { kind: `disk-${string}` }>

export const isDiskFault = (fault: Fault): fault is DiskFault => fault.kind.startsWith('disk-')

/** The ways in which a disk does not keep or give back what was written. */
export type DiskHarm = 'torn' | 'rot' | 'read-error' | 'lying-sync' | 'misdirect' | 'phantom'
export const diskHarms: readonly DiskHarm[] = [
  ...(['torn', 'rot', 'read-error', 'lying-sync', 'misdirect', 'phantom'] as const),
]

/** A fault of a disk beyond the crash model: what was synced is lost, wrong or out of reach. */
export type HarmFault = Extract<DiskFault, { kind: `disk-${DiskHarm}` }>

/** The harm that a fault does to a disk; null where it does none. */
export const harmOf = (fault: Fault): DiskHarm | null =>
  diskHarms.find((harm) => fault.kind === `disk-${harm}`) ?? null

/** Mail of the workload: the peer `workload` sends it to a client at that instant. */
export type Call = { readonly client: NodeId; readonly at: Micros; readonly message: Message }

/** The value at `path` of a message, or undefined. Shared by every world's filters. */
export function fieldAt(message: Message, path: string): Plain {
  let value: unknown = message
  for (const step of path.split('.')) {
    if (value === null || typeof value !== 'object') return undefined
    value = value instanceof Map ? value.get(step) : (value as Record<string, unknown>)[step]
  }
  return value as Plain
}
