// Reads the name of a fault. One that is nearly known is marked, and read as the one that was meant.

import { damageNamed, faultCatalogue } from './fault-catalogue.ts'
import { type DamageKind, damageKinds } from './notation.ts'
import {
  hyphenated,
  mark,
  maybeWord,
  type Range,
  type Reader,
  since,
  take,
  textOf,
} from './notation-reader.ts'
import { nearest } from './nearest.ts'

export type Name = {
  readonly kind: DamageKind | null
  readonly range: Range
  readonly given: string
}

/** The name; one that is nearly known is marked and read as the one that was meant. */
export function readDamageName(reader: Reader): Name {
  const from = reader.at
  const first = hyphenated(reader)
  if (first === null) {
    const here = take(reader) ?? { start: 0, end: 1, text: '' }
    const said = reader.text.slice(here.start, here.end)
    mark(reader, 'WL3001', here, `a fault begins with its name, not with "${said}"`)
    return { kind: null, range: here, given: here.text }
  }
  const firsts = new Set(damageKinds.map((kind) => faultCatalogue[kind].name.split(' ')[0] ?? ''))
  const meant = firsts.has(first.text) ? first.text : nearest(first.text, firsts)
  reader.at += first.count
  const one = since(reader, from)
  const second = secondWord(reader, meant)
  if (second !== null) {
    const range = since(reader, from)
    const kind = damageNamed(`${meant} ${second.meant}`)
    if (meant === first.text && second.meant === second.text) {
      return { kind, range, given: textOf(reader, range) }
    }
    const said = textOf(reader, range)
    const fix = second.meant === null ? null : `${meant} ${second.meant}`
    mark(reader, 'WL3001', range, `I do not know the fault "${said}"`, fix)
    return { kind, range, given: said }
  }
  if (meant !== first.text) {
    mark(reader, 'WL3001', one, `I do not know the fault "${first.text}"`, meant)
  }
  const kind = meant === null ? null : damageNamed(meant)
  if (meant === 'clock' || meant === 'disk') {
    const ways = waysOf(meant)
    const does = meant === 'clock' ? 'what should the clock do' : 'what is wrong with the disk'
    mark(reader, 'WL3001', one, `${does} (${ways.join(' ')})?`)
  }
  return { kind, range: one, given: first.text }
}

/** What may stand after `clock` or `disk`. */
const waysOf = (first: string): string[] =>
  damageKinds.flatMap((kind) => faultCatalogue[kind].name.split(`${first} `)[1] ?? [])

/** The second word of `drop burst`, `clock …` and `disk …`. */
function secondWord(
  reader: Reader,
  first: string | null,
): { text: string; meant: string | null } | null {
  if (first === 'drop' && maybeWord(reader, 'burst') !== null) {
    return { text: 'burst', meant: 'burst' }
  }
  if (first !== 'clock' && first !== 'disk') return null
  const next = hyphenated(reader)
  if (next === null) return null
  reader.at += next.count
  const known = waysOf(first)
  const meant = known.includes(next.text) ? next.text : nearest(next.text, known)
  return { text: next.text, meant }
}
