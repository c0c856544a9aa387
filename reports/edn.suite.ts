// A small reader of EDN, for tests alone. A keyword is a symbol, so that no text is taken for one.

export type Edn =
  | string
  | number
  | boolean
  | symbol
  | null
  | readonly Edn[]
  | ReadonlyMap<Edn, Edn>
  | ReadonlySet<Edn>

/** What `:name` is read as. */
export const keyword = (name: string): symbol => Symbol.for(`:${name}`)

/** @throws Error where the text is no EDN, or more than one value */
export function readEdn(source: string): Edn {
  const reader = new Reader(source)
  const value = reader.value()
  reader.end()
  return value
}

const token = /[^\s,"()[\]{};]+/uy
const inText = /(?:[^"\\\n]|\\(?:["\\nrt]|u[\da-f]{4}))*/uy

class Reader {
  readonly #source: string
  #at = 0

  constructor(source: string) {
    this.#source = source
  }

  end(): void {
    this.#space()
    if (this.#at < this.#source.length) throw new Error(`more than one value: ${this.#near()}`)
  }

  value(): Edn {
    this.#space()
    const sign = this.#source[this.#at]
    if (sign === '"') return this.#text()
    if (sign === '[') return this.#many('[', ']')
    if (sign === '{') return mapOf(this.#many('{', '}'))
    if (this.#source.startsWith('#{', this.#at)) return new Set(this.#many('#{', '}'))
    return this.#word()
  }

  #many(open: string, close: string): Edn[] {
    this.#at += open.length
    const values: Edn[] = []
    for (;;) {
      this.#space()
      if (this.#at >= this.#source.length) throw new Error(`${close} is missing`)
      if (this.#source[this.#at] === close) break
      values.push(this.value())
    }
    this.#at += 1
    return values
  }

  #text(): string {
    this.#at += 1
    const text = this.#take(inText)
    if (this.#source[this.#at] !== '"') throw new Error(`a text without end: ${this.#near()}`)
    this.#at += 1
    // Its escapes are some of those of JSON, which refuses bare control characters.
    return String(JSON.parse(`"${text}"`))
  }

  #word(): Edn {
    const word = this.#take(token)
    if (word === 'nil') return null
    if (word === 'true' || word === 'false') return word === 'true'
    if (/^:[A-Za-z*!_?$%&=<>]/u.test(word)) return keyword(word.slice(1))
    if (/^[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?N?$/u.test(word)) return Number(word.replace('N', ''))
    throw new Error(`no EDN: ${word} at ${this.#near()}`)
  }

  #take(form: RegExp): string {
    form.lastIndex = this.#at
    const found = form.exec(this.#source)
    if (found === null) throw new Error(`no EDN: ${this.#near()}`)
    this.#at += found[0].length
    return found[0]
  }

  #space(): void {
    while (/[\s,]/u.test(this.#source[this.#at] ?? '')) this.#at += 1
  }

  #near(): string {
    return this.#source.slice(this.#at, this.#at + 40)
  }
}

function mapOf(values: readonly Edn[]): ReadonlyMap<Edn, Edn> {
  if (values.length % 2 === 1) throw new Error('a map with a key and no value')
  const map = new Map<Edn, Edn>()
  for (let at = 0; at < values.length; at += 2) map.set(values[at] ?? null, values[at + 1] ?? null)
  return map
}
