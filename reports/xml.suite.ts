// A strict reader of XML 1.0, for tests alone: enough of the language for documents without a type,
// and whatever is not well-formed is an error. Not for documents that may be anybody's.

export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  readonly text: string
}

// oxlint-disable-next-line no-control-regex -- what XML 1.0 calls a character, and nothing else
const characters = /^(?:[\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd]|[\u{10000}-\u{10ffff}])*$/u
const name = /[A-Za-z_][\w.-]*/uy
const entity = /&(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);/gu

/** @throws Error with the place of what is not well-formed */
export function readXml(source: string): Element {
  if (!characters.test(source)) throw new Error('a character that XML cannot hold')
  const reader = new Reader(source)
  reader.take(/<\?xml version="1\.0" encoding="UTF-8"\?>\s*/uy)
  const root = reader.element()
  reader.take(/\s*/uy)
  if (!reader.atEnd) throw new Error(`something behind the root: ${reader.near}`)
  return root
}

class Reader {
  readonly #source: string
  #at = 0

  constructor(source: string) {
    this.#source = source
  }

  get atEnd(): boolean {
    return this.#at === this.#source.length
  }

  get near(): string {
    return `${this.#at}: ${this.#source.slice(this.#at, this.#at + 60)}`
  }

  take(form: RegExp): string {
    const found = this.#maybe(form)
    if (found === null) throw new Error(`${String(form)} expected at ${this.near}`)
    return found
  }

  #maybe(form: RegExp): string | null {
    form.lastIndex = this.#at
    const found = form.exec(this.#source)
    if (found === null) return null
    this.#at += found[0].length
    return found[0]
  }

  element(): Element {
    this.take(/</uy)
    const own = this.take(name)
    const attributes: Record<string, string> = {}
    while (this.#maybe(/\s+(?=[A-Za-z_])/uy) !== null) {
      const key = this.take(name)
      if (key in attributes) throw new Error(`the attribute ${key} twice at ${this.near}`)
      this.take(/=/uy)
      attributes[key] = unescaped(this.take(/"[^"<]*"/uy).slice(1, -1))
    }
    if (this.#maybe(/\s*\/>/uy) !== null) return { name: own, attributes, children: [], text: '' }
    this.take(/\s*>/uy)
    const children: Element[] = []
    let text = ''
    for (;;) {
      text += unescaped(this.take(/[^<]*/uy))
      if (this.#maybe(/<\//uy) !== null) break
      children.push(this.element())
    }
    const end = this.take(name)
    if (end !== own) throw new Error(`${own} ended by ${end} at ${this.near}`)
    this.take(/\s*>/uy)
    return { name: own, attributes, children, text }
  }
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescaped(text: string): string {
  const bare = text.replace(entity, '')
  if (bare.includes('&')) throw new Error(`an ampersand that begins no entity: ${text}`)
  if (text.includes(']]>')) throw new Error(`the end of a section that has none: ${text}`)
  return text.replace(entity, (one) => {
    const word = one.slice(1, -1)
    if (word.startsWith('#x')) return String.fromCodePoint(Number.parseInt(word.slice(2), 16))
    if (word.startsWith('#')) return String.fromCodePoint(Number(word.slice(1)))
    return named[word] ?? one
  })
}
