// Back-pressure: while much is held, peers are not read; half of it gone, they are again.

/** The pressure of one node's line of held outputs. */
export class Pressure {
  readonly #max: number
  readonly #stop: () => void
  readonly #go: () => void
  #high = false

  constructor(max: number, stop: () => void, go: () => void) {
    this.#max = max
    this.#stop = stop
    this.#go = go
  }

  get high(): boolean {
    return this.#high
  }

  feel(held: number): void {
    if (!this.#high && held >= this.#max) {
      this.#high = true
      this.#stop()
    } else if (this.#high && held <= this.#max / 2) {
      this.#high = false
      // Reading again runs steps, so not from inside whatever ends here.
      setImmediate(() => {
        if (!this.#high) this.#go()
      })
    }
  }
}
