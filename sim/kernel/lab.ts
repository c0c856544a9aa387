// A small world for tests and measurements: nodes by name, a network, a plan, and what they leave.

import type { AnyActor } from '../actor.ts'
import { expandSeed } from '../draw.ts'
import type { Call, Fault, Links, Planned, When } from '../fault.ts'
import { diskDefault, type Network, networkDefault } from '../link.ts'
import type { Span } from '../span.ts'
import type { Trace } from '../trace.ts'
import { type Micros, nodeId } from '../units.ts'
import { compile, type System } from './compile.ts'
import { Recorder } from './recorder.ts'
import type { Stop } from './stop.ts'
import { type Opening, World } from './world.ts'

export interface Lab {
  readonly nodes: Readonly<Record<string, AnyActor>>
  readonly network?: Partial<Network>
  readonly sync?: Span
}

/** Roles are names without their digits: `n1` has the role `n`. */
export const systemOf = ({ nodes, network, sync }: Lab): System =>
  compile({
    nodes: Object.entries(nodes).map(([id, actor]) => ({
      id: nodeId(id),
      role: id.replace(/\d+$/, ''),
      domain: null,
      actor,
      hears: null,
    })),
    network: { ...networkDefault, ...network },
    disk: sync === undefined ? diskDefault : { sync },
  })

export const openingOf = (seed: number, more: Partial<Opening> = {}): Opening => ({
  key: expandSeed(seed),
  plan: [],
  workload: [],
  chooser: null,
  byCopy: false,
  content: false,
  recorder: null,
  ...more,
})

export interface Told {
  readonly world: World
  readonly stop: Stop
  readonly trace: Trace
}

/** Runs a traced world until `until`. */
export function told(lab: Lab, until: Micros, seed = 1, more: Partial<Opening> = {}): Told {
  const world = new World(systemOf(lab))
  const recorder = new Recorder()
  world.reset(openingOf(seed, { recorder, ...more }))
  const stop = world.run(until, null)
  return { world, stop, trace: recorder.trace() }
}

/** Runs a world without a trace. */
export function silent(lab: Lab, until: Micros, seed = 1, more: Partial<Opening> = {}): World {
  const world = new World(systemOf(lab))
  world.reset(openingOf(seed, more))
  world.run(until, null)
  return world
}

export const at = (time: Micros): When => ({ kind: 'time', time })

/** A plan of faults, each at its instant, numbered from 1; `since` none. */
export const planOf = (...entries: readonly (readonly [When, Fault])[]): Planned[] =>
  entries.map(([when, fault], index) => ({ id: index + 1, when, since: null, fault }))

export const everywhere = (...names: readonly string[]): Links[] => [
  { from: names.map(nodeId), to: names.map(nodeId) },
]

export const linksOf = (from: string, to: string): Links[] => [
  { from: [nodeId(from)], to: [nodeId(to)] },
]

export const allMessages = { kinds: null, first: null, last: null, where: null } as const

export const mailTo = (client: string, at: Micros, kind: string): Call => ({
  client: nodeId(client),
  at,
  message: { kind },
})
