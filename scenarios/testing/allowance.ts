// What may be spent on one failure: runs, and time of the wall. Shrinking it, asking what matters and
// telling it share one allowance, so that none of them makes the message wait for long.

/** Taken before the tripwire is armed, which lies around all runs together. */
const clock = performance.now.bind(performance)

export class Allowance {
  #spent = 0
  readonly #begun = clock()
  readonly #runs: number
  readonly #time: number

  /** @param time milliseconds of the wall, from now on */
  constructor(runs: number, time: number) {
    this.#runs = runs
    this.#time = time
  }

  /** One more run was made. */
  spend(): void {
    this.#spent += 1
  }

  /** Whether this part of it is gone. @param share from 0 to 1 */
  over(share = 1): boolean {
    return this.#spent >= this.#runs * share || clock() - this.#begun >= this.#time * share
  }

  /** What has been spent so far. */
  get spent(): { readonly runs: number; readonly time: number } {
    return { runs: this.#spent, time: clock() - this.#begun }
  }
}
