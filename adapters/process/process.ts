// The supervisor: a process for each node, the address book they share, kills, restarts, and an
// end in every case. What the nodes do is their own affair; what was promised is judged elsewhere.

import { join } from 'node:path'

import type { Message } from '../../sim/actor.ts'
import type { Fault } from '../../sim/fault.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import { hostPort, spotOf } from '../address.ts'
import type { Carrier } from '../carriers.ts'
import { since } from '../host/clock.ts'
import type { Lose } from '../host/doom.ts'
import { bookOf, type Route } from './books.ts'
import { Child, type Exit } from './child.ts'
import { killAs } from './kill.ts'
import type { NodePlan, Reading, Snapshot } from './mail.ts'
import type { Place, Told } from './place.ts'
import { isAlive, isHeld } from './ports.ts'
import type { Tally } from '../records/tally.ts'
import { addTally, noTally } from '../records/tally.ts'

export interface SupervisorOptions {
  /** module that calls `serveSupervisor` */
  readonly entry: URL
  /** a folder per node is made in it */
  readonly folder: string
  readonly origin: bigint
  readonly host: string
  readonly carrier: Carrier
  /** ms until a node has to be listening, started or stopped */
  readonly within: number
  /** ms until a node has to stand still: no step of an actor takes that long */
  readonly stillWithin: number
  /** asked for every pair whenever somebody has begun to listen; without it all ways are direct */
  readonly route?: Route
  /** A node says something, in a form that its entry module knows. */
  onTold?(id: NodeId, told: unknown): void
  /** What a node's clocks show, every 50 ms or so. */
  onReading?(id: NodeId, reading: Reading): void
  /** A node ended without having been asked to. */
  onDeath(id: NodeId, exit: Exit): void
}

/** Where a node is, and since which start. */
export interface Whereabouts {
  readonly id: NodeId
  readonly pid: number
  readonly life: number
  /** `127.0.0.1:41851` */
  readonly address: string
}

/** What a run has left behind; all zero after `stop`. */
export interface Left {
  readonly processes: number
  readonly ports: number
}

/** A node that stood still. */
export interface Seen extends Snapshot {
  /** one object as long as its process lives */
  readonly life: object
}

