// The stage of a row in the simulated world: virtual time goes on only while somebody waits for a
// fact, and acts fall between two events.

import { type Fault, isDiskFault } from '../../sim/fault.ts'
import { diskDefault, networkDefault } from '../../sim/link.ts'
import { compile } from '../../sim/kernel/compile.ts'
import { openingOf } from '../../sim/kernel/lab.ts'
import { Recorder } from '../../sim/kernel/recorder.ts'
import type { Stop } from '../../sim/kernel/stop.ts'
import { arrive, whatShift } from '../../sim/kernel/wire.ts'
import { World } from '../../sim/kernel/world.ts'
import type { DropWhy } from '../../sim/trace.ts'
import { type Micros, nodeId, seconds } from '../../sim/units.ts'
import { Diary, hears, mailOf, type Order, puppet } from './puppet.suite.ts'
import type { Needs, Stage } from './stage.suite.ts'

/** How finely facts are looked at, and how long they are waited for. */
const step: Micros = 200
const patience: Micros = seconds(60)

/** A world of three puppets. */
export class SimulatedStage implements Stage {
  readonly world = 'simulation'
  readonly otherwise: boolean
  readonly diary: Diary = new Diary()
  readonly #world: World
  readonly #recorder = new Recorder()
  #mails = 0
  #stop: Stop = { kind: 'until' }

  constructor(seed: number, { link, queue }: Needs, otherwise: boolean) {
    this.otherwise = otherwise
    const actor = puppet(this.diary)
    const ids = ['a1', 'b1', 'c1']
    const system = compile({
      nodes: ids.map((id) => ({
        ...{ id: nodeId(id), role: id.slice(0, 1), domain: null, actor },
        hears: { ...hears, do: {} },
      })),
      network: { ...networkDefault, link, queue },
      disk: diskDefault,
    })
    this.#world = new World(system)
    this.#world.reset(openingOf(seed, { recorder: this.#recorder }))
    this.#run(1)
  }

  mail(node: string, ...orders: readonly Order[]): void {
    const world = this.#world
    const word = arrive | (world.word('do') << whatShift)
    this.#mails += 1
    world.queue.push(world.now, word, this.#at(node), -1, this.#mails, mailOf(orders))
    this.#run(world.now + 1)
  }

  async until(fact: () => boolean): Promise<void> {
    const last = this.#world.now + patience
    while (!fact()) {
      if (this.#stop.kind !== 'until') throw new Error(`the run ended: ${this.#stop.kind}`)
      if (this.#world.now > last) throw new Error(`it never came true\n${this.diary}`)
      this.#run(this.#world.now + step)
    }
  }

  heard(node: string, line: string): Promise<void> {
    return this.until(() => this.diary.has(node, line))
  }

  async crash(node: string): Promise<void> {
    this.#life({ kind: 'crash', node: nodeId(node), lose: 'drawn' })
  }

  async restart(node: string): Promise<void> {
    this.#life({ kind: 'restart', node: nodeId(node) })
    this.#run(this.#world.now + 1)
  }

  stall(node: string): void {
    this.#world.disks.apply(stallId, { kind: 'disk-stall', node: nodeId(node) })
  }

  unstall(): void {
    this.#world.disks.end(stallId)
  }

  fill(node: string): void {
    this.#world.disks.apply(fullId, { kind: 'disk-full', node: nodeId(node) })
  }

  makeRoom(): void {
    this.#world.disks.end(fullId)
  }

  harm(_node: string, fault: Fault): void {
    if (isDiskFault(fault)) this.#world.disks.apply(harmId, fault)
  }

  unharm(): void {
    this.#world.disks.end(harmId)
  }

  isUp(node: string): boolean {
    return this.#world.isUp(this.#at(node))
  }

  pause(node: string): void {
    this.#life({ kind: 'pause', node: nodeId(node) }, pauseId)
  }

  resume(): void {
    this.#world.life.end(pauseId)
  }

  hold(): void {
    // Every message of this world is under way for a millisecond at least.
  }

  release(): void {}

  dropped(why: DropWhy): number {
    return this.#recorder.trace().filter((event) => event.kind === 'drop' && event.why === why)
      .length
  }

  broke(): string | null {
    return this.#stop.kind === 'until' ? null : this.#stop.kind
  }

  #life(fault: Fault, id = 0): void {
    this.#world.life.apply(id, fault)
  }

  #run(until: Micros): void {
    if (this.#stop.kind === 'until') this.#stop = this.#world.run(until, null)
  }

  #at(node: string): number {
    return this.#world.indexOf(node)
  }
}

const stallId = 1
const pauseId = 2
const fullId = 3
const harmId = 4
