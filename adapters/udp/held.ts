// Datagrams that came while the node reads nothing. The platform cannot leave them to the system,
// so they wait here, a bounded number of bounded bytes; what comes above that is lost.

/** One node's line of unread datagrams. */
export class Held<Datagram> {
  readonly #max: number
  readonly #bytesMax: number
  #waiting: { readonly datagram: Datagram; readonly bytes: number }[] = []
  #at = 0
  #bytes = 0

  constructor(max: number, bytesMax: number) {
    this.#max = max
    this.#bytesMax = bytesMax
  }

  get length(): number {
    return this.#waiting.length - this.#at
  }

  /** @returns false when there is no room */
  push(datagram: Datagram, bytes: number): boolean {
    if (this.length >= this.#max || this.#bytes + bytes > this.#bytesMax) return false
    this.#waiting.push({ datagram, bytes })
    this.#bytes += bytes
    return true
  }

  /** The first that came, taken out; null when none waits. */
  take(): Datagram | null {
    const first = this.#waiting[this.#at]
    if (first === undefined) return null
    this.#at += 1
    this.#bytes -= first.bytes
    if (this.#at * 2 >= this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#at)
      this.#at = 0
    }
    return first.datagram
  }
}
