// Reads the damage of a fault: its name, then its parts, put together as the name asks.

import { faultCatalogue } from './fault-catalogue.ts'
import { type Damage, type DamageKind, everything } from './notation.ts'
import type { Cut, LinkSelector, Nodes, Selection } from './notation.ts'
import { readDamageName } from './notation-name.ts'
import { demand, type Parts, readParts, settle } from './notation-parts.ts'
import { mark, type Range, type Reader } from './notation-reader.ts'
import type { Ppm } from './units.ts'

/** Reads up to the first clause. The kind is null when the name is not known. */
export function readDamage(reader: Reader): {
  damage: Damage | null
  kind: DamageKind | null
  /** where the name stands */
  name: Range
} {
  const name = readDamageName(reader)
  const before = reader.marks.length
  const parts = readParts(reader, name)
  if (name.kind === null) {
    // Nothing can be said of the parts of a fault that nobody knows.
    reader.marks.length = before
    return { damage: null, kind: null, name: name.range }
  }
  const entry = faultCatalogue[name.kind]
  settle(reader, name.kind, entry, parts)
  if (reader.marks.length === before) demand(reader, entry, parts, name.range)
  const damage = build(reader, name.kind, parts)
  return { damage, kind: name.kind, name: name.range }
}

function build(reader: Reader, kind: DamageKind, parts: Parts): Damage {
  const range = parts.target?.range ?? { start: 0, end: 0 }
  const ppm = parts.percent?.value[0] ?? 1_000_000
  const span = parts.span?.value ?? { kind: 'const', at: 0 }
  if (kind !== 'burst' && (parts.percent?.value.length ?? 0) > 1) {
    mark(reader, 'WL3007', parts.percent?.range ?? range, 'one percentage is enough')
  }
  switch (kind) {
    case 'drop':
      return { kind, ppm, messages: selection(reader, parts) }
    case 'burst':
      return { kind, ...spells(reader, parts), messages: selection(reader, parts) }
    case 'duplicate':
      return { kind, ppm, later: parts.later?.value ?? null, messages: selection(reader, parts) }
    case 'reorder':
      return { kind, ppm, by: parts.by?.value ?? null, messages: selection(reader, parts) }
    case 'corrupt': {
      const unchecked = parts.unchecked !== null
      const how = parts.flip?.value ?? 'flip'
      return { kind, ppm, how, unchecked, messages: selection(reader, parts) }
    }
    case 'hold':
    case 'release':
      return { kind, messages: selection(reader, parts) }
    case 'delay':
      return { kind, extra: span, messages: selection(reader, parts) }
    case 'bandwidth': {
      const rate = parts.rate?.value ?? 1
      if (rate === 0) {
        const said = parts.rate?.range ?? range
        mark(reader, 'WL3006', said, 'a link that carries nothing is a stall or a partition')
      }
      const { size: queue, policy } = parts.queue?.value ?? { size: null, policy: 'tail' as const }
      return { kind, bytesPerSecond: Math.max(1, rate), queue, policy, link: linkOf(reader, parts) }
    }
    case 'stall':
    case 'reset':
    case 'close':
    case 'half-open':
      return { kind, link: linkOf(reader, parts) ?? { kind: 'of', nodes: [] } }
    case 'heal':
      return { kind, link: linkOf(reader, parts) }
    case 'partition':
      return { kind, cut: cutOf(parts) }
    case 'bridge':
      return { kind, node: bridgeOf(reader, parts) }
    case 'majorities-ring':
      return { kind }
    case 'slow':
      return { kind, step: span, nodes: nodesOf(reader, parts, kind) }
    case 'clock-step':
      return { kind, by: parts.jump?.value ?? 0, nodes: nodesOf(reader, parts, kind) }
    case 'clock-drift':
      return { kind, ppm: driftOf(reader, parts), nodes: nodesOf(reader, parts, kind) }
    case 'clock-strobe':
      return { kind, by: parts.swing?.value ?? 0, nodes: nodesOf(reader, parts, kind) }
    case 'clock-coarse': {
      const tick = span.kind === 'const' ? span.at : 0
      if (tick === 0 && parts.span !== null) {
        mark(reader, 'WL3006', parts.span.range, 'a tick is one duration above 0, such as 16ms')
      }
      return { kind, tick, nodes: nodesOf(reader, parts, kind) }
    }
    case 'disk-slow':
      return { kind, by: span, nodes: nodesOf(reader, parts, kind) }
    case 'disk-rot':
    case 'disk-read-error':
    case 'disk-misdirect':
    case 'disk-phantom':
      return { kind, ppm, nodes: nodesOf(reader, parts, kind) }
    default:
      return { kind, nodes: nodesOf(reader, parts, kind) }
  }
}

function selection(reader: Reader, parts: Parts): Selection {
  const counted = parts.kinds?.value ?? { kinds: null, first: null, last: null }
  const where = parts.where?.value ?? null
  return { link: linkOf(reader, parts), filter: { ...everything, ...counted, where } }
}

function linkOf(reader: Reader, parts: Parts): LinkSelector | null {
  const said = parts.target
  if (said === null) return null
  const { value } = said
  if (value.kind === 'one-way' || value.kind === 'both-ways') return value
  if (value.kind === 'nodes') return { kind: 'of', nodes: value.nodes }
  mark(reader, 'WL3007', said.range, 'this takes a link (n1-n2, n1->n2 or n1), not groups')
  return null
}

function nodesOf(reader: Reader, parts: Parts, kind: DamageKind): Nodes {
  const said = parts.target
  if (said === null) return []
  if (said.value.kind === 'nodes') return said.value.nodes
  const { name } = faultCatalogue[kind]
  mark(reader, 'WL3007', said.range, `"${name}" takes nodes, such as n1,n2, not links or groups`)
  return []
}

function cutOf(parts: Parts): Cut {
  const target = parts.target?.value
  if (target === undefined) return { kind: 'halves' }
  switch (target.kind) {
    case 'nodes':
      return { kind: 'off', nodes: target.nodes }
    case 'one-way':
    case 'both-ways':
      return { kind: 'link', link: target }
    case 'groups':
      return { kind: 'groups', groups: target.groups }
    default:
      return { kind: target.kind }
  }
}

/** `bridge random one` is `bridge`. */
function bridgeOf(reader: Reader, parts: Parts): string | null {
  if (parts.target === null) return null
  const nodes = nodesOf(reader, parts, 'bridge')
  const [node] = nodes
  if (nodes.length === 1 && node?.kind === 'named') return node.name
  if (nodes.length === 1 && node?.kind === 'random' && node.size === 1) return null
  if (nodes.length > 0) mark(reader, 'WL3007', parts.target.range, 'a bridge is one node')
  return null
}

function driftOf(reader: Reader, parts: Parts): Ppm {
  const said = parts.drift
  if (said === null) return 0
  if (Math.abs(said.value) < 1_000_000) return said.value
  const words = 'a drift is below 1000000ppm either way (a clock that stands still: clock freeze)'
  mark(reader, 'WL3006', said.range, words)
  return 0
}

function spells(
  reader: Reader,
  parts: Parts,
): Omit<Extract<Damage, { kind: 'burst' }>, 'kind' | 'messages'> {
  const said = parts.percent
  const [intoPpm = 0, outPpm = 0, badPpm = 1_000_000, goodPpm = 0] = said?.value ?? []
  if (said !== null && (said.value.length < 2 || said.value.length > 4)) {
    const words = 'a burst has two to four percentages: into it, out of it, loss in bad, in good'
    mark(reader, 'WL3006', said.range, words)
  }
  return { intoPpm, outPpm, badPpm, goodPpm }
}
