// Cuts one line of the fault notation into tokens that know where they stand. It never fails: what
// it does not know becomes a token of its own, and the parser says so with a pointer under it.

export type Token = {
  readonly kind: 'word' | 'number' | 'symbol' | 'quoted' | 'raw' | 'stray'
  /** the characters; of `quoted` the text inside */
  readonly text: string
  readonly start: number
  readonly end: number
  /** unit of a number, `ms`, `%`, `mbit`; else '' */
  readonly unit: string
  /** nothing stands between it and the token before */
  readonly glued: boolean
}

const quotedText = '"(?:[^"\\\\\\u0000-\\u001f]|\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4}))*"'
const shapes: readonly (readonly [Token['kind'], RegExp])[] = [
  ['quoted', new RegExp(quotedText, 'y')],
  ['number', /(\d+(?:\.\d+)?)(%|[A-Za-zµμ]+(?:\/s)?)?/y],
  ['word', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['symbol', /->|\.\.|!=|\+\/?-(?=\s*\d)|[-+±@|,#<>=]/y],
]
const space = /\s*/y
/** What follows these words is not made of tokens: a path of a file, a path of fields. */
const rawAfter: Readonly<Record<string, RegExp>> = {
  trace: /[^\s"]\S*/y,
  where: /[^\s"=!<>]+/y,
}
const rawValue = /[^\s"]\S*/y
const comparisons = new Set(['=', '!=', '<', '>'])

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  /** 2 after `where`, 1 after its path: then an operator brings on a raw value. */
  let where = 0
  let at = 0
  for (;;) {
    const start = at + lengthOf(space, text, at)
    if (start === text.length) return tokens
    const before = tokens.at(-1)
    const raw = rawAt(text, start, before, where)
    const token = raw ?? tokenAt(text, start)
    tokens.push({ ...token, glued: start === at && tokens.length > 0 })
    if (where > 0) where -= 1
    if (token.kind === 'word' && token.text === 'where') where = 3
    at = token.end
  }
}

/** 3 just after `where`: the path; 1 after its operator: the value. */
function rawAt(
  text: string,
  start: number,
  before: Token | undefined,
  where: number,
): Token | null {
  let shape: RegExp | undefined
  if (where === 3) shape = rawAfter['where']
  else if (where === 1 && before !== undefined && comparisons.has(before.text)) shape = rawValue
  else if (before?.kind === 'word' && before.text === 'trace') shape = rawAfter['trace']
  if (shape === undefined) return null
  const length = lengthOf(shape, text, start)
  if (length === 0) return null
  return { ...blank('raw', start), text: text.slice(start, start + length), end: start + length }
}

function tokenAt(text: string, start: number): Token {
  for (const [kind, shape] of shapes) {
    shape.lastIndex = start
    const found = shape.exec(text)
    if (found === null) continue
    const end = start + found[0].length
    const token = { ...blank(kind, start), text: found[0], end }
    if (kind === 'quoted') return { ...token, text: String(JSON.parse(found[0])) }
    if (kind === 'number') return { ...token, text: found[1] ?? '', unit: found[2] ?? '' }
    if (kind === 'symbol' && found[0].length > 1 && found[0].startsWith('+')) {
      return { ...token, text: '±' }
    }
    return token
  }
  const stray = /[^\s]/uy
  return {
    ...blank('stray', start),
    text: text.slice(start, start + Math.max(1, lengthOf(stray, text, start))),
    end: start + Math.max(1, lengthOf(stray, text, start)),
  }
}

const blank = (kind: Token['kind'], start: number): Token => ({
  kind,
  text: '',
  start,
  end: start,
  unit: '',
  glued: false,
})

/** Length of what a sticky shape matches at that place, 0 when it does not. */
function lengthOf(shape: RegExp, text: string, at: number): number {
  shape.lastIndex = at
  return shape.exec(text)?.[0].length ?? 0
}
