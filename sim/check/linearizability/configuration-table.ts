// The configurations that a search is done with: open addressing in one array of numbers that grows. A
// configuration is words that have to be equal, and counts of what was used up: whoever used more can do
// no more, so one that is known with fewer counts answers for it.

const roomFirst = 64

export class ConfigurationTable {
  /** the configuration that is asked for or added: its words, then its counts */
  readonly entry: Int32Array
  readonly #words: number
  /** words, counts, and the number of the next record with the same words */
  readonly #stride: number
  /** number of the latest record with these words, by their hash; 0: none */
  #heads = new Int32Array(roomFirst)
  #records: Int32Array
  /** number of the latest record; the first has number 1 */
  #latest = 0
  #taken = 0

  constructor(words: number, counts: number) {
    this.entry = new Int32Array(words + counts)
    this.#words = words
    this.#stride = words + counts + 1
    this.#records = new Int32Array(roomFirst * this.#stride)
  }

  get bytes(): number {
    return this.#heads.byteLength + this.#records.byteLength
  }

  /** Whether one with the same words and counts that are nowhere more was added. */
  has(): boolean {
    let record = this.#heads[this.#placeOf(this.entry, 0)] as number
    for (; record !== 0; record = this.#records[record * this.#stride - 1] as number) {
      if (this.#usedNoMore(record)) return true
    }
    return false
  }

  add(): void {
    const { entry } = this
    const stride = this.#stride
    if ((this.#latest + 1) * stride > this.#records.length) {
      const wider = new Int32Array(this.#records.length * 2)
      wider.set(this.#records)
      this.#records = wider
    }
    const place = this.#placeOf(entry, 0)
    const before = this.#heads[place] as number
    const at = this.#latest * stride
    this.#latest += 1
    this.#records.set(entry, at)
    this.#records[at + stride - 1] = before
    this.#heads[place] = this.#latest
    if (before !== 0) return
    this.#taken += 1
    if (this.#taken * 2 > this.#heads.length) this.#widen()
  }

  #widen(): void {
    const old = this.#heads
    this.#heads = new Int32Array(old.length * 2)
    for (const record of old) {
      if (record === 0) continue
      this.#heads[this.#placeOf(this.#records, (record - 1) * this.#stride)] = record
    }
  }

  /** Where the head of the record with these words stands, or would. */
  #placeOf(words: Int32Array, from: number): number {
    const mask = this.#heads.length - 1
    let hash = 0x9e3779b9
    for (let at = from; at < from + this.#words; at++) {
      hash = Math.imul(hash ^ (words[at] as number), 0x85ebca6b)
      hash ^= hash >>> 15
    }
    hash = Math.imul(hash, 0xc2b2ae35)
    let place = (hash ^ (hash >>> 16)) & mask
    for (;;) {
      const record = this.#heads[place] as number
      if (record === 0 || this.#equal(record, words, from)) return place
      place = (place + 1) & mask
    }
  }

  #equal(record: number, words: Int32Array, from: number): boolean {
    const start = (record - 1) * this.#stride
    for (let at = 0; at < this.#words; at++) {
      if (this.#records[start + at] !== words[from + at]) return false
    }
    return true
  }

  #usedNoMore(record: number): boolean {
    const start = (record - 1) * this.#stride
    for (let at = this.#words; at < this.entry.length; at++) {
      if ((this.#records[start + at] as number) > (this.entry[at] as number)) return false
    }
    return true
  }
}
