// Reads JSON that people edit: the first thing that is wrong is told by line and column, a key that
// stands there twice (a bad merge) is refused, and every value knows where it stands.

export interface JsonPlace {
  /** both from 1 */
  readonly line: number
  readonly column: number
}

export interface JsonWrong extends JsonPlace {
  /** `expected a comma or "}", found the end of the text` */
  readonly sentence: string
}

export type JsonRead =
  | {
      readonly value: unknown
      /** where the value at a path stands; null: there is none. Paths as in `faults[1]` */
      readonly placeOf: (path: string) => JsonPlace | null
    }
  | { readonly wrong: JsonWrong }

const deepest = 100

/** Everything that JSON.parse takes, and nothing else, but for keys given twice and the deepest. */
export function readJson(text: string): JsonRead {
  const reader = new JsonReader(text)
  const value = reader.whole()
  const { wrong } = reader
  if (wrong !== null) return { wrong: { ...placeAt(text, wrong.at), sentence: wrong.sentence } }
  return {
    value,
    placeOf: (path) => {
      const at = reader.places.get(path)
      return at === undefined ? null : placeAt(text, at)
    },
  }
}

/** A field of a path: `world.nodes`, `decisions["fate of letter#1"]`. */
export const fieldPath = (path: string, name: string): string =>
  /^[A-Za-z_]\w*$/.test(name)
    ? path === ''
      ? name
      : `${path}.${name}`
    : `${path}[${JSON.stringify(name)}]`

function placeAt(text: string, at: number): JsonPlace {
  const before = text.slice(0, at).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

const literals: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null }

class JsonReader {
  wrong: { readonly at: number; readonly sentence: string } | null = null
  readonly places = new Map<string, number>()
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  whole(): unknown {
    const value = this.#value('', 0)
    this.#space()
    if (this.#at < this.#text.length) this.#expected('the end of the text')
    return value
  }

  #space(): void {
    while (' \t\r\n'.includes(this.#text[this.#at] ?? 'x')) this.#at += 1
  }

  /** @returns whether the sign stood there; it is taken */
  #takes(sign: string): boolean {
    this.#space()
    if (this.#text[this.#at] !== sign) return false
    this.#at += 1
    return true
  }

  #expected(what: string): undefined {
    return this.#refuse(this.#at, `expected ${what}, found ${this.#found()}`)
  }

  #refuse(at: number, sentence: string): undefined {
    this.wrong ??= { at, sentence }
    // Nothing is read behind a mistake.
    this.#at = this.#text.length
    return undefined
  }

  #found(): string {
    if (this.#at >= this.#text.length) return 'the end of the text'
    const word = /^(?:[\w.+-]{1,20}|[<>=]{2,7}|.)/su.exec(this.#text.slice(this.#at))?.[0] ?? ''
    return /^[<>=]{7}$/.test(word) ? `${word}, left by a merge` : JSON.stringify(word)
  }

  #value(path: string, depth: number): unknown {
    this.#space()
    this.places.set(path, this.#at)
    if (depth > deepest) return this.#refuse(this.#at, `it is nested more than ${deepest} deep`)
    const sign = this.#text[this.#at]
    if (sign === '{') return this.#record(path, depth)
    if (sign === '[') return this.#list(path, depth)
    if (sign === '"') return this.#string()
    const rest = this.#text.slice(this.#at, this.#at + 400)
    const word = /^[a-z]+/u.exec(rest)?.[0]
    if (word !== undefined && Object.hasOwn(literals, word)) {
      this.#at += word.length
      return literals[word]
    }
    const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/u.exec(rest)?.[0]
    if (number === undefined) return this.#expected('a value')
    this.#at += number.length
    return Number(number)
  }

  #record(path: string, depth: number): unknown {
    this.#at += 1
    const fields: [string, unknown][] = []
    const seen = new Set<string>()
    if (this.#takes('}')) return {}
    do {
      this.#space()
      const at = this.#at
      const name = this.#text[at] === '"' ? this.#string() : this.#expected('a key in quotes')
      if (name === undefined) return undefined
      if (seen.has(name))
        return this.#refuse(at, `the key ${JSON.stringify(name)} stands there twice`)
      seen.add(name)
      if (!this.#takes(':')) return this.#expected('a colon')
      fields.push([name, this.#value(fieldPath(path, name), depth + 1)])
    } while (this.#takes(','))
    if (!this.#takes('}')) return this.#expected('a comma or "}"')
    // As JSON.parse: a field called __proto__ is a field.
    return Object.fromEntries(fields)
  }

  #list(path: string, depth: number): unknown {
    this.#at += 1
    const items: unknown[] = []
    if (this.#takes(']')) return items
    do items.push(this.#value(`${path}[${items.length}]`, depth + 1))
    while (this.#takes(','))
    if (!this.#takes(']')) return this.#expected('a comma or "]"')
    return items
  }

  #string(): string | undefined {
    const begin = this.#at
    // oxlint-disable-next-line no-control-regex -- JSON forbids control characters in strings
    const form = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy
    form.lastIndex = begin
    const found = form.exec(this.#text)?.[0]
    if (found === undefined) return this.#refuse(begin, 'a text in quotes does not end on its line')
    this.#at += found.length
    const value: unknown = JSON.parse(found)
    return typeof value === 'string' ? value : undefined
  }
}
