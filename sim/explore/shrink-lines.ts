// What is simpler than one line of a plan: fewer clauses, fewer nodes, a simpler kind of damage. Each
// proposal says less than the line, even where it does more: a node cut off for the whole storm is
// easier to think about than one cut off for 304 ms.

import { faultCatalogue } from '../fault-catalogue.ts'
import {
  type Damage,
  type FaultLine,
  type LinkSelector,
  named,
  type Nodes,
  type NodeSelector,
} from '../notation.ts'
import type { Span } from '../span.ts'
import type { Micros, NodeId } from '../units.ts'

/** Without some of its clauses: all of them first. */
export function plainerLines(line: FaultLine): readonly FaultLine[] {
  const { damage, at, lasts, restart, lose } = line
  const lines: FaultLine[] = []
  const lastsLong = faultCatalogue[damage.kind].lasting
  if (lastsLong && damage.kind !== 'disconnect' && (at !== null || lasts !== null)) {
    lines.push({ ...line, at: null, lasts: null })
  }
  if (lasts !== null) lines.push({ ...line, lasts: null })
  if (restart !== null && lose !== null) lines.push({ ...line, restart: null, lose: null })
  if (restart !== null) lines.push({ ...line, restart: null })
  if (lose !== null) lines.push({ ...line, lose: null })
  if (damage.kind === 'wipe') {
    lines.push({ ...line, damage: { kind: 'crash', nodes: damage.nodes }, lose: 'unsynced' })
  }
  return lines
}

/** Another damage in its place, the simplest first. @param ids everybody who is there */
export function simplerDamages(damage: Damage, ids: readonly NodeId[]): readonly Damage[] {
  return [...simplerKinds(damage, ids), ...fewerNodes(damage), ...certainSpans(damage)]
}

function simplerKinds(damage: Damage, ids: readonly NodeId[]): readonly Damage[] {
  switch (damage.kind) {
    case 'wipe':
      return [{ kind: 'crash', nodes: damage.nodes }]
    case 'burst':
      return [{ kind: 'drop', ppm: 1_000_000, messages: damage.messages }]
    case 'drop':
    case 'duplicate':
    case 'reorder':
    case 'corrupt':
    case 'disk-rot':
    case 'disk-read-error':
    case 'disk-misdirect':
    case 'disk-phantom':
      return damage.ppm === 1_000_000 ? [] : [{ ...damage, ppm: 1_000_000 }]
    case 'isolate':
      return pairsWith(damage.nodes, ids)
    case 'partition':
      return damage.cut.kind === 'off' ? pairsWith(damage.cut.nodes, ids) : []
    default:
      return []
  }
}

/** A single node cut off from a single other one. */
function pairsWith(nodes: Nodes, ids: readonly NodeId[]): readonly Damage[] {
  const [one] = nodes
  if (nodes.length !== 1 || one?.kind !== 'named') return []
  return ids
    .filter((id) => id !== one.name)
    .map((id) => ({ kind: 'partition', cut: { kind: 'groups', groups: [[one], [named(id)]] } }))
}

const without = (nodes: Nodes): readonly Nodes[] =>
  nodes.length < 2 ? [] : nodes.map((_, at) => nodes.toSpliced(at, 1))

const singles = (nodes: Nodes): readonly Nodes[] =>
  nodes.length < 2 ? [] : nodes.map((node): readonly NodeSelector[] => [node])

/** One node alone where there are several, else one node less. */
const fewer = (nodes: Nodes): readonly Nodes[] =>
  nodes.length === 2 ? singles(nodes) : [...singles(nodes), ...without(nodes)]

function fewerNodes(damage: Damage): readonly Damage[] {
  if ('nodes' in damage) return fewer(damage.nodes).map((nodes) => ({ ...damage, nodes }))
  if ('messages' in damage) {
    const { messages } = damage
    return fewerLinks(messages.link).map((link) => ({ ...damage, messages: { ...messages, link } }))
  }
  switch (damage.kind) {
    case 'stall':
    case 'reset':
    case 'close':
    case 'half-open':
    case 'bandwidth':
    case 'heal':
      return fewerLinks(damage.link).map((link) => ({ ...damage, link }))
    case 'partition':
      return fewerCut(damage)
    default:
      return []
  }
}

function fewerLinks(link: LinkSelector | null): readonly LinkSelector[] {
  if (link === null) return []
  if (link.kind === 'of') return fewer(link.nodes).map((nodes) => ({ ...link, nodes }))
  return [
    ...fewer(link.from).map((from) => ({ ...link, from })),
    ...fewer(link.to).map((to) => ({ ...link, to })),
  ]
}

function fewerCut(damage: Extract<Damage, { kind: 'partition' }>): readonly Damage[] {
  const { cut } = damage
  switch (cut.kind) {
    case 'groups': {
      const two =
        cut.groups.length > 2 ? cut.groups.map((_, at) => cut.groups.toSpliced(at, 1)) : []
      const smaller = cut.groups.flatMap((group, at) =>
        fewer(group).map((nodes) => cut.groups.with(at, nodes)),
      )
      return [...two, ...smaller].map((groups) => ({ ...damage, cut: { ...cut, groups } }))
    }
    case 'link':
      return fewerLinks(cut.link).flatMap((link) =>
        link.kind === 'of' ? [] : [{ ...damage, cut: { ...cut, link } }],
      )
    case 'off':
      return fewer(cut.nodes).map((nodes) => ({ ...damage, cut: { ...cut, nodes } }))
    case 'halves':
    case 'ring':
      return []
  }
}

/** A certain length in place of a drawn one: the longest that is usual, then the shortest. */
function certainSpans(damage: Damage): readonly Damage[] {
  switch (damage.kind) {
    case 'duplicate':
      return damage.later === null
        ? []
        : [
            { ...damage, later: null },
            ...certain(damage.later).map((later) => ({ ...damage, later })),
          ]
    case 'reorder':
      return damage.by === null ? [] : certain(damage.by).map((by) => ({ ...damage, by }))
    case 'delay':
      return certain(damage.extra).map((extra) => ({ ...damage, extra }))
    case 'slow':
      return certain(damage.step).map((step) => ({ ...damage, step }))
    case 'disk-slow':
      return certain(damage.by).map((by) => ({ ...damage, by }))
    default:
      return []
  }
}

const certain = (span: Span): readonly Span[] =>
  endsOf(span).map((at): Span => ({ kind: 'const', at }))

function endsOf(span: Span): readonly Micros[] {
  switch (span.kind) {
    case 'const':
      return []
    case 'uniform':
      return [span.max, span.min]
    case 'normal':
      return [span.mean + 2 * span.sd, span.mean]
    case 'exp':
      return [3 * span.mean, span.mean]
    case 'pareto':
      return [3 * span.min, span.min]
    case 'bimodal':
      return [span.rare, span.usual]
    case 'trace':
      return span.samples.length === 0 ? [] : [Math.max(...span.samples), Math.min(...span.samples)]
  }
}
