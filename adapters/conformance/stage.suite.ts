// What a row of the conformance suite may do to its world, and what a row is. Both worlds offer the
// same; how they do it is in simulated.suite.ts and real.suite.ts.

import type { Fault } from '../../sim/fault.ts'
import type { LinkKind } from '../../sim/link.ts'
import type { DropWhy } from '../../sim/trace.ts'
import type { Diary, Order } from './puppet.suite.ts'

export type WorldName = 'simulation' | 'udp' | 'tcp' | 'grpc'

export const worlds: readonly WorldName[] = ['simulation', 'udp', 'tcp', 'grpc']

/** Nodes `a1`, `b1` and `c1`, all started, each in the books of the others. */
export interface Stage {
  readonly world: WorldName
  /** the row says that this world does something else */
  readonly otherwise: boolean
  readonly diary: Diary
  /** One step of a node: these orders. */
  mail(node: string, ...orders: readonly Order[]): void
  /** Goes on until the fact holds; throws when it has had every chance. */
  until(fact: () => boolean): Promise<void>
  /** Goes on until this life of the node has written the line. */
  heard(node: string, line: string): Promise<void>
  /** At once, as by SIGKILL: nothing is said, what no sync has kept is gone. */
  crash(node: string): Promise<void>
  /** The next life, over what the disk kept. */
  restart(node: string): Promise<void>
  /** From here on nothing of the node becomes durable. */
  stall(node: string): void
  unstall(node: string): void
  /** From here on a sync of the node fails, before anything of it is written. */
  fill(node: string): void
  makeRoom(node: string): void
  /** From here on the disk of the node does that to its rows. */
  harm(node: string, fault: Fault): void
  /** It does so no more; what is damaged stays so. */
  unharm(node: string): void
  isUp(node: string): boolean
  /** No step until `resume`. */
  pause(node: string): void
  resume(node: string): void
  /** Datagrams to that node are under way until `release`. */
  hold(node: string): void
  release(node: string): void
  /** messages dropped for that reason, by all nodes so far */
  dropped(why: DropWhy): number
  /** what ended the world, or a node of it, by its own fault; null while nothing has */
  broke(): string | null
}

export type Part = 'stream' | 'datagram' | 'outputs' | 'timers' | 'clock' | 'store' | 'life'

export interface Needs {
  readonly link: LinkKind
  /** messages that may wait for one peer */
  readonly queue: number
  /** outputs that may stand in line before a real node reads no more */
  readonly heldMax: number
  /** tables in LevelDB instead of memory */
  readonly disk: boolean
}

export const needsUsual: Needs = { link: 'stream', queue: 1_024, heldMax: 1_024, disk: false }

/** One promise of the contract. */
export interface Row {
  readonly part: Part
  readonly promise: string
  readonly needs?: Partial<Needs>
  /** Worlds that do something else, and why; `run` holds them to that. */
  readonly otherwise?: Partial<Record<WorldName, string>>
  /** Throws when the promise, or what is said in its place, is not kept. */
  run(stage: Stage, seen: Set<string>): Promise<void>
  /** what the simulation has to show in one seed or another, by the names that `run` saw */
  readonly somewhere?: readonly string[]
}
