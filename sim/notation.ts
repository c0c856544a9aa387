// The fault notation as data: what one line says, before a seed has drawn anything. Random nodes,
// drawn instants and repetitions are still in it; sim/nemesis turns lines into the concrete Faults
// of fault.ts. The text form is read by notation-parse.ts and written by notation-print.ts.

import type { Filter, Place } from './fault.ts'
import type { Span } from './span.ts'
import type { Micros, Ppm } from './units.ts'

/** One line: a damage and its clauses, each null when it is not said. */
export type FaultLine = {
  readonly damage: Damage
  /** `@ …` */
  readonly at: Instant | null
  /** `for …`: how long each occurrence of a lasting damage holds */
  readonly lasts: Span | null
  /** `every … times n`; `times` null: until the storm ends */
  readonly every: { readonly span: Span; readonly times: number | null } | null
  /** `restart +…` or `restart never`, of a crash or of a disk that is full or cannot be read */
  readonly restart: Span | 'never' | null
  /** `lose …`, of a crash */
  readonly lose: 'memory' | 'unsynced' | 'disk' | null
}

/** `between`: the seed draws the instant. `nth` counts from 1. */
export type Instant =
  | { readonly kind: 'time'; readonly time: Micros }
  | { readonly kind: 'between'; readonly min: Micros; readonly max: Micros }
  | { readonly kind: 'on' | 'before'; readonly message: string; readonly nth: number }
  | { readonly kind: 'after-persist'; readonly nth: number }
  | { readonly kind: 'after-send'; readonly message: string; readonly nth: number }
  | { readonly kind: 'goal'; readonly goal: string }
  /** the target takes that role */
  | { readonly kind: 'role'; readonly role: string }
  | { readonly kind: 'place'; readonly place: Place }

/**
 * `named` is a node, a role or a domain. `random` is drawn once per occurrence; a number takes that
 * many, the other sizes depend on how many servers there are. `each` is one after the other.
 */
export type NodeSelector =
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'random'; readonly size: number | 'minority' | 'majority' | 'minority-third' }
  | { readonly kind: 'all' }
  | { readonly kind: 'each' }

export type Nodes = readonly NodeSelector[]

/** `a->b` or `a-b`. */
export type Between = {
  readonly kind: 'one-way' | 'both-ways'
  readonly from: Nodes
  readonly to: Nodes
}

/** Between these and those, or every link of these nodes. */
export type LinkSelector = Between | { readonly kind: 'of'; readonly nodes: Nodes }

/** Which messages: all that is null matches everything. */
export type Selection = { readonly link: LinkSelector | null; readonly filter: Filter }

export type Cut =
  | { readonly kind: 'groups'; readonly groups: readonly Nodes[] }
  | { readonly kind: 'link'; readonly link: Between }
  /** these nodes from all others */
  | { readonly kind: 'off'; readonly nodes: Nodes }
  | { readonly kind: 'halves' }
  | { readonly kind: 'ring' }

