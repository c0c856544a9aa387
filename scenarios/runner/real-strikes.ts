// A plan at work in a real run: each entry is told to whoever makes it, at its instant, and everything
// is undone when the calm begins. What an entry has done is measured elsewhere.

import type { Supervisor, Whereabouts } from '../../adapters/process/process.ts'
import type { Fault } from '../../sim/fault.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import type { Lanes } from './real-lanes.ts'
import { type Ground, type Makers, makersOf } from './real-makers.ts'
import type { Strike } from './real-plan.ts'
import type { Kill, Pause } from './real-effect.ts'
import type { RealEvent } from './real-run.ts'

/** The proxies of links, as far as faults go. */
export interface Proxied {
  apply(id: number, fault: Fault): void
}

export interface StrikesOptions {
  readonly supervisor: Supervisor
  /** null: links are direct */
  readonly proxies: Proxied | null
  readonly ground: Ground
  readonly lanes: Lanes
  /** of the storm, in microseconds */
  now(): Micros
  hasDied(node: NodeId): boolean
  /** as the news calls an entry of the plan; null: it is no news */
  nameOf(id: number): string | null
  onEvent(event: RealEvent): void
}

/** Everything that was struck. */
export class Strikes {
  readonly kills: (Kill & { upAt: Micros | null })[] = []
  readonly pauses: Pause[] = []
  /** by entry of the plan: when it struck */
  readonly struckAt: Map<number, Micros> = new Map()
  readonly #options: StrikesOptions
  readonly #makers = new Map<number, Makers>()
  /** by node: the pauses that hold it */
  readonly #paused = new Map<NodeId, Set<number>>()
  readonly #staysDown = new Set<NodeId>()

  constructor(options: StrikesOptions) {
    this.#options = options
  }

