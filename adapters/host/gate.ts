// What comes to a node while nothing may run waits here, in order, and is heard once it may.

/** Shut until it is opened. */
export class Gate {
  #open = false
  #waiting: (() => void)[] = []

  get isOpen(): boolean {
    return this.#open
  }

  shut(): void {
    this.#open = false
  }

  /** Hears what has waited; stops where hearing it shuts the gate again. */
  open(): void {
    this.#open = true
    const waiting = this.#waiting
    this.#waiting = []
    for (const input of waiting) this.pass(input)
  }

  pass(input: () => void): void {
    if (this.#open) input()
    else this.#waiting.push(input)
  }
}
