// The names of nodes in a plan and in what is asked: who is named, the same without somebody, and the
// same under other names.

import type { Explicit } from '../explicit.ts'
import type { Call } from '../fault.ts'
import type { Cut, Damage, FaultLine, LinkSelector, Nodes } from '../notation.ts'
import { nodeId } from '../units.ts'

/** The line without this node; null when nobody is left to be hit. */
export function withoutNode(line: FaultLine, id: string): FaultLine | null {
  const damage = withoutIn(line.damage, id)
  return damage === null ? null : { ...line, damage }
}

function withoutIn(damage: Damage, id: string): Damage | null {
  const fewer = (nodes: Nodes): Nodes =>
    nodes.filter((node) => node.kind !== 'named' || node.name !== id)
  const shorter = (link: LinkSelector): LinkSelector | null => {
    if (link.kind === 'of') {
      const nodes = fewer(link.nodes)
      return nodes.length === 0 ? null : { ...link, nodes }
    }
    const [from, to] = [fewer(link.from), fewer(link.to)]
    return from.length === 0 || to.length === 0 ? null : { ...link, from, to }
  }
  if ('nodes' in damage) {
    const nodes = fewer(damage.nodes)
    return nodes.length === 0 ? null : { ...damage, nodes }
  }
  if ('messages' in damage) {
    const { link } = damage.messages
    if (link === null) return damage
    const left = shorter(link)
    return left === null ? null : { ...damage, messages: { ...damage.messages, link: left } }
  }
  switch (damage.kind) {
    case 'bandwidth':
    case 'heal': {
      if (damage.link === null) return damage
      const link = shorter(damage.link)
      return link === null ? null : { ...damage, link }
    }
    case 'stall':
    case 'reset':
    case 'close':
    case 'half-open': {
      const link = shorter(damage.link)
      return link === null ? null : { ...damage, link }
    }
    case 'partition': {
      const cut = cutWithout(damage.cut, fewer)
      return cut === null ? null : { ...damage, cut }
    }
    case 'bridge':
      return damage.node === id ? null : damage
    case 'majorities-ring':
      return damage
  }
}

function cutWithout(cut: Cut, fewer: (nodes: Nodes) => Nodes): Cut | null {
  switch (cut.kind) {
    case 'groups': {
      const groups = cut.groups.map(fewer).filter((group) => group.length > 0)
      return groups.length < 2 ? null : { ...cut, groups }
    }
    case 'link': {
      const [from, to] = [fewer(cut.link.from), fewer(cut.link.to)]
      return from.length === 0 || to.length === 0
        ? null
        : { ...cut, link: { ...cut.link, from, to } }
    }
    case 'off': {
      const nodes = fewer(cut.nodes)
      return nodes.length === 0 ? null : { ...cut, nodes }
    }
    case 'halves':
    case 'ring':
      return cut
  }
}

/** Everything under other names: nodes, places, contents, decisions. */
export function renamed(run: Explicit, names: ReadonlyMap<string, string>): Explicit {
  const word = (text: string): string =>
    text.replace(/[A-Za-z]+\d+/gu, (found) => names.get(found) ?? found)
  const deep = (value: unknown): unknown => {
    if (typeof value === 'string') return word(value)
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
    if (Array.isArray(value)) return value.map(deep)
    if (value instanceof Set) return new Set([...value].map(deep))
    if (value instanceof Map) return new Map([...value].map(([key, one]) => [deep(key), deep(one)]))
    return Object.fromEntries(Object.entries(value).map(([field, one]) => [field, deep(one)]))
  }
  return {
    ...run,
    nodes: run.nodes.map((id) => nodeId(word(id))),
    faults: run.faults.map((line) => deep(line) as FaultLine),
    operations: run.operations.map((call) => deep(call) as Call),
    decisions: new Map([...run.decisions].map(([name, outcome]) => [word(name), outcome])),
  }
}

/** Whether the contents of a call name this node. */
export const speaksOf = ({ message }: Call, id: string): boolean => holds(message, id)

function holds(value: unknown, id: string): boolean {
  if (value === id) return true
  if (typeof value !== 'object' || value === null) return false
  if (value instanceof Map) return [...value].some((pair) => holds(pair, id))
  if (value instanceof Set || Array.isArray(value)) return [...value].some((one) => holds(one, id))
  if (value instanceof Uint8Array) return false
  return Object.values(value).some((one) => holds(one, id))
}

/** Whether the line names this node. */
export const names = (line: FaultLine, id: string): boolean => {
  const left = withoutNode(line, id)
  return left === null || JSON.stringify(left.damage) !== JSON.stringify(line.damage)
}
