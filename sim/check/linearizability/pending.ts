// Operations that are under way, the one that ends first on top: a binary heap in two arrays that grow
// and are used again.

/** Of two that end together the one that was called first ends first. */
export class Pending {
  #ends = new Float64Array(64)
  #operations = new Int32Array(64)
  #size = 0

  /** time of the first end; infinite where nothing is under way */
  get firstEnd(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#ends[0] as number)
  }

  /** @param operation number by call */
  push(operation: number, end: number): void {
    if (this.#size === this.#ends.length) this.#grow()
    const ends = this.#ends
    const operations = this.#operations
    let at = this.#size++
    while (at > 0) {
      const up = (at - 1) >> 1
      const other = ends[up] as number
      if (other < end || (other === end && (operations[up] as number) < operation)) break
      ends[at] = other
      operations[at] = operations[up] as number
      at = up
    }
    ends[at] = end
    operations[at] = operation
  }

  /** Takes the one that ends first out. There has to be one. */
  pop(): number {
    const ends = this.#ends
    const operations = this.#operations
    const first = operations[0] as number
    const size = --this.#size
    const end = ends[size] as number
    const operation = operations[size] as number
    let at = 0
    for (;;) {
      let down = 2 * at + 1
      if (down >= size) break
      if (down + 1 < size && isBefore(ends, operations, down + 1, down)) down++
      const other = ends[down] as number
      if (end < other || (end === other && operation < (operations[down] as number))) break
      ends[at] = other
      operations[at] = operations[down] as number
      at = down
    }
    ends[at] = end
    operations[at] = operation
    return first
  }

  #grow(): void {
    const ends = new Float64Array(2 * this.#ends.length)
    ends.set(this.#ends)
    this.#ends = ends
    const operations = new Int32Array(2 * this.#operations.length)
    operations.set(this.#operations)
    this.#operations = operations
  }
}

function isBefore(ends: Float64Array, operations: Int32Array, one: number, other: number): boolean {
  const difference = (ends[one] as number) - (ends[other] as number)
  return (
    difference < 0 ||
    (difference === 0 && (operations[one] as number) < (operations[other] as number))
  )
}