  /** Whether its process answers, being neither down nor stopped, or is not to come back. */
  isSettled(node: NodeId): boolean {
    if (!this.#options.supervisor.isUp(node)) return this.#staysDown.has(node)
    return !this.#isPaused(node)
  }

  strike({ id, fault }: Strike): void {
    const { lanes, ground } = this.#options
    const makers = makersOf(fault, ground)
    this.#makers.set(id, makers)
    switch (fault.kind) {
      case 'crash':
        return lanes.on(fault.node, () => this.#crash(id, fault))
      case 'restart':
        return lanes.on(fault.node, () => this.#restart(id, fault.node))
      case 'stay-down':
        return lanes.on(fault.node, () => this.#stayDown(id, fault.node))
      case 'pause':
        return lanes.on(fault.node, () => this.#pause(id, fault.node))
      case 'end':
        return this.#end(id, fault)
      case 'heal':
        return this.#tell(id, fault, ground.nodes)
      default:
        return this.#tell(id, fault, makers.nodes)
    }
  }

  /** A process has ended of what a fault did to its disk: a crash, though not by a signal. */
  stopped(node: NodeId, id: number): void {
    const { now, nameOf, onEvent } = this.#options
    const { pid = 0, life = 0 } = this.#whereIs(node) ?? {}
    const at = now()
    this.#paused.delete(node)
    this.kills.push({
      ...{ id, node, pid, life, at, lose: 'unsynced', owed: false },
      ...{ upAt: null, nextLife: null },
    })
    const [name = ''] = (nameOf(id) ?? '').split(' ')
    onEvent({ kind: 'struck', at, told: `${name} has stopped ${node} (pid ${pid})` })
  }

  /**
   * Everything is healed, true and awake again, and everybody is back who may be.
   * @param id that no entry of the plan has
   */
  calm(id: number): void {
    const { supervisor, lanes, ground, hasDied } = this.#options
    this.lift(id)
    for (const node of ground.nodes) {
      lanes.on(node, async () => {
        for (const pause of this.#paused.get(node) ?? []) await this.#resume(pause, node)
        if (supervisor.isUp(node) || hasDied(node) || this.#staysDown.has(node)) return
        await this.#startAgain(node)
      })
    }
  }

  /** What lies over links, clocks, steps and disks ends. @param id that no entry has */
  lift(id: number): void {
    const { supervisor, proxies } = this.#options
    proxies?.apply(id, { kind: 'heal', links: null })
    supervisor.calm()
  }

  #tell(id: number, fault: Fault, nodes: readonly NodeId[]): void {
    const { supervisor, proxies } = this.#options
    this.#struck(id)
    proxies?.apply(id, fault)
    for (const node of nodes) supervisor.fault(node, id, fault)
  }

  #end(id: number, fault: Extract<Fault, { kind: 'end' }>): void {
    const { nodes, signalled: node } = this.#makers.get(fault.of) ?? { nodes: [], signalled: null }
    if (node === null) return this.#tell(id, fault, nodes)
    this.#options.lanes.on(node, async () => {
      this.#struck(id)
      await this.#resume(fault.of, node)
    })
  }

  async #crash(id: number, { node, lose }: Extract<Fault, { kind: 'crash' }>): Promise<void> {
    const { supervisor, now, nameOf, onEvent } = this.#options
    if (!supervisor.isUp(node)) return
    const { pid = 0, life = 0 } = this.#whereIs(node) ?? {}
    const owed = await supervisor.kill(node, lose)
    this.#paused.delete(node)
    const at = now()
    this.struckAt.set(id, at)
    this.kills.push({ id, node, pid, life, at, lose, owed, upAt: null, nextLife: null })
    onEvent({ kind: 'killed', at, node, pid, name: nameOf(id) ?? '' })
  }

  async #restart(id: number, node: NodeId): Promise<void> {
    if (this.#options.supervisor.isUp(node) || this.#options.hasDied(node)) return
    this.#struck(id)
    await this.#startAgain(node)
  }

  async #stayDown(id: number, node: NodeId): Promise<void> {
    this.#struck(id)
    if (!this.#options.supervisor.isUp(node)) this.#staysDown.add(node)
    await Promise.resolve()
  }

  async #pause(id: number, node: NodeId): Promise<void> {
    const { supervisor, now } = this.#options
    if (!supervisor.isUp(node)) return
    this.#struck(id)
    if (!this.#isPaused(node)) supervisor.pause(node)
    this.pauses.push({ id, node, at: now(), silence: null })
    const holding = this.#paused.get(node) ?? new Set()
    this.#paused.set(node, holding.add(id))
    await Promise.resolve()
  }

  /** The last pause that holds a node lets it go on. */
  async #resume(id: number, node: NodeId): Promise<void> {
    const holding = this.#paused.get(node)
    if (holding === undefined || !holding.delete(id)) return
    if (holding.size > 0) return
    this.#paused.delete(node)
    const silence = await this.#options.supervisor.resume(node)
    for (const pause of this.pauses) if (pause.node === node) pause.silence ??= silence
  }

  async #startAgain(node: NodeId): Promise<void> {
    const { supervisor, now, onEvent } = this.#options
    await supervisor.restart(node)
    if (!supervisor.isUp(node)) return // its disk has stopped it where it starts
    const at = now()
    const whereabouts = this.#whereIs(node)
    for (const [nth, kill] of this.kills.entries()) {
      if (kill.node !== node || kill.upAt !== null) continue
      this.kills[nth] = { ...kill, upAt: at, nextLife: whereabouts?.life ?? null }
    }
    if (whereabouts !== undefined) onEvent({ kind: 'restarted', at, node: whereabouts })
  }

  #isPaused(node: NodeId): boolean {
    return (this.#paused.get(node)?.size ?? 0) > 0
  }

  #struck(id: number): void {
    const { now, nameOf, onEvent } = this.#options
    const at = now()
    this.struckAt.set(id, at)
    const told = nameOf(id)
    if (told !== null) onEvent({ kind: 'struck', at, told })
  }

  #whereIs(node: NodeId): Whereabouts | undefined {
    return this.#options.supervisor.whereabouts().find(({ id }) => id === node)
  }
}
