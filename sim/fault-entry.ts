// What the catalogue says of a fault, and what many entries share.

/** A part of a damage, by the word or value that begins it. */
export type Part =
  | 'percent'
  | 'later'
  | 'by'
  | 'flip'
  | 'unchecked'
  | 'span'
  | 'rate'
  | 'queue'
  | 'link'
  | 'nodes'
  | 'cut'
  | 'selection'
  | 'jump'
  | 'drift'
  | 'swing'

export type ClauseWord = '@' | 'for' | 'every' | 'restart' | 'lose'

export type Entry = {
  /** as it is written: `drop burst`, `clock step` */
  readonly name: string
  /** complete lines of the notation; the first says the fault alone */
  readonly examples: readonly [string, ...string[]]
  /** what it does, without a subject: `loses messages` */
  readonly does: string
  readonly about: 'messages' | 'links' | 'connections' | 'processes' | 'clocks' | 'disks'
  /** which kind of link it needs; null: it has nothing to do with links */
  readonly links: 'datagram' | 'stream' | 'both' | null
  /** false: it strikes once, true: it holds until it is ended */
  readonly lasting: boolean
  readonly clauses: readonly ClauseWord[]
  /** what it may be made of, in the order of the normal form */
  readonly parts: readonly Part[]
  /** what must be there: the part, and what is missing in words */
  readonly needs: readonly { readonly part: Part; readonly words: string }[]
}

/** The clauses of what lasts, and of what strikes once. */
export const lasting: readonly ClauseWord[] = ['@', 'for', 'every']
export const instant: readonly ClauseWord[] = ['@', 'every']
export const someNodes = {
  part: 'nodes',
  words: 'which nodes, such as n1,n2 or random minority',
} as const
export const someLink = { part: 'link', words: 'a link, such as n1-n2, n1->n2 or n1' } as const
