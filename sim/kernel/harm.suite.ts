// A node with three rows on a disk that goes wrong, and what each start and each look finds of them.
// The tests of each kind of damage stand in files of their own.

import type { AnyActor, AnyNode } from '../actor.ts'
import type { Fault, Planned } from '../fault.ts'
import { type Micros, type NodeId, ms, nodeId } from '../units.ts'
import { at, type Lab, mailTo, planOf, type Told, told } from './lab.ts'

export const n1: NodeId = nodeId('n1')

/** Rows `a`, `b` and `c` of 40 letters each, and what each start and each look finds of them. */
export const letters = (name: string): string => name.repeat(40)
const found = (node: AnyNode): Record<string, unknown> => Object.fromEntries(node.store.scan('t'))
const keeper: AnyActor = {
  start: (node) => ({ atStart: found(node), seen: {} }),
  receive(node, state, message) {
    const own = state as { seen: unknown }
    if (message.kind === 'look') own.seen = found(node)
    else if (message.kind === 'read b') own.seen = node.store.get('t', 'b')
    else if (message.kind === 'all') {
      for (const name of ['a', 'b', 'c']) node.store.put('t', name, letters(name))
    } else if (message.kind.startsWith('drop ')) node.store.delete('t', message.kind.slice(5))
    else {
      node.store.put('t', message.kind, letters(message.kind))
      node.send(nodeId('n2'), { kind: `kept ${message.kind}` })
    }
  },
}
const lab: Lab = {
  nodes: { n1: keeper, n2: { start: () => ({}), receive() {} } },
  network: { latency: { kind: 'const', at: 0 } },
  sync: { kind: 'const', at: ms(2) },
}

export type Entry = readonly [time: Micros, fault: Fault]
export const run = (
  mail: readonly (readonly [Micros, string])[],
  plan: readonly Entry[],
  seed = 1,
): Told =>
  told(lab, ms(100), seed, {
    workload: mail.map(([time, kind]) => mailTo('n1', ms(time), kind)),
    plan: planOf(...plan.map(([time, fault]) => [at(ms(time)), fault] as const)) as Planned[],
  })
export const rot = (ppm = 1_000_000): Fault => ({ kind: 'disk-rot', node: n1, ppm })
export const misdirect: Fault = { kind: 'disk-misdirect', node: n1, ppm: 1_000_000 }
export const phantom: Fault = { kind: 'disk-phantom', node: n1, ppm: 1_000_000 }
export const unreadable = (ppm = 1_000_000): Fault => ({ kind: 'disk-read-error', node: n1, ppm })
export const lying: Fault = { kind: 'disk-lying-sync', node: n1 }
export const torn: Fault = { kind: 'disk-torn', node: n1 }
export const crash = (lose: 'drawn' | 'memory' | 'unsynced' | 'disk'): Fault => ({
  ...{ kind: 'crash', node: n1, lose },
})
export const restart: Fault = { kind: 'restart', node: n1 }
export const end = (of: number): Fault => ({ kind: 'end', of })

export interface Held {
  readonly atStart: Record<string, string>
  readonly seen: Record<string, string>
}
export const state = ({ world }: Told): Held => world.stateOf(0) as Held
export const damages = ({ trace }: Told): string[] =>
  trace.flatMap((one) => (one.kind === 'damage' ? [`${one.harm} ${one.key}`] : []))
export const whole: Readonly<Record<'a' | 'b' | 'c', string>> = {
  a: letters('a'),
  b: letters('b'),
  c: letters('c'),
}
