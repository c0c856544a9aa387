// The shape of a failure: what is the same in all runs that fail for one cause, and differs between
// causes. It is the property, the code, and the sentence without everything that a seed decides: who
// of a role it was, how many, and what was in quotes. Of a shrunk run the sentence says no more than
// the cause needs. Steps and faults are not part of it: one bug shows at different steps, and comes
// to light under a crash, a pause or a lost message alike.

import { hashText } from '../../sim/draw.ts'
import type { Failure } from '../../sim/verdict.ts'

/** A sentence as all runs of one cause say it: `receiver processed "…" again.` */
export function wordingOf(sentence: string, roleOf: (node: string) => string | null): string {
  return (
    sentence
      .replace(/"(?:[^"\\]|\\.)*"/gu, '"…"')
      .replace(/[A-Za-z]+\d+/gu, (word) => roleOf(word) ?? word)
      .replace(/-?\d+(?:\.\d+)?/gu, 'N')
      // `receiver, receiver and receiver` are several of one role, however many.
      .replace(/\b(\w+)(?:(?:, | and |, and )\1\b)+/gu, 'several $1')
      .replace(/"…"(?:(?:, | and |, and )"…")+/gu, 'several "…"')
      .replace(/\bN (\w{3,}?)s?\b/gu, 'N $1')
  )
}

/** The shape of a failure, as a text to compare. */
export const shapeOf = (
  { property, code, sentence }: Failure,
  roleOf: (node: string) => string | null,
): string => [property, code, wordingOf(sentence, roleOf)].join('\n')

/** Sixteen hex digits of a text, such as a shape: the id of a cause. */
export function causeId(text: string): string {
  const hex = (lane: number): string => (lane >>> 0).toString(16).padStart(8, '0')
  return hex(hashText(text)) + hex(hashText(`cause ${text}`))
}
