// The events of a recorded run as a case keeps them: the first in words, and a mark of each, from
// which the first event that is another one today can be named. Whole traces are not kept: a case
// is read in a review.

import { createHash } from 'node:crypto'
import { formatDuration } from '../../sim/duration.ts'
import type { Trace, TraceEvent } from '../../sim/trace.ts'

/** So many events are kept in words, and so many with a mark; a file may have room for fewer. */
export const wordsMax = 80
export const marksMax = 300

/** One line: when, what, where. Equal words: the same step of the same node at the same instant. */
export function eventInWords(event: TraceEvent): string {
  const words = inWords(event)
  return words.length > longest ? `${words.slice(0, longest - 1)}…` : words
}

/** A note can be a page, and a key of a table a document. */
const longest = 72

const inWords = (event: TraceEvent): string => `${formatDuration(event.time)} ${whatOf(event)}`

function whatOf(event: TraceEvent): string {
  const at = event.node === null ? '' : ` at ${event.node}`
  switch (event.kind) {
    case 'start':
      return `start#${event.life}${at}`
    case 'lost':
      return `lost ${event.peer} ${event.why}${at}`
    case 'receive':
      return `receive ${event.message}${event.copy === 2 ? ' again' : ''}`
    case 'expire':
      return `expire ${event.timer.kind}#${event.nth}${at}`
    case 'send':
      return `send ${event.message}${event.early ? ' early' : ''}`
    case 'drop': {
      const copy = event.copy === 2 ? ' again' : ''
      return `drop ${event.message}${copy} ${event.why}`
    }
    case 'write':
      return `${event.value === undefined ? 'delete' : 'write'} ${event.table}/${event.key}${at}`
    case 'durable':
      return `${event.lie === undefined ? 'durable' : 'a lie of'} e${event.upTo}${at}`
    case 'damage':
      return `${event.harm} ${event.table}/${event.key}${at}`
    case 'crash':
      return `crash${at}${event.place === '' ? '' : ` ${event.place}`}`
    case 'fault':
      return `fault ${event.fault.kind}${at}`
    case 'invoke':
      return `invoke ${event.op}${at}`
    case 'complete':
      return `complete ${event.op}${at}`
    case 'note':
      return `note ${event.text}${at}`
    case 'sometimes':
      return `goal ${event.goal}${at}`
  }
}

/** Characters of a mark. */
export const markLength = 3

/** One character of a hash of the words, two of everything that the event is. */
export const markOf = (event: TraceEvent): string =>
  hashed(inWords(event)).slice(0, 1) + hashed(inFull(event)).slice(0, 2)

/** Words and marks of the first events of a run. */
export function keptOf(trace: Trace): {
  readonly words: readonly string[]
  readonly marks: readonly string[]
} {
  return {
    words: trace.slice(0, wordsMax).map(eventInWords),
    marks: trace.slice(0, marksMax).map(markOf),
  }
}

const hashed = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** Everything of an event as text. Its own number says nothing that its place does not. */
function inFull({ id: _, ...event }: TraceEvent): string {
  return JSON.stringify(event, (_key, value: unknown) => {
    if (value instanceof Map) return ['Map', ...value]
    if (value instanceof Set) return ['Set', ...value]
    return value
  })
}