export type Damage =
  | { readonly kind: 'drop'; readonly ppm: Ppm; readonly messages: Selection }
  | {
      readonly kind: 'burst'
      readonly intoPpm: Ppm
      readonly outPpm: Ppm
      readonly badPpm: Ppm
      readonly goodPpm: Ppm
      readonly messages: Selection
    }
  | {
      readonly kind: 'duplicate'
      readonly ppm: Ppm
      readonly later: Span | null
      readonly messages: Selection
    }
  | {
      readonly kind: 'reorder'
      readonly ppm: Ppm
      /** null: the default of sim/nemesis */
      readonly by: Span | null
      readonly messages: Selection
    }
  | {
      readonly kind: 'corrupt'
      readonly ppm: Ppm
      readonly how: 'flip' | 'truncate'
      readonly unchecked: boolean
      readonly messages: Selection
    }
  | { readonly kind: 'hold' | 'release'; readonly messages: Selection }
  | { readonly kind: 'delay'; readonly extra: Span; readonly messages: Selection }
  | {
      readonly kind: 'bandwidth'
      readonly bytesPerSecond: number
      /** bytes that may wait; null: no bound, and then the policy is `tail` */
      readonly queue: number | null
      readonly policy: 'tail' | 'head' | 'random'
      readonly link: LinkSelector | null
    }
  | { readonly kind: 'stall' | 'reset' | 'close' | 'half-open'; readonly link: LinkSelector }
  | {
      readonly kind:
        | 'swizzle'
        | 'refuse'
        | 'hang'
        | 'disconnect'
        | 'isolate'
        | 'wipe'
        | 'crash'
        | 'pause'
        | 'clock-freeze'
        | 'clock-reset'
        | 'disk-full'
        | 'disk-stall'
        | 'disk-torn'
        | 'disk-lying-sync'
      readonly nodes: Nodes
    }
  | { readonly kind: 'partition'; readonly cut: Cut }
  /** null: the seed draws which node hears both halves */
  | { readonly kind: 'bridge'; readonly node: string | null }
  | { readonly kind: 'majorities-ring' }
  | { readonly kind: 'heal'; readonly link: LinkSelector | null }
  | { readonly kind: 'slow'; readonly step: Span; readonly nodes: Nodes }
  | { readonly kind: 'clock-step'; readonly by: Micros; readonly nodes: Nodes }
  | { readonly kind: 'clock-drift'; readonly ppm: Ppm; readonly nodes: Nodes }
  /** the clause `every` of a strobe says how often it changes; it does not repeat the strobe */
  | { readonly kind: 'clock-strobe'; readonly by: Micros; readonly nodes: Nodes }
  | { readonly kind: 'clock-coarse'; readonly tick: Micros; readonly nodes: Nodes }
  | { readonly kind: 'disk-slow'; readonly by: Span; readonly nodes: Nodes }
  | {
      readonly kind: 'disk-rot' | 'disk-read-error' | 'disk-misdirect' | 'disk-phantom'
      readonly ppm: Ppm
      readonly nodes: Nodes
    }

export type DamageKind = Damage['kind']

/** Every kind of damage, in the order in which a person reads about them. */
export const damageKinds: readonly DamageKind[] = [
  ...(['drop', 'burst', 'duplicate', 'reorder', 'corrupt', 'hold', 'release'] as const),
  ...(['delay', 'bandwidth', 'swizzle', 'stall'] as const),
  ...(['partition', 'isolate', 'bridge', 'majorities-ring', 'heal'] as const),
  ...(['reset', 'close', 'half-open', 'refuse', 'hang', 'disconnect'] as const),
  ...(['crash', 'wipe', 'pause', 'slow'] as const),
  ...(['clock-step', 'clock-drift', 'clock-freeze', 'clock-strobe', 'clock-coarse'] as const),
  'clock-reset',
  ...(['disk-torn', 'disk-rot', 'disk-read-error'] as const),
  ...(['disk-full', 'disk-stall', 'disk-slow'] as const),
  ...(['disk-lying-sync', 'disk-misdirect', 'disk-phantom'] as const),
]

/** A filter that lets everything through. */
export const everything: Selection['filter'] = { kinds: null, first: null, last: null, where: null }

/** A damage without clauses. */
export const bare = (damage: Damage): FaultLine => ({
  damage,
  at: null,
  lasts: null,
  every: null,
  restart: null,
  lose: null,
})

export const named = (name: string): NodeSelector => ({ kind: 'named', name })

/**
 * Words that the notation keeps for itself: no node, role or domain may be called so.
 */
export const reservedWords: ReadonlySet<string> = new Set([
  ...['for', 'every', 'times', 'restart', 'lose', 'never'],
  ...['random', 'one', 'minority', 'majority', 'all', 'each', 'halves', 'ring'],
  ...['kind', 'where', 'burst', 'later', 'by', 'flip', 'truncate', 'unchecked', 'queue'],
  ...['tail', 'head', 'const', 'uniform', 'normal', 'exp', 'pareto', 'bimodal', 'trace'],
])
