// A reader of EDN that is fed chunks of text and gives whole values as they end, each with its place.
// It holds one value and one token at a time, and both are bounded; brackets are counted in a list, so
// that no depth exhausts a stack.

import { type Edn, type EdnEntry, wordOf } from './edn.ts'
import { Broken, type Flaw, short, type Spot } from './spot.ts'

/** What one value of the file may take. */
export const bounds: {
  readonly depth: number
  readonly token: number
  readonly values: number
} = {
  depth: 64,
  /** characters of a text or word */
  token: 4_194_304,
  /** values inside one value */
  values: 4_000_000,
}

const knownMax = 1_000

type Bracket = '(' | '[' | '{' | '#{'
interface Frame {
  readonly bracket: Bracket | '#_' | 'tag'
  readonly tag: string
  readonly spot: Spot
  readonly items: Edn[]
  readonly spots: Spot[]
}

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '#{': '}' }
const blank = /[\s,]+/uy
const wordEnd = /[\s,;"()[\]{}]/gu
const escapes: Readonly<Record<string, string>> = {
  ...{ n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '"': '"', '\\': '\\' },
}

/**
 * Values at the top are given to `take`; so are those of a list or vector at the top, one by one, since
 * a whole file may be one.
 */
export class EdnReader {
  readonly #take: (value: Edn, spot: Spot) => void
  readonly #frames: Frame[] = []
  #text = ''
  #at = 0
  #line = 1
  /** place in `#text` at which the line begins; before it when an earlier chunk began it */
  #lineStart = 0
  #isRemark = false
  #values = 0
  /** keywords and the like, which stand in every event */
  readonly #known = new Map<string, Edn>()

  constructor(take: (value: Edn, spot: Spot) => void) {
    this.#take = take
  }

  /** Where the text that was fed ends. */
  end(): Spot {
    const rest = this.#text.slice(this.#at).split('\n')
    const last = rest.at(-1) ?? ''
    if (rest.length > 1) return { line: this.#line + rest.length - 1, column: last.length + 1 }
    return { line: this.#line, column: this.#text.length - this.#lineStart + 1 }
  }

  /** @throws Broken at the first text that is no EDN */
  feed(chunk: string): void {
    this.#text = this.#at === this.#text.length ? chunk : this.#text.slice(this.#at) + chunk
    this.#lineStart -= this.#at
    this.#at = 0
    this.#read(false)
    if (this.#text.length - this.#at > bounds.token) {
      throw this.#broken('a text or word of more than 4 million characters', 'a shorter one')
    }
  }

  /** @throws Broken where something was begun and has no end */
  finish(): void {
    this.#read(true)
    const open = this.#frames.at(-1)
    if (open === undefined) return
    const { bracket, spot } = open
    const closer = closers[bracket]
    const flaw = { spot, sentence: `the file ends within what begins here with ${spelt(open)}` }
    throw new Broken({
      ...flaw,
      expected: closer === undefined ? 'a value' : `${closer} at its end`,
    })
  }

  #spot(): Spot {
    return { line: this.#line, column: this.#at - this.#lineStart + 1 }
  }

  #read(isLast: boolean): void {
    while (this.#skip()) {
      const one = this.#text.charAt(this.#at)
      let more = true
      if (one === '"') more = this.#string(isLast)
      else if (one === '(' || one === '[' || one === '{') this.#open(one, '', 1)
      else if (one === ')' || one === ']' || one === '}') this.#close(one)
      else if (one === '#') more = this.#dispatch(isLast)
      else more = this.#word(isLast)
      if (!more) return
    }
  }

  /** Over blanks and remarks. False: the chunk ends. */
  #skip(): boolean {
    for (;;) {
      if (this.#isRemark) {
        const end = this.#text.indexOf('\n', this.#at)
        this.#at = end < 0 ? this.#text.length : end
        if (end < 0) return false
        this.#isRemark = false
      }
      const from = this.#at
      blank.lastIndex = from
      if (blank.test(this.#text)) {
        this.#at = blank.lastIndex
        this.#countLines(from, this.#at)
      }
      if (this.#text.charAt(this.#at) !== ';') return this.#at < this.#text.length
      this.#isRemark = true
    }
  }

  #countLines(from: number, to: number): void {
    for (let at = this.#text.indexOf('\n', from); at >= 0 && at < to; ) {
      this.#line += 1
      this.#lineStart = at + 1
      at = this.#text.indexOf('\n', at + 1)
    }
  }

  /** False: the rest of it is in the next chunk. */
  #string(isLast: boolean, isPattern = false): boolean {
    const from = this.#at
    const spot = this.#spot()
    let end = from + 1
    for (;;) {
      const one = this.#text.charCodeAt(end)
      if (Number.isNaN(one)) {
        if (!isLast) return false
        throw this.#broken('the file ends within the text that begins here', '" at its end')
      }
      if (one === 0x22) break
      end += one === 0x5c ? 2 : 1
    }
    const raw = this.#text.slice(from + 1, end)
    const text = isPattern || !raw.includes('\\') ? flat(raw) : this.#unescaped(raw)
    this.#at = end + 1
    this.#countLines(from, end)
    this.#give(text, spot)
    return true
  }

  #unescaped(raw: string): string {
    return raw.replace(/\\(?:u([\da-fA-F]{4})|([0-7]{1,3})|(.?))/gsu, (all, code, octal, one) => {
      if (typeof code === 'string') return String.fromCharCode(Number.parseInt(code, 16))
      if (typeof octal === 'string') return String.fromCharCode(Number.parseInt(octal, 8))
      const known = escapes[String(one)]
      if (known !== undefined) return known
      throw this.#broken(`a text with the escape ${all}`, '\\n \\t \\r \\b \\f \\" \\\\ or \\u0000')
    })
  }

  #dispatch(isLast: boolean): boolean {
    const next = this.#text.charAt(this.#at + 1)
    if (next === '' && !isLast) return false
    if (next === '{') this.#open('#{', '', 2)
    else if (next === '_') this.#open('#_', '', 2)
    // A pattern, as Clojure prints it: it is skipped like a text.
    else if (next === '"') {
      this.#at += 1
      if (this.#string(isLast, true)) return true
      this.#at -= 1
      return false
    } else if (next === '#') return this.#word(isLast)
    else {
      const word = this.#wordAt(isLast)
      if (word === null) return false
      if (!/^#[A-Za-z][^#]*$/u.test(word))
        throw this.#broken(`no EDN begins with ${short(word)}`, 'a tag such as #inst, a set, or #_')
      this.#open('tag', word.slice(1), word.length)
    }
    return true
  }

  #word(isLast: boolean): boolean {
    const word = this.#wordAt(isLast)
    if (word === null) return false
    const value = this.#known.get(word) ?? wordOf(word)
    if (value === undefined) {
      const what = 'nil, true, false, a number, a text, a keyword, or a bracket'
      throw this.#broken('this is no EDN', what, word)
    }
    if (value !== null && typeof value === 'object' && this.#known.size < knownMax)
      this.#known.set(word, value)
    const spot = this.#spot()
    this.#at += word.length
    this.#give(value, spot)
    return true
  }

  /** The word that stands here; null: the rest of it is in the next chunk. */
  #wordAt(isLast: boolean): string | null {
    // The character after a backslash belongs to it, whatever it is.
    wordEnd.lastIndex = this.#at + (this.#text.charAt(this.#at) === '\\' ? 2 : 1)
    const end = wordEnd.exec(this.#text)?.index ?? this.#text.length
    if (end === this.#text.length && !isLast) return null
    return flat(this.#text.slice(this.#at, end))
  }

  #open(bracket: Frame['bracket'], tag: string, length: number): void {
    if (this.#frames.length >= bounds.depth)
      throw this.#broken(`nested more than ${bounds.depth} deep`, 'flat values')
    // A list at the top gives its values one by one, whatever it is tagged with.
    const isList = bracket === '[' || bracket === '('
    if (isList && this.#frames.length === 1 && this.#frames[0]?.bracket === 'tag')
      this.#frames.pop()
    this.#frames.push({ bracket, tag, spot: this.#spot(), items: [], spots: [] })
    this.#at += length
  }

  #close(closer: ')' | ']' | '}'): void {
    const frame = this.#frames.at(-1)
    const wanted = frame === undefined ? undefined : closers[frame.bracket]
    if (frame === undefined || wanted !== closer) {
      const begun =
        frame === undefined ? '' : `: ${spelt(frame)} of line ${frame.spot.line} is open`
      throw this.#broken(`${closer} closes nothing${begun}`, wanted ?? 'a value')
    }
    if (frame.bracket === '{' && frame.items.length % 2 === 1)
      throw this.#broken('a map with a key and no value', 'a value')
    this.#frames.pop()
    this.#at += 1
    // A list at the top has given its values already.
    if (this.#frames.length === 0 && (closer === ')' || closer === ']')) return
    this.#give(valueOf(frame), frame.spot)
  }

  #give(value: Edn, spot: Spot): void {
    const frame = this.#frames.at(-1)
    if (frame === undefined) return this.#whole(value, spot)
    if (frame.bracket === 'tag') {
      this.#frames.pop()
      return this.#give({ kind: 'tagged', tag: frame.tag, value }, frame.spot)
    }
    if (frame.bracket === '#_') {
      this.#frames.pop()
      return
    }
    if (this.#frames.length === 1 && (frame.bracket === '[' || frame.bracket === '('))
      return this.#whole(value, spot)
    this.#values += 1
    if (this.#values > bounds.values)
      throw this.#broken(`a value of more than ${bounds.values / 1_000_000} million values`, 'less')
    frame.items.push(value)
    if (frame.bracket === '{') frame.spots.push(spot)
  }

  #whole(value: Edn, spot: Spot): void {
    this.#values = 0
    this.#take(value, spot)
  }

  #broken(sentence: string, expected: string, given?: string): Broken {
    const flaw: Flaw = { spot: this.#spot(), sentence, expected }
    return new Broken(given === undefined ? flaw : { ...flaw, given })
  }
}

const spelt = ({ bracket, tag }: Frame): string => (bracket === 'tag' ? `#${tag}` : bracket)

function valueOf({ bracket, items, spots }: Frame): Edn {
  if (bracket === '#{') return { kind: 'set', items }
  if (bracket !== '{') return { kind: bracket === '[' ? 'vector' : 'list', items }
  const entries: EdnEntry[] = []
  for (let at = 0; at < items.length; at += 2) {
    const spot = spots[at + 1] ?? { line: 0, column: 0 }
    entries.push({ key: items[at] ?? null, value: items[at + 1] ?? null, spot })
  }
  return { kind: 'map', entries }
}

/** A copy that does not keep the chunk that it was cut from. */
const flat = (text: string): string =>
  text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le')
