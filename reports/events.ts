// The whole event record, a line an event, for people who want all of it. Nothing is chosen and
// nothing is left out.

import type { Message } from '../sim/actor.ts'
import type { Trace, TraceEvent } from '../sim/trace.ts'
import { brief, briefBody, briefCall } from './brief.ts'
import { damageWords } from './damage-words.ts'
import { inShort } from './fault-words.ts'
import { type Page, pad, padLeft, printable } from './page.ts'

/** Lines without line breaks: number, time in milliseconds, node, what happened, decisions. */
export function eventRows(trace: Trace, page: Page): string[] {
  const wide = Math.max(4, ...trace.map((event) => event.node?.length ?? 0))
  return trace.map((event) => {
    const head = `  ${pad(`e${event.id}`, 7)} ${padLeft((event.time / 1_000).toFixed(3), 10)}  ${pad(event.node ?? '–', wide)}  `
    const cause = event.cause === null ? '' : page.ink.faint(`  ← e${event.cause}`)
    const draws = event.draws.length === 0 ? '' : page.ink.faint(`  (${event.draws.join('; ')})`)
    return head + eventWords(event) + cause + draws
  })
}

/** What happened, in one line without control characters: `receive letter#3 s1>r1  seq 7`. */
export function eventWords(event: TraceEvent): string {
  switch (event.kind) {
    case 'start':
      return `start, life ${event.life}`
    case 'lost':
      return `lost ${event.peer}: ${event.why}`
    case 'receive':
      return `receive ${event.message}${event.copy === 2 ? ' (a copy)' : ''}${bodyOf(event.body)}`
    case 'expire': {
      const { kind, ...rest } = event.timer
      const fields = Object.keys(rest).length === 0 ? '' : `  ${brief(rest)}`
      return `expire ${kind}#${event.nth}${fields}`
    }
    case 'send':
      return `send ${event.message}${event.early ? ' (early)' : ''}${bodyOf(event.body)}`
    case 'drop':
      return `drop ${event.message}${event.copy === 2 ? ' (a copy)' : ''}: ${event.why}`
    case 'write':
      return event.value === undefined
        ? `delete ${event.table}/${String(event.key)}`
        : `write ${event.table}/${String(event.key)} = ${brief(event.value)}${event.relaxed ? ' (relaxed)' : ''}`
    case 'durable':
      return event.lie === undefined
        ? `durable up to e${event.upTo}`
        : `said to be durable up to e${event.upTo}, by fault ${event.lie}`
    case 'damage':
      return `damage by fault ${event.fault}: ${damageWords(event)}`
    case 'crash':
      return crashOf(event)
    case 'fault':
      return `fault ${event.planned}: ${inShort(event.fault, [])}`
    case 'invoke':
      return `invoke ${event.op}: ${briefCall(event.call)}`
    case 'complete':
      return `complete ${event.op}: ${brief(event.result)}`
    case 'note':
      return `note ${printable(event.text)}`
    case 'sometimes':
      return `goal ${printable(event.goal)}`
  }
}

/** `crash letter#3 s1>r1 by fault 2, undone: e31 e40` */
function crashOf({ place, undone, fault }: Extract<TraceEvent, { kind: 'crash' }>): string {
  const where = place === '' ? '' : ` ${printable(place)}`
  const gone = undone.length === 0 ? '' : `, undone: ${undone.map((id) => `e${id}`).join(' ')}`
  return `crash${where} by fault ${fault}${gone}`
}

function bodyOf(message: Message): string {
  const body = briefBody(message)
  return body === '' ? '' : `  ${body}`
}
