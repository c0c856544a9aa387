// A concrete fault in a few words, for the margin of a diagram: `n2 cut off`, `n1 | n2 n3`,
// `drop 10 %`. The notation of the plan says it exactly; this says it short.

import type { Fault, Filter, Links } from '../sim/fault.ts'
import type { Span } from '../sim/span.ts'
import type { NodeId } from '../sim/units.ts'
import { decimal, span } from './words.ts'

/** What a fault touches, which decides the row of a diagram that shows it. */
export type Ground = 'node' | 'net' | 'weather' | 'clock' | 'disk' | 'none'

/**
 * Where a fault shows: on its node's own row (crash, pause), as a separation of nodes (net), as
 * what happens to messages at large (weather), on a clock, on a disk, or nowhere (the end of another).
 */
export function groundOf(fault: Fault): Ground {
  switch (fault.kind) {
    case 'crash':
    case 'restart':
    case 'stay-down':
    case 'pause':
      return 'node'
    case 'end':
    case 'heal':
    case 'release':
      return 'none'
    case 'cut':
    case 'stall':
    case 'hold':
    case 'half-open':
    case 'refuse':
    case 'hang':
    case 'disconnect':
    case 'reset':
    case 'close':
      return 'net'
    case 'drop':
    case 'burst':
    case 'duplicate':
    case 'reorder':
    case 'corrupt':
    case 'delay':
    case 'bandwidth':
      return 'weather'
    case 'slow':
    case 'clock-step':
    case 'clock-drift':
    case 'clock-freeze':
    case 'clock-strobe':
    case 'clock-coarse':
    case 'clock-reset':
      return 'clock'
    case 'disk-full':
    case 'disk-stall':
    case 'disk-slow':
    case 'disk-torn':
    case 'disk-rot':
    case 'disk-read-error':
    case 'disk-lying-sync':
    case 'disk-misdirect':
    case 'disk-phantom':
      return 'disk'
  }
}

/** True for a fault that stays until its end is named, all is healed, or the storm ends. */
export function lasts(fault: Fault): boolean {
  switch (fault.kind) {
    case 'end':
    case 'heal':
    case 'release':
    case 'reset':
    case 'close':
    case 'crash':
    case 'restart':
    case 'stay-down':
    case 'clock-step':
    case 'clock-reset':
      return false
    default:
      return true
  }
}

/**
 * The fault in a few words.
 * @param everybody all nodes of the system, so that a cut from all others can be told as such
 */
export function inShort(fault: Fault, everybody: readonly NodeId[]): string {
  switch (fault.kind) {
    case 'end':
      return `fault ${fault.of} ends`
    case 'heal':
      return fault.links === null ? 'healed' : `${between(fault.links, everybody)} healed`
    case 'cut':
      return cutInShort(fault.links, everybody)
    case 'drop':
      return `drop ${share(fault.ppm)}${kinds(fault.filter)}${on(fault.links, everybody)}`
    case 'burst':
      return `drop in bursts${kinds(fault.filter)}${on(fault.links, everybody)}`
    case 'duplicate':
      return `duplicate ${share(fault.ppm)}${kinds(fault.filter)}${on(fault.links, everybody)}`
    case 'reorder':
      return `reorder ${share(fault.ppm)}${kinds(fault.filter)}${on(fault.links, everybody)}`
    case 'corrupt':
      return `corrupt ${share(fault.ppm)}${kinds(fault.filter)}${on(fault.links, everybody)}`
    case 'delay':
      return `delay ${spanInShort(fault.extra)}${kinds(fault.filter)}${on(fault.links, everybody)}`
    case 'bandwidth':
      return `${decimal(fault.bytesPerSecond / 1_000, 1)} kB/s${on(fault.links, everybody)}`
    case 'hold':
    case 'release':
      return `${fault.kind}${kinds(fault.filter)}${on(fault.links, everybody)}`
    case 'stall':
    case 'reset':
    case 'close':
    case 'half-open':
      return `${fault.kind}${on(fault.links, everybody)}`
    case 'refuse':
    case 'hang':
    case 'disconnect':
      return `${fault.kind} ${fault.nodes.join(' ')}`
    case 'crash':
      return fault.lose === 'drawn'
        ? `crash ${fault.node}`
        : `crash ${fault.node} lose ${fault.lose}`
    case 'stay-down':
      return `${fault.node} stays down`
    case 'restart':
    case 'pause':
      return `${fault.kind} ${fault.node}`
    case 'slow':
      return `slow ${fault.node} ${spanInShort(fault.step)}`
    case 'clock-step':
      return `clock ${fault.node} ${fault.by < 0 ? '-' : '+'}${span(Math.abs(fault.by))}`
    case 'clock-drift':
      return `clock ${fault.node} ${fault.ppm < 0 ? '' : '+'}${fault.ppm}ppm`
    case 'clock-freeze':
      return `clock ${fault.node} frozen`
    case 'clock-strobe':
      return `clock ${fault.node} ±${span(fault.by)}`
    case 'clock-coarse':
      return `clock ${fault.node} in ${span(fault.tick)} steps`
    case 'clock-reset':
      return `clock ${fault.node} true`
    case 'disk-full':
      return `disk ${fault.node} full`
    case 'disk-stall':
      return `disk ${fault.node} stalled`
    case 'disk-slow':
      return `disk ${fault.node} slow by ${spanInShort(fault.by)}`
    case 'disk-torn':
      return `disk ${fault.node} tears`
    case 'disk-rot':
      return `disk ${fault.node} rots ${share(fault.ppm)}`
    case 'disk-read-error':
      return `disk ${fault.node} unreadable ${share(fault.ppm)}`
    case 'disk-lying-sync':
      return `disk ${fault.node} lies`
    case 'disk-misdirect':
      return `disk ${fault.node} misdirects ${share(fault.ppm)}`
    case 'disk-phantom':
      return `disk ${fault.node} forgets ${share(fault.ppm)}`
  }
}