/** The processes of one run. */
export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #places = new Map<NodeId, Place>()
  readonly #pids = new Set<number>()
  readonly #addresses = new Set<NodeId>()
  #standstills = 0
  readonly #killAll = (): void => {
    for (const { child } of this.#places.values()) child.kill()
  }

  constructor(options: SupervisorOptions) {
    this.#options = options
    process.on('exit', this.#killAll)
  }

  /**
   * Starts every node: all listen before any of them knows where the others are, and all know
   * before the first one begins.
   * @throws Mistake (WL5002, WL5003, WL5007, WL5008) with nothing left behind
   */
  async start(plans: readonly NodePlan[]): Promise<readonly Whereabouts[]> {
    try {
      for (const plan of plans) this.#place(plan)
      await this.#each((place) => this.#listening(place))
      this.#handOut()
      await this.#each((place) => this.#begin(place))
    } catch (error) {
      await this.stop()
      throw error
    }
    return this.whereabouts()
  }

  /**
   * Tells a node of a fault that its process makes; every later life is told it again, before it
   * begins, because clocks, disks and links are the machine's.
   * @param id of the entry of the plan: a life makes each once
   * @returns false when the node is down
   */
  fault(node: NodeId, id: number, fault: Fault): boolean {
    const place = this.#places.get(node)
    if (place === undefined) return false
    const told: Told = { id, fault, at: since(this.#options.origin) }
    place.faults.push(told)
    // One that is being started is told of all of them together, in their order.
    return place.listens ? place.child.say({ kind: 'fault', ...told }) : !place.child.gone
  }

  /** Everything that the processes make of faults ends. */
  calm(): void {
    for (const { child, faults } of this.#places.values()) {
      faults.length = 0
      child.say({ kind: 'calm' })
    }
  }

  whereabouts(): readonly Whereabouts[] {
    return Array.from(this.#places.values(), ({ child, address }) => ({
      id: child.id,
      pid: child.pid,
      life: child.life,
      address: hostPortOf(address),
    }))
  }

  isUp(id: NodeId): boolean {
    return this.#places.get(id)?.child.gone === false
  }

  /** @returns false when the node is down */
  mail(id: NodeId, message: Message): boolean {
    return this.#places.get(id)?.child.say({ kind: 'mail', message }) ?? false
  }

  /**
   * SIGKILL, where a crash that loses so much falls (kill.ts); settles when the process is gone.
   * @returns whether it came to fall there
   */
  async kill(id: NodeId, lose: Lose = 'drawn'): Promise<boolean> {
    const place = this.#at(id)
    place.ending = true
    return killAs(place.child, lose, join(this.#options.folder, id))
  }

  /** SIGSTOP: it does nothing and hears nothing until `resume`. */
  pause(id: NodeId): void {
    this.#at(id).child.pause()
  }

  /** SIGCONT. @returns the longest time without a word of it since it was paused */
  resume(id: NodeId): Promise<Micros> {
    return this.#at(id).child.goOn(this.#options.within)
  }

  /** A new process for a node that is down, over the folder of the old one. */
  async restart(id: NodeId): Promise<void> {
    const place = this.#at(id)
    addTally(place.past, place.child.tally)
    place.listens = false
    place.child = this.#fork(place.plan, place.child.life + 1)
    place.ending = false
    await this.#listening(place)
    this.#handOut()
    await this.#begin(place)
  }

  /**
   * One instant of the whole system: every node stands still before the first is looked at. A node
   * that does not is killed, and told as a death.
   * @returns by node; those that are down are absent
   */
  async freeze(): Promise<ReadonlyMap<NodeId, Seen>> {
    const seen = new Map<NodeId, Seen>()
    const { stillWithin } = this.#options
    this.#standstills += 1
    const nth = this.#standstills
    await this.#each(async ({ child }) => {
      if (child.gone) return
      const frozen = child.await('frozen', stillWithin)
      child.say({ kind: 'freeze', nth })
      try {
        const { kind: _, ...snapshot } = await frozen
        seen.set(child.id, { ...snapshot, life: child })
      } catch {
        const error = `it did not end within ${stillWithin} ms`
        child.condemn({ step: 'a step', error, stack: null, fault: null })
        await child.exited
      }
    })
    return seen
  }

  thaw(): void {
    for (const { child } of this.#places.values()) child.say({ kind: 'thaw' })
  }

  /** Sums over all nodes and their lives. */
  tally(): Tally {
    const sum = noTally()
    for (const { past, child } of this.#places.values()) {
      addTally(sum, past)
      addTally(sum, child.tally)
    }
    return sum
  }

  /** Ends every process: in order, and by force where that takes too long. */
  async stop(): Promise<void> {
    await Promise.all(
      Array.from(this.#places.values(), async (place) => {
        place.ending = true
        place.child.wake()
        place.child.say({ kind: 'stop' })
        const force = setTimeout(() => place.child.kill(), this.#options.within)
        await place.child.exited
        clearTimeout(force)
      }),
    )
    process.off('exit', this.#killAll)
  }

  /** Looks, after `stop`, whether any process or port that ever was is still there. */
  async left(): Promise<Left> {
    const answers = await Promise.all(Array.from(this.#addresses, isHeld))
    return {
      processes: Array.from(this.#pids).filter(isAlive).length,
      ports: answers.filter(Boolean).length,
    }
  }

  #at(id: NodeId): Place {
    const place = this.#places.get(id)
    if (place === undefined) throw new Error(`there is no node ${id} here`)
    return place
  }

  #place(plan: NodePlan): void {
    const child = this.#fork(plan, 1)
    this.#places.set(plan.id, {
      ...{ plan, child, address: null, past: noTally(), faults: [], listens: false, ending: false },
    })
  }

  #fork(plan: NodePlan, life: number): Child {
    const { entry, folder, origin, host, carrier } = this.#options
    const home = { folder: join(folder, plan.id), origin, host, carrier }
    const child = new Child(entry, plan, home, life)
    child.onTold = (told) => this.#options.onTold?.(plan.id, told)
    child.onReading = (reading) => this.#options.onReading?.(plan.id, reading)
    this.#pids.add(child.pid)
    void child.exited.then((exit) => {
      const place = this.#places.get(plan.id)
      if (place?.child === child && !place.ending) this.#options.onDeath(plan.id, exit)
    })
    return child
  }

  async #listening(place: Place): Promise<void> {
    const { address } = await place.child.await('listening', this.#options.within)
    place.address = address
    this.#addresses.add(address)
    for (const told of place.faults) place.child.say({ kind: 'fault', ...told })
    place.listens = true
  }

  async #begin({ child }: Place): Promise<void> {
    const ready = child.await('ready', this.#options.within)
    child.say({ kind: 'begin' })
    try {
      await ready
    } catch (error) {
      // Of a disk that a plan has spoilt: its death is told like any other, and it is not up.
      const death = child.gone ? (await child.exited).death : null
      if (death === null || death.fault === null) throw error
    }
  }

  #handOut(): void {
    const places = Array.from(this.#places.values())
    const everybody = places.map(({ plan, address }) => [plan.id, address] as const)
    for (const { plan, child } of places) {
      child.say({ kind: 'book', entries: bookOf(plan.id, everybody, this.#options.route) })
    }
  }

  async #each(act: (place: Place) => Promise<void>): Promise<void> {
    const outcomes = await Promise.allSettled(Array.from(this.#places.values(), act))
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  }
}

function hostPortOf(address: NodeId | null): string {
  const spot = address === null ? null : spotOf(address)
  return spot === null ? '' : hostPort(spot)
}
