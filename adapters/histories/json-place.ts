// Where a text stops being JSON. The engine's own parser does not always say it, so this is asked about
// texts that it has refused, and about nothing else.

const token =
  /[{}[\],:]|"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/uy
const blank = /[ \t\n\r]*/uy
/** A beginning of a token, at the end of the text. */
const begun = /^(?:"(?:[^"\\]|\\.)*\\?|-|t|tr|tru|f|fa|fal|fals|n|nu|nul)$/u

type Wanted = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | 'next' | 'end'

/** The place of the first character that cannot stand there; the length: more was to come. */
export function jsonEnds(text: string): number {
  const open: string[] = []
  let wanted: Wanted = 'value'
  let at = 0
  for (;;) {
    blank.lastIndex = at
    blank.exec(text)
    at = blank.lastIndex
    if (at >= text.length) return text.length
    token.lastIndex = at
    const word = token.exec(text)?.[0]
    if (word === undefined) return begun.test(text.slice(at)) ? text.length : at
    // A number that is cut short has a number before the cut.
    if (/^[-\d]/u.test(word) && /^[\d.eE+-]+$/u.test(text.slice(at))) return text.length
    const after = afterToken(word, wanted, open)
    if (after === null) return at
    wanted = after
    at += word.length
  }
}

/** What may follow; null: the token cannot stand here. */
function afterToken(word: string, wanted: Wanted, open: string[]): Wanted | null {
  const behind = (): Wanted => (open.length === 0 ? 'end' : 'next')
  const isValue = wanted === 'value' || wanted === 'value or ]'
  if (word === '{' || word === '[') {
    if (!isValue) return null
    open.push(word)
    return word === '{' ? 'key or }' : 'value or ]'
  }
  if (word === '}' || word === ']') {
    const mine = word === '}' ? '{' : '['
    const may = wanted === 'next' || wanted === (word === '}' ? 'key or }' : 'value or ]')
    return may && open.pop() === mine ? behind() : null
  }
  if (word === ',') {
    if (wanted !== 'next') return null
    return open.at(-1) === '{' ? 'key' : 'value'
  }
  if (word === ':') return wanted === ':' ? 'value' : null
  if (wanted === 'key' || wanted === 'key or }') return word.startsWith('"') ? ':' : null
  return isValue ? behind() : null
}