/** A span of durations in a few words: `10 ms..30 ms`. */
export function spanInShort(spread: Span): string {
  switch (spread.kind) {
    case 'const':
      return span(spread.at)
    case 'uniform':
      return `${span(spread.min)}..${span(spread.max)}`
    case 'normal':
      return `${span(spread.mean)}±${span(spread.sd)}`
    case 'exp':
      return `about ${span(spread.mean)}`
    case 'pareto':
      return `from ${span(spread.min)}`
    case 'bimodal':
      return `${span(spread.usual)}, rarely ${span(spread.rare)}`
    case 'trace':
      return `as ${spread.path}`
  }
}

const share = (ppm: number): string => `${decimal(ppm / 10_000, 4)} %`

const kinds = (filter: Filter): string =>
  filter.kinds === null ? '' : ` ${filter.kinds.join(',')}`

function on(links: readonly Links[], everybody: readonly NodeId[]): string {
  const where = between(links, everybody)
  return where === '' ? '' : ` ${where}`
}

/** Empty when the links are all there are. */
function between(links: readonly Links[], everybody: readonly NodeId[]): string {
  const parts: string[] = []
  for (const one of paired(links)) {
    const all = one.from.length === everybody.length && one.to.length === everybody.length
    if (all) return ''
    parts.push(
      `${group(one.from, everybody)}${one.bothWays ? ' - ' : ' → '}${group(one.to, everybody)}`,
    )
  }
  return parts.length > 3 ? `${parts.length} links` : parts.join(', ')
}

function cutInShort(links: readonly Links[], everybody: readonly NodeId[]): string {
  const pairs = paired(links)
  const only = pairs[0]
  if (pairs.length !== 1 || only === undefined) {
    const where = between(links, everybody)
    return where === '' ? 'all cut off' : `cut ${where}`
  }
  if (!only.bothWays) {
    return `${group(only.from, everybody)} → ${group(only.to, everybody)} cut`
  }
  const [small, large] =
    only.from.length <= only.to.length ? [only.from, only.to] : [only.to, only.from]
  if (small.length + large.length === everybody.length) return `${small.join(' ')} cut off`
  return `${small.join(' ')} | ${large.join(' ')}`
}

function group(nodes: readonly NodeId[], everybody: readonly NodeId[]): string {
  if (nodes.length === everybody.length) return 'all'
  if (everybody.length > 3 && nodes.length === everybody.length - 1) return 'the others'
  return nodes.length > 4 ? `${nodes.length} nodes` : nodes.join(' ')
}

interface Pair {
  readonly from: readonly NodeId[]
  readonly to: readonly NodeId[]
  readonly bothWays: boolean
}

/** Directed links whose opposite is also there become one, both ways. */
function paired(links: readonly Links[]): Pair[] {
  const pairs: Pair[] = []
  const left = links.map(apart)
  for (let one = left.shift(); one !== undefined; one = left.shift()) {
    const { from, to } = one
    const opposite = left.findIndex((other) => same(other.from, to) && same(other.to, from))
    if (opposite >= 0) left.splice(opposite, 1)
    pairs.push({ from, to, bothWays: opposite >= 0 || same(from, to) })
  }
  return pairs
}

/** No node has a link to itself, so a lone node need not stand on the other side too. */
function apart({ from, to }: Links): Links {
  const [first] = from
  const [last] = to
  if (from.length === 1 && first !== undefined) return { from, to: to.filter((id) => id !== first) }
  if (to.length === 1 && last !== undefined) return { from: from.filter((id) => id !== last), to }
  return { from, to }
}

const same = (some: readonly NodeId[], others: readonly NodeId[]): boolean =>
  some.length === others.length && some.every((one) => others.includes(one))
