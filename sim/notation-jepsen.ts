// The names of Jepsen's nemeses, read as the faults of this notation. They are accepted only; what
// is printed is always the normal form.

import { type Token, tokensOf } from './notation-lexer.ts'

/** What is said there, and here: the beginning of the line and, after `…`, what is put at its end. */
export const jepsenNames: readonly (readonly [jepsen: string, here: string])[] = [
  ['partition one', 'partition random one'],
  ['partition random-node', 'partition random one'],
  ['partition majority', 'partition halves'],
  ['partition random-halves', 'partition halves'],
  ['random-halves', 'partition halves'],
  ['partition minority-third', 'partition random minority-third'],
  ['partition majorities-ring', 'majorities-ring'],
  ['partition bridge', 'bridge'],
  ['partition primaries', 'isolate leader'],
  ['kill', 'crash'],
  ['lose-unfsynced-writes', 'crash … lose unsynced'],
  ['packet loss', 'drop'],
  ['packet rate', 'bandwidth'],
  ['packet delay', 'delay'],
  ['packet duplicate', 'duplicate'],
  ['packet duplication', 'duplicate'],
  ['packet reorder', 'reorder'],
  ['packet corrupt', 'corrupt'],
  ['packet corruption', 'corrupt'],
  ['clock bump', 'clock step'],
  ['clock skew', 'clock step'],
  ['skew', 'clock step'],
  ['bitflip', 'disk rot'],
  ['truncate', 'disk torn'],
]

/** The tokens with Jepsen's name replaced; the new ones stand where the old ones stood. */
export function inOurWords(tokens: readonly Token[]): Token[] {
  for (const [jepsen, here] of jepsenNames) {
    const said = tokensOf(jepsen)
    if (!said.every((word, at) => same(word, tokens[at], at))) continue
    // `partition one-n2` or `partition one,n2` is no name of Jepsen's.
    const next = tokens[said.length]
    if (next !== undefined && next.kind === 'symbol' && next.text !== '@' && !signs(tokens, said)) {
      continue
    }
    const first = tokens[0]
    const last = tokens[said.length - 1]
    if (first === undefined || last === undefined) continue
    const [front = '', back = ''] = here.split(' … ')
    const placed = (token: Token): Token => ({ ...token, start: first.start, end: last.end })
    return [
      ...tokensOf(front).map(placed),
      ...tokens.slice(said.length),
      ...tokensOf(back).map(placed),
    ]
  }
  return [...tokens]
}

const same = (word: Token, token: Token | undefined, at: number): boolean =>
  token?.kind === word.kind && token.text === word.text && (at === 0 || token.glued === word.glued)

/** `clock bump +250ms n1`: the sign of a value. */
const signs = (tokens: readonly Token[], said: readonly Token[]): boolean =>
  tokens[said.length + 1]?.kind === 'number' && tokens[said.length]?.glued === false
