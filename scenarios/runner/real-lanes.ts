// The order of acts on the processes of a real run: those on one node follow one another, those on
// different nodes do not wait for each other, and what needs all of them at once waits for all.

import type { NodeId } from '../../sim/units.ts'

type Act = () => Promise<void>

/** Acts in their order. An act that throws is told, and those after it go on. */
export class Lanes {
  readonly #lanes = new Map<NodeId, Promise<void>>()
  /** the last act that needed everybody */
  #everybody: Promise<void> = Promise.resolve()
  #under = 0
  readonly #failed: (error: unknown) => void
  readonly #quiet: () => void

  /**
   * @param failed an act threw
   * @param quiet the last act under way has ended
   */
  constructor(failed: (error: unknown) => void, quiet: () => void) {
    this.#failed = failed
    this.#quiet = quiet
  }

  /** Whether no act is under way or waits. */
  get idle(): boolean {
    return this.#under === 0
  }

  /** Settles when every act so far is done. */
  get settled(): Promise<void> {
    return Promise.all([this.#everybody, ...this.#lanes.values()]).then(() => undefined)
  }

  on(node: NodeId, act: Act): void {
    const before = Promise.all([this.#everybody, this.#lanes.get(node)])
    this.#lanes.set(node, this.#after(before, act))
  }

  everybody(act: Act): void {
    this.#everybody = this.#after(this.settled, act)
  }

  #after(before: Promise<unknown>, act: Act): Promise<void> {
    this.#under += 1
    return before.then(act).then(
      () => this.#done(),
      (error: unknown) => {
        this.#failed(error)
        this.#done()
      },
    )
  }

  #done(): void {
    this.#under -= 1
    if (this.#under === 0) this.#quiet()
  }
}
